"""A map in sentences, each with its numbers and with why it says so."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.outcomes.bridge.seen import Division, GroupSeen, RowSeen
from parley.apps.outcomes.bridge.showing import Shown
from parley.apps.outcomes.presenters.words import (
    actors,
    interval,
    number,
    people,
    percent,
    points,
)

# Hennig 2007: from here on a group is stable, below the other one it dissolves.
STABLE, DISSOLVED = 0.75, 0.5


def asked(of: Shown) -> str:
    """Who said how much on what."""
    told = {
        "people": people(of.n_respondents),
        "actors": actors(of.n_respondents),
        "stances": number(of.n_stances, 0),
        "propositions": number(of.n_propositions, 0),
    }
    if of.source == "votes":
        text = _(
            "%(actors)s cast %(stances)s votes in %(propositions)s roll calls. A yes is read as "
            "agreement, a no as disagreement, an abstention as neither. Who is not recorded has no "
            "stance."
        )
    elif of.source == "positions":
        text = _(
            "%(actors)s have %(stances)s stances on %(propositions)s propositions, as far as their "
            "documents have been read. What is contested, silent or not read counts as no stance."
        )
    else:
        text = _("%(people)s took %(stances)s stances on %(propositions)s propositions.")
    return text % told


def structure(of: Shown) -> str:
    """None, a continuum or groups, and what that means."""
    if of.held:
        return _(
            "Groups were looked for. Nothing is told of them: they nearly are the stakeholder "
            "groups, and the difference would tell of a few people."
        )
    if of.kind == "none":
        return _(
            "One group: there is no structure beyond chance. Answers that were shuffled within "
            "each proposition look the same."
        )
    if of.kind == "continuum":
        return _continuum(of)
    if of.kind == "groups":
        n = sum(len(one.groups) for one in of.divisions() if one.kind == "found")
        told = {"number": number(n, 0)}
        return (
            ngettext(
                "%(number)s group, which stands further apart from the others than one continuous "
                "cloud would be.",
                "%(number)s groups, which stand further apart than one continuous cloud would be.",
                n,
            )
            % told
        )
    return _("There are too few answers to tell whether there are groups.")


def _continuum(of: Shown) -> str:
    if of.source != "consultation":
        return ngettext(
            "A line of disagreement, and no camps: actors differ along it by more than chance, but "
            "one continuous cloud describes where they stand as well as separate groups do.",
            "Several lines of disagreement, and no camps: actors differ along them by more than "
            "chance, but one continuous cloud describes where they stand as well as separate "
            "groups do.",
            max(of.n_axes, 1),
        )
    return ngettext(
        "A line of disagreement, and no camps: people differ along it by more than chance, but "
        "one continuous cloud describes where they stand as well as separate groups do.",
        "Several lines of disagreement, and no camps: people differ along them by more than "
        "chance, but one continuous cloud describes where they stand as well as separate "
        "groups do.",
        max(of.n_axes, 1),
    )


def sure(of: Shown) -> Iterator[str]:
    """How steady the groups are that were found."""
    found = of.steadiness
    if found is None or of.held:
        return
    rand, share, determined = found
    again = _(
        "Drawn again with slightly other people, the groups agree with these to %(rand)s, "
        "where 1 is the same groups and 0 is chance."
    )
    if of.source != "consultation":
        again = _(
            "Drawn again with some actors left out and others counted twice, the groups agree with "
            "these to %(rand)s, where 1 is the same groups and 0 is chance."
        )
    yield again % {"rand": number(rand, 2)}
    told = {"share": percent(share)}
    if determined:
        yield _("There were as many groups in %(share)s of these draws.") % told
    else:
        yield (
            _(
                "There were as many groups in only %(share)s of these draws: take the division as "
                "one of several possible."
            )
            % told
        )


def steadiness(of: GroupSeen) -> str:
    if of.steadiness is None:
        return ""
    told = {"number": number(of.steadiness, 2)}
    if of.steadiness >= STABLE:
        return _("%(number)s, stable") % told
    if of.steadiness >= DISSOLVED:
        return _("%(number)s, doubtful") % told
    return _("%(number)s, dissolves") % told


def about(of: Division, source: str) -> str:
    """What a division is, and what follows for its numbers."""
    public = source != "consultation"
    if of.kind == "found":
        return _(
            "These groups were found in the answers themselves. So each proposition is compared "
            "between groups that were found without it."
        )
    if of.kind == "line":
        if public:
            return _(
                "There are no camps, so actors are cut in three along the line: one end, the "
                "middle, the other end. The cut is a way to read the line, not a finding."
            )
        return _(
            "There are no camps, so people are cut in three along the line: one end, the middle, "
            "the other end. The cut is a way to read the line, not a finding."
        )
    if of.kind == "everybody":
        if public:
            return _("There is no pattern to divide actors by, so all are taken together.")
        return _("There is no pattern to divide people by, so all are taken together.")
    if source == "votes":
        return _("Regions are those of the United Nations (M49).")
    if public:
        return _(
            "States stand by region, as the United Nations have them (M49); other actors by what "
            "they are."
        )
    return _("Stakeholder groups were known before anybody answered.")


def name(group: str, of: Division) -> str:
    return _("Group %(name)s") % {"name": group} if of.kind == "found" else group


# ---- propositions


def finding(row: RowSeen, of: Division, level: float, source: str) -> str:
    """What is found of a proposition, without its text."""
    tell = {"convergence": _converging, "divergence": _diverging}.get(row.verdict, _open)
    said = capfirst(tell(row, of, level))
    if source == "consultation" or row.counts is None:
        return said
    counted = _counted(row.counts, source)
    if row.verdict == "too little evidence":
        return counted
    return f"{said} {counted}"


def _counted(counts: tuple[int, int, int], source: str) -> str:
    """How many actors hold what: their number is no secret, and is small."""
    disagree, neither, agree = (number(one, 0) for one in counts)
    told = {"agree": agree, "neither": neither, "disagree": disagree}
    if source == "votes":
        return _("Yes: %(agree)s. No: %(disagree)s. Abstentions: %(neither)s.") % told
    return _("For: %(agree)s. Against: %(disagree)s. Undecided: %(neither)s.") % told


def _converging(row: RowSeen, of: Division, level: float) -> str:
    if row.smallest is None:
        return _("All groups are on the same side; the numbers would tell of too few people.")
    told = {
        "share": percent(row.smallest.value),
        "interval": interval(row.smallest, level),
        "group": name(row.smallest_group, of),
    }
    if row.compared < 2:
        if row.agrees:
            return _("%(share)s agree (%(interval)s).") % told
        return _("%(share)s disagree (%(interval)s).") % told
    if row.agrees:
        text = _("At least %(share)s agree in every group; fewest in %(group)s (%(interval)s).")
    else:
        text = _("At least %(share)s disagree in every group; fewest in %(group)s (%(interval)s).")
    return text % told


def _diverging(row: RowSeen, of: Division, level: float) -> str:
    if row.gap is None:
        return _("Groups are apart; the numbers would tell of too few people.")
    told = {
        "gap": points(row.gap.value),
        "higher": name(row.higher, of),
        "lower": name(row.lower, of),
        "interval": interval(row.gap, level),
    }
    shares = {one.group: one.agree for one in row.shares}
    high, low = shares.get(row.higher), shares.get(row.lower)
    if of.kind != "known" or high is None or low is None:
        # The gap was tested between groups found without this proposition.
        return _("%(higher)s agree more than %(lower)s: a gap of %(gap)s (%(interval)s).") % told
    told |= {"high": percent(high), "low": percent(low)}
    return (
        _("%(high)s of %(higher)s agree and %(low)s of %(lower)s: a gap of %(gap)s (%(interval)s).")
        % told
    )


def _open(row: RowSeen, of: Division, level: float) -> str:
    parts = []
    if row.smallest is not None:
        told = {"share": percent(row.smallest.value), "interval": interval(row.smallest, level)}
        if row.agrees:
            text = _("In the group that agrees least, %(share)s agree (%(interval)s).")
        else:
            text = _("In the group that disagrees least, %(share)s disagree (%(interval)s).")
        if row.compared < 2:
            alone = (_("%(share)s disagree (%(interval)s)."), _("%(share)s agree (%(interval)s)."))
            text = alone[row.agrees]
        parts.append(text % told)
    if row.gap is not None:
        told = {"gap": points(row.gap.value), "interval": interval(row.gap, level)}
        parts.append(_("The largest gap is %(gap)s (%(interval)s).") % told)
    return " ".join(parts) or _("The numbers would tell of too few people.")


def why(verdict: str, of: Shown, division: Division) -> str:
    """The rule by which propositions come under a heading, with its thresholds."""
    by = of.settings
    told = {
        "at": percent(by["convergence_at"]),
        "gap": points(by["divergence_at"]),
        "rate": percent(by["false_discovery_rate"]),
        "level": percent(by["level"]),
        "answers": number(by["min_group_answers"], 0),
    }
    texts = {
        "convergence": _(
            "Why: in every group, even the lower end of the %(level)s interval of those who are on "
            "this side is at least %(at)s, and of all propositions named here at most %(rate)s are "
            "expected to be wrong."
        ),
        "divergence": _(
            "Why: two groups are at least %(gap)s apart, and a difference is so unlikely to be "
            "chance that of all propositions named here at most %(rate)s are expected to be wrong."
        ),
        "unsettled": _(
            "Why: there are answers enough, but neither do all groups certainly reach %(at)s on "
            "one side, nor are two of them certainly %(gap)s apart."
        ),
        "too little evidence": _(
            "Why: not every group has the %(answers)s answers that it takes to speak for it."
        ),
    }
    if of.source != "consultation" and verdict == "too little evidence":
        return (
            _("Why: not every group has the %(answers)s stances that it takes to speak for it.")
            % told
        )
    if division.kind == "everybody" and verdict == "unsettled":
        return _("Why: there are answers enough, but not certainly %(at)s are on one side.") % told
    return texts[verdict] % told
