"""Where a consultation stands, as far as it may be shown. All that is shown of stances passes here.

Under every rule a number is about at least `least` people, and what is withheld can't be worked out
from the rest. Where who said what is confidential, that holds of each count of answers too, and
while people still answer there are totals only, in steps: see models.LiveCount.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from parley.apps.deliberation import bridge
from parley.apps.deliberation.bridge import AGREE, DISAGREE, NOTHING, PASS, Row, Table
from parley.apps.deliberation.models import Consultation, LiveCount, Phase, Stance
from parley.apps.deliberation.selectors import counts
from parley.apps.registration.models import Group
from parley.core.access import may
from parley.core.actors import Actor
from parley.core.errors import not_found


@dataclass(frozen=True)
class GroupRow:
    """What one stakeholder group holds on a proposition."""

    group: Group
    row: Row


@dataclass(frozen=True)
class PropositionResult:
    """`reserved`: how many of those who agree do so with a reservation; None where withheld."""

    proposition: int
    total: Row
    groups: tuple[GroupRow, ...]
    reserved: int | None = None
    reservations: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConsultationResults:
    """`is_final`: nothing will change any more. `in_steps`: the counts follow in steps."""

    by_proposition: Mapping[int, PropositionResult]
    respondents: int | None
    least: int
    is_final: bool
    in_steps: bool

    def of(self, proposition: int) -> PropositionResult:
        return self.by_proposition.get(proposition, PropositionResult(proposition, NOTHING, ()))


def results_for(actor: Actor, consultation: Consultation) -> ConsultationResults:
    """What the actor may see of where it stands; a 404 for those who may not see results yet."""
    if not may(actor, "see_results", consultation):
        raise not_found()
    return results_of(consultation)


def results_of(consultation: Consultation) -> ConsultationResults:
    """The same for everybody who may see them."""
    is_final = consultation.phase in (Phase.CLOSED, Phase.SEALED)
    in_steps = consultation.is_confidential and not is_final
    people = counts.n_respondents(consultation)
    if in_steps:  # as they come in, one by one, they are nobody's business either
        people -= people % consultation.least
    return ConsultationResults(
        _in_steps(consultation) if in_steps else _as_it_stands(consultation),
        people if people >= consultation.least else None,
        consultation.least,
        is_final,
        in_steps,
    )


def total_in_room(consultation: Consultation, proposition: int) -> Row:
    """All that a live room shows of the proposition that is put to it: its total."""
    if consultation.is_confidential:
        found = LiveCount.objects.filter(proposition=proposition).first()
        return _alone(list(found.shown), consultation.least) if found and found.shown else NOTHING
    whole, named = counts.counts_of(consultation, proposition), counts.named_of(consultation)
    return _by_base(whole, named, consultation.least)[proposition].total


def answered_in_room(consultation: Consultation, proposition: int) -> int | None:
    """How many have answered it, for whoever waits for them; None while they are too few.

    Where stances are confidential, in whole steps: who looks about meanwhile learns nothing of one.
    """
    people = counts.answered(proposition)
    if consultation.is_confidential:
        people -= people % consultation.least
    return people if people >= consultation.least else None


def _in_steps(consultation: Consultation) -> dict[int, PropositionResult]:
    rows = LiveCount.objects.filter(proposition__consultation=consultation)
    least = consultation.least
    tables = {row.proposition_id: _alone(list(row.shown), least) for row in rows if row.shown}
    return {key: PropositionResult(key, total, ()) for key, total in tables.items()}


def _alone(three: list[int], least: int) -> Row:
    """The total of one proposition, of which no group is shown."""
    return bridge.withheld({0: {None: three}}, {None: sum(three)}, least)[0].total


def _as_it_stands(consultation: Consultation) -> dict[int, PropositionResult]:
    found, least = counts.counts_of(consultation), consultation.least
    sizes = counts.sizes_of(consultation)
    strict = consultation.is_confidential
    if strict:
        tables = bridge.withheld(found, sizes, least)
    else:
        tables = _by_base(found, counts.named_of(consultation), least)
    for key in consultation.propositions.filter(counts_withheld=True).values_list("pk", flat=True):
        tables.pop(key, None)
    groups = {group.pk: group for group in Group.objects.filter(dialogue=consultation.dialogue_id)}
    reserved = counts.reserved_of(list(found))
    results = {
        key: _result(key, table, groups, reserved.get(key, 0), least, strict)
        for key, table in tables.items()
    }
    words = _reservations([key for key, one in results.items() if (one.reserved or 0) >= least])
    return {key: replace(one, reservations=words.get(key, ())) for key, one in results.items()}


def _by_base(found: counts.Counts, named: counts.Named, least: int) -> dict[int, Table]:
    """Where names may show: whole counts of whoever is many enough, and no group to be worked out.

    What is held on record is known, so those who have to be many are the others.
    """
    return {key: _base_table(groups, named.get(key, {}), least) for key, groups in found.items()}


def _base_table(
    by_group: dict[int | None, counts.Three], named: Mapping[int | None, int], least: int
) -> Table:
    total = counts.total_of(by_group)
    others = {group: sum(three) - named.get(group, 0) for group, three in by_group.items()}
    if not sum(total) or _too_few(sum(others.values()), least):
        return Table(NOTHING, {})
    in_order = sorted(others, key=lambda group: (others[group], str(group)))
    hidden = {group for group in in_order if group is None or _too_few(others[group], least)}
    # What is hidden together must be many enough not to be worked out from the total.
    for group in in_order:
        if not _too_few(sum(others[one] for one in hidden), least):
            break
        hidden.add(group)
    shown = {g: _whole(three) for g, three in by_group.items() if g is not None and g not in hidden}
    return Table(_whole(total), shown)


def _too_few(people: int, least: int) -> bool:
    """Whether it is about somebody, and about too few of them."""
    return 0 < people < least


def _whole(three: counts.Three) -> Row:
    return Row(sum(three), three[DISAGREE], three[PASS], three[AGREE])


def _result(
    key: int, table: Table, groups: Mapping[int, Group], reserved: int, least: int, strict: bool
) -> PropositionResult:
    agree = table.total.agree
    fits = agree is not None and (not strict or reserved >= least <= agree - reserved)
    return PropositionResult(
        key,
        table.total,
        tuple(GroupRow(groups[group], row) for group, row in table.groups.items()),
        reserved if fits else None,
    )


def _reservations(propositions: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """In the order of the alphabet, which says nothing of who wrote when."""
    rows = Stance.objects.filter(proposition__in=propositions, reserved=True)
    found: dict[int, list[str]] = {}
    for key, text in rows.exclude(reservation="").values_list("proposition", "reservation"):
        found.setdefault(key, []).append(text)
    return {key: tuple(sorted(texts)) for key, texts in found.items()}
