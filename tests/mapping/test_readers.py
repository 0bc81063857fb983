"""Reading the real data that the project ships."""

import csv
import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from parley.mapping.blocks import AGREE, DISAGREE
from parley.mapping.counts import count
from parley.mapping.errors import InvalidStances
from parley.mapping.readers import read
from tests.mapping import written

DATA = Path(__file__).parent / "data"
UNGA = DATA / "unga-ict-resolutions" / "unga-ict-resolutions.csv"
NORM = DATA / "norm-13c"


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


@pytest.mark.parametrize("name", ["brexit-consensus", "london-youth-policing", "vtaiwan-uberx"])
def test_both_shapes_of_a_polis_export_say_the_same(name):
    folder = DATA / name
    long = read(folder)
    wide = read(folder / "participants-votes.csv", propositions=folder / "comments.csv")
    # The matrix also lists those who voted on nothing but rejected comments.
    answered = count(wide).answered.nonzero()[0]
    assert wide.take(answered).digest == long.digest
    assert long.texts == wide.texts
    assert all(long.texts)


def test_the_last_of_several_votes_counts():
    matrix = read(DATA / "brexit-consensus")
    assert repr(matrix) == (
        "<StanceMatrix: 204 actors × 50 propositions, 5,303 stances, 52% answered>"
    )
    assert matrix.intake.lines == 5312
    assert matrix.intake.dropped == {"answered again later": 9}
    assert matrix.texts[0] == "I voted to Leave."


def test_rejected_comments_are_left_out_and_counted():
    folder = DATA / "vtaiwan-uberx"
    matrix = read(folder)
    comments = pl.read_csv(folder / "comments.csv")
    rejected = set(comments.filter(pl.col("moderated") == -1)["comment-id"])
    votes = pl.read_csv(folder / "votes.csv")
    assert not rejected & set(matrix.propositions.tolist())
    assert matrix.intake.dropped["rejected by the moderators"] == (
        votes["comment-id"].is_in(list(rejected)).sum()
    )
    assert read(folder, keep_rejected=True).n_propositions == 197


def test_groups_that_polis_published():
    folder = DATA / "brexit-consensus"
    for matrix in (
        read(folder, published_groups=True),
        read(folder / "participants-votes.csv", published_groups=True),
    ):
        assert matrix.groups is not None
        assert matrix.groups.names == ("Polis group 0", "Polis group 1")
        assert matrix.groups.sizes.tolist() == [106, 91]
    with pytest.raises(InvalidStances, match="expected a column group-id"):
        read(UNGA, published_groups=True)


@pytest.mark.parametrize("name", ["below-100-ptpts", "25ptpt-3gp-no-strict-with-meta"])
@pytest.mark.parametrize("reverse", [False, True])
def test_the_totals_of_the_comments_tell_which_sign_agrees(name, reverse, tmp_path):
    """As these conversations came, agree is 1; as Polis's own database has them, -1."""
    folder = DATA / "polis-math" / name
    if reverse:
        folder = shutil.copytree(folder, tmp_path / name)
        votes = json.loads((folder / "votes.json").read_text())
        turned = [{**vote, "vote": -vote["vote"]} for vote in votes]
        (folder / "votes.json").write_text(json.dumps(turned))
    matrix = read(folder, keep_rejected=True)
    comments = json.loads((folder / "comments.json").read_text())
    told = {
        comment.get("tid", comment.get("statement_id")): (
            comment["agree_count"],
            comment["disagree_count"],
        )
        for comment in comments
    }
    cells = count(matrix).cells
    for proposition, of_answer in zip(matrix.propositions.tolist(), cells, strict=True):
        assert (of_answer[AGREE], of_answer[DISAGREE]) == told[proposition]
    with pytest.raises(InvalidStances, match="agree is -1, while in its exports agree is 1"):
        read(folder / "votes.json")
    sign = -1 if reverse else 1
    told_so = read(folder / "votes.json", stances={sign: "agree", 0: "pass", -sign: "disagree"})
    assert told_so.digest == matrix.digest


def test_meta_and_rejected_comments_of_the_json():
    meta = read(DATA / "polis-math" / "25ptpt-3gp-no-strict-with-meta")
    assert not {0, 1, 2, 3} & set(meta.propositions.tolist())
    assert meta.intake.dropped == {"meta comment": 108}
    rejected = read(DATA / "polis-math" / "below-100-ptpts")
    assert rejected.intake.dropped == {"rejected by the moderators": 5}


def test_the_columns_of_the_database_need_a_word_about_signs(tmp_path):
    path = tmp_path / "dump.csv"
    path.write_text("pid,tid,vote\n1,1,-1\n2,1,1\n")
    with pytest.raises(InvalidStances, match="agree is -1, while in its exports agree is 1"):
        read(path)
    assert read(path, stances="-1=agree,0=pass,1=disagree").dense().tolist() == [[1], [-1]]
    assert read(path, stances="1=agree,0=pass,-1=disagree").dense().tolist() == [[-1], [1]]
    path.write_text("pid,tid,vote\n1,1,agree\n2,1,pass\n")
    assert read(path).dense().tolist() == [[1], [0]]


def test_reversed_signs_are_noticed_by_the_totals_of_the_comments(tmp_path):
    folder = tmp_path / "export"
    shutil.copytree(DATA / "london-youth-policing", folder)
    lines = rows_of(folder / "votes.csv")
    with (folder / "votes.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [lines[0], *[[*line[:-1], str(-int(line[-1]))] for line in lines[1:]]]
        )
    with pytest.raises(InvalidStances, match="contradict the stances: agree seems to be -1"):
        read(folder)
    told = read(folder, stances="-1=agree,0=pass,1=disagree")
    assert told.digest == read(DATA / "london-youth-policing").digest


def test_a_roll_call(tmp_path):
    matrix = read(UNGA)
    assert (matrix.n_actors, matrix.n_propositions, matrix.n_stances) == (193, 6, 1057)
    assert matrix.propositions[0] == "A/RES/71/28"
    assert matrix.intake.lines == 193 * 6
    assert matrix.intake.dropped == {"no answer": 101}
    assert matrix.intake.notes == ("columns that hold no stances were left out: country_code",)
    afghanistan = matrix.dense()[matrix.actors.tolist().index("Afghanistan")]
    assert afghanistan[:3].tolist() == [1, 1, 1]
    workbook = written.workbook(tmp_path / "roll call.xlsx", rows_of(UNGA))
    assert read(workbook).digest == matrix.digest
    by_code = read(UNGA, columns={"actor": "country_code"})
    assert by_code.actors[0] == "AD"


def test_positions_are_mapped_only_as_told():
    with pytest.raises(InvalidStances, match=r"^line 20: stance must be .*; got 'undecided'$"):
        read(NORM / "positions.csv")
    matrix = read(
        NORM / "positions.csv",
        stances="supports=agree,opposes=disagree",
        columns={"group": "actor_kind"},
        elements=NORM / "propositions.csv",
    )
    assert matrix.intake.dropped == {
        "stance not mapped: not read": 6,
        "stance not mapped: conditional": 3,
        "stance not mapped: undecided": 1,
    }
    assert matrix.groups is not None
    assert dict(zip(matrix.groups.names, matrix.groups.sizes, strict=True)) == {
        "regional organisation": 1,
        "state": 16,
    }
    assert matrix.elements is not None
    assert matrix.elements.names == ("Legal status", "Standard of conduct", "Triggering act")
    assert matrix.texts[matrix.propositions.tolist().index("E2")] == "Reasonable or feasible steps."
    assert matrix.intake.notes == (
        "the table of propositions names 17 without any stance: A4, B1, B3, C1, C2 and 12 more",
    )


def test_groups_and_elements_from_tables_and_mappings(tmp_path):
    (tmp_path / "groups.csv").write_text(
        "Member State;Stakeholder group\nFiji; States \n7;\nChad;Asia\n"
    )
    stances = pl.DataFrame({"actor": ["Chad", "Fiji", "7"], "item": [1, 1, 2], "vote": "yes"})
    told = {"Fiji": "States", "Chad": "Asia", "7": None}
    for groups in (
        tmp_path / "groups.csv",
        told,
        pl.DataFrame({"who": list(told), "g": list(told.values())}),
    ):
        matrix = read(stances, groups=groups, elements={1: "scope", "2": "scope", 3: "other"})
        assert matrix.groups is not None
        assert matrix.groups.codes.tolist() == [-1, 0, 1]
        assert matrix.groups.names == ("Asia", "States")
        assert matrix.elements is not None
        assert matrix.elements.codes.tolist() == [0, 0]
        assert matrix.intake.notes == ("the table of propositions names 1 without any stance: 3",)


def test_tables_of_other_ids_are_refused_and_missing_ones_counted(tmp_path):
    stances = pl.DataFrame({"actor": ["Chad", "Fiji", "7"], "item": [1, 1, 2], "vote": "yes"})
    (tmp_path / "groups.csv").write_text("actor,group\nTCD,Africa\nFJI,Oceania\n")
    refused = (
        "the table of actors is of none of the actors with stances: it names FJI, TCD;"
        " they are 7, Chad, Fiji"
    )
    for source in (stances, read(stances)):
        with pytest.raises(InvalidStances) as error:
            read(source, groups=tmp_path / "groups.csv")
        assert str(error.value) == refused
        with pytest.raises(
            InvalidStances, match=r"propositions is of none .* it names p1; they are 1, 2"
        ):
            read(source, elements={"p1": "scope"})
        lenient = read(source, groups=tmp_path / "groups.csv", lenient=True)
        assert lenient.groups is None or not lenient.groups.names
        assert lenient.intake.notes == (refused,)
        partly = read(source, groups={"Fiji": "Oceania", "Peru": "America"})
        assert partly.intake.notes == (
            "the table of actors names 1 without any stance: Peru",
            "the table of actors says nothing of 2 of 3 actors",
        )


def test_progress_ends_at_the_end():
    told = []
    read(DATA / "brexit-consensus", progress=lambda doing, share: told.append((doing, share)))
    assert [doing for doing, share in told if share == 1.0] == ["reading", "sorting"]
    assert all(0 <= share <= 1 for _doing, share in told)
