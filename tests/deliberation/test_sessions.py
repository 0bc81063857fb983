"""A session with a consultation stays until the consultation goes; a dialogue takes both along."""

import pytest

from parley.apps.convening.models import SeatRole, Session
from parley.apps.convening.services import sessions
from parley.apps.deliberation.models import Consultation
from parley.core.errors import InvalidInput
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_session_is_not_removed_with_stances_in_it():
    dialogue = make.dialogue()
    convener = make.user()
    make.seat(dialogue, convener, SeatRole.CONVENER)
    whole = make.session(dialogue)
    part = make.session(dialogue, parent=whole)
    asked = make.proposition(make.consultation(dialogue, session=part))
    make.stance(asked)
    for session in (part, whole):
        with pytest.raises(InvalidInput):
            sessions.remove(make.actor(convener), session)
    assert Session.objects.filter(dialogue=dialogue).count() == 2
    asked.consultation.delete()
    sessions.remove(make.actor(convener), whole)
    assert not Session.objects.filter(dialogue=dialogue).exists()


def test_a_dialogue_goes_with_all_that_is_in_it():
    dialogue = make.dialogue()
    make.consultation(dialogue, session=make.session(dialogue))
    dialogue.delete()
    assert not Consultation.objects.exists()
