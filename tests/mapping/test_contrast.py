import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.mapping.contrast import contrast, group_counts
from parley.mapping.errors import TooFewStances
from parley.mapping.grouping import Grouping
from parley.mapping.matrix import Labels, StanceMatrix
from parley.mapping.representative import characteristic
from parley.mapping.settings import MapSettings
from parley.mapping.verdicts import VERDICTS
from tests.mapping import naive_contrast as naive
from tests.mapping.planted import planted
from tests.mapping.strategies import dense_stances

SETTINGS = MapSettings()


def known(labels, names=None):
    names = names or tuple(f"group {n}" for n in range(max(labels) + 1))
    return Grouping("stakeholder group", True, np.array(labels, dtype=np.int16), names)


def answered(*columns):
    """Actors × propositions from columns of (agree, pass, disagree) counts."""
    return np.stack([np.repeat([1.0, 0.0, -1.0], column) for column in columns], axis=1)


@st.composite
def stances_and_labels(draw):
    dense = draw(dense_stances())
    labels = draw(st.lists(st.integers(-1, 2), min_size=len(dense), max_size=len(dense)))
    return dense, np.array(labels, dtype=np.int16)


@given(stances_and_labels())
@settings(deadline=None)
def test_group_counts_equal_the_naive(case):
    dense, labels = case
    found = group_counts(StanceMatrix.from_dense(dense), labels, 3)
    assert found.tolist() == naive.group_counts(dense, labels, 3).tolist()
    assert found.sum() == (~np.isnan(dense[labels >= 0])).sum()


@given(stances_and_labels(), st.integers(0, 100))
@settings(deadline=None)
def test_with_folds_each_proposition_is_counted_by_its_own_labels(case, seed):
    dense, labels = case
    columns = np.stack([labels, np.roll(labels, 1), labels[::-1]], axis=1)
    fold_of = np.random.default_rng(seed).integers(0, 3, dense.shape[1])
    found = group_counts(StanceMatrix.from_dense(dense), columns, 3, fold_of)
    for j, fold in enumerate(fold_of):
        assert found[j].tolist() == naive.group_counts(dense, columns[:, fold], 3)[j].tolist()


def test_blocks_change_nothing(monkeypatch):
    matrix, labels, _ = planted(300, 20, 3, 0.5, seed=4)
    whole = group_counts(matrix, labels, 3)
    blocks = StanceMatrix.blocks
    monkeypatch.setattr(StanceMatrix, "blocks", lambda self: blocks(self, 100))
    assert (group_counts(matrix, labels, 3) == whole).all()


def test_one_of_each_verdict():
    sides = [0] * 20 + [1] * 20
    columns = [
        np.r_[answered((20, 0, 0))[:, 0], answered((19, 1, 0))[:, 0]],  # all agree
        np.r_[answered((0, 1, 19))[:, 0], answered((0, 0, 20))[:, 0]],  # all disagree
        np.r_[answered((18, 0, 2))[:, 0], answered((2, 0, 18))[:, 0]],  # opposed
        np.r_[answered((11, 3, 6))[:, 0], answered((9, 3, 8))[:, 0]],  # mixed
        np.r_[answered((20, 0, 0))[:, 0], [1.0] * 4, [np.nan] * 16],  # the south said little
    ]
    matrix = StanceMatrix.from_dense(np.stack(columns, axis=1), propositions=list("abcde"))
    found = contrast(matrix, known(sides, ("north", "south")), SETTINGS)
    assert [one.verdict for one in found] == [
        "convergence",
        "convergence",
        "divergence",
        "unsettled",
        "too little evidence",
    ]
    assert [found[one].smallest.direction for one in "ab"] == ["agree", "disagree"]
    assert (found["a"].smallest.group, found["a"].smallest.share) == ("south", 0.95)
    assert found["a"].smallest.interval[0] >= SETTINGS.convergence_at
    gap = found["c"].gap
    assert (gap.size, gap.higher, gap.lower) == (pytest.approx(0.8), "north", "south")
    assert 0 < gap.interval[0] < 0.8 < gap.interval[1] < 1
    assert found["c"].shares["south"][:4] == (20, 18, 0, 2)
    assert (found["e"].smallest, found["e"].gap) == (None, None)
    assert found["e"].shares["south"].share == 1.0
    assert found["d"].consensus == pytest.approx(12 / 22 * 10 / 22)
    assert [found.at(number).proposition for number in found.numbers("convergence")] == ["a", "b"]
    with pytest.raises(KeyError):
        found["f"]


def test_ids_are_found_however_they_are_written():
    matrix = StanceMatrix.from_dense(answered((9, 0, 0), (0, 0, 9)), propositions=[7, 12])
    found = contrast(matrix, known([0] * 9), SETTINGS)
    assert found[12].number == found["12"].number == 1


def test_a_difference_in_degree_among_those_who_agree_is_a_convergence():
    column = np.r_[answered((1300, 0, 700))[:, 0], answered((1990, 0, 10))[:, 0]]
    found = contrast(
        StanceMatrix.from_dense(column[:, None]), known([0] * 2000 + [1] * 2000), SETTINGS
    )
    assert found.at(0).verdict == "convergence"
    assert found.at(0).gap.size > SETTINGS.divergence_at
    assert found.at(0).gap.q < 0.001


def test_a_group_too_small_to_pronounce_itself_is_of_no_account():
    column = np.r_[[1.0] * 12, [1.0] * 12, [-1.0] * 4]
    labels = [0] * 12 + [1] * 12 + [2] * 4
    found = contrast(StanceMatrix.from_dense(column[:, None]), known(labels), SETTINGS)
    assert found.compared.tolist() == [True, True, False]
    assert found.at(0).verdict == "convergence"
    assert found.at(0).gap.size == 0
    assert found.at(0).shares["group 2"].disagree == 4


def test_one_group_heard_of_several_shows_no_convergence_among_them():
    column = np.r_[[1.0] * 18, [1.0] * 3, [1.0] * 3]
    found = contrast(
        StanceMatrix.from_dense(column[:, None]), known([0] * 18 + [1] * 3 + [2] * 3), SETTINGS
    )
    assert (found.at(0).verdict, found.at(0).smallest) == ("too little evidence", None)


def test_one_group_can_converge_but_not_diverge():
    found = contrast(
        StanceMatrix.from_dense(answered((30, 0, 0), (15, 0, 15))), known([0] * 30), SETTINGS
    )
    assert [one.verdict for one in found] == ["convergence", "unsettled"]
    assert [one.gap for one in found] == [None, None]


def test_without_groups_there_is_nothing_to_compare():
    matrix = StanceMatrix.from_dense([[1.0], [0.0]])
    with pytest.raises(TooFewStances, match="stakeholder group"):
        contrast(matrix, Grouping.of(Labels.of([None, None])), SETTINGS)


@given(stances_and_labels())
@settings(deadline=None, max_examples=60)
def test_every_result_is_in_order(case):
    dense, labels = case
    found = contrast(
        StanceMatrix.from_dense(dense),
        known(labels, ("a", "b", "c")),
        MapSettings(min_group_answers=2),
    )
    for array in (
        found.low,
        found.high,
        *vars(found.convergence).values(),
        *vars(found.divergence).values(),
    ):
        assert np.isfinite(array).all()
    for one in found:
        assert one.verdict in VERDICTS
        heard = [name for name, share in one.shares.items() if share.answers >= 2]
        assert (one.gap is None) == (len(heard) < 2)
        if one.smallest:
            assert one.smallest.interval[0] <= one.smallest.share <= one.smallest.interval[1]
        for share in one.shares.values():
            assert (share.share is None) == (share.answers == 0)


def test_the_order_of_groups_and_actors_changes_nothing():
    matrix, labels, _ = planted(120, 15, 3, 0.8, seed=5)
    dense = matrix.dense()
    one = contrast(matrix, known(labels), SETTINGS)
    shuffled = np.random.default_rng(0).permutation(120)
    turned = known(2 - labels[shuffled], ("group 2", "group 1", "group 0"))
    other = contrast(StanceMatrix.from_dense(dense[shuffled]), turned, SETTINGS)
    assert (one.verdicts == other.verdicts).all()
    assert one.divergence.p == pytest.approx(other.divergence.p, rel=1e-9)
    for number in range(15):
        assert one.at(number).shares == other.at(number).shares
        assert one.at(number).gap[2:4] == other.at(number).gap[2:4]


def test_false_divergence_among_known_groups():
    """Half of the propositions don't differ; none of them may count for much among what is reported."""
    false, reported, missed = 0, 0, 0
    for seed in range(25):
        rng = np.random.default_rng(seed)
        sizes = (12, 20, 30)
        rates = np.full((3, 40), 0.5)
        rates[:, :20] = rng.uniform(0.05, 0.95, 20)
        rates[0, 20:], rates[2, 20:] = 0.15, 0.85
        labels = np.repeat([0, 1, 2], sizes)
        stances = np.where(rng.random((62, 40)) < rates[labels], 1.0, -1.0)
        found = contrast(StanceMatrix.from_dense(stances), known(labels), SETTINGS)
        diverging = found.numbers("divergence")
        false += (diverging < 20).sum()
        reported += len(diverging)
        missed += 20 - (diverging >= 20).sum()
    assert reported > 430 and missed < 40
    assert false / reported <= 0.05


def test_false_convergence_is_rare_also_where_it_nearly_holds():
    """In every group exactly the share at which convergence begins: the hardest case; and real ones beside it."""
    false, reported = 0, 0
    for seed in range(25):
        rng = np.random.default_rng(seed)
        rates = np.r_[np.full(20, SETTINGS.convergence_at), np.full(20, 0.95)]
        stances = np.where(rng.random((40, 40)) < rates, 1.0, -1.0)
        found = contrast(StanceMatrix.from_dense(stances), known([0] * 20 + [1] * 20), SETTINGS)
        converging = found.numbers("convergence")
        false += (converging < 20).sum()
        reported += len(converging)
    assert reported > 250
    assert false / reported <= 0.05


def test_characteristic_propositions():
    matrix, labels, rates = planted(400, 30, 3, 1.0, spread=1.5, seed=2)
    found = contrast(matrix, known(labels), SETTINGS)
    of_groups = characteristic(found, SETTINGS)
    assert all(of_groups)
    for group, ranked in enumerate(of_groups):
        for one in ranked:
            assert one.share > 0.5 and one.share > one.rest and one.q <= 0.05
            side = {"agree": 2, "disagree": 0}[one.direction]
            counts = found.counts[one.number]
            assert one.share == counts[group, side] / counts[group].sum()
            others = np.delete(counts, group, axis=0)
            assert one.rest == others[:, side].sum() / others.sum()
            # Found for a reason: the group's true rate is above the others'.
            assert rates[group, one.number, side] > rates[:, one.number, side].mean()


def test_nothing_is_characteristic_in_noise():
    found = 0
    for seed in range(12):
        matrix, _, _ = planted(90, 30, 1, 0.8, 0.0, seed=seed)
        labels = np.random.default_rng(seed).integers(0, 3, 90)
        of_groups = characteristic(contrast(matrix, known(labels), SETTINGS), SETTINGS)
        found += any(of_groups)
    assert found <= 3
