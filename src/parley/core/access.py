"""Who may see and who may do: the only place that answers, closed by default.

Each app registers one `Policy` per model. A model without a policy refuses, an action that
its policy does not declare is refused, and a row that one may not see does not exist.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from parley.core import statements
from parley.core.actors import Actor
from parley.core.errors import NotAllowed, not_found

M = TypeVar("M", bound=Model)
Scope = Callable[[Actor], Q]

NOTHING = Q(pk__in=[])
EVERYTHING = Q()


class Policy:
    """What of one model exists for an actor, and what the actor may do with it.

    Subclasses set `model` and add `can_<action>(actor, obj)` for each action there is.
    """

    model: type[Model]

    def scope(self, actor: Actor) -> Q:
        """Which rows exist for `actor`.

        It depends on the actor alone, never on the clock, the settings or the database: what it
        finds there stays a query inside the answer. The SQL is kept for all readers of a kind
        (core/statements.py), so `actor.user_id` goes into lookups and is not looked at, other
        than whether there is one.
        """
        raise NotImplementedError(f"{type(self).__name__} must say what exists for an actor")


class Unregistered(LookupError):
    """A model was asked for that no app has registered a policy for."""


_policies: dict[type[Model], Policy] = {}
_widenings: dict[type[Model], list[Scope]] = {}


def register(policy: Policy) -> None:
    """Make `policy` the one policy of its model."""
    if policy.model in _policies and type(_policies[policy.model]) is not type(policy):
        raise RuntimeError(f"{policy.model.__name__} already has a policy")
    _policies[policy.model] = policy
    statements.forget()


def widen(model: type[Model], scope: Scope) -> None:
    """Let an upper app show more rows of a lower app's model: a person who speaks in public."""
    known = _widenings.setdefault(model, [])
    if scope not in known:
        known.append(scope)
        statements.forget()


def _policy(model: type[Model]) -> Policy:
    try:
        return _policies[model]
    except KeyError:
        raise Unregistered(f"{model.__name__} has no policy: nobody may see it") from None


def _scope(model: type[Model], actor: Actor) -> Q:
    policy = _policy(model)
    if actor.is_system:
        return EVERYTHING
    q = policy.scope(actor)
    if q == EVERYTHING:
        return q
    for scope in _widenings.get(model, []):
        q |= scope(actor)
    return q


def visible(model: type[M], actor: Actor) -> QuerySet[M]:
    """The rows of `model` that exist for `actor`."""
    return model._default_manager.filter(_scope(model, actor))


def get_visible(rows: type[M] | QuerySet[M], actor: Actor, **lookup: Any) -> M:
    """One row, or a 404: that something hidden exists is itself confidential."""
    queryset = rows if isinstance(rows, QuerySet) else visible(rows, actor)
    return only(queryset.filter(**lookup)[:1])


def only(rows: Iterable[M]) -> M:
    """The first of the rows that an actor sees, or a 404 where there is none."""
    found = next(iter(rows), None)
    if found is None:
        raise not_found()
    return found


def may(actor: Actor, action: str, obj: Model) -> bool:
    """Whether `actor` may do `action` to `obj`; False for any action nobody declared."""
    check = getattr(_policy(type(obj)), f"can_{action}", None)
    if check is None:
        return False
    return actor.is_system or bool(check(actor, obj))


def require(actor: Actor, action: str, obj: Model) -> None:
    """Raise NotAllowed unless `actor` may. Services call this first."""
    if actor.preview is not None:
        raise NotAllowed(_("This is a preview. End it to change anything."))
    if not may(actor, action, obj):
        raise NotAllowed(_("You are not allowed to do this."))
