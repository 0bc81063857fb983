"""Two sources side by side, in sentences that never say more than the numbers do."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from parley.apps.evidence.models import CollectionKind
from parley.apps.outcomes.bridge.comparing import (
    Changed,
    ElementPair,
    PropositionPair,
    PropositionSide,
)
from parley.apps.outcomes.models import FindingKind
from parley.apps.outcomes.presenters.words import interval, number, people, percent
from parley.apps.outcomes.selectors.comparisons import Candidate, Comparison, Coverage
from parley.apps.outcomes.selectors.sources import SourceColumn

NARROWER, WIDER, NO_CHANGE, NOT_COMPARED = "narrower", "wider", "no-change", "not-compared"
# Of the table that is taken away; the same in every language, so that programs find their columns.
HEAD = (
    *("kind", "element", "label", "text"),
    *("first_answers", "first", "first_low", "first_high"),
    *("second_answers", "second", "second_low", "second_high"),
    *("change", "change_low", "change_high", "q", "finding"),
)
_VERDICTS = {
    "convergence": FindingKind.CONVERGENCE,
    "divergence": FindingKind.DIVERGENCE,
    "unsettled": FindingKind.UNSETTLED,
    "too little evidence": FindingKind.TOO_LITTLE,
}


# ---- all of it


def in_short(of: Comparison) -> Iterator[str]:
    """What there is to see, before any detail."""
    rows = of.found.propositions.values()
    told = {
        "shared": number(of.shared, 0),
        "one": number(sum(pair.second is None for pair in rows), 0),
        "other": number(sum(pair.first is None for pair in rows), 0),
    }
    if not of.shared:
        yield _(
            "The two have no proposition in common, so there is nothing to compare. A proposition is "
            "the same where both took it from the library of the norm, or where its words are the same."
        )
        return
    overall = of.found.overall
    if overall is not None:
        yield _("All propositions together: %(sentence)s") % {"sentence": element(overall)}
    if of.found.elements:
        yield _counted(of)
    yield (
        _(
            "Propositions in both: %(shared)s. Only in the first: %(one)s. Only in the second: "
            "%(other)s."
        )
        % told
    )


def _counted(of: Comparison) -> str:
    found = [outcome(pair) for pair in of.found.elements]
    told = {
        "narrower": number(found.count(NARROWER), 0),
        "wider": number(found.count(WIDER), 0),
        "same": number(found.count(NO_CHANGE), 0),
        "not": number(found.count(NOT_COMPARED), 0),
    }
    return (
        _(
            "Elements that are narrower: %(narrower)s. Wider: %(wider)s. Without a clear change: "
            "%(same)s. Not comparable: %(not)s."
        )
        % told
    )


def notes(of: Comparison) -> Iterator[str]:
    """How to read it, and what it does not say."""
    yield _(
        "Ambiguity lies between 0, where all read an element alike, and 1, where two equal camps oppose "
        "each other. Its change is worked out without the bias that few answers have, so it may differ a "
        "little from the difference of the two numbers."
    )
    told = {"rate": percent(of.found.rate)}
    yield (
        _(
            "A change is called clear where it is so unlikely to be chance that, of all changes called so, "
            "at most %(rate)s are expected to be none. So an interval without 0 is not enough where many "
            "are compared."
        )
        % told
    )
    first, second = of.first.source, of.second.source
    if first.is_public_record and second.is_public_record:
        yield _(
            "Actors who are in both are known, and that their answers hang together is allowed for."
        )
    else:
        yield _(
            "The two are taken as answered by different people, for nobody can tell who of the one is also "
            "in the other. If many are, the intervals are too wide rather than too narrow."
        )
    if first.is_public_record != second.is_public_record:
        yield _(
            "People who take part in a dialogue, and states or others who publish what they hold, are not "
            "two moments of the same: a difference between them is no change of anybody’s mind."
        )
    if any(one.consultation and one.consultation.is_confidential for one in (first, second)):
        yield _(
            "Where stances are confidential, only numbers stand here that the results and the map show too."
        )
    if any(pair.fewer for pair in of.found.elements):
        yield _(
            "Where an element was measured on different propositions, it is compared on those that both "
            "have, with a wider interval: how their answers hang together is not kept in a map."
        )


def who(one: Candidate) -> str:
    """How many are behind it."""
    if one.source.consultation is not None:
        return people(one.row.n_respondents)
    n = one.row.n_respondents
    told = {"number": number(n, 0)}
    return ngettext("%(number)s actor", "%(number)s actors", n) % told


# ---- elements


def outcome(pair: ElementPair | None) -> str:
    if pair is None or pair.changed is None:
        return NOT_COMPARED
    return _outcome(pair.changed)


def _outcome(of: Changed) -> str:
    if not of.clear or not of.change.value:
        return NO_CHANGE
    return NARROWER if of.change.value < 0 else WIDER


def label(pair: ElementPair | None) -> str:
    return {
        NARROWER: pgettext("ambiguity", "narrower"),
        WIDER: pgettext("ambiguity", "wider"),
        NO_CHANGE: _("no clear change"),
        NOT_COMPARED: _("not comparable"),
    }[outcome(pair)]


def element(pair: ElementPair) -> str:
    """One plain sentence."""
    if pair.changed is None or pair.first is None or pair.second is None:
        return _why_not(pair)
    told = {
        "one": number(pair.first.value, 2),
        "other": number(pair.second.value, 2),
    }
    texts = {
        NARROWER: _(
            "Narrower: interpretations lie closer together in the second (%(other)s) than in the "
            "first (%(one)s)."
        ),
        WIDER: _(
            "Wider: interpretations lie further apart in the second (%(other)s) than in the first "
            "(%(one)s)."
        ),
        NO_CHANGE: _(
            "No clear change: %(one)s in the first, %(other)s in the second. The difference may be "
            "chance."
        ),
    }
    return texts[_outcome(pair.changed)] % told


def _why_not(pair: ElementPair) -> str:
    texts = {
        "first": _("Can’t be compared: nothing was asked on it in the second."),
        "second": _("Can’t be compared: nothing was asked on it in the first."),
        "apart": _("Can’t be compared: the two have no proposition on it in common."),
        "little": _(
            "Can’t be compared: too few have pronounced themselves on it, or the numbers would tell of "
            "too few people."
        ),
    }
    return texts[pair.why or "little"]


def tests(pair: ElementPair, of: Comparison) -> str:
    """The change with its interval and its test."""
    if pair.changed is None:
        return ""
    change = pair.changed.change
    told = {
        "change": _signed(change.value),
        "level": percent(of.found.level),
        "low": _signed(change.low),
        "high": _signed(change.high),
        "q": _q(pair.changed.q),
    }
    text = _("Change %(change)s (%(level)s interval %(low)s to %(high)s; corrected p-value %(q)s).")
    if pair.fewer:
        text = _(
            "Change on the propositions that both have: %(change)s (%(level)s interval %(low)s to "
            "%(high)s; corrected p-value %(q)s)."
        )
    return text % told


def _signed(value: float, decimals: int = 2) -> str:
    text = number(value, decimals)
    return f"+{text}" if round(value, decimals) > 0 else text


def _q(value: float) -> str:
    if value < 0.001:
        return _("below %(number)s") % {"number": number(0.001, 3)}
    return number(value, 3)


# ---- propositions


def turned(pair: PropositionPair) -> str:
    """In two or three words, for the chart and the table."""
    if pair.changed is None:
        return _("not comparable")
    if not pair.changed.clear or not pair.changed.change.value:
        return _("no clear difference")
    return _("more agree") if pair.changed.change.value > 0 else _("fewer agree")


def proposition(pair: PropositionPair, level: float) -> str:
    if pair.changed is None:
        return _not_both(pair)
    change = pair.changed.change
    told = {
        "points": _signed(change.value * 100, 0),
        "level": percent(level),
        "low": _signed(change.low * 100, 0),
        "high": _signed(change.high * 100, 0),
    }
    if not pair.changed.clear or not change.value:
        text = _(
            "No clear difference: %(points)s percentage points (%(level)s interval %(low)s to %(high)s)."
        )
    elif change.value > 0:
        text = _(
            "More agree in the second: %(points)s percentage points (%(level)s interval %(low)s to "
            "%(high)s)."
        )
    else:
        text = _(
            "Fewer agree in the second: %(points)s percentage points (%(level)s interval %(low)s to "
            "%(high)s)."
        )
    return text % told


def _not_both(pair: PropositionPair) -> str:
    if pair.first is None and pair.second is None:
        return _("Newer than both maps.")
    if pair.first is None:
        return _("Only in the second.")
    if pair.second is None:
        return _("Only in the first.")
    return _("Can’t be compared: too few have pronounced themselves, or the numbers are withheld.")


def agreement(one: PropositionSide | None, candidate: Candidate, level: float) -> str:
    if one is None:
        return _("Not asked")
    if one.agree is None:
        return _("Withheld, or too few")
    told = {"share": percent(one.agree.value), "interval": interval(one.agree, level)}
    texts = {
        CollectionKind.POSITIONS.value: _("%(share)s support it (%(interval)s)"),
        CollectionKind.VOTES.value: _("%(share)s voted in favour (%(interval)s)"),
    }
    return texts.get(candidate.source.kind, _("%(share)s agree (%(interval)s)")) % told


def verdict(one: PropositionSide | None) -> str:
    """What the map says of it, and between whom."""
    if one is None:
        return ""
    told = {"verdict": _VERDICTS[one.verdict].label}
    texts = {
        "known": _("%(verdict)s between known groups"),
        "found": _("%(verdict)s between the groups found"),
        "line": _("%(verdict)s along the line of disagreement"),
        "everybody": _("%(verdict)s, everybody together"),
    }
    return texts[one.division] % told


def coverage(
    one: PropositionSide | None,
    column: SourceColumn | None,
    candidate: Candidate,
    counted: Mapping[int, Coverage],
) -> str:
    """Who has pronounced themselves, and what of the others is known."""
    if column is None:
        return ""
    found = counted.get(column.number)
    if found is not None:
        return _of_record(found, candidate)
    if one is None or one.answers is None:
        return ""
    told = {
        "answers": number(one.answers, 0),
        "rest": number(max(candidate.row.n_respondents - one.answers, 0), 0),
    }
    return _("Answered: %(answers)s. Did not answer: %(rest)s.") % told


def _of_record(of: Coverage, candidate: Candidate) -> str:
    told = {
        "said": number(of.said, 0),
        "contested": number(of.contested, 0),
        "silent": number(of.silent, 0),
        "rest": number(of.rest, 0),
    }
    if candidate.source.kind == CollectionKind.VOTES:
        return _("Voted: %(said)s. Not recorded as present: %(rest)s.") % told
    text = _(
        "Pronounced themselves: %(said)s. Read in full and silent: %(silent)s. Not read: %(rest)s."
    )
    if of.contested:
        text = _(
            "Pronounced themselves: %(said)s, of whom with conflicting sources: %(contested)s. Read in full "
            "and silent: %(silent)s. Not read: %(rest)s."
        )
    return text % told
