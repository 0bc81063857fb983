"""Approving one text, and no other."""

import pytest

from parley.apps.reports.models import Report, Revision, Stage
from parley.apps.reports.services import approving, publishing, revisions
from parley.core import audit
from parley.core.errors import InvalidInput, NotAllowed
from tests.reports.publishing.scene import Ready, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready():
    return Ready()


def test_a_convener_approves_one_text_and_its_revision_is_kept(ready):
    row = ready.approve()
    assert (row.stage, row.approved_by) == (Stage.APPROVED, ready.accounts["convener"])
    assert Revision.objects.get(report=row, number=row.revision).fixed
    assert audit.trail(row)[0].action == "report.approved"
    approving.unapprove(ready.convener, row)
    row.refresh_from_db()
    assert (row.stage, row.approved_by, row.approved_at) == (Stage.DRAFT, None, None)


@pytest.mark.parametrize("role", ["rapporteur", "facilitator", "participant", "outsider"])
def test_nobody_else_approves_or_publishes(ready, role):
    with pytest.raises(NotAllowed):
        approving.approve(ready.actor(role), ready.report)
    ready.approve()
    with pytest.raises(NotAllowed):
        publishing.ask(ready.actor(role), ready.report)
    with pytest.raises(NotAllowed):
        approving.unapprove(ready.actor(role), ready.report)


def test_another_text_than_the_one_that_was_seen_is_not_approved(ready):
    revisions.written(ready.actor("rapporteur"), ready.report, title=told("Other", "Autre"))
    with pytest.raises(InvalidInput, match="changed"):
        approving.approve(ready.convener, ready.report, ready.report.revision - 1)
    approving.approve(ready.convener, ready.report, ready.report.revision)


def test_a_text_that_is_commented_on_and_no_text_are_not_approved(ready):
    Report.objects.update(stage=Stage.COMMENTS)
    with pytest.raises(InvalidInput, match="comments"):
        approving.approve(ready.convener, ready.report)
    Report.objects.update(stage=Stage.DRAFT, body=[])
    with pytest.raises(InvalidInput, match="nothing"):
        approving.approve(ready.convener, ready.report)
