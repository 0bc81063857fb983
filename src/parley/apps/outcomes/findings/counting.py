"""The numbers of a finding in sentences: the counts and whom they are of, the interval, the rule."""

from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parley.apps.outcomes.findings.numbers import Measure, Numbers, Who, Why
from parley.apps.outcomes.findings.scale import LEVEL, Scale
from parley.apps.outcomes.presenters.words import number, percent, points


def of_whom(of: Numbers) -> str:
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


def counted(of: Numbers) -> str:
    """The counts in a sentence, with whom they are of."""
    if of.pronounced is None:
        return "" if of.ambiguity is not None else _("The counts would tell of too few people.")
    parts = _clauses(of)
    if not parts:
        return _("%(of)s, the counts would tell of too few people.") % {"of": of_whom(of)}
    told = {"of": of_whom(of), "counts": _("; ").join(parts)}
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
    told = _thresholds(scale, get_language() or "")
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


@lru_cache(maxsize=64)
def _thresholds(scale: Scale, _language: str) -> dict[str, str]:
    """In the words of the active language: a page of findings names them once for each."""
    return {
        "groups_at": percent(scale.groups_at),
        "gap_at": points(scale.gap_at),
        "most_at": percent(scale.most_at),
        "split_at": percent(scale.split_at),
        "least": number(scale.least, 0),
        "alike_at": number(scale.alike_at, 2),
        "opposed_at": number(scale.opposed_at, 2),
    }
