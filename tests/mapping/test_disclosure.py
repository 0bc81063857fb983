"""Attacks on what is published: whatever table agrees with it, what is withheld stays open."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from parley.mapping.contrast import contrast
from parley.mapping.disclosure import disclosure
from parley.mapping.grouping import Grouping
from parley.mapping.matrix import StanceMatrix
from parley.mapping.publishing import publishable
from parley.mapping.settings import MapSettings
from tests.mapping.planted import planted

AGREE = 2


@st.composite
def tables(draw, most_groups=4):
    """Counts of one proposition, with the sizes of the groups and the actors in none."""
    n_groups = draw(st.integers(1, most_groups))
    cell = st.one_of(st.integers(0, 3), st.integers(0, 14))
    rows = draw(st.lists(st.tuples(cell, cell, cell), min_size=n_groups + 1, max_size=n_groups + 1))
    if draw(st.booleans()):
        rows[-1] = (0, 0, 0)
    rows = np.array(rows)
    silent = draw(st.lists(st.integers(0, 6), min_size=n_groups + 1, max_size=n_groups + 1))
    sizes = rows.sum(axis=1) + np.array(silent)
    if not rows[-1].any():
        sizes[-1] = 0
    return rows, sizes, draw(st.integers(2, 6))


def decided(rows, sizes, least):
    counts = rows[None, :-1]
    return disclosure(counts, rows.sum(axis=0)[None], sizes[:-1], int(sizes.sum()), least)


class Attack:
    """All that a reader knows of a table: equations on its cells, and on who did not answer."""

    def __init__(self, rows, sizes, may):
        self.n_rows = len(rows)
        self.n = 4 * self.n_rows  # three answers and none, of each group and of those in no group
        self.left, self.right = [], []
        for row in range(self.n_rows - 1):
            self.know_row(row, rows[row], sizes[row], may)
        everyone = range(self.n_rows)
        for side in np.flatnonzero(may.totals[0]):
            self.know([(row, side) for row in everyone], rows[:, side].sum())
        if may.total_answers[0]:
            self.know(list(product(everyone, range(3))), rows.sum())
        self.know(list(product(everyone, range(4))), sizes.sum())

    def know_row(self, row, counts, size, may):
        for side in np.flatnonzero(may.counts[0, row]):
            self.know([(row, side)], counts[side])
        if may.answers[0, row]:
            self.know([(row, side) for side in range(3)], counts.sum())
        if may.sizes[row]:
            self.know([(row, side) for side in range(4)], size)

    def know(self, cells, value):
        self.left.append(self.vector(cells))
        self.right.append(value)

    def vector(self, cells):
        vector = np.zeros(self.n)
        for row, side in cells:
            vector[4 * row + side] = 1
        return vector

    def range(self, cells):
        """The least and the most that these cells can add up to. Such tables have whole extremes."""
        vector, ends = self.vector(cells), []
        for sign in (1, -1):
            found = linprog(
                sign * vector, A_eq=np.array(self.left), b_eq=self.right, method="highs"
            )
            assert found.status == 0
            ends.append(round(sign * found.fun))
        return ends

    def follows(self, cells):
        """Whether adding and subtracting what is known gives the sum of these cells."""
        known = np.array(self.left)
        more = np.vstack([known, self.vector(cells)])
        return np.linalg.matrix_rank(more) == np.linalg.matrix_rank(known)


@given(tables())
@settings(deadline=None, max_examples=60)
def test_what_is_withheld_stays_open(case):
    rows, sizes, least = case
    may = decided(rows, sizes, least)
    attack = Attack(rows, sizes, may)
    for row, side in product(range(len(rows) - 1), range(3)):
        if may.counts[0, row, side]:
            assert rows[row, side] >= least or not rows[row].any()
        elif sizes.sum() >= least and rows[row].any():
            low, high = attack.range([(row, side)])
            assert low <= rows[row, side] <= high
            assert high - low >= least


@given(tables(most_groups=3))
@settings(deadline=None, max_examples=50)
def test_no_small_count_of_stances_follows_from_what_is_published(case):
    rows, sizes, least = case
    attack = Attack(rows, sizes, decided(rows, sizes, least))
    everyone = range(len(rows))
    groups = [some for n in range(1, len(rows) + 1) for some in combinations(everyone, n)]
    for some, sides in product(groups, [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2)]):
        cells = list(product(some, sides))
        if attack.follows(cells) and rows[list(some)].any():
            assert sum(rows[row, side] for row, side in cells) >= least


@given(tables())
@settings(deadline=None, max_examples=60)
def test_the_order_of_groups_is_of_no_account_where_sizes_differ(case):
    rows, sizes, least = case
    if len(set(rows.sum(axis=1).tolist())) < len(rows) or len(set(sizes.tolist())) < len(rows):
        return
    order = [*range(len(rows) - 2, -1, -1), len(rows) - 1]
    one, other = decided(rows, sizes, least), decided(rows[order], sizes[order], least)
    assert (one.counts[0] == other.counts[0][::-1]).all()
    assert (one.totals == other.totals).all()


def test_a_single_withheld_count_would_follow_from_the_totals():
    rows = np.array([[10, 10, 30], [9, 3, 30], [8, 7, 25], [0, 0, 0]])
    may = decided(rows, rows.sum(axis=1), 5)
    # The 3 could be subtracted: another group's passes go with it, and one more answer of each.
    assert may.totals.all() and may.counts[0, :, AGREE].all()
    assert may.counts[0].sum(axis=1).tolist() == [3, 1, 1]


def test_unanimity_tells_of_each_what_they_said():
    rows = np.array([[0, 0, 12], [6, 6, 20], [6, 7, 30], [0, 0, 0]])
    may = decided(rows, rows.sum(axis=1), 5)
    assert not may.counts[0, 0].any() and may.answers[0, 0]


def test_disagreement_is_published_where_most_disagree():
    rows = np.array([[30, 3, 7], [25, 2, 8], [0, 0, 0]])
    may = decided(rows, rows.sum(axis=1), 5)
    assert may.counts[0].tolist() == [[True, False, False]] * 2


def test_a_group_too_small_to_be_seen_takes_another_with_it():
    rows = np.array([[10, 10, 10], [1, 1, 1], [5, 5, 6], [0, 0, 0]])
    may = decided(rows, rows.sum(axis=1), 5)
    assert may.sizes.tolist() == [True, False, False]
    assert may.counts[0].any(axis=1).tolist() == [True, False, False]
    assert may.answers[0].tolist() == [True, False, False]


def test_who_is_in_no_group_can_be_worked_out_and_so_is_kept_from_it():
    rows = np.array([[10, 10, 10], [12, 12, 12], [1, 0, 1]])
    may = decided(rows, rows.sum(axis=1) + np.array([0, 0, 9]), 5)
    attack = Attack(rows, rows.sum(axis=1) + np.array([0, 0, 9]), may)
    low, high = attack.range([(2, 0)])
    assert high - low >= 5


def test_with_no_least_count_all_is_published():
    rows = np.array([[1, 0, 2], [0, 0, 0], [1, 1, 1]])
    may = decided(rows, rows.sum(axis=1), 0)
    assert may.n_withheld == 0
    assert may.counts.shape == (1, 2, 3) and may.sizes.tolist() == [True, True]


def test_fewer_actors_than_that_and_nothing_is_published():
    rows = np.array([[1, 0, 2], [0, 1, 0], [0, 0, 0]])
    may = decided(rows, rows.sum(axis=1), 5)
    assert not (may.counts.any() or may.totals.any() or may.total_answers.any() or may.sizes.any())


def test_without_propositions():
    may = disclosure(np.zeros((0, 2, 3), int), np.zeros((0, 3), int), np.array([9, 9]), 18, 5)
    assert may.counts.shape == (0, 2, 3) and may.sizes.all()


@pytest.fixture
def published():
    matrix, labels, _ = planted(60, 25, 3, 0.8, seed=9)
    grouping = Grouping("region", True, labels.astype(np.int16), ("a", "b", "c"))
    whole = contrast(matrix, grouping, MapSettings())
    totals = whole.counts.sum(axis=1)
    may = disclosure(whole.counts, totals, grouping.sizes, 60, 5)
    return whole, may, publishable(whole, may)


def test_nothing_of_what_is_withheld_is_in_what_is_published(published):
    whole, may, shown = published
    assert 0 < may.counts.sum() < may.counts.size
    assert (shown.counts[~may.counts] == -1).all()
    assert (shown.counts[may.counts] == whole.counts[may.counts]).all()
    assert (shown.verdicts == whole.verdicts).all()
    for one in shown:
        for group, share in enumerate(one.shares.values()):
            known = may.counts[one.number, group]
            assert [share.disagree is not None, share.passed is not None] == known[:2].tolist()
            assert (share.agree is not None) == (share.share is not None) == known[AGREE]
        if not may.counts[one.number, :, AGREE].all():
            assert one.gap is None
            assert (shown.divergence.p[one.number], shown.divergence.size[one.number]) == (1, 0)
        else:
            assert one.gap.size == pytest.approx(whole.at(one.number).gap.size, rel=0.05)
        assert (one.consensus is None) == (not may.counts[one.number].all())


def test_what_discovered_groups_were_tested_on_is_never_published():
    matrix = StanceMatrix.from_dense(np.tile([1.0, -1.0, 0.0], (40, 1)))
    labels = np.repeat([0, 1], 20).astype(np.int16)
    found = contrast(matrix, Grouping.discovered(labels, 2), MapSettings())
    may = disclosure(found.counts, found.counts.sum(axis=1), np.array([20, 20]), 40, 5)
    assert publishable(found, may).tested is None
    assert publishable(found, may).divergence is None
