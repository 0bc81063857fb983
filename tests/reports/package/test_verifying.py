"""`parley verify` finds nothing in a package as it was made, and whatever was done to one since."""

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars
import pytest
from click.testing import CliRunner

from parley.apps.reports.verifying import Verified, verify
from parley.cli import main
from tests.core.conftest import COMMAND, environment
from tests.reports.package.forging import in_findings_csv, in_json, in_table, resigned
from tests.reports.package.world import Made, changed, files_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(tmp_path: Path) -> Path:
    return tmp_path / "report.zip"


def checked(there: Path, content: bytes, digest: str = "") -> Verified:
    there.write_bytes(content)
    return verify(there, digest)


def wrong(found: Verified) -> dict[str, list[str]]:
    return {one.title: one.differs for one in found.checks if one.differs}


class TestAsItWasMade:
    def test_agrees_on_a_machine_that_has_only_parley(self, made: Made, there: Path) -> None:
        there.write_bytes(made.packed)
        broken = there.with_name("parley.toml")
        broken.write_text("this is = no settings file")
        told = environment(PARLEY_CONFIG=str(broken), PARLEY_DATABASE_URL="postgres://no/where")
        done = subprocess.run(
            [*COMMAND, "verify", there.name, "--json"],
            cwd=there.parent,
            env=told,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        found = json.loads(done.stdout)
        assert (found["agrees"], found["number"]) == (True, 2)
        assert found["digest"] == next(iter(made.documents.values())).imprint.digest
        assert {path.name for path in there.parent.iterdir()} == {there.name, broken.name}

    def test_everything_that_can_be_is_worked_out_again(self, made: Made, there: Path) -> None:
        found = {one.title: one for one in checked(there, made.packed).checks}
        assert len(found) > 3
        assert all(one.same > 3 for title, one in found.items() if "digest printed" not in title)
        assert not any(one.near for one in found.values())
        unknown = [line for one in found.values() for line in one.unknown]
        reasons = {line.partition(": ")[2] for line in unknown}
        assert reasons == {
            "compared by its digest only",
            "single answers of participants are in no package",
            "its source is not in the package, for its rule keeps it",
        }
        maps = found["Opinion maps, drawn anew from their stances"]
        # Two digests of stances, and the files of two maps.
        n_files = sum("/map/" in name and "sources/e" in name for name in files_in(made.packed))
        assert (maps.same, n_files > 3) == (n_files + 2, True)

    def test_by_the_digest_that_is_printed(self, made: Made, there: Path) -> None:
        printed = made.documents["en"].imprint.digest
        assert checked(there, made.packed, f" SHA256:{printed.upper()} ".lower()).agrees
        assert not checked(there, made.packed, "0" * 64).agrees

    def test_by_sha256sum_alone(self, made: Made, there: Path) -> None:
        shutil.unpack_archive(_written(there, made.packed), there.parent / "here")
        run = {"cwd": there.parent / "here", "capture_output": True, "text": True, "check": True}
        subprocess.run(["sha256sum", "--quiet", "--strict", "-c", "content.sha256"], **run)
        told = subprocess.run(["sha256sum", "content.sha256"], **run).stdout
        assert told.split()[0] == made.documents["en"].imprint.digest

    def test_by_the_page_of_python_in_the_documentation(self, made: Made, there: Path) -> None:
        shutil.unpack_archive(_written(there, made.packed), there.parent / "package")
        page = Path(__file__).parents[3] / "docs" / "reference" / "report-package.md"
        script = page.read_text("utf-8").partition("```python\n")[2].partition("```")[0]
        run = [sys.executable, "-c", script]
        told = subprocess.run(run, cwd=there.parent, capture_output=True, text=True, check=True)
        assert told.stdout.strip() == made.documents["en"].imprint.digest


def _written(there: Path, content: bytes) -> Path:
    there.write_bytes(content)
    return there


class TestChanged:
    """Without anything else being changed."""

    @pytest.mark.parametrize(
        "name",
        [
            "findings.csv",
            "files/en.pdf",
            "documents/ar.json",
            "README.md",
            "report.jsonld",
            "content.sha256",
            "method.json",
        ],
    )
    def test_a_byte_of_a_file(self, made: Made, there: Path, name: str) -> None:
        def flip(files: dict[str, bytes]) -> None:
            files[name] = files[name][:-1] + bytes([files[name][-1] ^ 1])

        found = wrong(checked(there, changed(made.packed, flip)))
        assert name in " ".join(found["Files, by their digests"])

    def test_a_file_that_is_missing(self, made: Made, there: Path) -> None:
        for name in sorted(files_in(made.packed).keys() - {"manifest.json"})[::7]:
            gone = changed(made.packed, lambda files, one=name: files.pop(one))
            found = wrong(checked(there, gone))
            assert f"{name}: it is missing" in found["Files, by their digests"]

    def test_a_file_that_nobody_has_listed(self, made: Made, there: Path) -> None:
        more = changed(made.packed, lambda files: files.update({"files/fr.pdf": b"%PDF"}))
        assert wrong(checked(there, more))["Files, by their digests"] == [
            "files/fr.pdf: the manifest does not list it"
        ]

    def test_files_that_were_swapped(self, made: Made, there: Path) -> None:
        def swap(files: dict[str, bytes]) -> None:
            files["files/en.pdf"], files["files/ar.pdf"] = (
                files["files/ar.pdf"],
                files["files/en.pdf"],
            )

        assert (
            len(wrong(checked(there, changed(made.packed, swap)))["Files, by their digests"]) == 2
        )


FINDINGS = "Numbers of findings, from their sources"
VERDICTS = "Verdicts of findings, from their numbers and the thresholds"
MAPS = "Opinion maps, drawn anew from their stances"
CELLS = "Cells of matrices, from positions and readings"
SHEET = "Findings as a sheet and as JSON alike"
DOCUMENTS = "Findings in the documents, as in the data"


def _of(told: Any, key: str | None, kind: str = "") -> Any:
    """The first ground of a source, on a column, with this verdict if one is asked for."""
    return next(
        (finding, ground)
        for finding in told["findings"]
        for ground in finding["grounds"]
        if ground["key"] == key and ground.get("agree") and kind in ground.get("kind", "too_little")
    )


def _raise(key: str | None) -> Any:
    def change(told: Any) -> None:
        _finding, ground = _of(told, key)
        ground["agree"] += 1
        ground["pronounced"] += 1

    return change


_OTHER = {"convergence": "divergence", "divergence": "convergence"}


def _turn(told: Any, key: str | None, kind: str) -> None:
    finding, ground = _of(told, key, kind)
    finding["kind"] = ground["kind"] = _OTHER[kind]


class TestForged:
    """With every digest made to fit: what is worked out again tells."""

    def test_nothing_changed_is_nothing_found(self, made: Made, there: Path) -> None:
        assert wrong(checked(there, resigned(made.packed, lambda _files: None))) == {}

    def test_but_never_the_printed_digest(self, made: Made, there: Path) -> None:
        forged = resigned(made.packed, in_json("method.json", lambda told: told.update(x=1)))
        assert checked(there, forged).agrees
        assert not checked(there, forged, made.documents["en"].imprint.digest).agrees

    @pytest.mark.parametrize("source", ["votes", "positions", "public"])
    def test_a_count(self, made: Made, there: Path, source: str) -> None:
        forged = resigned(made.packed, in_json("findings.json", _raise(made.keys[source])))
        found = wrong(checked(there, forged))
        assert {FINDINGS, SHEET} <= found.keys()
        assert "agree: expected" in " ".join(found[FINDINGS])

    @pytest.mark.parametrize(
        ("source", "kind"),
        [
            ("votes", "convergence"),
            ("votes", "divergence"),
            ("positions", "convergence"),
            ("public", "divergence"),
            ("quiet", "divergence"),
        ],
    )
    def test_a_verdict(self, made: Made, there: Path, source: str, kind: str) -> None:
        key = None if source == "quiet" else made.keys[source]
        change = in_json("findings.json", lambda told: _turn(told, key, kind))
        found = wrong(checked(there, resigned(made.packed, change)))
        assert {VERDICTS, SHEET, DOCUMENTS} <= found.keys()
        assert f"got {_OTHER[kind]}" in " ".join(found[VERDICTS])

    def test_the_kind_of_a_finding_alone(self, made: Made, there: Path) -> None:
        def change(told: Any) -> None:
            finding, _ground = _of(told, made.keys["votes"], "convergence")
            finding["kind"] = "unsettled"

        found = wrong(checked(there, resigned(made.packed, in_json("findings.json", change))))
        assert "its kind: expected convergence, got unsettled" in found[VERDICTS][0]

    def test_a_share(self, made: Made, there: Path) -> None:
        def change(told: Any) -> None:
            _finding, ground = _of(told, made.keys["public"])
            for one in told["findings"]:
                for ground in one["grounds"]:
                    if "share" in ground:
                        ground["share"] = [0.9, 0.8, 0.95]
                        return

        found = wrong(checked(there, resigned(made.packed, in_json("findings.json", change))))
        assert "share: expected" in found[VERDICTS][0]

    def test_a_threshold(self, made: Made, there: Path) -> None:
        def change(told: Any) -> None:
            told["thresholds"]["gap_at"] = 0.9

        found = wrong(checked(there, resigned(made.packed, in_json("findings.json", change))))
        assert {VERDICTS, SHEET} <= found.keys()

    def test_a_vote(self, made: Made, there: Path) -> None:
        stem = f"sources/{made.keys['votes']}/matrix"
        rows = polars.read_parquet(io.BytesIO(made.data[f"{stem}.parquet"])).to_dicts()
        place = next(n for n, row in enumerate(rows) if row["cell"] == "supports")
        forged = resigned(made.packed, in_table(stem, place, "cell", "opposes"))
        found = wrong(checked(there, forged))
        assert {MAPS, FINDINGS} <= found.keys()
        assert "digest of its stances" in found[MAPS][0]

    @pytest.mark.parametrize(
        ("table", "column", "value"),
        [("positions", "stance", "practice"), ("matrix", "cell", "silent")],
    )
    def test_a_position(self, made: Made, there: Path, table: str, column: str, value: str) -> None:
        stem = f"sources/{made.keys['positions']}/{table}"
        found = wrong(checked(there, resigned(made.packed, in_table(stem, 0, column, value))))
        assert CELLS in found

    def test_the_seed_of_a_map(self, made: Made, there: Path) -> None:
        name = f"sources/{made.keys['votes']}/source.json"

        def change(told: Any) -> None:
            told["map"]["settings"]["seed"] = 2

        assert MAPS in wrong(checked(there, resigned(made.packed, in_json(name, change))))

    def test_a_file_of_a_map(self, made: Made, there: Path) -> None:
        name = f"sources/{made.keys['votes']}/map/manifest.json"

        def change(told: Any) -> None:
            told["map"]["n_stances"] += 1

        found = wrong(checked(there, resigned(made.packed, in_json(name, change))))
        assert [name in one for one in found[MAPS]] == [True]

    def test_a_line_of_the_sheet(self, made: Made, there: Path) -> None:
        forged = resigned(made.packed, in_findings_csv(0, "agree", "39"))
        assert SHEET in wrong(checked(there, forged))

    def test_what_a_document_says_of_a_finding(self, made: Made, there: Path) -> None:
        def change(told: Any) -> None:
            node = next(one for one in told["nodes"] if one.get("role") == "finding")
            node["kind"] = "own" if node["kind"] != "own" else "divergence"

        forged = resigned(made.packed, in_json("documents/en.json", change))
        assert wrong(checked(there, forged)).keys() == {DOCUMENTS}

    def test_a_picture(self, made: Made, there: Path) -> None:
        name = next(one for one in files_in(made.packed) if one.endswith(".svg"))
        forged = resigned(made.packed, lambda files: files.update({name: b"<svg/>"}))
        assert name in " ".join(*wrong(checked(there, forged)).values())

    @pytest.mark.parametrize(
        ("name", "change"),
        [
            ("findings.json", lambda told: told.update(findings=[1])),
            ("findings.json", lambda told: told["findings"][0].update(grounds=[{"who": 3}])),
            ("findings.json", lambda told: told["findings"][0].update(grounds=[{"agree": []}])),
            ("findings.json", lambda told: told.pop("thresholds")),
            ("method.json", lambda told: told.clear()),
            ("documents/en.json", lambda told: told.update(imprint={"number": []})),
        ],
    )
    def test_what_is_no_report_at_all(
        self, made: Made, there: Path, name: str, change: Any
    ) -> None:
        content = changed(made.packed, in_json(name, change))
        assert len(wrong(checked(there, content))) > 1


class TestTheCommand:
    def test_tells_what_it_found(self, made: Made, there: Path) -> None:
        there.write_bytes(made.packed)
        done = CliRunner().invoke(main, ["verify", str(there)])
        assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "All agrees.")
        forged = resigned(made.packed, in_json("findings.json", _raise(made.keys["votes"])))
        there.write_bytes(forged)
        done = CliRunner().invoke(main, ["verify", str(there)])
        assert (done.exit_code, done.stdout.splitlines()[-1]) == (1, "Not all agrees.")
        assert "  ✗ finding " in done.stdout

    def test_explains_a_file_that_is_not_there(self, there: Path) -> None:
        done = CliRunner().invoke(main, ["verify", str(there)])
        assert done.exit_code == 2
        assert "does not exist" in done.stderr
