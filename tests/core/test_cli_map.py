"""`parley map`: what it prints, writes and refuses."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parley.cli import main
from tests.core.conftest import COMMAND, environment

DATA = Path(__file__).parents[1] / "mapping" / "data"
BREXIT = DATA / "brexit-consensus"
UNGA = DATA / "unga-ict-resolutions" / "unga-ict-resolutions.csv"
# It has a column beside the names of states.
NOTE = "note: columns that hold no stances were left out: country_code\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["map", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture(autouse=True)
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command is called."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestMap:
    def test_writes_a_report_and_says_what_it_found(self, there: Path) -> None:
        done = run(UNGA, "--bootstraps", 0)
        assert (done.exit_code, done.stderr) == (0, NOTE)
        lines = done.stdout.splitlines()
        assert lines[0].startswith("193 actors took 1,057 stances on 6 propositions;")
        assert lines[-1] == "report: unga-ict-resolutions-map/index.html"
        assert [path.name for path in there.iterdir()] == ["unga-ict-resolutions-map"]
        assert "<h1>unga-ict-resolutions</h1>" in Path(lines[-1][8:]).read_text("utf-8")

    def test_prints_json_and_nothing_else(self, there: Path) -> None:
        done = run(UNGA, "--json", "--basic", "-o", "out", "--title", "Votes")
        assert done.stderr == ""
        told = json.loads(done.stdout)
        assert (told["kind"], told["folder"], told["counts"]["actors"]) == ("map", "out", 193)
        assert [name for name in told["files"] if not (there / "out" / name).is_file()] == []
        assert "<h1>Votes</h1>" in (there / "out/index.html").read_text("utf-8")

    def test_takes_groups_elements_and_columns(self, there: Path) -> None:
        votes = [
            f"{i};{j};{'for' if (i + j) % 2 else 'against'}" for i in range(20) for j in range(9)
        ]
        (there / "v.csv").write_text("\n".join(["who;item;says", *votes, "3;1;dunno"]))
        (there / "g.csv").write_text(
            "actor,group\n" + "\n".join(f"{i},g{i % 2}" for i in range(20))
        )
        (there / "e.csv").write_text(
            "proposition,element,text\n" + "\n".join(f"{j},e{j % 3},Text {j}" for j in range(9))
        )
        columns = (
            "--column",
            "actor=who",
            "--column",
            "proposition=item",
            "--column",
            "stance=says",
        )
        tables = ("--groups", "g.csv", "--elements", "e.csv")
        bad = run("v.csv", *columns, *tables)
        assert (bad.exit_code, bad.stdout) == (1, "")
        assert bad.stderr.startswith("parley: line 182")
        assert list(there.glob("*-map")) == []
        done = run("v.csv", *columns, *tables, "--lenient", "--json", "--basic")
        told = json.loads(done.stdout)
        assert told["intake"]["problems"] == 1
        assert list(told["elements"]) == ["e0", "e1", "e2"]
        assert [one["name"] for one in told["groupings"]["stakeholder group"]["groups"]] == [
            "g0",
            "g1",
        ]
        said = run("v.csv", *columns, *tables, "--lenient", "--basic")
        assert said.stderr.startswith("left out: line 182")

    def test_tells_what_tables_leave_open_and_refuses_those_of_others(self, there: Path) -> None:
        (there / "some.csv").write_text("actor,group\nFrance,Europe\nAtlantis,Nowhere\n")
        (there / "others.csv").write_text("actor,group\n1,Europe\n2,Asia\n")
        done = run(UNGA, "--groups", "some.csv", "--basic")
        assert done.exit_code == 0
        assert done.stderr.splitlines() == [
            NOTE.strip(),
            "note: the table of actors names 1 without any stance: Atlantis",
            "note: the table of actors says nothing of 192 of 193 actors",
        ]
        told = json.loads(run(UNGA, "--groups", "some.csv", "--basic", "--json").stdout)
        assert told["intake"]["notes"] == 3
        refused = run(UNGA, "--groups", "others.csv", "--basic", "-o", "other")
        assert refused.exit_code == 1
        assert refused.stderr.startswith("parley: the table of actors is of none of the actors")
        assert not (there / "other").exists()

    def test_takes_published_groups(self) -> None:
        told = json.loads(run(BREXIT, "--published-groups", "--json", "--basic").stdout)
        assert told["folder"] == "brexit-consensus-map"
        assert "stakeholder group" in told["groupings"]


class TestCompare:
    def test_takes_inputs_reports_and_maps(self, there: Path) -> None:
        run(UNGA, "--basic", "-o", "first")
        for after in (UNGA, "first", "first/map"):
            done = run("--compare", "first", after, "--basic", "-o", "out")
            assert done.exit_code == 0, done.stderr
            assert "shows no change beyond chance" in done.stdout.splitlines()[0]
            assert done.stdout.splitlines()[-1] == "report: out/index.html"
        told = json.loads(run("--compare", "first", "first", "--json").stdout)
        assert (told["kind"], told["folder"]) == ("comparison", "first-comparison")

    def test_wants_two_or_one(self) -> None:
        assert run().exit_code == 2
        assert run(UNGA, "--compare", UNGA, UNGA).exit_code == 2
        assert "Give one INPUT, or --compare BEFORE AFTER." in run().stderr


class TestRefusals:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ((UNGA, "--max-groups", 40), "parley: max_groups must be from 2 to 9; got 40\n"),
            ((UNGA, "--groups", "empty.csv"), "parley: "),
            (("empty.csv",), "parley: "),
            ((UNGA, "-o", "full"), "parley: full holds something else than a report"),
            ((UNGA, "-o", "empty.csv"), "Usage: "),
            (("nosuch.csv",), "Usage: "),
            ((UNGA, "--threads", 0), "Usage: "),
            ((UNGA, "--column", "actor"), "Usage: "),
            (
                ("--compare", UNGA, BREXIT, "--basic"),
                "parley: the two have no proposition in common",
            ),
        ],
    )
    def test_are_one_line_and_leave_nothing(
        self, there: Path, arguments: tuple[object, ...], said: str
    ) -> None:
        (there / "empty.csv").write_text("")
        (there / "full").mkdir()
        (there / "full" / "notes.txt").write_text("mine")
        done = run(*arguments)
        assert done.exit_code == (2 if said.startswith("Usage") else 1)
        assert done.stderr.startswith(said)
        assert done.stdout == ""
        if done.exit_code == 1:
            assert done.stderr.count("\n") == 1
        assert sorted(path.name for path in there.iterdir()) == ["empty.csv", "full"]
        assert [path.name for path in (there / "full").iterdir()] == ["notes.txt"]

    def test_come_before_the_work(self, there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (there / "notes.txt").write_text("mine")

        def never(*_arguments: object, **_named: object) -> None:
            raise AssertionError("the input was read")

        monkeypatch.setattr("parley.mapping.readers.read", never)
        assert run(UNGA, "-o", ".").exit_code == 1


def test_starts_no_django(there: Path) -> None:
    script = (
        "import sys; from parley.cli import main\n"
        f"main(['map', {str(UNGA)!r}, '--basic'], standalone_mode=False)\n"
        "sys.exit(any(name.partition('.')[0] in ('django', 'pydantic') for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", script], env=environment(), capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, NOTE.encode())
    assert (there / "unga-ict-resolutions-map" / "index.html").is_file()


def test_an_interruption_leaves_nothing_half_written(there: Path) -> None:
    """Interrupted at several moments, there is a whole report or none."""
    for seconds in (0.3, 0.9, 1.6):
        process = subprocess.Popen(
            [*COMMAND, "map", str(BREXIT), "-o", "out"],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGINT)
        _out, error = process.communicate(timeout=60)
        assert process.returncode in (0, 1, 130, -signal.SIGINT), error
        assert {path.name for path in there.iterdir()} <= {"out"}
        if (there / "out").exists():
            assert (there / "out" / "report.json").is_file()
