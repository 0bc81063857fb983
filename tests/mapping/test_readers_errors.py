"""What is wrong is named: where, what was expected, what came. Nothing else ever comes out."""

import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from parley.mapping.errors import InvalidStances
from parley.mapping.matrix import StanceMatrix
from parley.mapping.readers import read
from parley.mapping.readers.words import Words
from tests.mapping import written

HEAD = "actor,proposition,stance\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "votes.csv is empty"),
        ("\n\n", "votes.csv is empty"),
        (HEAD, r"there is a header \(actor, proposition, stance\) but nothing below it"),
        (HEAD + "a,1,agree\nb,1,maybe\n", r"^line 3: stance must be agree, .*; got 'maybe'$"),
        (HEAD + 'a,"1\n\n2",agree\n\nb,1,maybe\n', r"^line 6: .* got 'maybe'$"),
        (HEAD + "a,1,2\n", r"^line 2: .* got '2'$"),
        (HEAD + "a,1,true\n", r"^line 2: .* got 'true'$"),
        (HEAD + "a,1,yes\n ,1,yes\n", "^line 3: expected an id of an actor; got an empty field$"),
        (HEAD + "a,1,yes\nb,,no\n", "^line 3: expected an id of a proposition; got an empty field$"),
        (HEAD + "a,1,yes\nb,1,no,why\n", "^line 3: expected 3 fields; got more"),
        (HEAD + "a,1,\nb,1,n/a\n,,\n", r"none of 3 entries is a stance: no answer \(2\), empty line \(1\)"),
        ("actor,proposition,score\na,1,1\n", r"no column for stance \(stance, vote, .*found the columns"),
        ("person,stance\na,yes\n", "no column for proposition"),
        ("a,b,c\n1,x,z\n", r"expected columns for actor, proposition, stance .*found the columns a, b, c"),
        ("one\n1\n", "expected columns for actor, proposition, stance"),
        ("who,p,p\na,yes,no\n", "propositions 1 and 2 are both named 'p'"),
        ("who,p,\na,yes,no\n", "the column of proposition 2 has no name"),
        ("who,p,q\na,yes,no\nb,yes,no\nc,eys,no\n", "^line 4, column 'p': stance must be .* got 'eys'$"),
        (
            "actor,proposition,stance,time\na,1,yes,2021-05-12\nb,1,no,noon\n",
            "^line 3: time must be a number or a date such as 2021-05-12T09:30; got 'noon'$",
        ),
        (
            "actor,proposition,stance,group\na,1,yes,X\na,2,no,Y\n",
            "^actor a: expected one group; got 'X' and 'Y'$",
        ),
        (HEAD + "a" * 10_000 + ",1,yes\n" + "".join(f"{n},1,yes\n" for n in range(60_000)), "characters"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path, content, message):
    path = tmp_path / "votes.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidStances, match=message):
        read(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            HEAD.encode() + b"a,1,yes\nC\xf4te,1,no\n",
            "line 3: expected text in UTF-8; got the byte 0xf4",
        ),
        (HEAD.encode("utf-16"), "is text in UTF-16"),
        (b"PAR1 but nothing more", "can't read votes"),
        (b"PK\x03\x04 but nothing more", "can't read votes"),
        (b"\x00\x01\x02", "expected columns"),
    ],
)
def test_files_that_are_no_tables(tmp_path, content, message):
    path = tmp_path / "votes"
    path.write_bytes(content)
    with pytest.raises(InvalidStances, match=message):
        read(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[1,", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("{}", "expected a list of objects"),
        ("[]", "expected a list of objects"),
        ('[{"actor": 1}, 2]', "entry 2: expected an object; got 2"),
        ('[{"actor": 1, "proposition": 1, "stance": "maybe"}]', "^entry 1: stance must be"),
        ('[{"actor": {}, "proposition": [], "stance": null}]', "none of 1 entries is a stance"),
    ],
)
def test_json_that_holds_no_stances(tmp_path, content, message):
    path = tmp_path / "votes.json"
    path.write_text(content)
    with pytest.raises(InvalidStances, match=message):
        read(path)


@pytest.mark.parametrize(
    ("source", "asked", "message"),
    [
        ("nowhere.csv", {}, "can't read nowhere.csv: No such file"),
        (7, {}, "expected a file .*; got int"),
        (None, {}, "got NoneType"),
        ([], {}, "expected a list of objects"),
        (np.ones(3), {}, "expected an array of two dimensions; got 1"),
        (np.full((2, 2), 5.0), {}, "expected 1 .agree., 0 .pass. or -1"),
        (np.array([["a"]]), {}, "expected an array of 1, 0, -1 and NaN"),
        (np.full((2, 2), np.nan), {}, "none of 4 entries is a stance"),
        (sparse.coo_array(([1, 7], ([0, 1], [1, 0]))), {}, r"entry \(1, 0\): expected 1 .* got .*7"),
        (pl.DataFrame({"actor": [[1]], "item": [1], "vote": [1]}), {}, "can't read"),
        (pl.DataFrame({"actor": [1], "item": [1], "vote": [1]}), {"columns": {"who": "actor"}}, "columns: expected actor"),
        (pl.DataFrame({"actor": [1], "item": [1], "vote": [1]}), {"columns": {"actor": "who"}}, "no column named 'who'"),
        (pl.DataFrame({"actor": [1], "item": [1], "vote": [1]}), {"stances": "yes"}, "expected pairs such as"),
        (pl.DataFrame({"actor": [1], "item": [1], "vote": [1]}), {"stances": "1=maybe"}, "must be agree, pass or disagree; got 'maybe'"),
        (pl.DataFrame({"actor": [1], "item": [1], "vote": [1]}), {"stances": {1: "agree", "+1": "pass"}}, "stands twice"),
        (pl.DataFrame({"actor": [1], "item": [1], "vote": [1]}), {"stances": {}}, "expected at least one"),
        (pl.DataFrame({"actor": [1], "item": [1], "vote": [1]}), {"groups": pl.DataFrame({"a": [1]})}, "expected columns for actor and group"),
        (pl.DataFrame({"actor": [1], "item": [1], "vote": [1]}), {"groups": pl.DataFrame({"a": [1, 1], "b": ["x", "y"]})}, "actor 1: expected one group; got 'x' and 'y'"),
    ],
)  # fmt: skip
def test_sources_and_options_that_can_not_be(source, asked, message):
    with pytest.raises(InvalidStances, match=message):
        read(source, **asked)


def test_a_folder_without_stances_tells_what_it_holds(tmp_path):
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(InvalidStances, match=r"expected a folder with votes.csv.* holds notes.txt"):
        read(tmp_path)


def test_lenient_counts_all_and_tells_a_hundred(tmp_path):
    lines = ["a,1,agree", *(f"b{n},1,maybe" for n in range(250)), ",1,yes", "c,1,no,and,more"]
    path = tmp_path / "votes.csv"
    path.write_text(HEAD + "\n".join(lines))
    matrix = read(path, lenient=True)
    assert matrix.n_stances == 1
    assert matrix.intake.lines == 253
    assert matrix.intake.dropped == {"unknown stance": 250, "no actor": 1, "too many fields": 1}
    assert len(matrix.intake.problems) == 100
    assert matrix.intake.problems[0].startswith("line 3: stance must be")
    assert matrix.intake.problems[99].startswith("line 102: ")
    assert matrix.actors.tolist() == ["a"]


def test_many_values_that_are_not_mapped_are_counted_together(tmp_path):
    values = ["in part"] * 3 + [f"reason {n}" for n in range(3000)] + ["yes"]
    frame = pl.DataFrame({"actor": range(3004), "item": 1, "vote": values})
    matrix = read(frame, stances={"yes": "agree"})
    assert matrix.n_stances == 1
    assert matrix.intake.dropped["stance not mapped: in part"] == 3
    assert matrix.intake.dropped["stance not mapped: others"] == 3000 - 19
    assert sum(matrix.intake.dropped.values()) == 3003


def test_lenient_gives_an_actor_of_two_groups_none():
    frame = pl.DataFrame(
        {"actor": ["a", "a", "b"], "item": [1, 2, 1], "vote": "yes", "group": ["X", "Y", "X"]}
    )
    matrix = read(frame, lenient=True)
    assert matrix.groups is not None
    assert matrix.groups.codes.tolist() == [-1, 0]
    assert matrix.intake.notes == ("actor a: expected one group; got 'X' and 'Y'",)


def test_later_answers_count_by_time_and_then_by_line(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text(
        "actor,proposition,stance,created at\n"
        "a,1,no,2021-05-12 10:00:00\na,1,yes,2021-05-12T11:00+02:00\n"
        "b,1,yes,2021-05-12\nb,1,no,2021-05-12T00:00\n"
        "c,1,no,2021-05-11\nc,1,yes,\n"
    )
    matrix = read(path)
    assert dict(zip(matrix.actors.tolist(), matrix.dense()[:, 0], strict=True)) == {
        "a": -1,  # 11:00 in Cairo is 9:00 in Greenwich
        "b": -1,
        "c": -1,  # an answer without a time came before all others
    }
    assert matrix.intake.dropped == {"answered again later": 3}


def test_files_that_polars_refuses_are_read_carefully(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text('\n\nactor,proposition,stance\na"b",1,yes\n"c" d,1,no\n\n')
    matrix = read(path)
    assert matrix.actors.tolist() == ['a"b"', "c d"]
    assert matrix.intake.dropped == {"empty line": 1}
    path.write_text('actor,proposition,stance\na"b",1,yes\n"c" d,1,maybe\n')
    with pytest.raises(InvalidStances, match=r"^line 3: "):
        read(path)


def test_huge_and_far_apart_numbers_are_ids_too():
    frame = pl.DataFrame(
        {"actor": [2**63, 1, 2**64 - 1], "item": [-(2**62), 0, 2**62], "vote": [1, 0, -1]},
        schema={"actor": pl.UInt64, "item": pl.Int64, "vote": pl.Int8},
    )
    matrix = read(frame)
    assert matrix.actors.tolist() == ["1", "18446744073709551615", "9223372036854775808"]
    assert matrix.propositions.tolist() == [-(2**62), 0, 2**62]
    direct = StanceMatrix.from_triples(*(frame[name].to_numpy() for name in frame.columns))
    assert matrix.digest == direct.digest


FIELDS = st.one_of(
    st.sampled_from(["actor", "vote", "proposition", "yes", "no", "1", "", '"', '""', "\n", "é"]),
    st.text(max_size=6),
)
GARBAGE = st.one_of(
    st.binary(max_size=300),
    st.lists(st.lists(FIELDS, max_size=5).map(",".join), max_size=8).map(
        lambda lines: ("actor,proposition,vote\n" + "\n".join(lines)).encode("utf-8", "ignore")
    ),
    st.binary(max_size=200).map(lambda content: b"PAR1" + content + b"PAR1"),
    st.binary(max_size=200).map(lambda content: b"PK\x03\x04" + content),
    st.text("[]{}\"',:12 actor", max_size=60).map(lambda text: b"[" + text.encode()),
)


@given(GARBAGE, st.sampled_from(["votes.csv", "votes.json"]), st.booleans())
def test_garbage_is_refused_or_read(content, name, lenient):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        refused_or_read(path, lenient)


@given(st.data())
def test_damaged_files_are_refused_or_read(data):
    with tempfile.TemporaryDirectory() as folder:
        triples = [(str(n), str(n % 3), n % 3 - 1) for n in range(40)]
        write = data.draw(
            st.sampled_from([written.as_parquet, written.as_workbook, written.as_json])
        )
        path = write(Path(folder, "votes.json"), triples)
        content = bytearray(path.read_bytes())
        for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=4)):
            content[place] = data.draw(st.integers(0, 255))
        path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
        refused_or_read(path, False)


def refused_or_read(path, lenient):
    try:
        matrix = read(path, lenient=lenient)
    except InvalidStances:
        return
    assert matrix.n_stances > 0
    assert matrix.intake.lines == matrix.n_stances + sum(matrix.intake.dropped.values())


@given(st.text(max_size=12))
def test_words_mean_the_same_however_they_are_written(text):
    words = Words()
    assert words.code(f" {text.upper()}\t") == words.code(text.upper())
