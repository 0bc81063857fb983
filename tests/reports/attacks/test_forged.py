"""Packages that somebody made to harm whoever verifies them, or to be taken for another."""

import json
import zipfile

import pytest

from parley.apps.reports.files import package
from parley.apps.reports.files.archive import InvalidPackage
from parley.apps.reports.verifying import verify
from tests.reports.package.forging import in_json, resigned
from tests.reports.package.world import changed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_packed_in_a_way_that_takes_any_memory(tmp_path, kind):
    there = tmp_path / "report.zip"
    with zipfile.ZipFile(there, "w", kind) as opened:
        opened.writestr("manifest.json", "{}")
    with pytest.raises(InvalidPackage, match="packed in a way"):
        verify(there)


def test_names_that_are_one_on_other_systems(tmp_path):
    there = tmp_path / "report.zip"
    with zipfile.ZipFile(there, "w") as opened:
        opened.writestr("manifest.json", "{}")
        opened.writestr("MANIFEST.json", "{}")
    with pytest.raises(InvalidPackage, match="two files"):
        verify(there)


def drawing(svg):
    """In a document that says it is a figure of it."""

    def change(told):
        node = {"node": "figure", "anchor": "b-x", "number": 1, "caption": [], "svg": svg}
        told["nodes"].append({**node, "narrow": svg, "alternative": "x"})

    return change


@pytest.mark.parametrize(
    "svg",
    [
        (
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
            '<image href="/etc/hostname" width="9" height="9"/></svg>'
        ),
        '<svg xmlns="http://www.w3.org/2000/svg" width="900000000" height="900000000"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900000000 900000000"/>',
        '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">]><svg width="9" height="9"><text>&a;</text></svg>',
    ],
)
def test_a_drawing_that_reads_files_or_fills_the_memory(made, tmp_path, monkeypatch, svg):
    there = tmp_path / "report.zip"
    forged = changed(made.packed, in_json("documents/en.json", drawing(svg)))
    there.write_bytes(forged)
    painted = []
    monkeypatch.setattr("parley.apps.reports.files.pictures.png", painted.append)
    found = verify(there)
    assert not found.agrees and painted == []
    assert any("no drawing of a report" in line for one in found.checks for line in one.differs)


def test_a_title_that_stands_in_the_manifest_alone(made, tmp_path):
    there = tmp_path / "report.zip"

    def change(files):
        told = json.loads(files[package.MANIFEST])
        told["title"]["en"] = "Another title"
        files[package.MANIFEST] = package.as_bytes(told)

    there.write_bytes(resigned(made.packed, change))
    lines = [line for one in verify(there).checks for line in one.differs]
    assert any(line.startswith("documents/en.json, title") for line in lines)
