"""Links to texts that go with a dialogue, each under a rule of its own."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue, Material
from parley.apps.convening.services import rows, versions
from parley.apps.convening.services.common import changed
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

FIELDS = ("title", "link", "rule", "session")


@transaction.atomic
def set_materials(
    actor: Actor, dialogue: Dialogue, given: Sequence[rows.Values], *, seen: str | None = None
) -> None:
    require(actor, "edit", dialogue)
    row = rows.locked(actor, dialogue)
    existing = list(row.materials.all())
    versions.check(seen, versions.version_of_rows(existing, FIELDS))
    for values in given:
        session = values.get("session")
        if session is not None and session.dialogue_id != row.pk:
            raise InvalidInput(_("A material can only go with a session of the same dialogue."))
    rows.replace(existing, given, Material, dialogue=row)
    changed(actor, "dialogue.materials_edited", row, materials=len(given))
