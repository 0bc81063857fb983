"""Evidence from the command line: all of a file or nothing of it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from parley.apps.evidence import models as m
from parley.cli import main
from tests import factories as make
from tests.evidence.exchange.lists import collection_on, norm_with, row, text_of

pytestmark = pytest.mark.django_db


def _run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, [*words])
    return done.exit_code, done.output


def test_positions_come_in_once(tmp_path: Path) -> None:
    collection_on(norm_with(A=1), slug="here")
    file = tmp_path / "positions.csv"
    file.write_text(text_of(row(document="Paper", year="2020")), encoding="utf-8")
    words = ("import-positions", str(file), "--collection", "here")
    assert _run(*words) == (
        0,
        f"{file}: here now has 1 positions, 1 documents, 0 readings more or changed\n",
    )
    assert _run(*words) == (0, f"{file}: here unchanged\n")


def test_what_is_wrong_is_said_by_row_and_nothing_stored(tmp_path: Path) -> None:
    collection_on(norm_with(A=1), slug="here")
    file = tmp_path / "positions.csv"
    file.write_text(text_of(row(), row(stance="agrees", actor="FR")), encoding="utf-8")
    status, said = _run("import-positions", str(file), "--collection", "here")
    assert status == 1
    assert "Row 3: “agrees” is no stance." in said
    assert not m.Position.objects.exists()
    assert _run("import-positions", str(file), "--collection", "nowhere") == (
        1,
        "parley: There is no collection of the short name nowhere.\n",
    )


def test_votes_come_in(tmp_path: Path) -> None:
    make.collection(kind="votes", slug="votes")
    file = tmp_path / "votes.csv"
    file.write_text("country,country_code,X\nEstonia,EE,yes\n", encoding="utf-8")
    words = ("import-votes", str(file), "--collection", "votes")
    assert _run(*words) == (0, f"{file}: votes now has 1 roll calls, 1 votes more or changed\n")
    assert _run(*words) == (0, f"{file}: votes unchanged\n")
    status, said = _run("import-positions", str(file), "--collection", "votes")
    assert (status, "holds no positions" in said) == (1, True)
