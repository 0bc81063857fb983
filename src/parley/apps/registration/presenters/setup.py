"""Groups as the desk lists them, and what to begin a new one with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext, override

from parley.apps.accounts.models import StakeholderGroup
from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters.times import long_date
from parley.apps.registration.models import Admission, BadgeColour, Sight
from parley.apps.registration.selectors.setup import Census
from parley.core.localtext import LocalText


@dataclass(frozen=True)
class Template:
    """What a new group may begin with; every part can be changed."""

    key: str
    label: Any
    name: str  # to be translated into each language of the interface
    values: dict[str, Any]


INVITED = {"admission": Admission.INVITATION, "vetted": False}
APPLYING = {"admission": Admission.OPEN, "vetted": True}
_NOTE_VERBALE = gettext_noop("A note verbale or a letter that names the delegation")

TEMPLATES = (
    Template(
        "government",
        gettext_lazy("Government delegations, by invitation"),
        gettext_noop("Government representatives"),
        {
            **INVITED,
            "kind": StakeholderGroup.GOVERNMENT,
            "nominations": 2,
            "evidence": _NOTE_VERBALE,
            "colour": BadgeColour.BLUE,
        },
    ),
    Template(
        "intergovernmental",
        gettext_lazy("International organisations, by invitation"),
        gettext_noop("International organisations"),
        {**INVITED, "kind": StakeholderGroup.INTERGOVERNMENTAL, "colour": BadgeColour.TEAL},
    ),
    Template(
        "academia",
        gettext_lazy("Researchers, by application"),
        gettext_noop("Researchers"),
        {**APPLYING, "kind": StakeholderGroup.ACADEMIA, "colour": BadgeColour.VIOLET},
    ),
    Template(
        "civil-society",
        gettext_lazy("Civil society, by application"),
        gettext_noop("Civil society"),
        {**APPLYING, "kind": StakeholderGroup.CIVIL_SOCIETY, "colour": BadgeColour.GREEN},
    ),
    Template(
        "industry",
        gettext_lazy("Industry, by application"),
        gettext_noop("Industry"),
        {**APPLYING, "kind": StakeholderGroup.INDUSTRY, "colour": BadgeColour.AMBER},
    ),
    Template(
        "technical",
        gettext_lazy("Technical community, by application"),
        gettext_noop("Technical community"),
        {**APPLYING, "kind": StakeholderGroup.TECHNICAL, "colour": BadgeColour.RED},
    ),
    Template(
        "public",
        gettext_lazy("The public, without a decision on each"),
        gettext_noop("Public"),
        {
            "admission": Admission.OPEN,
            "vetted": False,
            "sight": Sight.PUBLIC,
            "colour": BadgeColour.GREY,
        },
    ),
)


def beginning(key: str) -> dict[str, Any]:
    """What the form of a new group shows at first."""
    template = next((one for one in TEMPLATES if one.key == key), None)
    if template is None:
        return {}
    texts = {"evidence": template.values["evidence"]} if "evidence" in template.values else {}
    said = {name: in_all_languages(text) for name, text in texts.items()}
    return {**template.values, **said, "name": in_all_languages(template.name)}


def in_all_languages(text: str) -> LocalText:
    """The text in each language of the interface that has it."""
    found = {code: _in(code, text) for code, _name in settings.LANGUAGES}
    first = found[settings.LANGUAGE_CODE]
    kept = {code: said for code, said in found.items() if said != first}
    return LocalText({**kept, settings.LANGUAGE_CODE: first})


def _in(language: str, text: str) -> str:
    with override(language):
        return _(text)


def deadline_of(dialogue: Dialogue) -> str:
    last = dialogue.registration_deadline
    return long_date(last) if last else ""


def templates(address: str) -> list[dict[str, Any]]:
    return [{"label": one.label, "url": f"{address}?template={one.key}"} for one in TEMPLATES]


def line(census: Census, number: int, total: int) -> dict[str, Any]:
    """One group in the list."""
    group = census.group
    parts = [group.dialogue.slug, group.slug]
    return {
        "name": group.name,
        "kind": group.get_kind_display() if group.kind else "",
        "colour": group.colour,
        "facts": [said for make in FACTS if (said := make(census))],
        "edit_url": reverse("registration-group", args=parts),
        "move_url": reverse("registration-group-move", args=parts),
        "is_first": number == 0,
        "is_last": number == total - 1,
    }


def lines(census: list[Census]) -> list[dict[str, Any]]:
    return [line(one, number, len(census)) for number, one in enumerate(census)]


def _admission(census: Census) -> str:
    group = census.group
    how = str(group.get_admission_display())
    decided = _("a convener decides on each") if group.vetted else _("no decision on each")
    return f"{how}; {decided}"


def _seats(census: Census) -> str:
    seats, taken = census.group.seats, census.taken
    if seats is None:
        text = ngettext("%(taken)d place taken", "%(taken)d places taken", taken)
        return text % {"taken": taken}
    text = ngettext(
        "%(taken)d of %(seats)d seat taken", "%(taken)d of %(seats)d seats taken", seats
    )
    return text % {"taken": taken, "seats": seats}


def _waiting(census: Census) -> str:
    n = census.waiting
    return ngettext("%(n)d waits", "%(n)d wait", n) % {"n": n} if n else ""


def _invited(census: Census) -> str:
    n = census.invited
    text = ngettext("%(n)d invitation unanswered", "%(n)d invitations unanswered", n)
    return text % {"n": n} if n else ""


def _deadline(census: Census) -> str:
    last = census.group.last_day
    return _("until %(date)s") % {"date": long_date(last)} if last else ""


def _evidence(census: Census) -> str:
    group = census.group
    if not group.evidence:
        return ""
    return _("evidence needed") if group.evidence_needed else _("evidence asked")


FACTS: tuple[Callable[[Census], str], ...] = (
    _admission,
    _seats,
    _waiting,
    _invited,
    _deadline,
    _evidence,
)
