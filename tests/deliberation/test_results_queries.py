"""Results cost the same number of queries however many propositions there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parley.apps.deliberation.selectors.results import results_of
from tests import factories as make

pytestmark = pytest.mark.django_db


def queries_for(n_propositions):
    consultation = make.consultation(make.dialogue())
    for _ in range(n_propositions):
        asked = make.proposition(consultation)
        for word in "abcde":
            make.stance(asked, reserved=True, reservation=f"if {word}")
    with CaptureQueriesContext(connection) as captured:
        found = results_of(consultation).by_proposition.values()
    assert [one.reservations for one in found] == [("if a", "if b", "if c", "if d", "if e")] * (
        n_propositions
    )
    return len(captured)


def test_one_and_three_propositions():
    assert queries_for(1) == queries_for(3)
