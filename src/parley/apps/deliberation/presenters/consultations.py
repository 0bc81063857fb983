"""A consultation as its participants see it: what it is, how far it is, what comes next."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Consultation, Phase, Proposition
from parley.apps.deliberation.selectors.people import Reason, Standing, is_open_to_anyone
from parley.apps.registration.models import Group
from parley.apps.registration.presenters.guests import in_both
from parley.core.localtext import direction
from parley.core.templatetags.parley import localized

Item = dict[str, Any]

_NOW: dict[str, Any] = {
    Phase.DRAFT: gettext_lazy("It has not begun yet. Only those who run it see this page."),
    Phase.COLLECTING: gettext_lazy("Propositions are being collected. Stances are taken later."),
    Phase.OPEN: gettext_lazy(
        "Stances are being taken. You can change your mind for as long as it is open."
    ),
    Phase.CLOSED: gettext_lazy("It is closed. Stances can’t be taken or changed any more."),
    Phase.SEALED: gettext_lazy(
        "It is sealed. Nobody can tell any more which stance was whose, whoever runs this server "
        "included."
    ),
}

_REFUSALS: dict[Reason, Any] = {
    Reason.PREVIEW: gettext_lazy("This is a preview: nobody is asked in it."),
    Reason.NOT_SIGNED_IN: gettext_lazy("Please sign in to take part."),
    Reason.NOT_REGISTERED: gettext_lazy(
        "You can’t take part: it is for those whose registration for this dialogue is confirmed."
    ),
    Reason.NOT_OF_SESSION: gettext_lazy(
        "You can’t take part: it is for those who speak in this session or are assigned to it."
    ),
    Reason.OTHER_GROUPS: gettext_lazy(
        "You can’t take part: it is for other stakeholder groups. You can read along."
    ),
}


def address(name: str, consultation: Consultation, *more: Any) -> str:
    return reverse(name, args=[consultation.dialogue.slug, consultation.slug, *more])


def crumbs(consultation: Consultation, page: str = "") -> list[Item]:
    """Dialogues › the dialogue › the consultation › a page of it."""
    dialogue = consultation.dialogue
    here = address("consultation", consultation) if page else ""
    steps = [
        (_("Dialogues"), reverse("home")),
        (localized(dialogue.title), reverse("dialogue", args=[dialogue.slug])),
        (localized(consultation.title), here),
        *([(page, "")] if page else []),
    ]
    return [{"label": label, "url": url} for label, url in steps]


def heading(consultation: Consultation) -> Item:
    session = consultation.session
    return {
        "title": localized(consultation.title),
        "url": address("consultation", consultation),
        "eyebrow": localized(session.title) if session else _("Consultation"),
        "rule": consultation.rule,
        "rule_label": consultation.get_rule_display(),
        "phase": consultation.phase,
        "phase_label": consultation.get_phase_display(),
        "synthetic": consultation.synthetic,
    }


def now(consultation: Consultation) -> str:
    return str(_NOW[consultation.phase])


def facts(consultation: Consultation, reader: ZoneInfo | None) -> list[Item]:
    """When which part of it takes place, in the dialogue's zone and in the reader's."""
    moments = [
        (_("Propositions are collected from"), consultation.collects_at),
        (_("Stances are taken from"), consultation.opens_at),
        (_("It closes"), consultation.closes_at),
        (_("It is sealed"), consultation.seals_at),
    ]
    stated = [
        {"label": label, "value": _moment(when, consultation, reader)}
        for label, when in moments
        if when
    ]
    return [{"label": _("Now"), "value": consultation.get_phase_display()}, *stated]


def _moment(when: datetime, consultation: Consultation, reader: ZoneInfo | None) -> str:
    return in_both(when, consultation.dialogue.zone, reader)


# What happens with what one says


def promises(consultation: Consultation) -> list[str]:
    """The rule in plain words: what is stored, who sees what, what leaves the room."""
    return [
        *_READERS[Rule(consultation.rule)],
        *(_confidential if consultation.is_confidential else _open)(consultation),
    ]


_READERS: dict[Rule, tuple[Any, ...]] = {
    Rule.PUBLIC: (
        gettext_lazy("Everybody who sees the dialogue reads the propositions and the results."),
    ),
    Rule.PARTICIPANTS: (
        gettext_lazy("Those who take part in the dialogue read the propositions and the results."),
    ),
    Rule.CHATHAM_HOUSE: (
        gettext_lazy(
            "Those who take part in the dialogue read the propositions and the results. Both may "
            "be used outside; who said what may not."
        ),
    ),
    Rule.CLOSED_DOOR: (
        gettext_lazy(
            "Only those of this session read the propositions and the results. Nothing of them "
            "leaves the room until a convener publishes a finding."
        ),
    ),
}


def _open(consultation: Consultation) -> list[str]:
    least = {"least": consultation.least}
    said = [
        _(
            "Your stances are stored under a pseudonym with your stakeholder group, not with your "
            "name. No number about few people is shown. Fewest people in a number: %(least)d."
        )
        % least
    ]
    if consultation.on_record:
        said.append(
            _("A delegation may choose to answer on record, with its name for all to read.")
        )
    said.append(_("A reservation that you write is shown without your name, as you wrote it."))
    return said


def _confidential(consultation: Consultation) -> list[str]:
    least = {"least": consultation.least}
    return [
        _(
            "Your stances are stored under a pseudonym with your stakeholder group and the day, "
            "never with your name. No number about few people is shown to anybody. Fewest people in "
            "a number: %(least)d."
        )
        % least,
        _(
            "While people answer, the totals move only in steps, so that no single answer can be "
            "seen coming in. Fewest people in a step: %(least)d."
        )
        % least,
        _(
            "A reservation that you write is shown as you wrote it, once there are enough of them: "
            "write nothing that tells who you are."
        ),
        _(
            "When it is sealed, the key to the pseudonyms is destroyed. From then on nobody can "
            "tell which stances were yours; you can’t look at them yourself either."
        ),
        _(
            "Until then the key is on the server, so that you can change your mind. Who has full "
            "access to the server could use it; keep that in mind."
        ),
    ]


# Who takes part


def who(consultation: Consultation, groups: Sequence[Group]) -> str:
    if groups:
        named = _(", ").join(str(group.name) for group in groups)
        return _("Asked are participants of these groups: %(groups)s.") % {"groups": named}
    if consultation.rule == Rule.CLOSED_DOOR:
        return _("Asked are those who speak in this session or are assigned to it.")
    if is_open_to_anyone(consultation):
        return _("Anyone who signs in may take part.")
    return _("Asked are the approved participants of the dialogue and those who speak in it.")


def refusal(consultation: Consultation, standing: Standing) -> Item:
    """Why the reader is not asked, and what to do about it; empty for those who are."""
    if standing.refusal is None or consultation.phase in (Phase.CLOSED, Phase.SEALED):
        return {}
    found: Item = {"text": str(_REFUSALS[standing.refusal]), "url": "", "label": ""}
    if standing.refusal == Reason.NOT_SIGNED_IN:
        page = address("consultation", consultation)
        found |= {"url": f"{reverse('sign-in')}?next={page}", "label": _("Sign in")}
    return found


# What comes next


def left_words(left: int, total: int) -> str:
    if left == total:
        return ngettext("%(total)d proposition", "%(total)d propositions", total) % {"total": total}
    return _("%(left)d of %(total)d left") % {"left": left, "total": total}


def steps(
    consultation: Consultation, standing: Standing, left: int, total: int, results: bool
) -> list[Item]:
    """The buttons of the page; the first is the one thing to do next."""
    found = []
    is_open = consultation.phase == Phase.OPEN
    if is_open and standing.responds and left:
        words = {"left": left_words(left, total)}
        label = _("Take your stance: %(left)s") % words
        found.append({"label": label, "url": address("consultation-respond", consultation)})
    if standing.responds and left < total and not consultation.is_sealed:
        mine = address("my-stances", consultation)
        found.append({"label": _("Look at your stances"), "url": mine})
    if standing.proposes and consultation.is_running and consultation.takes_propositions:
        propose = address("consultation-propose", consultation)
        found.append({"label": _("Submit a proposition"), "url": propose})
    if results:
        found.append({"label": _("Results"), "url": address("consultation-results", consultation)})
    return [step | {"is_next": not place} for place, step in enumerate(found)]


# Propositions


def proposition(row: Proposition, consultation: Consultation) -> Item:
    return {
        "number": row.number,
        "text": row.text,
        "url": address("proposition", consultation, row.number),
        "element": localized(row.element.title) if row.element else "",
        "author": _author(row, consultation),
    }


def _author(row: Proposition, consultation: Consultation) -> str:
    """By name alone, where the person chose so and the rule allows it."""
    if row.author is None or consultation.is_confidential:
        return ""
    return row.author.name


def by_element(rows: Iterable[Proposition], consultation: Consultation) -> list[Item]:
    """Propositions under the elements they are on, in the order of the norm; the others last."""
    parts: dict[int | None, Item] = {}
    for row in sorted(rows, key=_place):
        title = localized(row.element.title) if row.element else ""
        part = parts.setdefault(row.element_id, {"title": title, "propositions": []})
        part["propositions"].append(proposition(row, consultation))
    return list(parts.values())


def _place(row: Proposition) -> tuple[bool, int, int, int]:
    element = row.element
    rank = (element.order, element.pk) if element else (0, 0)
    return element is None, *rank, row.number


def norm(consultation: Consultation) -> Item:
    """In the shape of components/norm.html; empty where it is about none."""
    row = consultation.norm
    if row is None:
        return {}
    picked = row.text.pick()
    origin = _("{}, {}").format(row.instrument.symbol, row.source or row.label)
    return {
        "label": str(row),
        "text": picked.text,
        "lang": picked.language,
        "dir": direction(picked.language),
        "origin": origin,
        "url": reverse("norm", args=[row.instrument.slug, row.slug]),
        "paraphrased": row.paraphrased,
    }
