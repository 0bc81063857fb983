"""What of people, organisations and accounts exists for whom. Upper apps widen it."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Model, Q

from parley.apps.accounts.models import Affiliation, Organisation, Person, User
from parley.core.access import EVERYTHING, NOTHING, Policy, visible
from parley.core.actors import Actor


def made_by(actor: Actor) -> Q:
    return Q(created_by=actor.user_id) if actor.is_signed_in else NOTHING


class UserPolicy(Policy):
    model = User

    def scope(self, actor: Actor) -> Q:
        return EVERYTHING if actor.is_operator else Q(pk=actor.user_id)

    def can_administer(self, actor: Actor, user: User) -> bool:
        return actor.is_operator

    def can_choose_language(self, actor: Actor, user: User) -> bool:
        return actor.is_signed_in and actor.user_id == user.pk

    def can_edit(self, actor: Actor, user: User) -> bool:
        return actor.is_signed_in and actor.user_id == user.pk


class OwnPolicy(Policy):
    """What belongs to one account's sign-in: its owner's business, and not the operator's."""

    def scope(self, actor: Actor) -> Q:
        return Q(user=actor.user_id) if actor.is_signed_in else NOTHING


class SessionPolicy(OwnPolicy):
    model = UserSession

    def can_end(self, actor: Actor, session: UserSession) -> bool:
        return actor.is_signed_in and actor.user_id == session.user_id


class AuthenticatorPolicy(OwnPolicy):
    model = Authenticator


class ListedPolicy(Policy):
    """Directory entries: their maker keeps them; others see those that a dialogue shows."""

    def scope(self, actor: Actor) -> Q:
        return made_by(actor)

    def can_edit(self, actor: Actor, entry: Model) -> bool:
        maker: int | None = getattr(entry, "created_by_id", None)
        return actor.is_operator or (actor.is_signed_in and maker == actor.user_id)

    def can_delete(self, actor: Actor, entry: Model) -> bool:
        """Whether they may try; the service refuses while something refers to the entry."""
        return self.can_edit(actor, entry)

    def can_merge(self, actor: Actor, entry: Model) -> bool:
        """Asked of both entries: of the one that stays, and of the one that goes."""
        return self.can_edit(actor, entry)


class PersonPolicy(ListedPolicy):
    model = Person

    def scope(self, actor: Actor) -> Q:
        own = Q(user=actor.user_id) if actor.is_signed_in else NOTHING
        return made_by(actor) | own


class OrganisationPolicy(ListedPolicy):
    """Whoever gives a person a position makes the organisation known where the person is."""

    model = Organisation

    def scope(self, actor: Actor) -> Q:
        affiliations = Affiliation.objects.filter(person__in=visible(Person, actor))
        return made_by(actor) | Q(pk__in=affiliations.values("organisation"))


class AffiliationPolicy(Policy):
    """They stand on the person's page."""

    model = Affiliation

    def scope(self, actor: Actor) -> Q:
        return Q(person__in=visible(Person, actor))


POLICIES = (
    UserPolicy,
    SessionPolicy,
    AuthenticatorPolicy,
    PersonPolicy,
    OrganisationPolicy,
    AffiliationPolicy,
)
