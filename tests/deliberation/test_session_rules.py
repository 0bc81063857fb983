"""The rule of a session under a consultation that has begun: stricter at any time, laxer never."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from parley.apps.convening.exchange import export_dialogue, import_dialogue, read_document
from parley.apps.convening.models import Rule, SeatRole, Session
from parley.apps.convening.services import sessions
from parley.apps.deliberation.models import Consultation, Phase
from parley.apps.deliberation.services import phases
from parley.apps.deliberation.services.consultations import STRICTNESS, strictness
from parley.core.access import visible
from parley.core.actors import ANONYMOUS
from parley.core.errors import InvalidInput, ParleyError
from tests import factories as make

pytestmark = pytest.mark.django_db
BEGUN = [one for one in Phase if one != Phase.DRAFT]
RULES = ["", *STRICTNESS]


@pytest.fixture
def scene():
    class Scene:
        def __init__(self):
            self.dialogue, self.account = make.dialogue(), make.user()
            make.seat(self.dialogue, self.account, SeatRole.CONVENER)
            self.convener = make.actor(self.account)

        def asked(self, rule, phase=Phase.OPEN, own=Rule.CLOSED_DOOR):
            session = make.session(self.dialogue, rule=rule)
            made = make.consultation(
                self.dialogue,
                session=session,
                rule=own,
                phase=phase,
                title={"en": "What was asked"},
            )
            make.proposition(made)
            return session, made

        def turn(self, session, rule):
            return sessions.edit(self.convener, session, {"rule": rule})

    return Scene()


@pytest.mark.parametrize("after", RULES)
@pytest.mark.parametrize("before", RULES)
def test_only_a_rule_that_is_no_laxer_is_taken(scene, before, after):
    session, _asked = scene.asked(before)
    if strictness(after) >= strictness(before):
        scene.turn(session, after)
        expected = after
    else:
        with pytest.raises(InvalidInput, match="promised can’t be loosened") as refused:
            scene.turn(session, after)
        assert "What was asked" in str(refused.value)
        expected = before
    assert Session.objects.get(pk=session.pk).rule == expected


@pytest.mark.parametrize("phase", BEGUN)
def test_in_every_phase_once_it_has_begun(scene, phase):
    session, _asked = scene.asked(Rule.CHATHAM_HOUSE, phase)
    with pytest.raises(InvalidInput):
        scene.turn(session, Rule.PUBLIC)
    scene.turn(session, Rule.CLOSED_DOOR)


def test_while_nobody_was_asked_any_rule_will_do(scene):
    session, _asked = scene.asked(Rule.CLOSED_DOOR, Phase.DRAFT)
    other = make.session(scene.dialogue, rule=Rule.CLOSED_DOOR)
    for row in (session, other):
        scene.turn(row, Rule.PUBLIC)
    assert {*Session.objects.values_list("rule", flat=True)} == {Rule.PUBLIC}


def test_other_fields_change_as_ever(scene):
    session, _asked = scene.asked(Rule.CHATHAM_HOUSE)
    sessions.edit(
        scene.convener, session, {"rule": Rule.CHATHAM_HOUSE, "title": {"en": "Another title"}}
    )
    assert str(Session.objects.get(pk=session.pk)) == "Another title"


def test_what_became_stricter_hides_what_was_asked(scene):
    session, asked = scene.asked(Rule.PUBLIC, Phase.CLOSED, own=Rule.PUBLIC)
    assert visible(Consultation, ANONYMOUS).filter(pk=asked.pk).exists()
    scene.turn(session, Rule.CLOSED_DOOR)
    assert not visible(Consultation, ANONYMOUS).filter(pk=asked.pk).exists()
    with pytest.raises(InvalidInput):
        scene.turn(session, Rule.PUBLIC)


def test_the_form_says_so_before_and_refuses_after(scene, signed_in):
    session, _asked = scene.asked(Rule.CHATHAM_HOUSE)
    client = signed_in(scene.account)
    address = reverse("session-edit", args=[scene.dialogue.slug, session.slug])
    page = client.get(address)
    assert "“What was asked” has begun" in page.content.decode()
    form = {
        one.html_name: one.value() or ""
        for one in page.context["form"]
        if isinstance(one.value(), str | None)
    }
    title = {f"title_{code}": text for code, text in session.title.items()}
    seen = {"seen": page.context["version"], "slug": session.slug}
    response = client.post(address, {**form, **title, **seen, "rule": Rule.PUBLIC})
    assert response.status_code == 422
    assert "promised can’t be loosened" in response.content.decode()
    assert Session.objects.get(pk=session.pk).rule == Rule.CHATHAM_HOUSE


def test_a_draft_does_not_begin_under_a_laxer_rule_than_its_session(scene):
    session, asked = scene.asked(Rule.PUBLIC, Phase.DRAFT, own=Rule.PUBLIC)
    scene.turn(session, Rule.CLOSED_DOOR)
    for to in (Phase.COLLECTING, Phase.OPEN):
        with pytest.raises(InvalidInput, match="has become stricter"):
            phases.advance(scene.convener, asked, to)
    assert Consultation.objects.get(pk=asked.pk).phase == Phase.DRAFT


def test_the_clock_waits_for_who_runs_it(scene):
    session, asked = scene.asked(Rule.PUBLIC, Phase.DRAFT, own=Rule.PUBLIC)
    Consultation.objects.update(opens_at=timezone.now() - timedelta(minutes=1))
    scene.turn(session, Rule.CLOSED_DOOR)
    phases.follow_clock.call()
    assert Consultation.objects.get(pk=asked.pk).phase == Phase.DRAFT


def test_a_file_does_not_loosen_it_either(scene):
    session, _asked = scene.asked(Rule.CHATHAM_HOUSE)
    written = export_dialogue(scene.convener, scene.dialogue)
    assert "rule: chatham_house" in written
    changed = written.replace("rule: chatham_house", "rule: public", 1)
    with pytest.raises(ParleyError, match="loosened"):
        import_dialogue(scene.convener, read_document(changed.encode()))
    assert Session.objects.get(pk=session.pk).rule == Rule.CHATHAM_HOUSE
