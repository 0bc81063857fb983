"""The demonstration's consultations: labelled as invented, loaded once, with stances of nobody."""

import pytest

from parley.apps.convening import demo as dialogues
from parley.apps.deliberation import demo
from parley.apps.deliberation.models import Consultation, OnRecord, Proposition, Secret, Stance
from parley.apps.registration import demo as guests

pytestmark = pytest.mark.django_db


def test_it_loads_once_and_says_that_it_is_invented():
    for part in (dialogues, guests, demo, demo):
        part.load()
    made = Consultation.objects.all()
    assert {one.phase for one in made} == {"draft", "open", "closed", "sealed"}
    assert {one.rule for one in made} == {
        "public",
        "participants",
        "chatham_house",
        "closed_door",
    }
    for one in made:
        assert one.synthetic and one.dialogue.synthetic
        assert all("invented" in text or code != "en" for code, text in one.title.items())
    assert Stance.objects.count() > 2000
    assert not Stance.objects.filter(group=None).exists()
    assert not OnRecord.objects.exists()
    assert not Proposition.objects.filter(author__isnull=False).exists()
    assert Secret.objects.count() == made.exclude(phase="sealed").count()
