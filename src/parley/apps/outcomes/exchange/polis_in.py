"""A Polis export becomes a consultation."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue, Rule
from parley.apps.deliberation.models import Consultation
from parley.apps.deliberation.services.taking_in import Taken, take_in
from parley.apps.outcomes.bridge.polis import PolisStances, polis_stances
from parley.apps.outcomes.exchange.polis_format import (
    COMMENTS,
    LICENCE,
    MATRIX,
    REJECTED,
    SUMMARY,
    VOTES,
    armed,
)
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.characters import UNKEEPABLE
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText

LONGEST = 2000  # characters of a comment
MOST_COMMENTS = 10_000
# Numbers beyond are those of propositions that nobody has accepted yet.
LARGEST_ID = 999_000
MOST_PROBLEMS = 5
LARGEST_CELL = 100_000


@dataclass(frozen=True)
class Comment:
    key: int
    text: str
    is_rejected: bool


@dataclass(frozen=True)
class Conversation:
    """What a folder holds. Who wrote a comment is not read."""

    topic: str
    description: str
    link: str
    comments: tuple[Comment, ...]
    stances: PolisStances


def read_folder(folder: Path) -> Conversation:
    """Raises InvalidInput, which says what is wrong where."""
    if not (folder / COMMENTS).is_file():
        raise InvalidInput(_("There is no comments.csv: the texts of the comments are in it."))
    if not any((folder / name).is_file() for name in (VOTES, MATRIX)):
        raise InvalidInput(_("There is neither votes.csv nor participants-votes.csv."))
    comments = tuple(_comments(folder / COMMENTS))
    stances = polis_stances(folder)
    known = {one.key for one in comments}
    if lost := [key for key in stances.ids if key not in known]:
        told = {"ids": ", ".join(map(str, lost[:MOST_PROBLEMS]))}
        raise InvalidInput(_("There are votes on comments that comments.csv lacks: %(ids)s") % told)
    summary = _summary(folder / SUMMARY)
    return Conversation(
        summary.get("topic", ""),
        summary.get("conversation-description", ""),
        summary.get("url", ""),
        tuple(sorted(comments, key=lambda one: one.key)),
        stances,
    )


def _rows(path: Path) -> Iterator[list[str]]:
    csv.field_size_limit(LARGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file, strict=True)
    except UnicodeDecodeError as error:
        told = {"file": path.name}
        raise InvalidInput(_("%(file)s is no text in UTF-8.") % told) from error
    except csv.Error as error:
        told = {"file": path.name, "why": str(error)}
        raise InvalidInput(_("%(file)s can’t be read: %(why)s") % told) from error


def _comments(path: Path) -> Iterator[Comment]:
    rows = _rows(path)
    columns = {name.strip(): place for place, name in enumerate(next(rows, []))}
    if missing := [name for name in ("comment-id", "comment-body") if name not in columns]:
        raise InvalidInput(
            _("comments.csv lacks a column: %(names)s.") % {"names": ", ".join(missing)}
        )
    seen: set[int] = set()
    for line, row in enumerate((row for row in rows if row), start=1):
        if len(row) < len(columns):
            raise InvalidInput(_wrong(line, _("it has too few fields")))
        comment = _comment({name: row[place] for name, place in columns.items()}, line)
        if comment.key in seen:
            raise InvalidInput(
                _wrong(line, _("comment %(id)d is there twice") % {"id": comment.key})
            )
        seen.add(comment.key)
        if len(seen) > MOST_COMMENTS:
            limit = {"limit": MOST_COMMENTS}
            raise InvalidInput(_("There are more than %(limit)d comments.") % limit)
        yield comment


def _wrong(entry: int, what: str) -> str:
    return _("comments.csv, entry %(entry)d: %(what)s.") % {"entry": entry, "what": what}


def _comment(row: Mapping[str, str], line: int) -> Comment:
    key, text = row["comment-id"].strip(), armed(row["comment-body"]).strip()
    moderated = row.get("moderated", "").strip() or "0"
    if not (key.isascii() and key.isdigit() and int(key) <= LARGEST_ID):
        raise InvalidInput(_wrong(line, _("the id of a comment must be a number from 0")))
    if moderated not in ("-1", "0", "1"):
        raise InvalidInput(_wrong(line, _("“moderated” must be -1, 0 or 1")))
    if not text:
        raise InvalidInput(_wrong(line, _("the comment has no text")))
    if len(text) > LONGEST:
        limit = {"limit": LONGEST}
        raise InvalidInput(
            _wrong(line, _("the comment has more than %(limit)d characters") % limit)
        )
    if UNKEEPABLE.search(text):
        raise InvalidInput(_wrong(line, _("the comment has characters that can’t be kept")))
    return Comment(int(key), text, int(moderated) == REJECTED)


def _summary(path: Path) -> dict[str, str]:
    """What is said of the conversation, if anything: a name and a value on each line."""
    if not path.is_file():
        return {}
    pairs = (row for row in _rows(path) if len(row) >= 2)
    return {row[0].strip(): UNKEEPABLE.sub("", armed(row[1])).strip() for row in pairs}


def import_polis(
    actor: Actor,
    dialogue: Dialogue,
    folder: Path,
    *,
    title: str = "",
    language: str = "en",
    attribution: str = "",
    slug: str = "",
) -> Consultation:
    """All of the folder, or nothing."""
    require(actor, "edit", dialogue)
    found = read_folder(folder)
    name = title or found.topic
    if not name:
        raise InvalidInput(_("Give the consultation a title: the export has none."))
    texts = found.description[:LONGEST]
    values = {
        "title": LocalText({language: name[:200]}),
        "introduction": LocalText({language: texts}),
        "rule": Rule.PUBLIC,
        "takes_propositions": False,
        "languages": [language],
        "attribution": attribution or _attribution(found.link),
        "slug": slug,
    }
    rejected = _("Rejected by the moderators of the conversation.")
    propositions = [
        Taken(one.key + 1, LocalText({language: one.text}), rejected if one.is_rejected else "")
        for one in found.comments
    ]
    place = {one.key: number for number, one in enumerate(found.comments)}
    to = [place[key] for key in found.stances.ids]
    stances = (
        (who, to[comment], value)
        for who, comment, value in zip(
            found.stances.respondents.tolist(),
            found.stances.comments.tolist(),
            found.stances.values.tolist(),
            strict=True,
        )
    )
    return take_in(actor, dialogue, values, propositions, stances, found.stances.n_respondents)


def _attribution(link: str) -> str:
    return f"{LICENCE} {link}".strip()
