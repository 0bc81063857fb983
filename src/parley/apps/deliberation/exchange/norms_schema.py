"""What a file of norms holds: an instrument, its norms, their elements, propositions on each."""

from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BeforeValidator

from parley.apps.convening.exchange import fields as f
from parley.apps.convening.exchange.problems import expected
from parley.apps.convening.models.limits import YEARS
from parley.apps.deliberation.models import LONGEST_PROPOSITION
from parley.core.exports import Entry
from parley.core.localtext import LocalText

VERSION = 1


def _version(value: Any) -> int:
    if str(value) != str(VERSION):
        raise f.wrong(expected(str(VERSION), value))
    return VERSION


def _short(text: LocalText) -> LocalText:
    for language, sentence in text.items():
        if len(sentence) > LONGEST_PROPOSITION:
            what = _("at most %(limit)d characters (%(language)s)")
            limits = {"limit": LONGEST_PROPOSITION, "language": language}
            raise f.wrong(expected(what % limits, len(sentence)))
    return text


def _something(value: str) -> str:
    if not value.strip():
        raise f.wrong(expected(_("a text"), value))
    return value


def _in_years(value: int) -> int:
    if value not in YEARS:
        raise f.wrong(expected(_("a year between 1900 and 2199"), value))
    return value


Label = Annotated[f.Line40, AfterValidator(_something)]
Sentence = Annotated[f.GivenText, AfterValidator(_short)]
Year = Annotated[int, f.whole_number, AfterValidator(_in_years)]


class ElementEntry(Entry):
    """One dimension of a norm's meaning."""

    slug: f.Slug
    title: f.GivenText
    question: f.Text = LocalText()
    propositions: tuple[Sentence, ...] = ()


class NormEntry(Entry):
    """One norm of the instrument."""

    slug: f.Slug
    label: Label
    title: f.Text = LocalText()
    text: f.GivenText
    paraphrased: f.Flag = False
    source: f.Line200 = ""
    link: f.Link = ""
    elements: tuple[ElementEntry, ...] = ()


class InstrumentEntry(Entry):
    """The text that the norms stand in."""

    slug: f.Slug
    symbol: f.Label
    title: f.GivenText
    body: f.Text = LocalText()
    adopted_on: f.Day | None = None
    year: Year | None = None
    link: f.Link = ""
    note: f.Text = LocalText()


class NormsDocument(Entry):
    """A whole file."""

    parley: Annotated[int, BeforeValidator(_version)]
    instrument: InstrumentEntry
    norms: tuple[NormEntry, ...] = ()
