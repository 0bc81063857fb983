"""What this app contributes to core's registries; called once, when Django is ready."""

from django.utils.translation import pgettext_lazy

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters import people
from parley.apps.convening.selectors import feeds
from parley.apps.evidence import policies
from parley.apps.evidence.models import Collection
from parley.apps.evidence.presenters import collections as present
from parley.apps.evidence.presenters import desk
from parley.apps.evidence.presenters import panels as shown
from parley.apps.evidence.selectors import collections as find
from parley.apps.evidence.selectors import keeping
from parley.core import access, gathering, panels, search


def register() -> None:
    for policy in policies.POLICIES:
        access.register(policy())
    for model, scope in policies.WIDENINGS:
        access.widen(model, scope)
    _register_reading()
    _register_desk()


def _register_desk() -> None:
    panels.add_entry(
        panels.Entry(
            "desk", desk.LABEL, "desk-evidence", lambda actor, _obj: keeping.may_add(actor)
        )
    )


def _register_reading() -> None:
    search.register(
        search.Searchable(
            "collection",
            Collection,
            find.words_of,
            pgettext_lazy("positions and votes", "Evidence"),
            ("norm__instrument",),
        )
    )
    people.show(present.HITS)
    feeds.add_addresses(find.addresses)
    gathering.add(Dialogue, "gathered_collections", find.gathered_collections)
    template = "evidence/_collections.html"
    for slot, context, order in (
        ("norm", shown.norm_panel, 30),
        ("dialogue", shown.dialogue_panel, 30),
        ("proposition", shown.proposition_panel, 60),
    ):
        panels.add_panel(panels.Panel(slot, template, context, order))
    panels.add_entry(
        panels.Entry(
            "site.navigation",
            pgettext_lazy("positions and votes", "Evidence"),
            "evidence",
            lambda _actor, _obj: True,
            14,
        )
    )
