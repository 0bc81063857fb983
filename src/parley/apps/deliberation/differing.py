"""On how many people two states of the same count differ.

Whoever sees two of them subtracts. So no two states of a proposition are shown that differ on fewer
than so many people: what those few hold would be the difference.
"""

from collections.abc import Mapping

import numpy as np

# Person → what they held in each state in turn, one letter each.
Past = Mapping[str, str]
# Person → what they hold, one letter.
Held = Mapping[str, str]
NOBODY = "."  # in place of a letter: held nothing then
# The oldest states are forgotten beyond these: hundreds of people have changed since.
MOST_STATES = 100


def n_states(past: Past) -> int:
    return max((len(letters) for letters in past.values()), default=0)


def differences(past: Past, held: Held) -> list[int]:
    """On how many people each of the states differs from what is held."""
    width, people = n_states(past), sorted({*past, *held})
    if not width:
        return []
    rows = "".join(past.get(one, "").rjust(width, NOBODY) for one in people)
    before = np.frombuffer(rows.encode(), dtype=np.uint8).reshape(len(people), width)
    letters = "".join(held.get(one, NOBODY) for one in people)
    now = np.frombuffer(letters.encode(), dtype=np.uint8)
    return [int(count) for count in (before != now[:, None]).sum(axis=0)]


def followed_by(past: Past, held: Held) -> dict[str, str]:
    """The states with one more at their end."""
    width = n_states(past)
    return {
        one: (past.get(one, "").rjust(width, NOBODY) + held.get(one, NOBODY))[-MOST_STATES:]
        for one in sorted({*past, *held})
    }


def joined(first: Past, then: Past) -> dict[str, str]:
    """The states of both, those of the first before the others."""
    width, further = n_states(first), n_states(then)
    return {
        one: first.get(one, "").rjust(width, NOBODY) + then.get(one, "").rjust(further, NOBODY)
        for one in sorted({*first, *then})
    }


def cut(past: Past, last: int) -> dict[str, str]:
    """Without the last so many states."""
    width = n_states(past)
    return {one: letters.rjust(width, NOBODY)[: width - last] for one, letters in past.items()}
