"""Run as a process: an assembly in a file of SQLite, before and after the seal, and in a backup."""

import gzip
import json
import sys
import tarfile
from pathlib import Path


def where(folder: Path, sought: dict[str, bytes]) -> dict[str, list[str]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    held = {path.name: path.read_bytes() for path in files}
    return {name: [file for file in held if form in held[file]] for name, form in sought.items()}


def main() -> None:
    import django

    django.setup()
    from django.conf import settings

    from parley.apps.deliberation.models import Phase
    from parley.core import backup
    from tests.deliberation.attack.assembly import assembled, names_of

    data = Path(settings.DATABASES["default"]["NAME"]).parent
    made = assembled()
    # The file holds pseudonyms as 32 letters.
    sought = {
        "secret": bytes(made.fresh().secret.key),
        "pseudonym": names_of(made)[0].hex.encode(),
    }
    found = {"before": where(data, sought)}
    made.go(Phase.CLOSED, Phase.SEALED)
    found["after"] = where(data, sought)
    saved = data.parent / f"{data.name}-backup"
    saved.mkdir()
    backup.create(saved / "parley.tar.gz")
    unpacked = data.parent / f"{data.name}-unpacked"
    with gzip.open(saved / "parley.tar.gz") as stream, tarfile.open(fileobj=stream) as tar:
        tar.extractall(unpacked, filter="data")
    found["backup"] = where(unpacked, sought)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
