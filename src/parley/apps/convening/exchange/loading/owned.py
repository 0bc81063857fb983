"""What pictures and materials share: they belong to the dialogue or a session, and have files."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import Storage
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from parley.apps.convening.exchange.lists import Values, take_list
from parley.apps.convening.exchange.loading.log import Log
from parley.apps.convening.models import Dialogue, Session
from parley.core.exports import Path

Sessions = Mapping[Path, Session]
Test = Callable[[Any, Values], bool]


@dataclass
class Files:
    """The files that an import has stored, to be taken back if it fails."""

    stored: list[tuple[Storage, str]] = field(default_factory=list)

    def store(self, place: FieldFile, content: "File[bytes]") -> str:
        """The name under which the content lies now; `place` is the column of a new row."""
        place.save("", content, save=False)
        name = str(place.name)
        self.stored.append((place.storage, name))
        return name

    def discard(self) -> None:
        for storage, name in self.stored:
            storage.delete(name)


def content_of(file: FieldFile, most: int | None = None) -> bytes:
    """The bytes of a stored file; none if it has gone, or has more than `most`."""
    name = file.name
    if not name or not file.storage.exists(name):
        return b""
    if most is not None and file.storage.size(name) > most:
        return b""
    with file.storage.open(name) as opened:
        return bytes(opened.read())


def owner_of(path: Path, sessions: Sessions) -> int | None:
    """The key of the session that pictures[n] or sessions[n].pictures[n] belongs to."""
    return sessions[path[:-2]].pk if len(path) > 2 else None


def named(path: Path, sessions: Sessions) -> Path:
    """The path with the session's short name, since sessions may stand elsewhere in the file."""
    owner = sessions.get(path[:-2])
    return path if owner is None else ("sessions", owner.slug, *path[-2:])


def check_uids(log: Log, model: type[Model], dialogue: Dialogue, given: Iterable[UUID]) -> None:
    elsewhere = model._default_manager.filter(uid__in=[*given]).exclude(dialogue=dialogue)
    for uid in elsewhere.values_list("uid", flat=True):
        log.wrong(
            (f"{model._meta.model_name}s", str(uid)),
            _("this belongs to another dialogue; leave uid out"),
        )


def take(
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
