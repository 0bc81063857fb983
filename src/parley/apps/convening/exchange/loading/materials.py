"""Materials: links, and files that are here already or come in the file."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from parley.apps.convening.exchange.checks import materials_of
from parley.apps.convening.exchange.lists import same
from parley.apps.convening.exchange.loading.log import Log
from parley.apps.convening.exchange.loading.owned import (
    Files,
    Sessions,
    check_uids,
    named,
    owner_of,
    take,
)
from parley.apps.convening.exchange.problems import expected
from parley.apps.convening.exchange.schema import Document, MaterialEntry
from parley.apps.convening.models import Dialogue, Material
from parley.apps.convening.services import filetypes, materials
from parley.core.errors import InvalidInput
from parley.core.exports import Path

NO_FILE = {"file": "", "filename": "", "type": "", "size": None, "digest": ""}


def take_materials(
    log: Log, files: Files, document: Document, dialogue: Dialogue, sessions: Sessions
) -> set[int | None]:
    """All materials; answers whose lists changed."""
    existing = list(dialogue.materials.select_for_update())
    placed = materials_of(document)
    uids = {m.uid for _path, m in placed if m.uid}
    check_uids(log, Material, dialogue, uids)
    sources = _Sources(log, files, existing, uids)
    entries = [
        {
            **({"uid": entry.uid} if entry.uid else {}),
            "session_id": owner_of(path, sessions),
            "title": entry.title,
            "link": entry.link,
            "language": entry.language,
            "rule": entry.rule,
            **sources.of(named(path, sessions), entry),
        }
        for path, entry in placed
    ]
    if log.problems:
        return set()
    former = {str(row.file.name): row.file.storage for row in existing if row.file}
    tests = (same("title", "link", "file", "rule"), same("link", "file"), same("title"))
    changed = take(existing, entries, lambda: Material(dialogue=dialogue), *tests)
    kept = set(dialogue.materials.values_list("file", flat=True))
    materials.delete_names((name, former[name]) for name in former.keys() - kept)
    return changed


class _Sources:
    """What each material is: a link, or a file that is there or is stored now."""

    def __init__(
        self, log: Log, files: Files, existing: Iterable[Material], named: set[UUID]
    ) -> None:
        self.log = log
        self.files = files
        self.by_uid = {row.uid: row for row in existing}
        self.free = [row for row in existing if row.file and row.uid not in named]

    def of(self, path: Path, entry: MaterialEntry) -> dict[str, Any]:
        if entry.link:
            return NO_FILE
        if entry.content is None:
            return self._here(path, entry)
        try:
            source = filetypes.checked(ContentFile(entry.content), entry.filename)
        except InvalidInput as error:
            self.log.wrong((*path, "content"), error.message)
            return NO_FILE
        return {**materials.described(source), "file": self._name(entry, source)}

    def _here(self, path: Path, entry: MaterialEntry) -> dict[str, Any]:
        """The file that the dialogue has already, perhaps under another name."""
        row = self.by_uid.get(entry.uid) if entry.uid else None
        if row is None or not row.file:
            self.log.wrong(path, _("the file itself is not in this file, and not here either"))
            return NO_FILE
        if filetypes.type_of(entry.filename) != row.type:
            what = _("a name that ends in .%(ending)s") % {"ending": row.type}
            self.log.wrong((*path, "filename"), expected(what, entry.filename))
        return {
            "file": row.file.name,
            "filename": filetypes.clean_name(entry.filename),
            "type": row.type,
            "size": row.size,
            "digest": row.digest,
        }

    def _name(self, entry: MaterialEntry, source: filetypes.Checked) -> str:
        """Where this content lies: of its own row, of one that nobody named, or anew."""
        row = self.by_uid.get(entry.uid) if entry.uid else None
        for known in [row] if row else self.free:
            if known.digest == source.digest and known.file.storage.exists(str(known.file.name)):
                if known in self.free:
                    self.free.remove(known)
                return str(known.file.name)
        return self.files.store(Material().file, source.content)
