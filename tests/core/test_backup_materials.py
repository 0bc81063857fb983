"""A file that goes with a dialogue is in the backup, and comes back with it."""

import base64
import os
from pathlib import Path

from tests.convening.exchange.helpers import GOOD
from tests.convening.services.papers import PDF
from tests.core.conftest import Parley
from tests.core.folders import execute

MATERIAL = f"""\
materials:
  - title: Paper
    filename: paper.pdf
    rule: closed_door
    content: {base64.b64encode(PDF).decode()}
"""


def test_a_material_comes_back_with_its_file(parley: Parley, data: Path, tmp_path: Path) -> None:
    source, archive, fresh = (tmp_path / name for name in ("d.yaml", "b.tar.gz", "fresh"))
    source.write_text(GOOD + MATERIAL)
    assert parley("import", source).returncode == 0
    exported = parley("export", "oslo").stdout
    done = parley("backup", "-o", archive)
    assert "the database and 1 files" in done.stdout
    assert parley("restore", archive, folder=fresh).returncode == 0
    ((name,),) = execute(fresh, "SELECT file FROM convening_material")
    assert (fresh / "files" / name).read_bytes() == PDF
    assert parley("export", "oslo", folder=fresh).stdout == exported
    assert "oslo unchanged" in parley("import", source, folder=fresh).stdout


def test_strays_are_listed_and_deleted(parley: Parley, data: Path) -> None:
    left = data / "files/materials/left"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"left")
    os.utime(left, (0, 0))
    assert parley("strays").stdout == f"{left}\n1 belong to nothing.\n"
    assert parley("strays", "--delete").stdout == f"{left}\n1 deleted.\n"
    assert not left.exists()
    assert execute(data, "SELECT action FROM core_auditrecord") == [("site.strays_deleted",)]
