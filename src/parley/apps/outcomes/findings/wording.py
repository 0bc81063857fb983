"""Numbers in plain, diplomatic prose, in the active language. No sentence says more than its numbers.

A rapporteur may word a finding otherwise; what stands here is a suggestion, and stands on pages until
there are better words.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from parley.apps.outcomes.findings.counting import of_whom
from parley.apps.outcomes.findings.numbers import Kind, Measure, Numbers, Who, Why
from parley.apps.outcomes.findings.scale import Scale
from parley.apps.outcomes.findings.verdicts import together
from parley.apps.outcomes.presenters.words import number, points

NEARLY_ALL, LARGE, MOST = "nearly_all", "large", "most"
SHORT = 5  # words
PARTICIPANTS, ACTORS, VOTES = "participants", "actors", "votes"


class Ground(NamedTuple):
    """What one source holds, under the name that it has in print."""

    source: str
    numbers: Numbers


def quantifier(share: Measure | None, scale: Scale) -> str:
    """The strongest word that the interval bears; nothing where it bears none."""
    if share is None:
        return ""
    steps = ((NEARLY_ALL, scale.nearly_all_at), (LARGE, scale.large_at), (MOST, scale.most_at))
    return next((word for word, least in steps if share.low > least), "")


def suggested(
    grounds: Sequence[Ground], text: str, scale: Scale, *, on_text: bool = False, element: str = ""
) -> str:
    """Some sentences on the proposition `text`, or on the element of this name.

    `on_text`: it is the text that is agreed or not, which says nothing of its meaning.
    """
    short = text if len(grounds) == 1 else _short(text)
    said = [_one(one.numbers, short, scale, element) for one in grounds]
    parts = [*said]
    if len(grounds) > 1:
        told = [one.numbers for one in grounds]
        parts = [_relation(together(told).relation, len(grounds), text, element)]
        parts += [
            _("%(source)s: %(sentence)s") % {"source": one.source, "sentence": sentence}
            for one, sentence in zip(grounds, said, strict=True)
        ]
    if on_text and any(one.numbers.kind == Kind.CONVERGENCE for one in grounds):
        parts.append(_("This is about the text; it does not say that its meaning is agreed."))
    return " ".join(filter(None, parts))


def _short(text: str) -> str:
    """A proposition that has been quoted whole a moment ago."""
    words = text.split()
    if len(words) <= SHORT:
        return text
    return _("%(words)s …") % {"words": " ".join(words[:SHORT])}


def _relation(relation: str, n: int, text: str, element: str) -> str:
    told = {"text": text, "element": element, "number": number(n, 0)}
    if element:
        sentences = {
            "alike": _("On “%(element)s”, the sources point the same way."),
            "opposite": _("On “%(element)s”, the sources point in opposite directions."),
            "different": _("On “%(element)s”, the sources do not show the same."),
            "alone": _("On “%(element)s”, only one of the sources has enough evidence."),
            "none": _("On “%(element)s”, none of the sources has enough evidence."),
        }
    else:
        sentences = {
            "alike": _("On the proposition “%(text)s”, the sources point the same way."),
            "opposite": _(
                "On the proposition “%(text)s”, the sources point in opposite directions."
            ),
            "different": _("On the proposition “%(text)s”, the sources do not show the same."),
            "alone": _("On the proposition “%(text)s”, only one source has enough evidence."),
            "none": _("On the proposition “%(text)s”, no source has enough evidence."),
        }
    return sentences[relation] % told


# ---- one source


def _one(of: Numbers, text: str, scale: Scale, element: str) -> str:
    if element:
        return _on_element(of, element)
    told = {"text": text, "of": of_whom(of)}
    if of.kind == Kind.TOO_LITTLE:
        return _too_little(of) % told
    if of.why == Why.GROUPS:
        return _all_groups(of) % told
    if of.why == Why.GAP:
        return _apart(of, told)
    if of.why == Why.SPLIT:
        return _split(of) % told
    word = quantifier(of.share, scale)
    if of.kind == Kind.CONVERGENCE:
        # Where the share is withheld, only the least is known of it.
        return _majority(of, word or MOST) % told
    return _open(of, word) % told


def _voice(of: Numbers) -> str:
    if of.is_vote:
        return VOTES
    return PARTICIPANTS if of.who == Who.PARTICIPANTS else ACTORS


def _too_little(of: Numbers) -> str:
    if of.why == Why.WITHHELD:
        return _(
            "There is too little evidence to say where views stand on the proposition “%(text)s”: "
            "the numbers would tell of too few people."
        )
    if of.is_vote:
        return _("There is too little evidence to say how states stand on “%(text)s”.")
    if of.who == Who.PARTICIPANTS:
        return _(
            "There is too little evidence to say where participants stand on the proposition "
            "“%(text)s”."
        )
    return _(
        "There is too little evidence to say where actors stand on the proposition “%(text)s”: few "
        "have pronounced themselves, and that says nothing of the others."
    )


def _all_groups(of: Numbers) -> str:
    agrees = {
        PARTICIPANTS: _("All groups agreed with the proposition “%(text)s”."),
        ACTORS: _(
            "Of the actors that have pronounced themselves, all groups support the proposition "
            "“%(text)s”."
        ),
        VOTES: _("All groups of states voted in favour of “%(text)s”."),
    }
    disagrees = {
        PARTICIPANTS: _("All groups disagreed with the proposition “%(text)s”."),
        ACTORS: _(
            "Of the actors that have pronounced themselves, all groups oppose the proposition "
            "“%(text)s”."
        ),
        VOTES: _("All groups of states voted against “%(text)s”."),
    }
    return (agrees if of.agrees else disagrees)[_voice(of)]


def _majority(of: Numbers, word: str) -> str:
    return (_agreeing() if of.agrees else _disagreeing())[_voice(of), word]


def _agreeing() -> dict[tuple[str, str], str]:
    return {
        (PARTICIPANTS, NEARLY_ALL): _("%(of)s, nearly all agreed with the proposition “%(text)s”."),
        (PARTICIPANTS, LARGE): _(
            "%(of)s, a large majority agreed with the proposition “%(text)s”."
        ),
        (PARTICIPANTS, MOST): _("%(of)s, most agreed with the proposition “%(text)s”."),
        (ACTORS, NEARLY_ALL): _("%(of)s, nearly all support the proposition “%(text)s”."),
        (ACTORS, LARGE): _("%(of)s, a large majority supports the proposition “%(text)s”."),
        (ACTORS, MOST): _("%(of)s, most support the proposition “%(text)s”."),
        (VOTES, NEARLY_ALL): _("%(of)s, nearly all voted in favour of “%(text)s”."),
        (VOTES, LARGE): _("%(of)s, a large majority voted in favour of “%(text)s”."),
        (VOTES, MOST): _("%(of)s, most voted in favour of “%(text)s”."),
    }


def _disagreeing() -> dict[tuple[str, str], str]:
    return {
        (PARTICIPANTS, NEARLY_ALL): _(
            "%(of)s, nearly all disagreed with the proposition “%(text)s”."
        ),
        (PARTICIPANTS, LARGE): _(
            "%(of)s, a large majority disagreed with the proposition “%(text)s”."
        ),
        (PARTICIPANTS, MOST): _("%(of)s, most disagreed with the proposition “%(text)s”."),
        (ACTORS, NEARLY_ALL): _("%(of)s, nearly all oppose the proposition “%(text)s”."),
        (ACTORS, LARGE): _("%(of)s, a large majority opposes the proposition “%(text)s”."),
        (ACTORS, MOST): _("%(of)s, most oppose the proposition “%(text)s”."),
        (VOTES, NEARLY_ALL): _("%(of)s, nearly all voted against “%(text)s”."),
        (VOTES, LARGE): _("%(of)s, a large majority voted against “%(text)s”."),
        (VOTES, MOST): _("%(of)s, most voted against “%(text)s”."),
    }


def _apart(of: Numbers, told: dict[str, str]) -> str:
    """Between two groups; without their names where these are withheld, or were found in the answers."""
    if of.gap is None or of.divided != "known" or not of.higher or not of.lower:
        return _("Views diverged between groups on “%(text)s”.") % told
    told = told | {
        "higher": str(of.higher),
        "lower": str(of.lower),
        "gap": points(of.gap.value),
    }
    text = _(
        "Views diverged between groups on “%(text)s”: most apart are %(higher)s and %(lower)s, of "
        "whom the former are on its side by %(gap)s more."
    )
    return text % told


def _split(of: Numbers) -> str:
    sentences = {
        PARTICIPANTS: _(
            "%(of)s, views diverged on the proposition “%(text)s”: many agreed and many disagreed."
        ),
        ACTORS: _(
            "%(of)s, views diverge on the proposition “%(text)s”: many support and many oppose it."
        ),
        VOTES: _("%(of)s, views diverged on “%(text)s”: many voted for it and many against."),
    }
    return sentences[_voice(of)]


def _open(of: Numbers, word: str) -> str:
    """Unsettled; where a majority of all is certain, it is told, and that groups may differ."""
    if of.why == Why.WITHHELD:
        return _(
            "Where views stand on “%(text)s” is unsettled; the numbers would tell of too few people."
        )
    if word and of.agrees is not None:
        majority = _majority(of, MOST)
        return f"{majority} {_('It is not certain that this holds in every group.')}"
    sentences = {
        PARTICIPANTS: _(
            "%(of)s, neither agreement nor disagreement with the proposition “%(text)s” is certain."
        ),
        ACTORS: _(
            "%(of)s, neither support of the proposition “%(text)s” nor opposition to it prevails "
            "with certainty."
        ),
        VOTES: _("%(of)s, neither side of “%(text)s” prevails with certainty."),
    }
    return sentences[_voice(of)]


def _on_element(of: Numbers, element: str) -> str:
    told = {"element": element}
    sentences = {
        Kind.CONVERGENCE: _("The propositions on “%(element)s” are read alike."),
        Kind.DIVERGENCE: _("The propositions on “%(element)s” are read in opposite ways."),
        Kind.UNSETTLED: _(
            "How the propositions on “%(element)s” are read is unsettled: neither alike nor in "
            "opposite ways with certainty."
        ),
        Kind.TOO_LITTLE: _("There is too little evidence to say how ambiguous “%(element)s” is."),
    }
    return sentences[of.kind] % told
