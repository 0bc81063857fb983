"""What a cell says of its positions: laws, each beside the plain version of the rule."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from parley.apps.evidence.cells import (
    SAID,
    Cell,
    Decision,
    Said,
    decide,
    decided_alone,
    everything,
    live,
)
from parley.apps.evidence.models import EvidenceLevel, PositionStance

STANCES = [stance.value for stance in PositionStance]
LEVELS = [level.value for level in EvidenceLevel]
NOTHING = (Cell.SILENT, Cell.NOT_READ)


def cell(found: Sequence[Said], *, read_in_full: bool) -> Cell:
    return decide(found, read_in_full=read_in_full).cell


@st.composite
def positions(draw: st.DrawFn) -> list[Said]:
    """A few, some of which replace another, or themselves in a circle, or one that is elsewhere."""
    size = draw(st.integers(0, 6))
    return [
        Said(
            key,
            draw(st.sampled_from(STANCES)),
            draw(st.sampled_from(LEVELS)),
            draw(st.none() | st.integers(2010, 2024)),
            draw(st.none() | st.integers(0, size)),
            draw(st.booleans()),
        )
        for key in range(size)
    ]


def reached(start: Said, among: dict[int, Said]) -> set[int]:
    """All that it replaces, and what those replaced."""
    found: set[int] = set()
    key = start.supersedes
    while key in among and key not in found:
        found.add(key)
        key = among[key].supersedes
    return found


def naive_live(given_: Sequence[Said]) -> set[int]:
    stances = {one.key: one for one in given_ if one.stance != "practice"}
    replaced: set[int] = set()
    for one in stances.values():
        if not any(other.supersedes == one.key for other in stances.values()):
            replaced |= reached(one, stances)
    return stances.keys() - replaced


def naive_cell(given_: Sequence[Said], read_in_full: bool) -> str:
    kept = [one for one in given_ if one.key in naive_live(given_)]
    if any(not one.of_group for one in kept):
        kept = [one for one in kept if not one.of_group]
    if not kept:
        return "silent" if read_in_full else "not_read"
    first = kept[0].stance
    return first if all(one.stance == first for one in kept) else "contested"


@given(positions(), st.booleans())
def test_a_cell_is_what_the_plain_rule_says(given_: list[Said], read: bool) -> None:
    assert {one.key for one in live(given_)} == naive_live(given_)
    assert cell(given_, read_in_full=read).value == naive_cell(given_, read)


@given(positions(), st.booleans(), st.randoms())
def test_the_order_of_sources_changes_nothing(
    given_: list[Said], read: bool, chance: object
) -> None:
    turned = list(given_)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    assert cell(turned, read_in_full=read) == cell(given_, read_in_full=read)


@given(positions())
def test_not_read_is_never_silent(given_: list[Said]) -> None:
    assert cell(given_, read_in_full=False) != Cell.SILENT
    assert cell(given_, read_in_full=True) != Cell.NOT_READ


@given(positions(), st.booleans())
def test_contested_exactly_where_live_sources_differ(given_: list[Said], read: bool) -> None:
    kept = live(given_)
    own = [one for one in kept if not one.of_group]
    stances = {one.stance for one in own or kept}
    assert (cell(given_, read_in_full=read) == Cell.CONTESTED) == (len(stances) > 1)


@given(positions(), st.booleans(), st.integers(2010, 2030))
def test_a_later_date_alone_replaces_nothing(given_: list[Said], read: bool, year: int) -> None:
    redated = [one._replace(year=year + one.key) for one in given_]
    assert cell(redated, read_in_full=read) == cell(given_, read_in_full=read)


@given(positions(), st.booleans())
def test_a_practice_decides_nothing(given_: list[Said], read: bool) -> None:
    practice = Said(99, "practice", "direct", 2024, supersedes=0)
    without = [one for one in given_ if one.stance != "practice"]
    assert cell([*given_, practice], read_in_full=read) == cell(without, read_in_full=read)


@given(positions(), st.booleans())
def test_a_group_says_nothing_over_an_own_position(given_: list[Said], read: bool) -> None:
    own = [one for one in live(given_) if not one.of_group]
    if own:
        assert cell(given_, read_in_full=read) == cell(own, read_in_full=read)


@given(positions(), st.booleans(), st.sets(st.sampled_from(LEVELS)))
def test_looking_at_less_never_makes_silent_or_brings_back(
    given_: list[Said], read: bool, levels: set[str]
) -> None:
    whole = decide(given_, read_in_full=read)
    part = decide(given_, read_in_full=read, shown=lambda one: one.level in levels)
    assert (part.cell in NOTHING) == (whole.cell in NOTHING)
    if whole.cell in NOTHING:
        assert part.cell == whole.cell
    assert set(part.by) == {one for one in whole.by if one.level in levels}
    assert (part.cell == Cell.LEFT_OUT) == (bool(whole.by) and not part.by)


@given(positions(), st.booleans())
def test_a_decision_names_what_decides_it(given_: list[Said], read: bool) -> None:
    found = decide(given_, read_in_full=read, shown=everything)
    assert bool(found.by) == (found.cell in SAID)
    assert found.of_group == (bool(found.by) and all(one.of_group for one in found.by))
    assert all(one.stance != "practice" for one in found.by)


@given(st.sampled_from(STANCES), st.booleans())
def test_the_short_way_for_one_position_answers_as_the_long_one(stance: str, group: bool) -> None:
    one = Said(1, stance, "direct", 2020, None, group)
    short = decided_alone(one)
    long = decide([one], read_in_full=False)
    assert short is None or short == Decision(long.cell)
    assert (short is None) == (group or stance == "practice")


def test_linked_replacement_holds_whatever_the_dates() -> None:
    later = Said(1, "opposes", "direct", 2024, None)
    earlier = Said(2, "supports", "direct", 2010, supersedes=1)
    assert cell([later, earlier], read_in_full=False) == Cell.SUPPORTS


def test_a_chain_leaves_its_newest_alone() -> None:
    chain = [Said(key, "opposes", "direct", None, key + 1) for key in range(3)]
    chain.append(Said(3, "supports", "direct", None, None))
    assert [one.key for one in live(chain)] == [0]


def test_what_replaces_each_other_in_a_circle_is_not_given_up() -> None:
    circle = [Said(1, "opposes", "direct", None, 2), Said(2, "supports", "direct", None, 1)]
    assert cell(circle, read_in_full=True) == Cell.CONTESTED
