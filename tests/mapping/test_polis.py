"""Against the numbers that Polis itself computed for two conversations."""

import json
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest

from parley.mapping import polis, polis_selection

FOLDER = Path(__file__).parent / "data" / "polis-math"
NAMES = ("25ptpt-3gp-no-strict-with-meta", "below-100-ptpts")
# Polis writes down the two-proportion test in single precision.
SINGLE = 2e-7


class Conversation:
    """Counts from the votes (agree is 1 in votes.json), groups and results from Polis."""

    def __init__(self, name):
        self.math = json.loads((FOLDER / name / "math-pca2.json").read_text())
        votes = json.loads((FOLDER / name / "votes.json").read_text())
        self.dense = np.full((self.math["n"], len(self.math["tids"])), np.nan)
        for vote in votes:
            actor = vote.get("participant_id", vote.get("pid"))
            proposition = vote.get("statement_id", vote.get("tid"))
            self.dense[actor, proposition] = vote["vote"]

    def cells(self, rows):
        return np.stack([(self.dense[rows] == stance).sum(axis=0) for stance in (-1, 0, 1)], axis=1)

    @cached_property
    def counts(self):
        base = dict(
            zip(
                self.math["base-clusters"]["id"], self.math["base-clusters"]["members"], strict=True
            )
        )
        groups = [
            [actor for cluster in group["members"] for actor in base[cluster]]
            for group in self.math["group-clusters"]
        ]
        return np.stack([self.cells(rows) for rows in groups], axis=1)

    def marked(self, key):
        marked = np.zeros(len(self.math["tids"]), dtype=bool)
        marked[self.math[key]] = True
        return marked

    def by_proposition(self, key):
        return np.array([self.math[key][str(tid)] for tid in self.math["tids"]])


@pytest.fixture(params=NAMES)
def conversation(request):
    return Conversation(request.param)


def test_counts(conversation):
    for group, votes in conversation.math["group-votes"].items():
        for tid, vote in votes["votes"].items():
            disagree, passed, agree = conversation.counts[int(tid), int(group)]
            assert (agree, disagree, agree + disagree + passed) == (vote["A"], vote["D"], vote["S"])


def test_representative_propositions(conversation):
    found = polis_selection.representative(conversation.counts, conversation.marked("mod-out"))
    assert len(found) == len(conversation.math["repness"])
    for group, theirs in conversation.math["repness"].items():
        ours = found[int(group)]
        assert [(one.proposition, one.direction, one.given, one.answers) for one in ours] == [
            (one["tid"], one["repful-for"], one["n-success"], one["n-trials"]) for one in theirs
        ]
        assert [one.best for one in ours] == [one.get("best-agree", False) for one in theirs]
        for one, other in zip(ours, theirs, strict=True):
            assert one.p == pytest.approx(other["p-success"], abs=1e-12)
            assert one.z == pytest.approx(other["p-test"], abs=1e-12)
            assert one.r == pytest.approx(other["repness"], abs=1e-12)
            assert one.r_z == pytest.approx(other["repness-test"], abs=SINGLE)


def test_group_aware_consensus(conversation):
    found = polis.group_aware_consensus(conversation.counts)
    assert found == pytest.approx(conversation.by_proposition("group-aware-consensus"), abs=1e-12)


@pytest.mark.parametrize("direction", ["agree", "disagree"])
def test_consensus_of_everybody(conversation, direction):
    everybody = conversation.cells(slice(None))
    found = polis_selection.consensus(everybody, direction, conversation.marked("mod-out"))
    theirs = conversation.math["consensus"][direction]
    assert [(one.proposition, one.given, one.answers) for one in found] == [
        (one["tid"], one["n-success"], one["n-trials"]) for one in theirs
    ]
    for one, other in zip(found, theirs, strict=True):
        assert (one.p, one.z) == pytest.approx((other["p-success"], other["p-test"]), abs=1e-12)


def test_extremity_and_priority(conversation):
    pca = conversation.math["pca"]
    # In the numbers of Polis agreement is -1.
    found = polis.extremity(-np.array(pca["center"]), -np.array(pca["comps"]).T)
    assert found == pytest.approx(np.array(pca["comment-extremity"]), abs=1e-12)
    priority = polis.priority(
        conversation.counts.sum(axis=1), found, conversation.marked("meta-tids")
    )
    assert priority == pytest.approx(conversation.by_proposition("comment-priorities"), rel=1e-12)


def test_who_is_clustered(conversation):
    answered = (~np.isnan(conversation.dense)).sum(axis=1)
    found = set(np.flatnonzero(polis.clustered(answered, conversation.dense.shape[1])))
    theirs = set(conversation.math["in-conv"])
    assert found <= theirs
    # Who was among the first 15 early on stays, however little they answered.
    assert all(answered[actor] < polis.MIN_ANSWERS for actor in theirs - found)
    assert len(theirs - found) == (0 if len(theirs) == len(answered) else 4)


def test_the_fifteen_who_answered_most():
    answered = np.array([9, 3, 0, *[5] * 14, 8])
    found = polis.clustered(answered, 20)
    assert found.sum() == 15
    assert found[[0, 17]].all() and not found[[1, 2, 16]].any()
    assert polis.clustered(np.array([2, 0, 1]), 2).tolist() == [True, False, True]


def test_without_a_best_agreed_the_one_that_stands_out_most():
    counts = np.array([[[2, 3, 0], [1, 4, 1]], [[1, 3, 1], [0, 5, 1]]])
    first = polis_selection.representative(counts)[0]
    assert [(one.proposition, one.direction, one.best) for one in first] == [(1, "disagree", False)]


def test_a_group_alone_is_held_against_nobody():
    found = polis.statistics(np.array([[[1, 0, 9]]]), "agree")
    assert (found.p[0, 0], found.r[0, 0]) == pytest.approx((10 / 12, 10 / 12 / 0.5))
    assert np.isfinite(found.r_z).all()
