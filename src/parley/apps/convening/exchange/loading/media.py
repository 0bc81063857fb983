"""Pictures and materials, of the dialogue and of its sessions."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db.models import Model
from django.utils.translation import gettext as _

from parley.apps.convening.exchange.checks import materials_of, pictures_of
from parley.apps.convening.exchange.images import stored_form
from parley.apps.convening.exchange.lists import Values, same, take_list
from parley.apps.convening.exchange.loading.log import Log
from parley.apps.convening.exchange.problems import Path
from parley.apps.convening.exchange.schema import Document, PictureEntry
from parley.apps.convening.models import Dialogue, Material, Picture, Session
from parley.apps.convening.services import pictures
from parley.core.errors import InvalidInput

Sessions = Mapping[Path, Session]
Test = Callable[[Any, Values], bool]


@dataclass
class Files:
    """The files that an import has stored, to be taken back if it fails."""

    stored: list[tuple[Storage, str]] = field(default_factory=list)

    def store(self, data: bytes) -> str:
        """The name under which the data lies now."""
        picture = Picture()
        picture.image.save(f"{uuid4().hex}.webp", ContentFile(data), save=False)
        name = str(picture.image.name)
        self.stored.append((picture.image.storage, name))
        return name

    def discard(self) -> None:
        for storage, name in self.stored:
            storage.delete(name)


def take_media(
    log: Log, files: Files, document: Document, dialogue: Dialogue, sessions: Sessions
) -> dict[int | None, list[str]]:
    """All pictures and materials; answers what changed, by the session's key or None."""
    found: dict[int | None, list[str]] = defaultdict(list)
    for key in _take_pictures(log, files, document, dialogue, sessions):
        found[key].append("pictures")
    for key in _take_materials(log, document, dialogue, sessions):
        found[key].append("materials")
    return found


def _owner(path: Path, sessions: Sessions) -> int | None:
    """The key of the session that pictures[n] or sessions[n].pictures[n] belongs to."""
    return sessions[path[:-2]].pk if len(path) > 2 else None


def _named(path: Path, sessions: Sessions) -> Path:
    """The path with the session's short name, since sessions may stand elsewhere in the file."""
    owner = sessions.get(path[:-2])
    return path if owner is None else ("sessions", owner.slug, *path[-2:])


def _take_pictures(
    log: Log, files: Files, document: Document, dialogue: Dialogue, sessions: Sessions
) -> set[int | None]:
    existing = list(dialogue.pictures.select_for_update())
    placed = pictures_of(document)
    _check_uids(log, Picture, dialogue, [p.uid for _path, p in placed if p.uid])
    looks = _Looks(log, files, existing, {p.uid for _path, p in placed if p.uid})
    entries = [
        {
            **({"uid": entry.uid} if entry.uid else {}),
            "session_id": _owner(path, sessions),
            **looks.of(_named(path, sessions), entry),
            "alt": entry.alt,
            "caption": entry.caption,
            "credit": entry.credit,
            "is_lead": entry.lead,
        }
        for path, entry in placed
    ]
    if log.problems:
        return set()
    changed = _take(existing, entries, lambda: Picture(dialogue=dialogue), _is_same_picture)
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
        stored = content_of(row)
        return stored == data or stored == self._stored_form(path, data)

    def _file(self, path: Path, data: bytes) -> str:
        """The name of a file with this picture: of a row that nobody named, or a new one."""
        wanted = self._stored_form(path, data)
        if not wanted:  # no picture, which is in the log
            return ""
        for row in self.free:
            if content_of(row) == wanted:
                self.free.remove(row)
                return str(row.image.name)
        return self.files.store(wanted)

    def _stored_form(self, path: Path, data: bytes) -> bytes:
        try:
            return stored_form(data)
        except InvalidInput as error:
            self.log.wrong((*path, "webp"), error.message)
            return b""


def content_of(picture: Picture) -> bytes:
    """The bytes of a picture's file; none if the file has gone."""
    storage, name = picture.image.storage, str(picture.image.name)
    if not storage.exists(name):
        return b""
    with storage.open(name) as file:
        return bytes(file.read())


def _take_materials(
    log: Log, document: Document, dialogue: Dialogue, sessions: Sessions
) -> set[int | None]:
    placed = materials_of(document)
    _check_uids(log, Material, dialogue, [m.uid for _path, m in placed if m.uid])
    entries = [
        {
            **({"uid": entry.uid} if entry.uid else {}),
            "session_id": _owner(path, sessions),
            "title": entry.title,
            "link": entry.link,
            "rule": entry.rule,
        }
        for path, entry in placed
    ]
    if log.problems:
        return set()
    existing = list(dialogue.materials.select_for_update())
    tests = (same("title", "link", "rule"), same("link"), same("title"))
    return _take(existing, entries, lambda: Material(dialogue=dialogue), *tests)


def _check_uids(log: Log, model: type[Model], dialogue: Dialogue, given: Iterable[UUID]) -> None:
    elsewhere = model._default_manager.filter(uid__in=[*given]).exclude(dialogue=dialogue)
    for uid in elsewhere.values_list("uid", flat=True):
        log.wrong(
            (f"{model._meta.model_name}s", str(uid)),
            _("this belongs to another dialogue; leave uid out"),
        )


def _take(
    existing: list[Any], entries: list[dict[str, Any]], make: Callable[[], Any], *tests: Test
) -> set[int | None]:
    """Take each owner's list; a row may move to another owner by its uid.

    Answers the owners whose lists changed.
    """
    claimed = {values["uid"]: values["session_id"] for values in entries if "uid" in values}
    rows: dict[int | None, list[Any]] = defaultdict(list)
    for row in sorted(existing, key=lambda row: (row.order, row.pk)):
        rows[claimed.get(row.uid, row.session_id)].append(row)
    wanted: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for values in entries:
        wanted[values["session_id"]].append(values)

    def by_uid(row: Any, values: Values) -> bool:
        return bool(row.uid == values.get("uid"))

    def unclaimed(test: Test) -> Test:
        return lambda row, v: "uid" not in v and row.uid not in claimed and test(row, v)

    all_tests = (by_uid, *(unclaimed(test) for test in tests))
    owners = dict.fromkeys([*wanted, *rows])
    return {owner for owner in owners if take_list(rows[owner], wanted[owner], make, *all_tests)}
