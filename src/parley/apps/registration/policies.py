"""Who may register, and who sees what of registrations.

What people say of themselves is seen by themselves and by the dialogue's conveners, who vet it;
by nobody else, operators included. Lists of participants show names by their owners' consent: see
`listed_to`.
"""

from typing import Any

from django.db.models import Model, Q, QuerySet

from parley.apps.convening.models import (
    Contribution,
    ContributionRole,
    Dialogue,
    SeatRole,
    Session,
)
from parley.apps.convening.policies import INSIDE, assigned, contributed, convenes, seated
from parley.apps.registration.models import (
    Attendance,
    BreakoutPlace,
    BreakoutRound,
    BreakoutStep,
    BreakoutWish,
    Evidence,
    Group,
    Invitation,
    Listing,
    Mail,
    MailText,
    Meeting,
    Note,
    Opening,
    Question,
    Registration,
    Selection,
    State,
    Tally,
    Transition,
)
from parley.core.access import NOTHING, Policy, may, visible
from parley.core.actors import Actor

# Whoever has one of these parts in a break-out knows who is in its room.
LEADING = (ContributionRole.CHAIR, ContributionRole.MODERATOR, ContributionRole.RAPPORTEUR)


def convened(actor: Actor) -> Any:
    """Keys of the dialogues whose registrations the actor vets. A preview vets nobody's."""
    return [] if actor.preview is not None else seated(actor, SeatRole.CONVENER)


def vets(actor: Actor, dialogue_id: int) -> bool:
    return actor.preview is None and convenes(actor, dialogue_id)


def hosts(actor: Actor, dialogue_id: int) -> bool:
    """Whether the actor helps to run the day."""
    places = seated(actor, SeatRole.CONVENER, SeatRole.FACILITATOR)
    return Dialogue.objects.filter(pk=dialogue_id, pk__in=places).exists()


class OpeningPolicy(Policy):
    model = Opening

    def scope(self, actor: Actor) -> Q:
        return Q(dialogue__in=visible(Dialogue, actor))

    def can_edit(self, actor: Actor, opening: Opening) -> bool:
        return convenes(actor, opening.dialogue_id)

    def can_check_in(self, actor: Actor, opening: Opening) -> bool:
        """Stand at the door, where one learns who is expected: name, organisation, group."""
        return actor.preview is None and hosts(actor, opening.dialogue_id)


class GroupPolicy(Policy):
    model = Group

    def scope(self, actor: Actor) -> Q:
        return Q(dialogue__in=visible(Dialogue, actor))

    def can_edit(self, actor: Actor, group: Group) -> bool:
        return convenes(actor, group.dialogue_id)

    def can_invite(self, actor: Actor, group: Group) -> bool:
        return vets(actor, group.dialogue_id)

    def can_nominate(self, actor: Actor, group: Group) -> bool:
        """The group's own delegates may; how many, the service looks at."""
        if not actor.is_signed_in or group.nominations == 0:
            return False
        seats = Registration.objects.filter(group=group.pk, user=actor.user_id)
        return seats.filter(state__in=(State.APPROVED, State.ATTENDED)).exists()


class QuestionPolicy(Policy):
    model = Question

    def scope(self, actor: Actor) -> Q:
        return Q(dialogue__in=visible(Dialogue, actor))

    def can_edit(self, actor: Actor, question: Question) -> bool:
        return convenes(actor, question.dialogue_id)


class InvitationPolicy(Policy):
    """Conveners see them, and delegates those that they nominated. Whom one is for comes by its
    link, which shows that one alone."""

    model = Invitation

    def scope(self, actor: Actor) -> Q:
        if not actor.is_signed_in:
            return NOTHING
        return Q(dialogue__in=convened(actor)) | Q(nominated_by__user=actor.user_id)

    def can_revoke(self, actor: Actor, invitation: Invitation) -> bool:
        if vets(actor, invitation.dialogue_id):
            return True
        nominator = invitation.nominated_by
        return nominator is not None and actor.is_signed_in and nominator.user_id == actor.user_id

    def can_resend(self, actor: Actor, invitation: Invitation) -> bool:
        return vets(actor, invitation.dialogue_id)


class RegistrationPolicy(Policy):
    model = Registration

    def scope(self, actor: Actor) -> Q:
        if not actor.is_signed_in:
            return NOTHING
        return Q(user=actor.user_id) | Q(dialogue__in=convened(actor))

    def can_vet(self, actor: Actor, registration: Registration) -> bool:
        return vets(actor, registration.dialogue_id)

    def can_change(self, actor: Actor, registration: Registration) -> bool:
        """What one said of oneself, and whether one comes."""
        return actor.is_signed_in and registration.user_id == actor.user_id


def _of_registrations(actor: Actor, key: str) -> Q:
    return Q(**{f"{key}__in": visible(Registration, actor)})


class EvidencePolicy(Policy):
    model = Evidence

    def scope(self, actor: Actor) -> Q:
        return _of_registrations(actor, "registration")

    def can_remove(self, actor: Actor, evidence: Evidence) -> bool:
        return actor.is_signed_in and evidence.registration.user_id == actor.user_id


class TransitionPolicy(Policy):
    """Reasons are for vetters; what a guest is told stands in the mail."""

    model = Transition

    def scope(self, actor: Actor) -> Q:
        return Q(registration__dialogue__in=convened(actor))


class NotePolicy(Policy):
    model = Note

    def scope(self, actor: Actor) -> Q:
        return Q(registration__dialogue__in=convened(actor))

    def can_delete(self, actor: Actor, note: Note) -> bool:
        """Its author, as long as they vet."""
        mine = actor.is_signed_in and note.author_id == actor.user_id
        return mine and vets(actor, note.registration.dialogue_id)


class SelectionPolicy(Policy):
    model = Selection

    def scope(self, actor: Actor) -> Q:
        return Q(dialogue__in=convened(actor))

    def can_vet(self, actor: Actor, selection: Selection) -> bool:
        return vets(actor, selection.dialogue_id)


class MailTextPolicy(Policy):
    model = MailText

    def scope(self, actor: Actor) -> Q:
        return Q(dialogue__in=convened(actor))


class MailPolicy(Policy):
    model = Mail

    def scope(self, actor: Actor) -> Q:
        mine = convened(actor)
        return Q(registration__dialogue__in=mine) | Q(invitation__dialogue__in=mine)


def _is_admitted(actor: Actor, session: Session) -> bool:
    """Whether the actor is one of the dialogue: its team, its speakers, those approved."""
    inside = Q(dialogue__in=seated(actor, *INSIDE))
    inside |= Q(dialogue__in=contributed(actor, "session__dialogue")) | Q(pk__in=assigned(actor))
    if actor.is_signed_in:
        approved = Registration.objects.filter(
            user=actor.user_id, state__in=(State.APPROVED, State.ATTENDED)
        )
        inside |= Q(dialogue__in=approved.values("dialogue"))
    return Session.objects.filter(inside, pk=session.pk).exists()


class MeetingPolicy(Policy):
    """A session's room on the web. Where it is, only those are told who enter it."""

    model = Meeting

    def scope(self, actor: Actor) -> Q:
        return Q(session__in=visible(Session, actor))

    def can_edit(self, actor: Actor, meeting: Meeting) -> bool:
        return convenes(actor, meeting.session.dialogue_id)

    def can_join(self, actor: Actor, meeting: Meeting) -> bool:
        """Whoever may attend; and where people register, whoever was approved."""
        session = meeting.session
        if not may(actor, "join", session):
            return False
        if not Opening.objects.filter(dialogue=session.dialogue_id).exists():
            return True
        return _is_admitted(actor, session)

    def can_moderate(self, actor: Actor, meeting: Meeting) -> bool:
        session = meeting.session
        if hosts(actor, session.dialogue_id):
            return True
        roles = (ContributionRole.CHAIR, ContributionRole.MODERATOR)
        chaired = Contribution.objects.filter(session=session.pk, role__in=roles)
        return actor.is_signed_in and chaired.filter(person__user=actor.user_id).exists()


class AttendancePolicy(Policy):
    """That one came is known to oneself and the conveners; the door has a list of its own."""

    model = Attendance

    def scope(self, actor: Actor) -> Q:
        return _of_registrations(actor, "registration")


class TallyPolicy(Policy):
    model = Tally

    def scope(self, actor: Actor) -> Q:
        return Q(dialogue__in=convened(actor))


class BreakoutRoundPolicy(Policy):
    """Those who come know of it, to say what they wish; who is where has rules of its own."""

    model = BreakoutRound

    def scope(self, actor: Actor) -> Q:
        if not actor.is_signed_in:
            return NOTHING
        q = Q(session__dialogue__in=convened(actor))
        q |= Q(session__dialogue__in=_coming(actor).values("dialogue"))
        return q & Q(session__dialogue__in=visible(Dialogue, actor))

    def can_arrange(self, actor: Actor, round_: BreakoutRound) -> bool:
        return vets(actor, round_.session.dialogue_id)


class BreakoutWishPolicy(Policy):
    model = BreakoutWish

    def scope(self, actor: Actor) -> Q:
        return _of_registrations(actor, "registration")


class BreakoutPlacePolicy(Policy):
    """The draft is the conveners'; everybody knows their own place once it was published."""

    model = BreakoutPlace

    def scope(self, actor: Actor) -> Q:
        if not actor.is_signed_in:
            return NOTHING
        q = Q(round__session__dialogue__in=convened(actor))
        return q | Q(registration__in=_coming(actor).values("pk"), told__isnull=False)


class BreakoutStepPolicy(Policy):
    model = BreakoutStep

    def scope(self, actor: Actor) -> Q:
        return Q(round__session__dialogue__in=convened(actor))


def _coming(actor: Actor) -> QuerySet[Registration]:
    """The actor's own registrations that have a seat."""
    rows = Registration.objects.filter(user=actor.user_id)
    return rows.filter(state__in=(State.APPROVED, State.ATTENDED))


def leads(actor: Actor) -> Q:
    """The sessions that the actor chairs, moderates or takes notes of."""
    if not actor.is_signed_in or actor.preview is not None:
        return NOTHING
    parts = Contribution.objects.filter(person__user=actor.user_id, role__in=LEADING)
    return Q(pk__in=parts.values("session"))


def listed_to(actor: Actor) -> Q:
    """Of whom the actor may read the name in a list of participants.

    Those who come and let all participants know, read by those inside: whoever has a seat of the
    team or of a participant. Those who let their own group know, read by those of the same group
    who come. And oneself.
    """
    if not actor.is_signed_in or actor.preview is not None:
        return NOTHING
    mine = Registration.objects.filter(
        user=actor.user_id, state__in=(State.APPROVED, State.ATTENDED)
    )
    q = Q(listing=Listing.PARTICIPANTS, dialogue__in=seated(actor, *INSIDE))
    q |= Q(listing=Listing.GROUP, group__in=mine.values("group"))
    q |= Q(user=actor.user_id)
    return q & Q(state__in=(State.APPROVED, State.ATTENDED))


POLICIES = (
    OpeningPolicy,
    GroupPolicy,
    QuestionPolicy,
    InvitationPolicy,
    RegistrationPolicy,
    EvidencePolicy,
    TransitionPolicy,
    NotePolicy,
    SelectionPolicy,
    MailTextPolicy,
    MailPolicy,
    MeetingPolicy,
    AttendancePolicy,
    TallyPolicy,
    BreakoutRoundPolicy,
    BreakoutWishPolicy,
    BreakoutPlacePolicy,
    BreakoutStepPolicy,
)
WIDENINGS: tuple[tuple[type[Model], Any], ...] = ()
