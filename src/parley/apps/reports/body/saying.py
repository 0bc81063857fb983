"""The words of a composed report: counts, and sentences with what they rest on."""

import re
from collections.abc import Callable, Iterable, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.outcomes.presenters.words import number
from parley.apps.reports.body.references import sentences
from parley.core.localtext import LocalText

PROPOSITION, ROLL_CALL, ELEMENT, OWN = "proposition", "roll_call", "element", "own"
CONVERGENCE, DIVERGENCE = "convergence", "divergence"
UNSETTLED, TOO_LITTLE = "unsettled", "too_little"
SUBJECTS = (PROPOSITION, ELEMENT, ROLL_CALL, OWN)
KINDS = (CONVERGENCE, DIVERGENCE, UNSETTLED, TOO_LITTLE)

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")
_NUMBERED = re.compile(r"^(\d+)([.)])")


def in_all(make: Callable[[], str]) -> LocalText:
    """What it says in each of the interface's languages."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = make()
    return LocalText(found)


def plain(text: str) -> str:
    """Words on one line, of which Markdown and references make nothing else."""
    line = _MARKUP.sub(r"\\\1", " ".join(text.split())).replace("{", "&#123;")
    return _NUMBERED.sub(r"\1\\\2", line)


def resting(text: str, references: Sequence[str]) -> str:
    """Each sentence with what it rests on behind it."""
    behind = " ".join(references)
    return " ".join(f"{one} {behind}" for one in sentences(text))


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def counted(subject: str, kind: str, n: int) -> str:
    """How many there are of a kind, in a sentence."""
    return _COUNTED[subject](kind, n) % {"number": number(n, 0)}


def _propositions(kind: str, n: int) -> str:
    texts = {
        CONVERGENCE: ngettext(
            "Views converged on %(number)s proposition.",
            "Views converged on %(number)s propositions.",
            n,
        ),
        DIVERGENCE: ngettext(
            "Views diverged on %(number)s proposition.",
            "Views diverged on %(number)s propositions.",
            n,
        ),
        UNSETTLED: ngettext(
            "Where views stand on %(number)s proposition is unsettled.",
            "Where views stand on %(number)s propositions is unsettled.",
            n,
        ),
        TOO_LITTLE: ngettext(
            "There is too little evidence on %(number)s proposition.",
            "There is too little evidence on %(number)s propositions.",
            n,
        ),
    }
    return texts[kind]


def _elements(kind: str, n: int) -> str:
    texts = {
        CONVERGENCE: ngettext(
            "%(number)s element of the norm is read alike.",
            "%(number)s elements of the norm are read alike.",
            n,
        ),
        DIVERGENCE: ngettext(
            "%(number)s element of the norm is read in opposite ways.",
            "%(number)s elements of the norm are read in opposite ways.",
            n,
        ),
        UNSETTLED: ngettext(
            "How %(number)s element of the norm is read is unsettled.",
            "How %(number)s elements of the norm are read is unsettled.",
            n,
        ),
        TOO_LITTLE: ngettext(
            "There is too little evidence to say how ambiguous %(number)s element of the norm is.",
            "There is too little evidence to say how ambiguous %(number)s elements of the norm are.",
            n,
        ),
    }
    return texts[kind]


def _roll_calls(kind: str, n: int) -> str:
    texts = {
        CONVERGENCE: ngettext(
            "In %(number)s recorded vote, views on the text converged.",
            "In %(number)s recorded votes, views on the text converged.",
            n,
        ),
        DIVERGENCE: ngettext(
            "In %(number)s recorded vote, views on the text diverged.",
            "In %(number)s recorded votes, views on the text diverged.",
            n,
        ),
        UNSETTLED: ngettext(
            "In %(number)s recorded vote, where views on the text stand is unsettled.",
            "In %(number)s recorded votes, where views on the text stand is unsettled.",
            n,
        ),
        TOO_LITTLE: ngettext(
            "In %(number)s recorded vote, there is too little evidence on the text.",
            "In %(number)s recorded votes, there is too little evidence on the text.",
            n,
        ),
    }
    return texts[kind]


def _own(kind: str, n: int) -> str:
    texts = {
        CONVERGENCE: ngettext(
            "In the rapporteur’s own words, views converged on %(number)s matter.",
            "In the rapporteur’s own words, views converged on %(number)s matters.",
            n,
        ),
        DIVERGENCE: ngettext(
            "In the rapporteur’s own words, views diverged on %(number)s matter.",
            "In the rapporteur’s own words, views diverged on %(number)s matters.",
            n,
        ),
        UNSETTLED: ngettext(
            "In the rapporteur’s own words, %(number)s matter is unsettled.",
            "In the rapporteur’s own words, %(number)s matters are unsettled.",
            n,
        ),
        TOO_LITTLE: ngettext(
            "In the rapporteur’s own words, there is too little evidence on %(number)s matter.",
            "In the rapporteur’s own words, there is too little evidence on %(number)s matters.",
            n,
        ),
    }
    return texts[kind]


_COUNTED: dict[str, Callable[[str, int], str]] = {
    PROPOSITION: _propositions,
    ELEMENT: _elements,
    ROLL_CALL: _roll_calls,
    OWN: _own,
}


def opening(title: LocalText) -> str:
    """The first paragraph."""
    text = _(
        "This report tells what came of the dialogue “%(title)s”. Behind each statement stands the "
        "finding that it rests on, and beside each finding stand its numbers and its sources."
    )
    return text % {"title": plain(title.pick(translation.get_language()).text)}


def no_findings() -> str:
    return _("No findings have been made.")


def on_votes() -> str:
    return _("What follows is about texts that were voted on, and says nothing of what they mean.")


def on_practices() -> str:
    return _("What is done to live up to the norm. A practice is no stance on what the norm means.")


def on_questions() -> str:
    return _("What the dialogue has left to be answered, and how far it has been.")
