"""What both ways share: the files of a Polis export and what stands in them.

Comments count from 0, propositions from 1.
"""

import re

COMMENTS, VOTES, MATRIX, SUMMARY = (
    "comments.csv",
    "votes.csv",
    "participants-votes.csv",
    "summary.csv",
)
FILES = (COMMENTS, VOTES, MATRIX, SUMMARY)
REJECTED, ACCEPTED = -1, 1
LICENCE = (
    "Data was gathered using the Polis software (see compdemocracy.org/polis and "
    "github.com/compdemocracy/polis) and is sub-licensed under CC BY 4.0 with Attribution to The "
    "Computational Democracy Project."
)

# A spreadsheet calculates a text that begins so. An apostrophe before it prevents that; it goes
# again when the text is read, and one that was there before is doubled.
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r＝＋－＠]")
_DISARMED = re.compile(r"'+\s*[=+\-@\t\r＝＋－＠]")


def disarmed(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def armed(text: str) -> str:
    """What `disarmed` was made of."""
    return text[1:] if _DISARMED.match(text) else text
