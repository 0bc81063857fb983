"""What this app contributes to core's registries; called once, when Django is ready."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters import people
from parley.apps.convening.presenters.history import tell
from parley.apps.convening.selectors import feeds
from parley.apps.convening.services import drafts
from parley.apps.outcomes.presenters.gathered import SLOT
from parley.apps.reports import policies
from parley.apps.reports.models import Report, Version
from parley.apps.reports.presenters import (
    commenting,
    comments_desk,
    editing,
    home,
    publishing,
    reader,
)
from parley.apps.reports.selectors import versions
from parley.apps.reports.selectors.commenting import gathered_periods
from parley.apps.reports.services import comment_periods
from parley.apps.reports.services.privacy import HOLDING
from parley.core import access, clock, gathering, panels, privacy, search


def register() -> None:
    for policy in policies.POLICIES:
        access.register(policy())
    for model, scope in policies.WIDENINGS:
        access.widen(model, scope)
    tell(home.ACTIONS, {})
    tell(editing.ACTIONS, {})
    tell(publishing.ACTIONS, {})
    for slot, order in (("desk.dialogue", 95), (SLOT, 50)):
        panels.add_entry(panels.Entry(slot, home.LABEL, home.HOME, _everybody, order))
    _register_comments()
    _register_versions()
    drafts.keep(Report)


def _register_comments() -> None:
    tell(comments_desk.ACTIONS, {})
    clock.register(comment_periods.CHORE)
    privacy.register(HOLDING)
    gathering.add(Dialogue, "gathered_comment_periods", gathered_periods)
    template = "reports/_comment_panel.html"
    panels.add_panel(panels.Panel("dialogue", template, commenting.dialogue_panel, 2))
    panels.add_panel(panels.Panel("registration.mine", template, commenting.own_panel, 6))


def _register_versions() -> None:
    """What was published."""
    gathering.add(Dialogue, versions.GATHERED, versions.gathered_versions)
    label, rows = _("Outcome report"), ("report__dialogue",)
    search.register(search.Searchable("report", Version, versions.words_of, label, rows))
    feeds.add_addresses(versions.addresses)
    people.show(reader.HITS)
    panels.add_panel(panels.Panel("dialogue", "reports/_panel.html", reader.dialogue_panel, 45))


def _everybody(_actor: Any, _obj: Any) -> bool:
    return True
