"""Slots that upper apps fill on lower apps' pages: navigation entries and panels.

A lower app's template names the slot; what stands there is registered in each app's apps.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from parley.core.actors import Actor
from parley.core.addresses import address_of

Shown = Callable[[Actor, Any], bool]


@dataclass(frozen=True)
class Entry:
    """A link in a slot: `label` is lazy text, `shown` its guard; `post` makes it a button."""

    slot: str
    label: Any
    url_name: str
    shown: Shown
    order: int = 100
    post: bool = False

    @property
    def url(self) -> str:
        return address_of(self.url_name)


@dataclass(frozen=True)
class Panel:
    """A part of a page: `context` answers what its template needs, or None for no panel."""

    slot: str
    template: str
    context: Callable[[Actor, Any], dict[str, Any] | None]
    order: int = 100


_entries: set[Entry] = set()
_panels: set[Panel] = set()


def add_entry(entry: Entry) -> None:
    _entries.add(entry)


def add_panel(panel: Panel) -> None:
    _panels.add(panel)


def entries_for(slot: str, actor: Actor, obj: Any = None) -> list[Entry]:
    """The entries of a slot that this actor may see, in order."""
    here = [entry for entry in _entries if entry.slot == slot and entry.shown(actor, obj)]
    return sorted(here, key=lambda entry: (entry.order, entry.url_name))


def labels_in(slot: str) -> dict[str, Any]:
    """Page → label of the entries of a slot whose pages are all for the same readers, in order."""
    here = (entry for entry in _entries if entry.slot == slot)
    here_in_order = sorted(here, key=lambda entry: (entry.order, entry.url_name))
    return {entry.url_name: entry.label for entry in here_in_order}


def panels_for(slot: str, actor: Actor, obj: Any) -> list[tuple[str, dict[str, Any]]]:
    """(template, context) of each panel of a slot, in order."""
    here = sorted((panel for panel in _panels if panel.slot == slot), key=lambda panel: panel.order)
    found = [(panel.template, panel.context(actor, obj)) for panel in here]
    return [(template, context) for template, context in found if context is not None]
