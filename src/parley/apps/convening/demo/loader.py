"""Puts the demonstration into a database, once."""

from importlib.resources import files

from django.db import transaction
from django.db.models import Q

from parley.apps.accounts.models import Listed, Organisation, Person, User
from parley.apps.accounts.personas import DOMAIN
from parley.apps.convening.demo.personas import PERSONAS
from parley.apps.convening.exchange import Document, import_dialogue, read_document
from parley.apps.convening.models import (
    Dialogue,
    Seat,
    SeatRole,
    Series,
    Session,
    SessionSeat,
    Venue,
)
from parley.apps.convening.services.common import changed
from parley.core.actors import system_actor

ACTOR = system_actor("demo")
FILES = ("due-diligence-2021", "ecdd-2020", "synthetic-2027", "synthetic-draft")
SEATS = {
    "invited": SeatRole.INVITED,
    "participant": SeatRole.PARTICIPANT,
    "facilitator": SeatRole.FACILITATOR,
    "rapporteur": SeatRole.RAPPORTEUR,
}
SPEAKER = "leila-mithal"
CLOSED_SESSION = "closed-roundtable"
DIRECTORY: tuple[type[Listed], ...] = (Series, Venue, Organisation, Person)


@transaction.atomic
def load_missing() -> None:
    accounts = _accounts()
    for name in FILES:
        document = read_document(_source(name))
        if not _is_here(document):
            _add(document, accounts)


def _source(name: str) -> bytes:
    return files(__package__).joinpath(f"{name}.yaml").read_bytes()


def _is_here(document: Document) -> bool:
    """By its short name or its uid: a convener may have changed either's companion."""
    entry = document.dialogue
    return Dialogue.objects.filter(Q(slug=entry.slug) | Q(uid=entry.uid)).exists()


def _accounts() -> dict[str, User]:
    """Persona → account; those that are there keep what was changed."""
    emails = [persona.email for persona in PERSONAS]
    known = {account.email: account for account in User.objects.filter(email__in=emails)}
    return {
        persona.name: known.get(persona.email) or _account(persona.name) for persona in PERSONAS
    }


def _account(name: str) -> User:
    """Named in English whatever the reader's language, and marked as synthetic."""
    account = User.objects.create(
        email=f"{name}@{DOMAIN}",
        name=f"{name.title()} (synthetic)",
        is_convener=name == "convener",
        is_operator=name == "operator",
    )
    changed(ACTOR, "account.added", account)
    return account


def _add(document: Document, accounts: dict[str, User]) -> None:
    dialogue = import_dialogue(ACTOR, document, convener=accounts["convener"]).dialogue
    for model in DIRECTORY:
        # Otherwise nobody but an operator could edit the entries that came with the dialogues.
        model._default_manager.filter(created_by=None).update(created_by=accounts["convener"])
    if dialogue.synthetic:
        _seat(dialogue, accounts)


def _seat(dialogue: Dialogue, accounts: dict[str, User]) -> None:
    for name, role in SEATS.items():
        Seat.objects.create(dialogue=dialogue, user=accounts[name], role=role)
        changed(ACTOR, "dialogue.appointed", dialogue, user=accounts[name].pk, role=str(role))
    speaker = Person.objects.filter(
        slug=SPEAKER, user=None, contributions__session__dialogue=dialogue
    )
    for person in speaker.distinct():
        person.user = accounts["contributor"]
        person.save()
        changed(ACTOR, "person.linked", person, user=accounts["contributor"].pk)
    for session in Session.objects.filter(dialogue=dialogue, slug=CLOSED_SESSION):
        rapporteur = accounts["rapporteur"]
        SessionSeat.objects.create(session=session, user=rapporteur)
        changed(
            ACTOR,
            "session.assigned",
            session,
            dialogue=dialogue.pk,
            added=[rapporteur.pk],
            removed=[],
        )
