"""Directory entries on the desk: what refers to one, and what merging two would do."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parley.apps.accounts.models import Affiliation, Listed, Organisation
from parley.apps.convening.models import Contribution, Dialogue, Host, Series, Session, Venue
from parley.apps.convening.presenters.people import affiliation
from parley.apps.convening.selectors.merging import Conflict, Plan, stored
from parley.apps.convening.selectors.references import References
from parley.core.templatetags.parley import country, localized

Line = dict[str, Any]

CONFLICTS = {
    Conflict.SAME: gettext_lazy("This is the same entry. Choose another one."),
    Conflict.TWO_ACCOUNTS: gettext_lazy(
        "An account is linked to each of them, and one person has one account at most. They can’t "
        "be merged."
    ),
    Conflict.SYNTHETIC: gettext_lazy(
        "One of them is synthetic and the other is not. They can’t be merged."
    ),
    Conflict.PART_OF: gettext_lazy(
        "The entry that stays is a part of the other one. Merge them the other way round, or "
        "change what it is a part of first."
    ),
    Conflict.OPENS_DOORS: gettext_lazy(
        "An account is linked to one of them, and it would get into sessions of dialogues that "
        "you do not convene. Ask an operator to merge them."
    ),
    Conflict.TWICE: gettext_lazy(
        "Something that can be there only once refers to each of them. Remove one of the two first."
    ),
}


def addresses(entry: Listed) -> Line:
    """Where one goes from the form of an entry."""
    noun = entry._meta.model_name
    found = {
        "page": reverse(str(noun), args=[entry.slug]),
        "delete": reverse(f"{noun}-delete", args=[entry.slug]),
    }
    if not isinstance(entry, Series):
        found["merge"] = reverse(f"{noun}-merge", args=[entry.slug])
    if isinstance(entry, Venue):
        found["rooms"] = reverse("venue-rooms", args=[entry.slug])
    return found


def references(found: References) -> dict[str, Any]:
    """A line with a link for each thing that one may see, and how many more there are."""
    return {
        "lines": [_LINES[type(row)](row) for row in found.rows],
        "unseen": _unseen(found),
        "account": _("an account that signs in as this person") if found.has_account else "",
    }


def _unseen(found: References) -> str:
    if not found.unseen:
        return ""
    if found.rows:
        text = ngettext(
            "and %(n)d more that you cannot see",
            "and %(n)d more that you cannot see",
            found.unseen,
        )
    else:
        text = ngettext(
            "%(n)d thing that you cannot see", "%(n)d things that you cannot see", found.unseen
        )
    return text % {"n": found.unseen}


def _dialogue_line(dialogue: Dialogue, note: Any) -> Line:
    url = reverse("dialogue", args=[dialogue.slug])
    return {"text": localized(dialogue.title), "url": url, "note": note}


def _session_line(session: Session, note: Any) -> Line:
    url = reverse("session", args=[session.dialogue.slug, session.slug])
    return {"text": localized(session.title), "url": url, "note": note}


def _part(row: Contribution) -> Line:
    note = format_html(_("{}, {}"), row.get_role_display(), localized(row.session.dialogue.title))
    return _session_line(row.session, note)


def _part_of(row: Organisation) -> Line:
    url = reverse("organisation", args=[row.slug])
    return {"text": localized(row.name), "url": url, "note": _("a part of it")}


def _position(row: Affiliation) -> Line:
    url = reverse("person", args=[row.person.slug])
    return {"text": row.person.name, "url": url, "note": _("has a position there")}


_LINES: dict[type, Any] = {
    Contribution: _part,
    Host: lambda row: _dialogue_line(row.dialogue, row.get_role_display()),
    Affiliation: _position,
    Organisation: _part_of,
    Session: lambda row: _session_line(row, localized(row.dialogue.title)),
    Dialogue: lambda row: _dialogue_line(row, ""),
}


def plan(found: Plan) -> dict[str, Any]:
    """Before two entries become one: what moves, what is taken over, what is in the way."""
    return {
        "kept": found.kept,
        "gone": found.gone,
        "conflicts": [CONFLICTS[conflict] for conflict in found.conflicts],
        "moving": references(found.moving),
        "parts": [*_affiliations(found), *(localized(room.name) for room in found.rooms)],
        "doubles": _doubles(found.doubles),
        "filled": [_filled(found, name) for name in found.filled],
    }


def _affiliations(found: Plan) -> Iterable[Any]:
    return (affiliation(row)["text"] for row in found.affiliations)


def _doubles(n: int) -> str:
    text = ngettext(
        "%(n)d of these stands there already and is not kept twice.",
        "%(n)d of these stand there already and are not kept twice.",
        n,
    )
    return text % {"n": n} if n else ""


def _filled(found: Plan, name: str) -> Line:
    """A field and its new value; of a whole that one may not see, only that there is one."""
    label = capfirst(str(_NAMES.get(name) or found.gone._meta.get_field(name).verbose_name))
    if name == "parent":
        whole = found.gone.parent
        return {"label": label, "value": localized(whole.name) if whole else "…"}
    value = stored(found.gone, name)
    if name == "country":
        value = country(value)
    elif name == "kind":
        value = found.gone.get_kind_display()
    return {"label": label, "value": localized(value)}


_NAMES = {"parent": gettext_lazy("part of")}
