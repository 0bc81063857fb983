"""The demonstration's evidence: loaded once, sourced row by row, kept as it was left."""

import pytest

from parley.apps.accounts.personas import DOMAIN
from parley.apps.convening import demo as dialogues
from parley.apps.deliberation.demo import norms
from parley.apps.evidence import demo
from parley.apps.evidence import models as m
from parley.apps.evidence.cells import Cell
from parley.apps.evidence.selectors.matrix import Filters, matrix_of
from parley.core.actors import ANONYMOUS

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> None:
    dialogues.load()
    norms.load_missing()
    demo.load()


def test_the_evidence_of_the_demonstration(loaded: None) -> None:
    _check_collections()
    _check_roll_calls()
    _check_sources_and_the_union()


def _check_collections() -> None:
    assert {
        (
            one.slug,
            one.published,
            tuple(one.dialogues.order_by("slug").values_list("slug", flat=True)),
        )
        for one in m.Collection.objects.all()
    } == {
        ("norm-13c-positions", True, ("due-diligence-2021",)),
        ("unga-ict-votes", True, ("due-diligence-2021", "ecdd-2020")),
    }
    assert set(m.Collection.objects.values_list("kept_by__email", flat=True)) == {
        f"convener@{DOMAIN}"
    }
    assert m.Vote.objects.filter(body__country="RS").count() == 6
    assert not m.PublicBody.objects.filter(kind="state", country="").exists()


def _check_roll_calls() -> None:
    calls = m.RollCall.objects.order_by("number")
    assert [(one.symbol, str(one.held_on)) for one in calls] == [
        ("A/RES/71/28", "2016-12-05"),
        ("A/RES/73/27", "2018-12-05"),
        ("A/RES/73/266", "2018-12-22"),
        ("A/RES/74/28", "2019-12-12"),
        ("A/RES/74/29", "2019-12-12"),
        ("A/RES/74/247", "2019-12-27"),
    ]
    assert all(one.title for one in calls)


def _check_sources_and_the_union() -> None:
    collection = m.Collection.objects.get(slug="norm-13c-positions")
    assert not collection.positions.filter(source="").exists()
    union = m.PublicBody.objects.get(slug="european-union")
    assert union.memberships.filter(until=None).count() == 27
    plain = matrix_of(ANONYMOUS, collection)
    bound = matrix_of(ANONYMOUS, collection, Filters(binding=True))
    first = next(one.key for one in plain.columns if one.label == "A1")
    ireland = m.PublicBody.objects.get(country="IE").pk
    assert plain.at(ireland, first) == Cell.NOT_READ
    assert bound.at(ireland, first) == Cell.SUPPORTS


def test_loading_again_keeps_what_was_changed(loaded: None) -> None:
    m.Collection.objects.filter(slug="unga-ict-votes").update(published=False)
    m.Position.objects.all().delete()
    counts = [model.objects.count() for model in (m.Collection, m.Vote, m.PublicBody)]
    demo.load()
    assert [model.objects.count() for model in (m.Collection, m.Vote, m.PublicBody)] == counts
    assert not m.Position.objects.exists()
    assert not m.Collection.objects.get(slug="unga-ict-votes").published
