"""Pictures and materials, of the dialogue and of its sessions."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from parley.apps.convening.exchange.checks import pictures_of
from parley.apps.convening.exchange.images import stored_form
from parley.apps.convening.exchange.lists import same
from parley.apps.convening.exchange.loading.log import Log
from parley.apps.convening.exchange.loading.materials import take_materials
from parley.apps.convening.exchange.loading.owned import (
    Files,
    Sessions,
    check_uids,
    content_of,
    named,
    owner_of,
    take,
)
from parley.apps.convening.exchange.schema import Document, PictureEntry
from parley.apps.convening.models import Dialogue, Picture
from parley.apps.convening.services import pictures
from parley.core.errors import InvalidInput
from parley.core.exports import Path


def take_media(
    log: Log, files: Files, document: Document, dialogue: Dialogue, sessions: Sessions
) -> dict[int | None, list[str]]:
    """All pictures and materials; answers what changed, by the session's key or None."""
    found: dict[int | None, list[str]] = defaultdict(list)
    for key in _take_pictures(log, files, document, dialogue, sessions):
        found[key].append("pictures")
    for key in take_materials(log, files, document, dialogue, sessions):
        found[key].append("materials")
    return found


def _take_pictures(
    log: Log, files: Files, document: Document, dialogue: Dialogue, sessions: Sessions
) -> set[int | None]:
    existing = list(dialogue.pictures.select_for_update())
    placed = pictures_of(document)
    check_uids(log, Picture, dialogue, [p.uid for _path, p in placed if p.uid])
    looks = _Looks(log, files, existing, {p.uid for _path, p in placed if p.uid})
    entries = [
        {
            **({"uid": entry.uid} if entry.uid else {}),
            "session_id": owner_of(path, sessions),
            **looks.of(named(path, sessions), entry),
            "alt": entry.alt,
            "caption": entry.caption,
            "credit": entry.credit,
            "is_lead": entry.lead,
        }
        for path, entry in placed
    ]
    if log.problems:
        return set()
    changed = take(existing, entries, lambda: Picture(dialogue=dialogue), _is_same_picture)
    kept = set(dialogue.pictures.values_list("uid", flat=True))
    pictures.delete_files(row for row in existing if row.uid not in kept)
    return changed


_is_same_picture = same("image", "illustration")


class _Looks:
    """What each picture shows: an illustration, or a file that is there or is stored now."""

    def __init__(
        self, log: Log, files: Files, existing: Iterable[Picture], named: set[UUID]
    ) -> None:
        self.log = log
        self.files = files
        self.by_uid = {row.uid: row for row in existing}
        self.free = [row for row in existing if row.image and row.uid not in named]

    def of(self, path: Path, entry: PictureEntry) -> dict[str, str]:
        row = self.by_uid.get(entry.uid) if entry.uid else None
        if entry.illustration is not None and not (row and row.image):
            return {"illustration": entry.illustration.value, "image": ""}
        if entry.webp is not None and row is None:
            return {"illustration": "", "image": self._file(path, entry.webp)}
        if row is None:
            self.log.wrong(path, _("the picture itself is not in this file, and not here either"))
        elif entry.illustration is not None or not self._shows(path, row, entry.webp):
            text = _("a picture keeps its file; leave uid out to show another one")
            self.log.wrong((*path, "uid"), text)
        return {"illustration": row.illustration, "image": row.image.name or ""} if row else {}

    def _shows(self, path: Path, row: Picture, data: bytes | None) -> bool:
        if data is None:
            return True
        if not row.image:
            return False
        stored = content_of(row.image)
        return stored == data or stored == self._stored_form(path, data)

    def _file(self, path: Path, data: bytes) -> str:
        """The name of a file with this picture: of a row that nobody named, or a new one."""
        wanted = self._stored_form(path, data)
        if not wanted:  # no picture, which is in the log
            return ""
        for row in self.free:
            if content_of(row.image) == wanted:
                self.free.remove(row)
                return str(row.image.name)
        return self.files.store(Picture().image, ContentFile(wanted))

    def _stored_form(self, path: Path, data: bytes) -> bytes:
        try:
            return stored_form(data)
        except InvalidInput as error:
            self.log.wrong((*path, "webp"), error.message)
            return b""
