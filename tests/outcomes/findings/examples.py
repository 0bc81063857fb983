"""Numbers as sources give them, for laws to be tried on."""

from hypothesis import strategies as st

from parley.apps.outcomes.bridge.shares import share
from parley.apps.outcomes.findings.numbers import Group, Measure, Numbers, Who
from parley.apps.outcomes.findings.scale import LEVEL, Scale
from parley.apps.outcomes.findings.verdicts import Judged, Sides, judge
from parley.core.localtext import LocalText

VERDICTS = ("convergence", "divergence", "unsettled", "too little evidence")


def counted(agree, disagree, passed=0, **more):
    """Numbers of participants, not judged yet."""
    fields = {"who": Who.PARTICIPANTS, "pronounced": agree + disagree + passed, **more}
    return Numbers(agree=agree, disagree=disagree, passed=passed, **fields)


def sides_of(numbers):
    if not numbers.pronounced or numbers.agree is None or numbers.disagree is None:
        return None
    both = (share(one, numbers.pronounced, LEVEL) for one in (numbers.agree, numbers.disagree))
    return Sides(*(Measure(*one) for one in both))


def judged(agree, disagree, passed=0, says=None, scale=None, **more):
    numbers = counted(agree, disagree, passed, **more)
    return judge(numbers, says, sides_of(numbers), scale or Scale())


@st.composite
def measures(draw):
    low, value, high = sorted(draw(st.floats(0, 1)) for _ in range(3))
    return Measure(round(value, 4), round(low, 4), round(high, 4))


@st.composite
def scales(draw):
    most, large, nearly = sorted(
        (draw(st.floats(0.5, 0.75)), draw(st.floats(0.5, 0.9)), draw(st.floats(0.75, 0.99)))
    )
    return Scale(
        groups_at=draw(st.floats(0.6, 0.95)),
        gap_at=draw(st.floats(0.3, 0.9)),
        most_at=min(most, 0.75),
        large_at=min(large, 0.9),
        nearly_all_at=max(nearly, 0.75),
        split_at=draw(st.floats(0.1, 0.45)),
        alike_at=draw(st.floats(0.1, 0.39)),
        opposed_at=draw(st.floats(0.4, 0.95)),
        least=draw(st.integers(3, 20)),
    )


names = st.dictionaries(
    st.sampled_from(["en", "fr", "ar"]), st.text(min_size=1, max_size=8), max_size=3
).map(LocalText)


@st.composite
def unjudged(draw):
    """Of any source: whole, or with counts withheld."""
    agree, disagree, passed = (draw(st.integers(0, 60)) for _ in range(3))
    contested = draw(st.integers(0, 4))
    whole = {
        "pronounced": agree + disagree + passed + contested,
        "agree": agree,
        "disagree": disagree,
        "passed": passed,
    }
    for name in draw(st.sets(st.sampled_from([*whole]))):
        whole[name] = None
    who = draw(st.sampled_from([*Who]))
    return Numbers(
        who,
        **whole,
        reserved=draw(st.none() | st.integers(0, agree)),
        contested=None if who == Who.PARTICIPANTS else contested,
        silent=draw(st.none() | st.integers(0, 5)),
        absent=draw(st.none() | st.integers(0, 190)),
        smallest=draw(st.none() | measures()),
        gap=draw(st.none() | measures()),
        smallest_group=draw(names),
        higher=draw(names),
        lower=draw(names),
        divided=draw(st.sampled_from(["", "known", "found"])),
        groups=draw(
            st.lists(st.builds(Group, names, st.none() | st.integers(0, 60)), max_size=3).map(tuple)
        ),
        is_vote=who != Who.PARTICIPANTS and draw(st.booleans()),
        column=draw(st.none() | st.integers(1, 99)),
    )


judgements = st.none() | st.builds(
    Judged, st.sampled_from(VERDICTS), st.booleans(), st.integers(0, 4)
)


@st.composite
def all_judged(draw):
    """(numbers, what the map said, scale)."""
    numbers, says, scale = draw(unjudged()), draw(judgements), draw(scales())
    return judge(numbers, says, sides_of(numbers), scale), says, scale
