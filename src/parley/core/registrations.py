"""What core itself puts into its slots; called once, when Django is ready."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parley.core import clock, panels, tidying
from parley.core.actors import Actor


def _sees_outbox(actor: Actor, _obj: Any) -> bool:
    return actor.is_operator or bool(settings.DEMO)


def register() -> None:
    panels.add_entry(panels.Entry("site.navigation", _("Outbox"), "outbox", _sees_outbox, 900))
    clock.register(tidying.CHORE)
