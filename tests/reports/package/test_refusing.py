"""What is no package is refused in a line; and what another processor made is told apart."""

import io
import json
import warnings
import zipfile
from pathlib import Path

import polars
import pytest
from click.testing import CliRunner

from parley.apps.outcomes.bridge import remaking
from parley.apps.reports.files import archive
from parley.apps.reports.files.archive import InvalidPackage
from parley.apps.reports.verifying import verify
from parley.cli import main
from tests.reports.package.world import Made

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(tmp_path: Path) -> Path:
    return tmp_path / "report.zip"


class TestNoPackage:
    """One line says why, and nothing is opened."""

    def test_anything_else(self, there: Path) -> None:
        for content in (b"", b"PK", b"a text", b"PK\x05\x06" + bytes(18)):
            there.write_bytes(content)
            done = CliRunner().invoke(main, ["verify", str(there)])
            assert done.exit_code == 1
            assert done.stderr.splitlines()[-1].startswith(f"parley: {there}: it is no ")

    @pytest.mark.parametrize(
        "name", ["../x", "/x", "a/../../x", "C:x", "a\\b", "a//b", "./a", "a\nb", "x" * 201, "d/"]
    )
    def test_names_that_lead_elsewhere(self, there: Path, name: str) -> None:
        with zipfile.ZipFile(there, "w") as opened:
            opened.writestr("manifest.json", "{}")
            opened.writestr(name, "x")
        with pytest.raises(InvalidPackage, match="leads elsewhere"):
            verify(there)

    def test_two_files_of_a_name(self, there: Path) -> None:
        with warnings.catch_warnings(), zipfile.ZipFile(there, "w") as opened:
            warnings.simplefilter("ignore")
            opened.writestr("manifest.json", "{}")
            opened.writestr("manifest.json", "{}")
        with pytest.raises(InvalidPackage, match="two files"):
            verify(there)

    def test_one_that_would_fill_the_machine(
        self, there: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(archive, "MOST_BYTES", 10_000)
        with zipfile.ZipFile(there, "w", zipfile.ZIP_DEFLATED) as opened:
            opened.writestr("manifest.json", bytes(10_001))
        with pytest.raises(InvalidPackage, match="more than is allowed"):
            verify(there)

    def test_one_that_says_less_than_it_holds(self, there: Path) -> None:
        """No more is read than was said; what is left does not fit its sum."""
        with zipfile.ZipFile(there, "w", zipfile.ZIP_DEFLATED) as opened:
            opened.writestr("manifest.json", bytes(100_000))
        content = there.read_bytes().replace(
            (100_000).to_bytes(4, "little"), (9).to_bytes(4, "little")
        )
        there.write_bytes(content)
        with pytest.raises(InvalidPackage):
            verify(there)

    def test_of_another_kind_or_time(self, there: Path) -> None:
        for told, said in (
            ({"what": "a cake"}, "something else"),
            ([], "something else"),
            ({"what": "outcome report", "schema": 7}, "expected a package of schema 1; got 7"),
        ):
            with zipfile.ZipFile(there, "w") as opened:
                opened.writestr("manifest.json", json.dumps(told))
            with pytest.raises(InvalidPackage, match=said):
                verify(there)


class TestOtherProcessors:
    def test_numbers_that_agree_are_told_apart_from_those_that_do_not(self) -> None:
        def table(value: float) -> bytes:
            buffer = io.BytesIO()
            polars.DataFrame({"a": [value, None], "b": ["x", "y"]}).write_parquet(buffer)
            return buffer.getvalue()

        def compare(name: str, one: bytes, other: bytes) -> str:
            return remaking.compared(name, one, other)

        assert compare("a.parquet", table(0.1), table(0.1)) == remaking.SAME
        assert compare("a.parquet", table(0.1), table(0.1 + 1e-13)) == remaking.NEAR
        assert compare("a.parquet", table(0.1), table(0.1001)) == remaking.OTHER
        assert compare("a.parquet", table(0.1), b"no table") == remaking.OTHER
        near = (b'{"a": [0.5, "x", {"b": 1}]}', b'{"a": [0.5000000000001, "x", {"b": 1}]}')
        assert compare("manifest.json", *near) == remaking.NEAR
        assert compare("manifest.json", near[0], b'{"a": [0.5, "x", {"b": 2}]}') == remaking.OTHER
        assert compare("manifest.json", near[0], b"{") == remaking.OTHER

    def test_are_told_of_and_do_not_fail(
        self, made: Made, there: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(remaking, "compared", lambda *_files: remaking.NEAR)
        there.write_bytes(made.packed)
        done = CliRunner().invoke(main, ["verify", str(there)])
        assert done.exit_code == 0
        assert "bytes differ, numbers agree to 1e-9" in done.stdout
