"""Gathering practices: who may, what is refused, who sees what."""

import pytest

from parley.apps.convening.models import ContributionRole, Rule, SeatRole
from parley.apps.convening.services import sessions
from parley.apps.convening.services.versions import Conflict, version_of
from parley.apps.outcomes.models import Practice, PracticeEvidence
from parley.apps.outcomes.selectors import practices as find
from parley.apps.outcomes.services import gathered, practices
from parley.core import search
from parley.core.access import visible
from parley.core.actors import ANONYMOUS
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make

pytestmark = pytest.mark.django_db


def values(**more):
    return {
        "title": LocalText(en="Contact points"),
        "what": LocalText(en="Somebody answers within a day."),
        "by_whom": LocalText(en="Some states"),
        **more,
    }


def problems_of(caught):
    return " ".join(caught.value.problems)


def test_it_begins_as_a_draft_that_only_the_reporters_see(dialogue, rapporteur, convener, guest):
    row = practices.add(rapporteur, dialogue, values())
    assert (row.slug, row.published, row.synthetic) == ("contact-points", False, False)
    assert [one for one in (rapporteur, convener) if visible(Practice, one).exists()] == [
        rapporteur,
        convener,
    ]
    assert not visible(Practice, make.actor(guest())).exists()
    assert not visible(Practice, ANONYMOUS).exists()
    assert AuditRecord.objects.get(action="practice.added").data == {"dialogue": dialogue.pk}


def test_published_everybody_who_sees_the_dialogue_sees_it(dialogue, rapporteur):
    row = practices.add(rapporteur, dialogue, values())
    practices.publish(rapporteur, row, published=True)
    assert visible(Practice, ANONYMOUS).get() == row
    assert [hit.object for hit in search.find(ANONYMOUS, "contact answers")] == [row]
    practices.publish(rapporteur, row, published=False)
    assert not visible(Practice, ANONYMOUS).exists()
    assert search.find(ANONYMOUS, "contact answers") == []


@pytest.mark.parametrize("role", [SeatRole.FACILITATOR, SeatRole.PARTICIPANT, SeatRole.INVITED])
def test_nobody_else_gathers(dialogue, role):
    account = make.user()
    make.seat(dialogue, account, role)
    row = make.practice(dialogue)
    with pytest.raises(NotAllowed):
        practices.add(make.actor(account), dialogue, values())
    with pytest.raises(NotAllowed):
        gathered.remove(make.actor(account), row)
    assert Practice.objects.get() == row


def test_a_rapporteur_of_another_dialogue_changes_nothing_here(dialogue):
    account = make.user()
    make.seat(make.dialogue(), account, SeatRole.RAPPORTEUR)
    row = make.practice(dialogue)
    with pytest.raises(NotAllowed):
        practices.edit(make.actor(account), row, values())


def test_all_of_a_synthetic_dialogue_is_synthetic(rapporteur, account):
    invented = make.dialogue(synthetic=True)
    make.seat(invented, account, SeatRole.RAPPORTEUR)
    assert practices.add(rapporteur, invented, values()).synthetic


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": LocalText()}, "Title"),
        ({"status": "assessed"}, "who has assessed it"),
        ({"assessed_by": "An institute"}, "Only of an independently assessed"),
        ({"status": "proved"}, "not a valid choice"),
        ({"slug": "new"}, "another short name"),
    ],
)
def test_what_can_not_be_is_said(dialogue, rapporteur, given, said):
    with pytest.raises(InvalidInput) as caught:
        practices.add(rapporteur, dialogue, values(**given))
    assert said in problems_of(caught)
    assert not Practice.objects.exists()


def test_a_session_of_another_dialogue_or_a_hidden_one_can_not_be_named(dialogue, rapporteur):
    closed = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    elsewhere = make.session(make.dialogue())
    for session in (closed, elsewhere):
        with pytest.raises(InvalidInput) as caught:
            practices.add(rapporteur, dialogue, values(session=session))
        assert "session of this dialogue" in problems_of(caught)


def test_what_is_missing_keeps_it_from_being_published(dialogue, rapporteur):
    row = practices.add(rapporteur, dialogue, values(by_whom=LocalText(), status="documented"))
    with pytest.raises(InvalidInput) as caught:
        practices.publish(rapporteur, row, published=True)
    assert "by whom" in problems_of(caught) and "evidence" in problems_of(caught)
    assert not Practice.objects.get().published


def test_a_published_one_can_not_lose_what_its_status_claims(dialogue, rapporteur):
    row = make.practice(dialogue, status="documented")
    row.evidence.create(title="A paper")
    with pytest.raises(InvalidInput):
        practices.set_evidence(rapporteur, row, [])
    with pytest.raises(InvalidInput):
        practices.edit(rapporteur, row, {"by_whom": LocalText()})
    row.refresh_from_db()
    assert row.by_whom and row.evidence.get().title == "A paper"


def test_editing_over_somebody_else_is_noticed(dialogue, rapporteur, convener):
    row = practices.add(rapporteur, dialogue, values())
    seen = version_of(row, values())
    practices.edit(convener, row, values(cost=LocalText(en="Two posts")), seen=None)
    practices.edit(convener, row, values(title=LocalText(en="Other")))
    with pytest.raises(Conflict):
        practices.edit(rapporteur, row, values(), seen=seen)


def test_it_is_as_visible_as_what_was_said_in_its_session(dialogue, rapporteur, convener, guest):
    """Being listed lets nobody in; what is under Chatham House may leave the room."""
    inside = guest()
    rules = {
        "public": make.session(dialogue),
        "listed": make.session(dialogue, rule=Rule.PARTICIPANTS, listed=True),
        "participants": make.session(dialogue, rule=Rule.PARTICIPANTS),
        "house": make.session(dialogue, rule=Rule.CHATHAM_HOUSE),
        "listed-house": make.session(dialogue, rule=Rule.CHATHAM_HOUSE, listed=True),
        "unstated": make.session(dialogue, rule="", listed=True),
        "closed": make.session(dialogue, rule=Rule.CLOSED_DOOR),
    }
    speaker = make.user()
    person = make.person(user=speaker)
    make.contribution(rules["closed"], person=person, role=ContributionRole.PANELLIST)
    for slug, session in rules.items():
        make.practice(dialogue, slug=slug, session=session)

    def seen(actor):
        return set(visible(Practice, actor).values_list("slug", flat=True))

    assert seen(ANONYMOUS) == {"public", "listed-house"}
    assert seen(make.actor(inside)) == {
        "public",
        "listed",
        "participants",
        "house",
        "listed-house",
    }
    assert seen(rapporteur) == seen(make.actor(inside))
    assert seen(make.actor(speaker)) == seen(make.actor(inside)) | {"closed"}
    assert seen(convener) == set(rules)


def test_a_document_that_is_not_published_is_shown_by_no_practice(dialogue, rapporteur):
    hidden = make.document(make.collection(published=False))
    shown = make.document(make.collection())
    row = make.practice(dialogue)
    row.evidence.create(document=hidden, order=0)
    row.evidence.create(document=shown, order=1)
    assert [one.document for one in find.evidence_of(ANONYMOUS, row)] == [shown]
    # It stays where somebody edits the list who does not see it.
    practices.set_evidence(rapporteur, row, [{"title": "A paper", "document": None}])
    assert {one.document or one.title for one in row.evidence.all()} == {hidden, "A paper"}
    with pytest.raises(InvalidInput):
        practices.set_evidence(rapporteur, row, [{"document": hidden, "title": ""}])


def test_evidence_keeps_its_rows_and_their_order(dialogue, rapporteur):
    row = make.practice(dialogue)
    practices.set_evidence(
        rapporteur, row, [{"title": "One"}, {"title": "Two", "link": "https://example.org/2"}]
    )
    first, second = row.evidence.all()
    practices.set_evidence(
        rapporteur,
        row,
        [{"id": second.pk, "title": "Two"}, {"id": first.pk, "title": "One", "place": "p. 3"}],
    )
    told = [(one.pk, one.title, one.place) for one in PracticeEvidence.objects.all()]
    assert told == [(second.pk, "Two", ""), (first.pk, "One", "p. 3")]
    with pytest.raises(InvalidInput):
        practices.set_evidence(rapporteur, row, [{"title": "", "place": "p. 3"}])


def test_order(dialogue, rapporteur):
    rows = [practices.add(rapporteur, dialogue, values()) for _ in range(3)]
    gathered.move(rapporteur, rows[2], "up")
    gathered.move(rapporteur, rows[0], "up")  # it is the first already
    assert list(Practice.objects.all()) == [rows[0], rows[2], rows[1]]
    assert [row.slug for row in rows] == ["contact-points", "contact-points-2", "contact-points-3"]


def test_moving_leaves_alone_what_the_rapporteur_does_not_see(dialogue, rapporteur):
    closed = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    first = make.practice(dialogue, order=0)
    hidden = make.practice(dialogue, order=1, session=closed)
    last = make.practice(dialogue, order=2)
    gathered.move(rapporteur, last, "up")
    assert list(Practice.objects.all()) == [last, hidden, first]


def test_removed_it_is_gone_and_found_no_more(dialogue, rapporteur):
    row = practices.add(rapporteur, dialogue, values())
    practices.publish(rapporteur, row, published=True)
    gathered.remove(rapporteur, row)
    assert not Practice.objects.exists()
    assert search.find(rapporteur, "contact") == []
    assert AuditRecord.objects.filter(action="practice.removed").count() == 1


def test_a_session_with_a_practice_is_not_removed_silently(dialogue, convener):
    session = make.session(dialogue)
    make.practice(dialogue, session=session)
    with pytest.raises(InvalidInput) as caught:
        sessions.remove(convener, session)
    assert "a practice" in caught.value.message
    assert Practice.objects.exists()
    dialogue.delete()
    assert not Practice.objects.exists()
