"""A readable twin of the reader of long tables: one line after the other."""

import csv
import io
from collections import Counter

WORDS = {
    "agree": 1, "yes": 1, "supports": 1, "for": 1, "+": 1, "1": 1, "1.0": 1, "+1": 1,
    "pass": 0, "abstain": 0, "neutral": 0, "0": 0, "0.0": 0,
    "disagree": -1, "no": -1, "opposes": -1, "against": -1, "-": -1, "-1": -1, "-1.0": -1,
}  # fmt: skip
NOTHING = {"", "na", "n/a", "nan", "null", "none"}


def read_naively(text: str) -> tuple[dict[tuple[str, str], int], Counter[str]]:
    """The stances of a CSV with the columns actor, proposition, stance, time; and what was dropped."""
    records = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    header = next(record for record in records if record)
    latest: dict[tuple[str, str], tuple[float, int]] = {}
    dropped: Counter[str] = Counter()
    for record in records:
        if any(record[len(header) :]):
            dropped["too many fields"] += 1
            continue
        fields = dict.fromkeys(header, "") | dict(zip(header, map(str.strip, record), strict=False))
        reason, stance = judged(fields)
        if stance is None:
            dropped[reason] += 1
            continue
        key = fields["actor"], fields["proposition"]
        time = float(fields.get("time") or "-inf")
        if key in latest:
            dropped["answered again later"] += 1
            if latest[key][0] > time:
                continue
        latest[key] = time, stance
    return {key: stance for key, (_time, stance) in latest.items()}, dropped


def judged(fields: dict[str, str]) -> tuple[str, int | None]:
    """Why a line holds no stance; or its stance."""
    word = fields["stance"].casefold()
    if word in NOTHING:
        empty = not fields["actor"] and not fields["proposition"]
        return "empty line" if empty else "no answer", None
    if word not in WORDS:
        return "unknown stance", None
    for role in ("actor", "proposition"):
        if not fields[role]:
            return f"no {role}", None
    return "", WORDS[word]
