"""Numbers in plain, diplomatic prose, in the active language. No sentence says more than its numbers.

A rapporteur may word a finding otherwise; what stands here is a suggestion, and stands on pages until
there are better words.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.outcomes.findings.numbers import Kind, Measure, Numbers, Who, Why
from parley.apps.outcomes.findings.scale import LEVEL, Scale
from parley.apps.outcomes.findings.verdicts import together
from parley.apps.outcomes.presenters.words import number, percent, points

NEARLY_ALL, LARGE, MOST = "nearly_all", "large", "most"
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
    said = [_one(one.numbers, text, scale, element) for one in grounds]
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
    told = {"text": text, "of": _of_whom(of)}
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


def _of_whom(of: Numbers) -> str:
    """Whom a share is a share of: a phrase that begins a sentence."""
    n = of.pronounced
    if n is None:
        return _("Of those who pronounced themselves")
    if of.is_vote:
        text = ngettext(
            "Of the %(number)s state that took part in the vote",
            "Of the %(number)s states that took part in the vote",
            n,
        )
    elif of.who == Who.PARTICIPANTS:
        text = ngettext(
            "Of the %(number)s participant who pronounced themselves",
            "Of the %(number)s participants who pronounced themselves",
            n,
        )
    elif of.who == Who.STATES:
        text = ngettext(
            "Of the %(number)s state that has pronounced itself",
            "Of the %(number)s states that have pronounced themselves",
            n,
        )
    else:
        text = ngettext(
            "Of the %(number)s actor that has pronounced itself",
            "Of the %(number)s actors that have pronounced themselves",
            n,
        )
    return text % {"number": number(n, 0)}


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


# ---- the numbers themselves


def counted(of: Numbers) -> str:
    """The counts in a sentence, with whom they are of."""
    if of.pronounced is None:
        return "" if of.ambiguity is not None else _("The counts would tell of too few people.")
    parts = _clauses(of)
    if not parts:
        return _("%(of)s, the counts would tell of too few people.") % {"of": _of_whom(of)}
    told = {"of": _of_whom(of), "counts": _("; ").join(parts)}
    text = _("%(of)s: %(counts)s.") % told
    withheld = None in (of.agree, of.disagree, of.passed)
    more = _("Other counts would tell of too few people.") if withheld else ""
    return f"{text} {more}".strip()


def _clauses(of: Numbers) -> list[str]:
    found = []
    words = _count_words(of)
    for name in ("agree", "reserved", "disagree", "passed", "contested"):
        n = getattr(of, name)
        if n is None or (n == 0 and name in ("reserved", "contested")):
            continue
        found.append(words[name] % {"number": number(n, 0)})
    return found


def _count_words(of: Numbers) -> dict[str, str]:
    agree, disagree, passed = (one or 0 for one in (of.agree, of.disagree, of.passed))
    reserved, contested = of.reserved or 0, of.contested or 0
    if of.is_vote:
        return {
            "agree": ngettext("%(number)s in favour", "%(number)s in favour", agree),
            "disagree": ngettext("%(number)s against", "%(number)s against", disagree),
            "passed": ngettext("%(number)s abstained", "%(number)s abstained", passed),
            "reserved": "",
            "contested": "",
        }
    if of.who == Who.PARTICIPANTS:
        return {
            "agree": ngettext("%(number)s agrees", "%(number)s agree", agree),
            "disagree": ngettext("%(number)s disagrees", "%(number)s disagree", disagree),
            "passed": ngettext("%(number)s passed", "%(number)s passed", passed),
            "reserved": ngettext(
                "%(number)s of them with a reservation",
                "%(number)s of them with a reservation",
                reserved,
            ),
            "contested": "",
        }
    return {
        "agree": ngettext("%(number)s supports it", "%(number)s support it", agree),
        "disagree": ngettext("%(number)s opposes it", "%(number)s oppose it", disagree),
        "passed": ngettext("%(number)s is undecided", "%(number)s are undecided", passed),
        "reserved": ngettext(
            "%(number)s of them on conditions", "%(number)s of them on conditions", reserved
        ),
        "contested": ngettext(
            "for %(number)s the sources conflict", "for %(number)s the sources conflict", contested
        ),
    }


def not_counted(of: Numbers) -> str:
    """Who has not pronounced itself, and what that means."""
    parts = []
    if of.silent:
        text = ngettext(
            "%(number)s was read in full and says nothing on it.",
            "%(number)s were read in full and say nothing on it.",
            of.silent,
        )
        parts.append(text % {"number": number(of.silent, 0)})
    if of.absent:
        parts.append(_absent(of) % {"number": number(of.absent, 0)})
    return " ".join(parts)


def _absent(of: Numbers) -> str:
    n = of.absent or 0
    if of.is_vote:
        return ngettext(
            "%(number)s is not recorded as present.", "%(number)s are not recorded as present.", n
        )
    if of.who == Who.PARTICIPANTS:
        return ngettext(
            "%(number)s who took part did not answer it.",
            "%(number)s who took part did not answer it.",
            n,
        )
    return ngettext(
        "%(number)s was not read, which is not silence.",
        "%(number)s were not read, which is not silence.",
        n,
    )


def how_sure(of: Numbers) -> str:
    """The interval that the verdict rests on."""
    if of.ambiguity is not None:
        told = {
            "value": number(of.ambiguity.value, 2),
            "low": number(of.ambiguity.low, 2),
            "high": number(of.ambiguity.high, 2),
            "level": percent(LEVEL),
        }
        text = ngettext(
            "Ambiguity %(value)s (%(level)s interval %(low)s–%(high)s), over %(number)s "
            "proposition.",
            "Ambiguity %(value)s (%(level)s interval %(low)s–%(high)s), over %(number)s "
            "propositions.",
            of.propositions,
        )
        return text % {**told, "number": number(of.propositions, 0)}
    if (of.why == Why.GROUPS and of.smallest is None) or (of.why == Why.GAP and of.gap is None):
        return _("By how much is withheld: it would tell of too few people.")
    if of.why == Why.GROUPS and of.smallest is not None:
        told = _measured(of.smallest) | {"group": group_name(of, str(of.smallest_group))}
        return (
            _("In the group that is least on this side (%(group)s): %(share)s %(interval)s.") % told
        )
    if of.why == Why.GAP and of.gap is not None:
        told = {"gap": points(of.gap.value), "interval": _interval(of.gap)}
        return _("A gap of %(gap)s %(interval)s.") % told
    if of.share is not None:
        return _("The larger side: %(share)s %(interval)s.") % _measured(of.share)
    return ""


def group_name(of: Numbers, name: str) -> str:
    """Groups that were found in the answers have letters."""
    return _("Group %(name)s") % {"name": name} if of.divided == "found" else name


def _measured(of: Measure) -> dict[str, str]:
    return {"share": percent(of.value), "interval": _interval(of)}


def _interval(of: Measure) -> str:
    told = {"level": percent(LEVEL), "low": percent(of.low), "high": percent(of.high)}
    return _("(%(level)s interval %(low)s to %(high)s)") % told


def why(of: Numbers, scale: Scale) -> str:
    """The rule by which the verdict came about, with its thresholds."""
    told = {
        "groups_at": percent(scale.groups_at),
        "gap_at": points(scale.gap_at),
        "most_at": percent(scale.most_at),
        "split_at": percent(scale.split_at),
        "least": number(scale.least, 0),
        "alike_at": number(scale.alike_at, 2),
        "opposed_at": number(scale.opposed_at, 2),
        "level": percent(LEVEL),
    }
    texts = {
        Why.GROUPS: _(
            "In every group, even the lower end of the interval of those on this side is at least "
            "%(groups_at)s."
        ),
        Why.GAP: _("Two groups are at least %(gap_at)s apart, by more than chance."),
        Why.MOST: _(
            "The lower end of the interval of those on this side is above %(most_at)s, and there "
            "are no groups to compare."
        ),
        Why.SPLIT: _(
            "The lower ends of the intervals of both sides are above %(split_at)s, and no "
            "difference between groups explains it."
        ),
        Why.OPEN: _(
            "There are answers enough, but neither do all groups certainly reach %(groups_at)s on "
            "one side, nor do views certainly diverge."
        ),
        Why.FEW: _("Fewer than %(least)s have pronounced themselves."),
        Why.WITHHELD: _("The numbers would tell of too few people."),
        Why.AMBIGUITY: _(
            "Read alike is an ambiguity whose interval ends at %(alike_at)s or below, read in "
            "opposite ways one whose interval begins at %(opposed_at)s or above."
        ),
    }
    return texts[of.why] % told
