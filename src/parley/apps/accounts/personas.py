"""The people of the demonstration, whom anyone may sign in as while it is on.

An upper app's demo registers them; what each may do follows from the rows that the demo loads.
"""

from dataclasses import dataclass
from typing import Any

# Reserved by RFC 2606: no mail to it can ever reach anybody.
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Persona:
    """`name` stands in addresses; `label` and `description` may be lazy texts."""

    name: str
    label: Any
    description: Any = ""

    @property
    def email(self) -> str:
        return f"{self.name}@{DOMAIN}"


_personas: dict[str, Persona] = {}


def register(*personas: Persona) -> None:
    _personas.update({persona.name: persona for persona in personas})


def known() -> tuple[Persona, ...]:
    return tuple(_personas.values())


def named(name: str) -> Persona | None:
    return _personas.get(name)
