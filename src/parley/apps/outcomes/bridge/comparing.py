"""Two published maps side by side: what each says of the same elements and propositions, and what differs.

Everything here is worked out from what the two artefacts hold, which is under disclosure control
already, and from totals that results show: a reader with both maps open could do the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from parley.apps.outcomes.bridge.naming import KNOWN
from parley.apps.outcomes.bridge.seen import Estimate
from parley.apps.outcomes.bridge.shares import share
from parley.apps.outcomes.bridge.showing import Opened
from parley.mapping import charts
from parley.mapping.along import EVERYBODY, LINE
from parley.mapping.ambiguity import Ambiguity
from parley.mapping.blocks import AGREE
from parley.mapping.change import Difference, change
from parley.mapping.charts import Chart, Look
from parley.mapping.charts import Estimate as Drawn
from parley.mapping.result import DISCOVERED, OpinionMap
from parley.mapping.share_change import ShareDifference, share_changes
from parley.mapping.sharing import on_shared, renamed, without_actors
from parley.mapping.spread import Estimates

# How many agree, and how many answered.
Total = tuple[int, int]


@dataclass(frozen=True)
class Side:
    """One of the two.

    Parameters
    ----------
    opened
        Its artefact.
    keys
        Number of a proposition → the key by which both sides know it; each key once.
    totals
        Number → how many agree and how many answered, as results show them; None to read them from
        the artefact, which holds them where nothing is withheld.
    """

    opened: Opened
    keys: Mapping[int, int]
    totals: Mapping[int, Total] | None = None

    @property
    def map(self) -> OpinionMap:
        return self.opened.map


class Changed(NamedTuple):
    """After less before, with its interval; `q` is corrected for how many were compared, and `clear`
    says whether it is beyond chance."""

    change: Estimate
    q: float
    clear: bool


class ElementPair(NamedTuple):
    """The ambiguity of one element on both sides.

    `fewer`: it was measured on different propositions, and is compared on those that both have.
    `why` says why it is not compared: `first` or `second` (only that side has it), `apart` (no
    proposition in common), `little` (too few answers, or withheld); empty where it is.
    """

    element: int
    first: Estimate | None
    second: Estimate | None
    changed: Changed | None
    fewer: bool
    why: str


class PropositionSide(NamedTuple):
    """`agree` is None where too few answered, or where it is withheld; `division` says between which
    groups the verdict was found: known, found, line or everybody."""

    answers: int | None
    agree: Estimate | None
    verdict: str
    division: str


class PropositionPair(NamedTuple):
    first: PropositionSide | None
    second: PropositionSide | None
    changed: Changed | None


@dataclass(frozen=True)
class Compared:
    """What two maps say of the same.

    Parameters
    ----------
    overall
        The ambiguity of all propositions together, where they are the same ones.
    elements
        In the order of their keys.
    propositions
        By key: those that either side has.
    """

    level: float
    rate: float
    overall: ElementPair | None
    elements: tuple[ElementPair, ...]
    propositions: Mapping[int, PropositionPair]


def compared(first: Side, second: Side, *, same_people: bool = False) -> Compared:
    """Compare them. `same_people`: actors of public record, who are the same in both by their keys.

    Otherwise the two are taken as answered by different people. That the same ones answered can't be
    known where pseudonyms differ, and if they did, intervals are too wide rather than too narrow.
    """
    settings = second.map.settings
    one, other = _ambiguity(first, same_people), _ambiguity(second, same_people)
    before, after, fewer = on_shared(one, other)
    found = change(before, after, settings)
    rate = settings.false_discovery_rate
    return Compared(
        settings.level,
        rate,
        _overall(before, after, found.overall, rate),
        tuple(
            _element(name, before, after, found.elements.get(name), rate, name in fewer)
            for name in sorted({*before.elements, *after.elements})
        ),
        _propositions(first, second),
    )


def _ambiguity(side: Side, same_people: bool) -> Ambiguity:
    of = side.map.ambiguity
    found = renamed(of, [side.keys[number] for number in of.propositions.tolist()])
    return found if same_people else without_actors(found)


# ---- elements


def _element(
    name: str,
    before: Ambiguity,
    after: Ambiguity,
    difference: Difference | None,
    rate: float,
    fewer: bool,
) -> ElementPair:
    first, second = (_of_element(one, name) for one in (before, after))
    why = "" if difference else _why_not(name, before, after, first and second)
    return ElementPair(int(name), first, second, _changed(difference, rate), fewer, why)


def _of_element(of: Ambiguity, name: str) -> Estimate | None:
    return _read(of.by_element, of.elements.index(name)) if name in of.elements else None


def _read(of: Estimates, place: int) -> Estimate | None:
    if not of.n_propositions[place]:
        return None
    return Estimate(float(of.value[place]), float(of.low[place]), float(of.high[place]))


def _why_not(name: str, before: Ambiguity, after: Ambiguity, both: Estimate | None) -> str:
    if name not in after.elements:
        return "first"
    if name not in before.elements:
        return "second"
    return "apart" if both and not _touch(name, before, after) else "little"


def _touch(name: str, before: Ambiguity, after: Ambiguity) -> bool:
    """Whether any proposition of the element is on both sides."""
    one, other = (
        set(of.propositions[of.element_of == of.elements.index(name)].tolist())
        for of in (before, after)
    )
    return bool(one & other)


def _changed(of: Difference | ShareDifference | None, rate: float) -> Changed | None:
    return of and Changed(Estimate(of.change, *of.interval), of.q, of.q <= rate)


def _overall(
    before: Ambiguity, after: Ambiguity, difference: Difference | None, rate: float
) -> ElementPair | None:
    if difference is None:
        return None
    first, second = (_read(of.overall, 0) for of in (before, after))
    return ElementPair(0, first, second, _changed(difference, rate), False, "")


# ---- propositions


def _propositions(first: Side, second: Side) -> dict[int, PropositionPair]:
    sides = [_of_side(side) for side in (first, second)]
    both = [key for key in sides[0] if key in sides[1]]
    totals = [
        {side.keys[n]: total for n, total in _totals(side).items()} for side in (first, second)
    ]
    known = [key for key in both if key in totals[0] and key in totals[1]]
    settings = second.map.settings
    differences = share_changes(
        [totals[0][key] for key in known], [totals[1][key] for key in known], settings
    )
    of = dict(zip(known, differences, strict=True))
    rate = settings.false_discovery_rate
    return {
        key: PropositionPair(sides[0].get(key), sides[1].get(key), _changed(of.get(key), rate))
        for key in {**sides[0], **sides[1]}
    }


def _totals(side: Side) -> dict[int, Total]:
    """Number → how many agree, how many answered; those left out are withheld, or nobody answered."""
    if side.totals is not None:
        return {n: total for n, total in side.totals.items() if total[1] and n in side.keys}
    cells = side.map.counts.cells
    return {
        number: (int(cells[place, AGREE]), int(cells[place].sum()))
        for place, number in enumerate(side.map.propositions.tolist())
        if (cells[place] >= 0).all() and cells[place].sum()
    }


def _of_side(side: Side) -> dict[int, PropositionSide]:
    """Key → what this side says of the proposition."""
    totals, name = _totals(side), _division(side.map)
    contrast = side.map.contrasts[name]
    kinds = {DISCOVERED: "found", LINE: "line", EVERYBODY: "everybody"}
    numbers = side.map.propositions.tolist()
    level = side.map.settings.level
    return {
        side.keys[number]: PropositionSide(
            totals[number][1] if number in totals else None,
            share(*totals[number], level) if number in totals else None,
            contrast.at(place).verdict,
            kinds.get(name, "known"),
        )
        for place, number in enumerate(numbers)
    }


def _division(of: OpinionMap) -> str:
    """The groups that were known before, if there are any; else those that the map found."""
    return KNOWN if KNOWN in of.contrasts else next(iter(of.contrasts))


# ---- charts


class PairSeen(NamedTuple):
    """A row of a chart: see `charts.Pair`."""

    label: str
    text: str
    first: Estimate | None
    second: Estimate | None
    finding: str


def drawn(
    rows: Sequence[PairSeen],
    names: tuple[str, str],
    title: str,
    level: float,
    look: Look,
    *,
    agreement: bool,
) -> tuple[Chart, ...]:
    """Paired marks with their intervals: shares of those who agree, or ambiguity."""
    pairs = tuple(
        charts.Pair(
            row.label,
            row.text,
            row.first and Drawn.of(*row.first),
            row.second and Drawn.of(*row.second),
            row.finding,
        )
        for row in rows
    )
    measure = "agreement" if agreement else "ambiguity"
    picture = charts.PairsPicture(pairs, *names, measure, title, level)  # type: ignore[arg-type]
    return charts.draw_pairs(picture, look)
