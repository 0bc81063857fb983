"""The library of norms, and where interpretations stand, as pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.convening.models import Dialogue, Session
from parley.apps.convening.presenters.programme import full_title
from parley.apps.deliberation.bridge import Row
from parley.apps.deliberation.models import Element, Instrument, Norm, Proposition, Topic
from parley.apps.deliberation.selectors.standing import Standing, Standings
from parley.core.localtext import LocalText, direction
from parley.core.templatetags.parley import date_range, localized


@dataclass(frozen=True)
class Bar:
    """Shares of a whole of 100, each with where it begins."""

    agree: float
    passed: float
    disagree: float

    @property
    def disagree_from(self) -> float:
        return 100 - self.disagree


@dataclass(frozen=True)
class StandingLine:
    """What one consultation holds: in words always, as a bar where the counts may be shown."""

    title: Any
    url: str
    dialogue: Any
    text: str
    bar: Bar | None
    note: str
    is_invented: bool


@dataclass(frozen=True)
class PropositionView:
    text: Any
    standings: tuple[StandingLine, ...]


@dataclass(frozen=True)
class ElementView:
    slug: str
    title: Any
    question: Any
    propositions: tuple[PropositionView, ...]
    added: tuple[PropositionView, ...]


@dataclass(frozen=True)
class NormCard:
    """A norm in a list."""

    label: str
    title: Any
    url: str
    text: str
    lang: str
    dir: str
    paraphrased: bool
    facts: str


def url_of(norm: Norm) -> str:
    return reverse("norm", args=[norm.instrument.slug, norm.slug])


def crumbs(*trail: tuple[Any, str]) -> list[dict[str, Any]]:
    """Norms › instrument › where one is; the last has no link."""
    steps = [(_("Norms"), reverse("norms")), *trail]
    return [
        {"label": label, "url": url if number < len(steps) else ""}
        for number, (label, url) in enumerate(steps, start=1)
    ]


def instrument_step(instrument: Instrument) -> tuple[str, str]:
    return instrument.symbol, reverse("instrument", args=[instrument.slug])


def name_of(norm: Norm) -> Any:
    """ "13(c) Use of a State’s territory" """
    if not norm.title:
        return norm.label
    return format_html("{} {}", norm.label, localized(norm.title))


def card(norm: Norm) -> NormCard:
    text, language = norm.text.pick()
    n = len(norm.elements.all())
    facts = ngettext("%(n)d element", "%(n)d elements", n) % {"n": n} if n else ""
    return NormCard(
        norm.label,
        localized(norm.title),
        url_of(norm),
        text,
        language,
        direction(language),
        norm.paraphrased,
        facts,
    )


def instrument_facts(instrument: Instrument) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"label": _("Symbol"), "value": instrument.symbol}]
    if instrument.body:
        found.append({"label": _("Adopted by"), "value": localized(instrument.body)})
    if instrument.adopted_on:
        day = instrument.adopted_on
        found.append({"label": _("Adopted on"), "value": date_range(day, day)})
    elif instrument.year:
        found.append({"label": _("Year"), "value": str(instrument.year)})
    if instrument.link:
        link = instrument.link
        found.append({"label": _("The text itself"), "value": link, "url": link})
    return found


def norm_facts(norm: Norm) -> list[dict[str, Any]]:
    instrument = norm.instrument
    found = [
        {
            "label": _("Instrument"),
            "value": format_html(
                '<a href="{}">{}</a>', instrument_step(instrument)[1], instrument.symbol
            ),
        }
    ]
    if norm.source:
        found.append({"label": _("Where it stands"), "value": norm.source})
    if link := norm.link or instrument.link:
        found.append({"label": _("The text itself"), "value": link, "url": link})
    return found


def text_of(text: LocalText) -> dict[str, str]:
    """Bare, with its language, so that marks around it follow its direction."""
    picked = text.pick()
    return {"text": picked.text, "lang": picked.language, "dir": direction(picked.language)}


# Where it is discussed


@dataclass(frozen=True)
class Place:
    """A dialogue, with those of its sessions that discuss something."""

    title: Any
    url: str
    dates: Any
    synthetic: bool
    sessions: tuple[tuple[Any, str, str], ...]


def places(topics: Sequence[Topic], naming: Iterable[Dialogue]) -> list[Place]:
    by_dialogue: dict[int, list[Topic]] = {}
    dialogues: dict[int, Dialogue] = {}
    for topic in topics:
        by_dialogue.setdefault(topic.dialogue_id, []).append(topic)
        dialogues[topic.dialogue_id] = topic.dialogue
    for dialogue in naming:
        dialogues.setdefault(dialogue.pk, dialogue)
    return [_place(row, by_dialogue.get(key, [])) for key, row in dialogues.items()]


def _place(dialogue: Dialogue, topics: Sequence[Topic]) -> Place:
    elements: dict[int, list[str]] = {}
    sessions: dict[int, Session] = {}
    for topic in topics:
        if topic.session is None:
            continue
        sessions[topic.session.pk] = topic.session
        names = elements.setdefault(topic.session.pk, [])
        if topic.element is not None:
            names.append(str(topic.element))
    return Place(
        localized(dialogue.title),
        reverse("dialogue", args=[dialogue.slug]),
        date_range(dialogue.starts_on, dialogue.ends_on),
        dialogue.synthetic,
        tuple(
            (
                full_title(session.label, session.title),
                reverse("session", args=[dialogue.slug, session.slug]),
                _(", ").join(elements[key]),
            )
            for key, session in sessions.items()
        ),
    )


# Element by element


def elements(found: Sequence[Element], standings: Standings) -> list[ElementView]:
    return [_element(element, standings) for element in found]


def _element(element: Element, standings: Standings) -> ElementView:
    listed: list[Proposition] = element.listed  # type: ignore[attr-defined]
    keys = {row.pk for row in listed}
    own = [line for line in standings.lines if line.element == element.pk]
    added = [line for line in own if line.library not in keys]
    return ElementView(
        element.slug,
        localized(element.title),
        localized(element.question),
        tuple(
            PropositionView(
                localized(row.text), tuple(_line(one) for one in standings.on(element.pk, row.pk))
            )
            for row in listed
        ),
        tuple(PropositionView(localized(one.proposition.text), (_line(one),)) for one in added),
    )


def _line(standing: Standing) -> StandingLine:
    consultation, proposition = standing.consultation, standing.proposition
    dialogue = consultation.dialogue
    parts = [dialogue.slug, consultation.slug, proposition.number]
    total = standing.result.total
    return StandingLine(
        localized(consultation.title),
        reverse("proposition", args=parts),
        localized(dialogue.title),
        in_words(total, standing.least),
        bar_of(total),
        "" if standing.is_final else _("It still runs."),
        standing.is_invented,
    )


def in_words(total: Row, least: int) -> str:
    """The counts in a sentence, or that they are withheld and why."""
    if total.answers is None:
        return _("Fewer than %(least)d answers that may be shown.") % {"least": least}
    answers = ngettext("%(n)d answer", "%(n)d answers", total.answers) % {"n": total.answers}
    if not total.is_whole:
        text = _("%(answers)s; how they divide is not shown, since it would be about too few.")
        return text % {"answers": answers}
    text = _("%(answers)s: %(agree)d agree, %(passed)d pass, %(disagree)d disagree.")
    counts = {"agree": total.agree, "passed": total.passed, "disagree": total.disagree}
    return text % {"answers": answers, **counts}


def bar_of(total: Row) -> Bar | None:
    if not total.is_whole or not total.answers:
        return None
    agree, passed = (100 * (n or 0) / total.answers for n in (total.agree, total.passed))
    return Bar(round(agree, 2), round(passed, 2), round(100 - agree - passed, 2))
