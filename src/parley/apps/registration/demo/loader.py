"""Puts groups and guests into the dialogues of the demonstration, once."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from parley.apps.accounts.models import StakeholderGroup, User
from parley.apps.accounts.personas import DOMAIN
from parley.apps.convening.models import Dialogue
from parley.apps.convening.services.common import changed
from parley.apps.registration.demo import breakouts
from parley.apps.registration.demo.guests import GROUPS, GUESTS, INVITED, MARK, QUESTIONS, Guest
from parley.apps.registration.models import (
    Admission,
    Group,
    Invitation,
    Listing,
    Mail,
    Mode,
    Opening,
    Registration,
    State,
)
from parley.apps.registration.selectors.guestlist import expiry_of
from parley.apps.registration.services import groups, opening, sending, states
from parley.core.actors import system_actor
from parley.core.localtext import LocalText

ACTOR = system_actor("demo")
PUBLISHED, INVENTED = "due-diligence-2021", "synthetic-2027"


@transaction.atomic
def load_missing() -> None:
    for slug, load in ((PUBLISHED, _published), (INVENTED, _invented)):
        dialogue = Dialogue.objects.filter(slug=slug).first()
        if dialogue is not None and not Opening.objects.filter(dialogue=dialogue).exists():
            load(dialogue)


def _published(dialogue: Dialogue) -> None:
    """As its page says: limited to government representatives, who had to register."""
    opening.set_opening(ACTOR, dialogue, {})
    groups.add(
        ACTOR,
        dialogue,
        {
            "name": LocalText(en="Government representatives"),
            "kind": StakeholderGroup.GOVERNMENT,
            "admission": Admission.OPEN,
            "vetted": True,
        },
    )


def _invented(dialogue: Dialogue) -> None:
    if not dialogue.synthetic:
        return
    opening.set_opening(ACTOR, dialogue, {"asks_gender": True})
    made = {slug: groups.add(ACTOR, dialogue, values) for slug, values in GROUPS.items()}
    opening.set_questions(ACTOR, dialogue, QUESTIONS)
    question = dialogue.questions.get()
    for number, guest in enumerate(GUESTS):
        _register(made[guest.group], guest, {str(question.pk): str(number % 3)})
    for name, organisation, group, state, language in INVITED:
        _invite(made[group], _address(name), f"{name} {MARK}", organisation, state, language)
    # Nobody reads what is written to them; the mails of the personas go out.
    Mail.objects.filter(registration__dialogue=dialogue).delete()
    _add_personas(made["government"])
    breakouts.arrange(dialogue)


def _address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@{DOMAIN}"


def _register(group: Group, guest: Guest, answers: dict[str, str]) -> Registration:
    account = User.objects.create(email=guest.address, name=f"{guest.name} {MARK}")
    said = {
        "name": account.name,
        "organisation": f"{guest.organisation} {MARK}" if guest.organisation else "",
        "country": guest.country,
        "gender": guest.gender,
        "mode": guest.mode,
        "listing": guest.listing,
        "answers": answers,
    }
    return _in_state(group, account, guest.state, said)


def _in_state(group: Group, account: User, state: State, said: dict[str, Any]) -> Registration:
    """Through the states, as everybody comes; the deadline may have passed by now."""
    row = Registration(
        dialogue=group.dialogue, user=account, group=group, consented_at=timezone.now(), **said
    )
    states.begin(ACTOR, row)
    if state == State.CANCELLED:
        row = states.advance(ACTOR, row, State.APPROVED, tell=False)
    return row if state == State.SUBMITTED else states.advance(ACTOR, row, state, tell=False)


def _invite(
    group: Group, address: str, name: str, organisation: str, state: str, language: str = ""
) -> Invitation:
    row = Invitation.objects.create(
        dialogue=group.dialogue,
        group=group,
        address=address,
        name=name,
        organisation=f"{organisation} {MARK}",
        state=state,
        language=language,
        expires_at=expiry_of(group, None, late=False),
        follows_deadline=True,
    )
    changed(ACTOR, "dialogue.invited", group.dialogue, invitations=1, groups={str(group.pk): 1})
    return row


def _add_personas(group: Group) -> None:
    """The participant of the demonstration has a delegation's seat; the invited one has a mail."""
    participant = User.objects.filter(email=f"participant@{DOMAIN}").first()
    if participant is not None:
        said = {
            "name": participant.name,
            "organisation": f"Ministry of Exempla {MARK}",
            "mode": Mode.IN_PERSON,
            "listing": Listing.PARTICIPANTS,
        }
        _in_state(group, participant, State.APPROVED, said)
    invited = User.objects.filter(email=f"invited@{DOMAIN}").first()
    if invited is not None:
        row = _invite(group, invited.email, invited.name, "Ministry of Exempla", "open")
        sending.queue_invitations([row])
