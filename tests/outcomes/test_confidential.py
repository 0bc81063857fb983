"""What a map tells of a few people: nothing."""

import io
import json
import zipfile
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Phase, Stance
from parley.apps.deliberation.selectors.results import results_of
from parley.apps.outcomes.bridge import facing, overlap, showing, sparing
from parley.apps.outcomes.models import OpinionMap
from parley.apps.outcomes.services import drawing
from tests import factories as make
from tests.outcomes import world

LEAST = 5


def unions(n):
    return chain.from_iterable(combinations(range(n), k) for k in range(n + 1))


@given(
    arrays(np.int64, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=st.integers(0, 9))
)
def test_divisions_that_differ_by_a_few_are_found(table):
    """Held against every pair of unions, person by person."""
    n_rows, n_columns = table.shape
    people = [
        (row, column)
        for row in range(n_rows)
        for column in range(n_columns)
        for _ in range(table[row, column])
    ]
    naive = any(
        0 < sum((row in left) != (column in right) for row, column in people) < LEAST
        for left in map(set, unions(n_rows))
        for right in map(set, unions(n_columns))
    )
    assert overlap.tells_of_few(table, LEAST) is naive


@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(1, 4)), st.booleans()), max_size=40))
def test_small_groups_are_no_groups(people):
    """Small are those of which few are not on record: these are the ones to hide."""
    groups, named = [group for group, _known in people], [known for _group, known in people]
    kept = sparing.large_groups(groups, named, LEAST)
    hidden = [group for group, known in zip(kept, named, strict=True) if not known]
    sizes = {group: hidden.count(group) for group in kept}
    told = [size for group, size in sizes.items() if group is not None]
    assert all(size == 0 or size >= LEAST for size in told)
    assert not any(told) or sizes.get(None, 0) == 0 or sizes[None] >= LEAST
    assert all(after in (None, before) for before, after in zip(groups, kept, strict=True))


@given(
    st.tuples(*[st.floats(-3, 3)] * 2, st.floats(0.1, 4), st.floats(-0.2, 0.2), st.floats(0.1, 4)),
    st.integers(5, 200),
)
def test_a_cloud_has_the_middle_and_spread_of_its_group(outline, n):
    points = facing.clouds((outline, None), np.array([0] * n + [1, 1, -1], dtype=np.int16))
    assert np.isnan(points[n:]).all()
    x, y, xx, _xy, yy = outline
    scale = np.sqrt([xx, yy])
    assert (np.abs(points[:n].mean(axis=0) - (x, y)) < scale * 1.2).all()
    assert np.allclose(points[:n].std(axis=0), scale, rtol=0.6)


pages = pytest.mark.django_db


def artefact():
    row = OpinionMap.objects.get()
    with row.artefact.open() as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def opened():
    row = OpinionMap.objects.get()
    return showing.opened(row.artefact.storage, row.artefact.name)


def arrays_of(tree, n, path=""):
    """Paths of all arrays that have a line for each of `n`."""
    if isinstance(tree, dict):
        if "shape" in tree and "dtype" in tree:
            if tree["shape"][:1] == [n]:
                yield path
            return
        for key, one in tree.items():
            yield from arrays_of(one, n, path if key == "dict" else f"{path}.{key}".strip("."))
    elif isinstance(tree, list):
        for place, one in enumerate(tree):
            yield from arrays_of(one, n, f"{path}.{place}")


@pages
@pytest.mark.parametrize("rule", [Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR])
def test_the_artefact_holds_no_line_about_anybody(rule):
    dialogue = make.dialogue()
    session = make.session(dialogue, rule=rule)
    consultation = world.consultation(dialogue, session=session, rule=rule, phase=Phase.CLOSED)
    world.two_camps(consultation, size=30)
    names = {str(name) for name in Stance.objects.values_list("respondent", flat=True)}
    drawing.look.call()
    kept = artefact()
    # Whoever stands in a line stands there as all of the same groups do.
    found = opened().map
    labels = [*found.groupings.values()]
    assert len(labels) == 2 and found.n_actors == 60
    for grouping in labels:
        assert grouping.labels.tolist() == sorted(grouping.labels.tolist(), reverse=True)
        assert grouping.probability is None
    for same in (
        found.projection.points,
        found.counts.answered[:, None],
        found.shape.actors[:, None],
    ):
        assert (same == same[0]).all()
    assert found.actors.tolist() == list(range(1, 61))
    assert found.ambiguity.influence.size == 0 and found.projection.uncertainty is None
    # No array is of the respondents but these.
    lines = {"projection.points", "counts.answered", "shape.actors", "actors", "groups.codes"}
    lines |= {f"groupings.{name}.labels" for name in found.groupings}
    lines |= {"structure.grouping.labels"}
    assert set(arrays_of(json.loads(kept["manifest.json"])["map"], 60)) <= lines
    everything = b"".join(kept.values())
    for name in names:
        assert name.encode() not in everything
        assert name.replace("-", "").encode() not in everything
    manifest = json.loads(kept["manifest.json"])
    assert manifest["identities"] is False and manifest["map"]["settings"]["min_cell"] == LEAST


@pages
def test_no_small_count_is_in_the_artefact():
    consultation = world.consultation(rule=Rule.CHATHAM_HOUSE, phase=Phase.CLOSED)
    world.two_camps(consultation, size=30)
    drawing.look.call()
    found = opened().map
    for values in (found.counts.cells, *(of.counts for of in found.contrasts.values())):
        assert ((values == -1) | (values >= LEAST)).all()
    assert (found.counts.cells == -1).any()


@pages
def test_found_groups_that_nearly_are_the_stakeholder_groups_are_kept_back():
    """All of one camp are states but two: told by camp and by group, the two would be alone."""
    consultation = world.consultation(rule=Rule.CHATHAM_HOUSE, phase=Phase.CLOSED)
    states, firms = (make.group(consultation.dialogue) for _ in range(2))
    left, right = [0.98] * 6 + [0.02] * 6, [0.02] * 6 + [0.98] * 6
    asked = world.answer(consultation, [(states, left), (firms, right)], size=30)
    first = asked[0].stances.filter(group=states).values_list("respondent", flat=True)[:2]
    Stance.objects.filter(respondent__in=list(first)).update(group=firms)
    drawing.look.call()
    kept = json.loads(artefact()["confidential.json"])
    manifest = json.loads(artefact()["manifest.json"])
    assert kept["held"] is True
    assert list(manifest["map"]["groupings"]["dict"]) == ["stakeholder group"]
    assert manifest["map"]["structure"]["kind"] == "undetermined"


@pages
def test_where_stances_are_confidential_who_changed_group_takes_groups_off_the_map():
    consultation = world.consultation(rule=Rule.CHATHAM_HOUSE, phase=Phase.CLOSED)
    asked = world.two_camps(consultation, size=30)
    states, firms = asked[0].stances.first().group, asked[0].stances.last().group
    one = asked[0].stances.filter(group=states).first()
    Stance.objects.filter(pk=one.pk).update(group=firms)
    drawing.look.call()
    manifest = json.loads(artefact()["manifest.json"])
    assert "stakeholder group" not in manifest["map"]["groupings"]["dict"]


@pages
def test_the_map_tells_no_group_that_results_withhold():
    """Three of a group are hidden by a larger one; and the largest where few of it have answered."""
    consultation = world.consultation(rule=Rule.PUBLIC, phase=Phase.CLOSED)
    groups = [make.group(consultation.dialogue) for _ in range(3)]
    asked = [make.proposition(consultation) for _ in range(3)]
    for group, size in zip(groups, (3, 6, 8), strict=True):
        world.answer(consultation, [(group, [0.6, 0.5, 0.4])], size=size, seed=size)
    some = asked[0].stances.filter(group=groups[2]).values_list("pk", flat=True)[:4]
    Stance.objects.filter(pk__in=list(some)).delete()
    drawing.look.call()
    found = opened().map
    contrast = found.contrasts["stakeholder group"]
    results = results_of(consultation)
    told = 0
    for place, proposition in enumerate(asked):
        shown = {row.group.pk for row in results.of(proposition.pk).groups}
        for name, answers in zip(contrast.groups, contrast.answers[place].tolist(), strict=True):
            assert answers == -1 or int(name) in shown
            told += answers > 0
    assert groups[0].pk not in map(int, contrast.groups)
    assert told == 2
