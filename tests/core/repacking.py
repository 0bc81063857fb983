"""Archives that somebody has tampered with."""

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

Change = Callable[[dict[str, bytes]], None]


def repack(source: Path, target: Path, change: Change) -> Path:
    """The archive with its members changed, and the manifest as it was unless changed too."""
    with tarfile.open(source) as tar:
        members = {m.name: tar.extractfile(m).read() for m in tar}  # type: ignore[union-attr]
    change(members)
    with tarfile.open(target, "w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return target
