"""A map is drawn by a job, once for what was answered, and the one before goes."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Phase, PropositionState, Stance
from parley.apps.outcomes.models import MapStatus, OpinionMap
from parley.apps.outcomes.selectors import maps
from parley.apps.outcomes.selectors.sources import source_of
from parley.apps.outcomes.services import drawing
from tests import factories as make
from tests.outcomes import world

pytestmark = pytest.mark.django_db


def files(media):
    return sorted(path.name for path in media.rglob("*.zip"))


def later(consultation):
    """As if the pause after the last drawing were over."""
    OpinionMap.objects.filter(consultation=consultation).update(
        moved_at=timezone.now() - timedelta(hours=1)
    )


def test_a_map_is_drawn_once_for_the_same_answers(media):
    consultation = world.consultation()
    world.two_camps(consultation)
    drawing.look.call()
    row = OpinionMap.objects.get()
    assert (row.status, row.current, row.final) == (MapStatus.READY, True, False)
    assert (row.n_respondents, row.n_stances, row.error) == (40, 320, "")
    assert row.settings["min_cell"] == 0 and row.seed == row.settings["seed"]
    assert len(row.input_digest) == 64 and row.engine
    later(consultation)
    drawing.look.call()
    assert OpinionMap.objects.get() == row and len(files(media)) == 1


def test_newer_answers_ask_for_another_map_and_the_old_file_goes(
    media, django_capture_on_commit_callbacks
):
    consultation = world.consultation()
    asked = world.two_camps(consultation)
    drawing.look.call()
    before = OpinionMap.objects.get()
    for proposition in asked:
        make.stance(proposition, value=1)
    later(consultation)
    with django_capture_on_commit_callbacks(execute=True):
        drawing.look.call()
    after = OpinionMap.objects.get()
    assert after.pk != before.pk and after.current and after.n_stances == 328
    assert files(media) == [after.artefact.name.removeprefix("maps/")]


def test_while_people_answer_drawing_pauses_ten_times_as_long_as_it_takes():
    consultation = world.consultation()
    asked = world.two_camps(consultation)
    drawing.look.call()
    make.stance(asked[0])
    OpinionMap.objects.update(seconds=6, moved_at=timezone.now() - timedelta(seconds=50))
    assert list(maps.due()) == []
    OpinionMap.objects.update(moved_at=timezone.now() - timedelta(seconds=61))
    assert [one.consultation for one, _print in maps.due()] == [consultation]


@pytest.mark.parametrize("rule", [Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR])
def test_where_stances_are_confidential_there_is_one_map_after_the_last_stance(rule):
    dialogue = make.dialogue()
    session = make.session(dialogue, rule=rule)
    consultation = world.consultation(dialogue, session=session, rule=rule)
    world.two_camps(consultation)
    drawing.look.call()
    assert not OpinionMap.objects.exists()
    consultation.phase, consultation.closed_at = Phase.CLOSED, timezone.now()
    consultation.save()
    drawing.look.call()
    row = OpinionMap.objects.get()
    assert row.final and row.settings["min_cell"] == consultation.least
    # Sealing rearranges groups and names, and asks for no second map.
    consultation.phase = Phase.SEALED
    consultation.save()
    Stance.objects.update(group=None)
    drawing.look.call()
    assert OpinionMap.objects.get() == row


def test_a_job_that_comes_before_the_end_draws_nothing_confidential(media):
    consultation = world.consultation(rule=Rule.CHATHAM_HOUSE)
    world.two_camps(consultation)
    row = OpinionMap.objects.create(consultation=consultation, fingerprint="x")
    drawing.draw.call(row.pk)
    assert not OpinionMap.objects.exists() and files(media) == []


def test_what_was_opened_again_gets_another_last_map():
    now = timezone.now()
    consultation = world.consultation(phase=Phase.CLOSED, closed_at=now - timedelta(hours=2))
    asked = world.two_camps(consultation)
    drawing.look.call()
    assert OpinionMap.objects.get().final
    make.stance(asked[0])
    later(consultation)
    assert list(maps.due()) == []
    consultation.closed_at = now
    consultation.save()
    assert [one.consultation for one, _print in maps.due()] == [consultation]


@pytest.mark.parametrize(("people", "drawn"), [(4, False), (5, True)])
def test_fewer_than_the_least_get_no_map(people, drawn):
    consultation = world.consultation(least=5)
    world.answer(consultation, [(None, [0.5, 0.5, 0.5])], size=people)
    drawing.look.call()
    assert OpinionMap.objects.filter(status=MapStatus.READY).exists() is drawn


def test_what_is_not_accepted_is_not_on_the_map():
    consultation = world.consultation()
    asked = world.two_camps(consultation)
    asked[0].state = PropositionState.DECLINED
    asked[0].save()
    drawing.look.call()
    assert OpinionMap.objects.get().n_stances == 280


def test_propositions_learn_how_far_they_set_people_apart():
    consultation = world.consultation()
    world.two_camps(consultation, size=60)
    drawing.look.call()
    far = dict(consultation.propositions.values_list("number", "extremity"))
    assert min(far[number] for number in (1, 2)) > far[7]


def test_what_goes_wrong_is_said_and_the_map_before_stays(monkeypatch):
    consultation = world.consultation()
    asked = world.two_camps(consultation)
    drawing.look.call()
    before = OpinionMap.objects.get()
    make.stance(asked[0])
    later(consultation)

    def fails(*args, **kwargs):
        raise MemoryError("canary: 40 GB")

    monkeypatch.setattr(drawing, "make", fails)
    row = OpinionMap.objects.create(consultation=consultation, fingerprint="x")
    with pytest.raises(MemoryError):
        drawing.draw.call(row.pk)
    row.refresh_from_db()
    assert (row.status, row.error, row.current) == (MapStatus.FAILED, drawing.UNEXPECTED, False)
    assert OpinionMap.objects.get(current=True) == before
    # The same answers are not tried again and again.
    later(consultation)
    assert list(maps.due()) == []


def test_one_map_is_in_work_whoever_asks():
    consultation = world.consultation()
    world.two_camps(consultation)
    OpinionMap.objects.create(consultation=consultation, fingerprint="x", status="drawing")
    drawing.queue(source_of(consultation), "y")
    drawing.look.call()
    assert OpinionMap.objects.get().status == MapStatus.DRAWING


def test_a_drawing_that_was_interrupted_is_begun_anew():
    consultation = world.consultation()
    world.two_camps(consultation)
    row = OpinionMap.objects.create(consultation=consultation, fingerprint="x", status="drawing")
    OpinionMap.objects.update(moved_at=timezone.now() - timedelta(hours=1))
    drawing.look.call()
    assert OpinionMap.objects.get(current=True).pk != row.pk


def test_files_of_consultations_that_are_gone_are_deleted(media):
    consultation = world.consultation()
    world.two_camps(consultation)
    drawing.look.call()
    kept = OpinionMap.objects.get().artefact.name
    gone = default_storage.save("maps/gone.zip", ContentFile(b"x"))
    drawing.tidy(timezone.now())
    assert default_storage.exists(gone)  # it may belong to a map that is being saved
    drawing.tidy(timezone.now() + timedelta(hours=2))
    assert default_storage.exists(kept) and not default_storage.exists(gone)


def test_nothing_of_a_drawing_is_in_the_audit():
    from parley.core.models import AuditRecord

    consultation = world.consultation()
    world.two_camps(consultation)
    before = AuditRecord.objects.count()
    drawing.look.call()
    assert AuditRecord.objects.count() == before
