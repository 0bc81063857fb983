"""Who asks. An actor carries an identity, never permissions: policies look those up."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Preview:
    """A convener looks at one dialogue as somebody else would."""

    persona: str
    dialogue_id: int


@dataclass(frozen=True)
class Actor:
    """A person who may be signed in, a named system job, or a convener's preview."""

    user_id: int | None = None
    label: str = "anonymous"
    is_operator: bool = False
    is_convener: bool = False
    system: str = ""
    preview: Preview | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def is_system(self) -> bool:
        return bool(self.system)


ANONYMOUS = Actor()


def system_actor(name: str) -> Actor:
    """The actor of jobs and of the command line; sees everything, and is named in the audit."""
    return Actor(label=f"system: {name}", system=name)


def actor_of(user: Any) -> Actor:
    """The actor for a Django user, anonymous included."""
    if not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    return Actor(
        user_id=user.pk,
        label=str(user),
        is_operator=user.is_operator,
        is_convener=user.is_convener,
    )
