import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats

from parley.mapping.ambiguity import ambiguity
from parley.mapping.change import change, compare
from parley.mapping.counts import count
from parley.mapping.errors import InvalidStances
from parley.mapping.matrix import StanceMatrix
from parley.mapping.settings import MapSettings
from tests.mapping import naive_contrast as naive
from tests.mapping.strategies import dense_stances

SETTINGS = MapSettings()
CAMPS, MIXED, ALIKE = (0.45, 0.05, 0.5), (0.3, 0.2, 0.5), (0.05, 0.05, 0.9)


def drawn(rng, rates, n, together=0.5, answered=1.0):
    """Answers at given rates, tied together for each actor."""
    m = len(rates)
    z = np.sqrt(together) * rng.normal(size=(n, 1)) + np.sqrt(1 - together) * rng.normal(
        size=(n, m)
    )
    steps = np.cumsum(np.array(rates), axis=1)
    dense = (stats.norm.cdf(z)[:, :, None] > steps[None, :, :2]).sum(axis=2) - 1.0
    dense[rng.random((n, m)) > answered] = np.nan
    return dense


def truth(rates):
    rates = np.array(rates)
    return (rates[:, 0] + rates[:, 2] - (rates[:, 2] - rates[:, 0]) ** 2).mean()


def measured(dense, elements=None, **more):
    matrix = StanceMatrix.from_dense(dense, **more)
    if elements is not None:
        matrix = matrix.with_elements(dict(enumerate(elements)))
    return ambiguity(matrix, count(matrix), SETTINGS)


@given(dense_stances())
@settings(deadline=None)
def test_each_proposition_equals_the_naive(dense):
    found = measured(dense)
    answers = (~np.isnan(dense)).sum(axis=0)
    for j, n in enumerate(answers):
        if n >= 2:
            assert found.by_proposition.value[j] == pytest.approx(naive.ambiguity(dense[:, j]))
    several = answers >= 2
    expected = found.by_proposition.value[several].mean() if several.any() else 0
    assert found.overall.value[0] == pytest.approx(expected)
    for of in (found.by_proposition, found.by_element, found.overall):
        assert ((of.low >= 0) & (of.low <= of.high) & (of.high <= 1)).all()
        there = of.n_propositions > 0
        assert ((of.low <= of.value) & (of.value <= of.high))[there].all()
        assert (of.value[~there] == 0).all() and (of.high[~there] == 1).all()
    assert np.isfinite(found.influence).all()


def test_from_all_alike_to_two_camps():
    dense = np.array([[1, 1, 1, 1], [1, 1, -1, 0], [1, -1, 1, 0], [1, -1, -1, 0]], dtype=float)
    found = measured(dense, ["one", "two", "two", None])
    assert found.by_proposition.value.tolist() == [0, 1, 1, 0.1875]
    assert dict(zip(found.elements, found.by_element.value, strict=True)) == {"one": 0, "two": 1}
    assert found.by_element.n_propositions.tolist() == [1, 2]
    assert found.by_element.low[0] == 0 < found.by_element.high[0] < 1
    assert found.by_element.high[1] == 1 > found.by_element.low[1] > 0
    assert found.overall.value[0] == pytest.approx(2.1875 / 4)


def test_two_camps_are_sure_to_be_far_apart():
    found = measured(np.repeat([[1.0], [-1.0]], 30, axis=0))
    assert (found.overall.value[0], found.overall.high[0]) == (1, 1)
    assert 0.7 < found.overall.low[0] < 0.95


def test_the_variance_is_that_of_a_bootstrap_of_actors():
    rng = np.random.default_rng(7)
    dense = drawn(rng, [MIXED, CAMPS, (0.6, 0.2, 0.2)], 150, 0.7, 0.8)
    found = measured(dense, ["a", "a", "b"])
    again = []
    for _ in range(1000):
        rows = dense[rng.integers(0, 150, 150)]
        n = (~np.isnan(rows)).sum(axis=0)
        values = np.nanvar(rows, axis=0) * n / (n - 1)
        again.append([values[:2].mean(), values[2], values.mean()])
    deviation = np.sqrt([*found.by_element.variance, *found.overall.variance])
    assert deviation == pytest.approx(np.std(again, axis=0), rel=0.1)


def test_answers_that_hang_together_count_for_less():
    rng = np.random.default_rng(1)
    loose, tied = (measured(drawn(rng, [MIXED] * 12, 200, part)) for part in (0.0, 0.95))
    assert tied.overall.variance[0] > 3 * loose.overall.variance[0]


@pytest.mark.parametrize(
    ("rates", "n", "together", "answered"),
    [
        ([MIXED], 20, 0, 1),
        ([MIXED], 200, 0, 1),
        ([CAMPS], 50, 0, 1),
        ([ALIKE], 20, 0, 1),
        ([MIXED, ALIKE, (0.5, 0.1, 0.4), (0.7, 0.1, 0.2)], 20, 0.6, 0.7),
        ([CAMPS] * 5, 30, 0.8, 1),
        ([ALIKE, (0.02, 0.05, 0.93), (0.1, 0.1, 0.8)], 15, 0.5, 0.8),
    ],
)
def test_intervals_hold_the_truth(rates, n, together, answered):
    rng = np.random.default_rng(n)
    held = 0
    for _ in range(300):
        found = measured(drawn(rng, rates, n, together, answered)).overall
        held += found.low[0] <= truth(rates) <= found.high[0]
    assert 0.92 <= held / 300 <= 0.995


def test_blocks_change_nothing(monkeypatch):
    dense = drawn(np.random.default_rng(5), [MIXED] * 6, 90, 0.5, 0.6)
    whole = measured(dense, list("aabbcc"))
    blocks = StanceMatrix.blocks
    monkeypatch.setattr(StanceMatrix, "blocks", lambda self: blocks(self, 17))
    parts = measured(dense, list("aabbcc"))
    assert parts.influence.tobytes() == whole.influence.tobytes()
    assert parts.by_element.variance.tobytes() == whole.by_element.variance.tobytes()


def test_many_elements_take_several_passes():
    dense = drawn(np.random.default_rng(6), [MIXED] * 70, 25, 0.5)
    found = measured(dense, [f"e{j:02}" for j in range(70)])
    assert found.by_element.value == pytest.approx(found.by_proposition.value)
    assert found.influence.shape == (25, 71)


def test_the_same_actors_are_compared_as_pairs():
    rng = np.random.default_rng(3)
    before = drawn(rng, [MIXED] * 8, 60, 0.6)
    after = before.copy()
    moved = rng.random(after.shape) < 0.25
    after[moved] = 1.0
    first, second = (measured(dense, ["knowledge"] * 8) for dense in (before, after))
    strangers = measured(after, ["knowledge"] * 8, actors=range(100, 160))
    paired, apart = (change(first, other, SETTINGS) for other in (second, strangers))
    assert (paired.same_actors, apart.same_actors) == (60, 0)
    one, other = (found.elements["knowledge"] for found in (paired, apart))
    assert one.change == other.change < 0
    assert np.ptp(one.interval) < 0.9 * np.ptp(other.interval)
    assert one.p < 0.01 and one.p < other.p


def test_no_change_is_rarely_found_and_a_real_one_often():
    rng = np.random.default_rng(11)
    found = {"none": 0, "real": 0, "paired": 0}
    for _ in range(100):
        rates = [MIXED, CAMPS, (0.2, 0.2, 0.6)]
        before = measured(drawn(rng, rates, 60))
        same = measured(drawn(rng, rates, 60), actors=range(100, 160))
        less = measured(drawn(rng, [(0.1, 0.1, 0.8)] * 3, 60), actors=range(100, 160))
        again = drawn(rng, rates, 60)
        # The same actors, most of whom keep to their answers: no change of rates.
        kept = rng.random(60) < 0.7
        second = np.where(kept[:, None], again, drawn(rng, rates, 60))
        found["none"] += change(before, same, SETTINGS).overall.p <= 0.05
        found["real"] += change(before, less, SETTINGS).overall.p <= 0.05
        found["paired"] += change(measured(again), measured(second), SETTINGS).overall.p <= 0.05
    assert found["none"] <= 12 and found["paired"] <= 12
    assert found["real"] >= 93


def test_only_what_both_have_is_compared():
    rng = np.random.default_rng(2)
    first = StanceMatrix.from_dense(drawn(rng, [MIXED] * 3, 30), propositions=[1, 2, 3])
    second = StanceMatrix.from_dense(drawn(rng, [MIXED] * 3, 30), propositions=[2, 3, 4])
    names = {1: "a", 2: "a", 3: "b", 4: "c"}
    first, second = (one.with_elements(names) for one in (first, second))
    maps = [ambiguity(one, count(one), SETTINGS) for one in (first, second)]
    direct = change(*maps, SETTINGS)
    assert (set(direct.elements), direct.not_compared, direct.overall) == ({"b"}, ("a",), None)
    assert set(direct.propositions) == {2, 3}
    shared = compare(first, second, SETTINGS)
    assert set(shared.elements) == {"a", "b"} and shared.not_compared == ()
    before = shared.elements["a"].before
    assert before == maps[0].by_proposition.value[1] == shared.propositions[2].before
    assert shared.overall.before == pytest.approx(maps[0].by_proposition.value[1:].mean())
    third = StanceMatrix.from_dense([[1.0]], propositions=[9])
    with pytest.raises(InvalidStances, match="no proposition in common"):
        compare(first, third, SETTINGS)


def test_what_is_withheld_is_not_told_by_its_ambiguity():
    rng = np.random.default_rng(4)
    found = measured(drawn(rng, [MIXED] * 9, 25), ["a"] * 3 + ["b"] * 4 + ["c"] * 2)
    shown = np.array([1, 1, 1, 0, 0, 0, 1, 0, 1], dtype=bool)
    published = found.publishable(shown, 2)
    assert (published.by_proposition.n_propositions == shown).all()
    assert (
        published.by_proposition.value == np.where(shown, found.by_proposition.value.round(2), 0)
    ).all()
    # Of b three are withheld, which its mean does not tell; of c one, which it would.
    assert published.by_element.n_propositions.tolist() == [3, 4, 0]
    assert published.by_element.value[:2] == pytest.approx(found.by_element.value[:2], abs=0.005)
    # The one of c would follow from all together, less a and b.
    assert published.overall.n_propositions.tolist() == [0]
    assert (published.actors, len(published.influence)) == (None, 0)
    nothing_withheld = found.publishable(np.ones(9, dtype=bool), 2)
    assert nothing_withheld.overall.value == pytest.approx(found.overall.value, abs=0.005)
