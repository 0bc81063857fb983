"""What an import has found wrong and what it has changed, until both are told at its end."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from parley.apps.accounts.models import Organisation, Person
from parley.apps.convening.models import Contribution, Session
from parley.apps.convening.services.common import changed
from parley.core import search
from parley.core.actors import Actor
from parley.core.exports import Path, Problem


@dataclass
class Log:
    """Of one import, by one actor."""

    actor: Actor
    problems: list[Problem] = field(default_factory=list)
    notes: list[tuple[str, Model, dict[str, Any]]] = field(default_factory=list)

    def wrong(self, path: Path, text: str) -> None:
        self.problems.append(Problem(path, text))

    def wrong_in(self, section: str, path: Path, text: str) -> None:
        self.wrong((section, *path), text)

    def note(self, action: str, obj: Model, **data: Any) -> None:
        self.notes.append((action, obj, data))

    def note_field(self, action: str, obj: Model, name: str) -> None:
        """One more field of an object: one that is new, or edited already, has one line."""
        for _action, noted, data in self.notes:
            if noted is obj:
                data.setdefault("fields", []).append(name)
                return
        self.note(action, obj, fields=[name])

    def tell(self) -> None:
        """Record and index each change, now that all rows are as they will be."""
        for action, obj, data in self.notes:
            changed(self.actor, action, obj, **data)
        objects = [obj for _action, obj, _data in self.notes]
        people = [obj.pk for obj in objects if isinstance(obj, Person)]
        organisations = [obj.pk for obj in objects if isinstance(obj, Organisation)]
        parts = Contribution.objects.filter(person__in=people)
        parts |= Contribution.objects.filter(organisation__in=organisations)
        # Sessions are found by the names in them, those of other dialogues too.
        for session in Session.objects.filter(pk__in=parts.values("session")):
            search.index(session)
