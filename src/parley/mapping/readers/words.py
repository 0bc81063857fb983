"""What the words, signs and numbers of an input say: agree, pass, disagree, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from parley.mapping.blocks import AGREE, DISAGREE, PASS
from parley.mapping.errors import InvalidStances

# Beside the three stances a value may be no answer, one that an explicit mapping leaves out, or a mistake.
NO_ANSWER, LEFT_OUT, UNKNOWN = 3, 4, 5

STANCES = {"disagree": DISAGREE, "pass": PASS, "agree": AGREE}

# The ones a person would read at once. What needs a judgement (conditional, undecided, true) is not here.
_WORDS = {
    AGREE: "agree agrees agreed yes y support supports supported for favour favor aye 1 +",
    DISAGREE: "disagree disagrees disagreed no n oppose opposes opposed against nay -1 -",
    PASS: "pass passes passed abstain abstains abstained abstention neutral 0",
}
_PHRASES = {"in favour": AGREE, "in favor": AGREE}
_NOTHING = frozenset(
    ("", "na", "n/a", "nan", "null", "none", "absent", "not voting", "did not vote", "no answer")
)
_WHOLE = re.compile(r"([+-]?)0*(\d+)(?:\.0*)?")

EXPECTED = "agree, pass or disagree, yes, abstain or no, or 1, 0 or -1"


def key(value: object) -> str:
    """The form in which a value is looked up: `Agree `, `agree` are one word, 1.0 and +1 one number.

    Examples
    --------
    >>> key(" Yes "), key("+1"), key(-1.0), key("−"), key("-0")
    ('yes', '1', '-1', '-', '0')
    """
    text = " ".join(str(value).split()).casefold().replace("\u2212", "-")
    whole = _WHOLE.fullmatch(text)
    if not whole or not text.isascii():
        return text
    sign, digits = whole.groups()
    return f"-{digits}" if sign == "-" and digits != "0" else digits


class Words:
    """The meaning of values: the usual words, or exactly those that are given.

    Parameters
    ----------
    given
        From value to `agree`, `pass` or `disagree`, as a mapping or a text `supports=agree,opposes=disagree`.
        Then no other value counts: the others are left out, and counted.

    Raises
    ------
    InvalidStances
        Where `given` can't be understood.

    Examples
    --------
    >>> Words().code("Yes"), Words().code("n/a"), Words().code("maybe")
    (2, 3, 5)
    >>> reversed_numbers = Words("-1=agree,0=pass,1=disagree")
    >>> reversed_numbers.code(-1), reversed_numbers.code("1.0"), reversed_numbers.code("yes")
    (2, 0, 4)
    """

    def __init__(self, given: str | Mapping[Any, str] | None = None) -> None:
        self.explicit = given is not None
        if given is None:
            self._codes = dict(_PHRASES)
            for code, words in _WORDS.items():
                self._codes.update(dict.fromkeys(words.split(), code))
        else:
            self._codes = _given(given)

    @property
    def expected(self) -> str:
        """What a stance may be, for the message about one that is not."""
        return EXPECTED if not self.explicit else "one of " + ", ".join(self._codes)

    def code(self, value: object) -> int:
        """0 disagree, 1 pass, 2 agree; else NO_ANSWER, LEFT_OUT or UNKNOWN."""
        word = key(value)
        if word in self._codes:
            return self._codes[word]
        if word in _NOTHING:
            return NO_ANSWER
        return LEFT_OUT if self.explicit else UNKNOWN


def _given(given: str | Mapping[Any, str]) -> dict[str, int]:
    pairs = [_pair(part) for part in given.split(",")] if isinstance(given, str) else given.items()
    codes: dict[str, int] = {}
    for value, stance in pairs:
        word, code = key(value), STANCES.get(key(stance))
        if code is None:
            raise InvalidStances(
                f"stances: {value!r} must be agree, pass or disagree; got {stance!r}"
            )
        if not word or codes.get(word, code) != code:
            problem = "an empty field is no answer" if not word else f"{value!r} stands twice"
            raise InvalidStances(f"stances: {problem}")
        codes[word] = code
    if not codes:
        raise InvalidStances("stances: expected at least one, such as yes=agree; got none")
    return codes


def _pair(part: str) -> tuple[str, str]:
    value, equals, stance = part.rpartition("=")
    if not equals:
        raise InvalidStances(
            f"stances: expected pairs such as yes=agree,no=disagree; got {part.strip()!r}"
        )
    return value, stance
