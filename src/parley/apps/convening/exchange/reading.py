"""A file's text to its document, or everything that is wrong with it, line by line."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from django.utils.translation import gettext as _
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from parley.apps.convening.exchange import checks
from parley.apps.convening.exchange.order import in_order
from parley.apps.convening.exchange.problems import expected, refuse
from parley.apps.convening.exchange.schema import Document, document_type
from parley.apps.convening.exchange.tree import parse
from parley.core.exports import Entry, Path, Problem


def read_document(source: bytes | str) -> Document:
    """The document in a dialogue file; InvalidInput names each line and what was expected."""
    parsed = parse(source)
    try:
        document = document_type().model_validate(parsed.tree)
    except ValidationError as error:
        refuse([*parsed.problems, *problems_in(error, document_type())], parsed.lines)
        raise
    found = [*checks.problems_of(document), *checks.slips_of(document)]
    refuse([*parsed.problems, *found], parsed.lines)
    return in_order(document)


def validated(tree: Mapping[str, Any], message: str) -> Document:
    """The document of a tree that comes from no file; `message` says what can't be done."""
    try:
        return document_type().model_validate(tree)
    except ValidationError as error:
        refuse(problems_in(error, document_type()), message=message)
        raise


def problems_in(error: ValidationError, document: type[Entry]) -> list[Problem]:
    """What does not fit a document, of whichever kind of file, in our words."""
    return [_problem(details, document) for details in error.errors(include_url=False)]


def _problem(details: ErrorDetails, document: type[Entry]) -> Problem:
    path: Path = tuple(step for step in details["loc"] if step != "[key]")
    return Problem(path, _worded(details, path, document))


def _worded(details: ErrorDetails, path: Path, document: type[Entry]) -> str:
    """pydantic's own kinds of error, in our words."""
    kind, got = details["type"], details["input"]
    if kind == "parley":
        return str(details["ctx"]["message"])
    if kind == "missing":
        return _("this field is missing")
    if kind == "extra_forbidden":
        return _unknown(path, _fields_at(path[:-1], document))
    if kind in {"string_too_long", "too_long"}:
        what = _("at most %(limit)d characters") % {"limit": details["ctx"]["max_length"]}
        return expected(what, len(got))
    return expected(_wanted(details), got)


def _wanted(details: ErrorDetails) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "greater_than_equal":
        return _("at least %(limit)d") % {"limit": context["ge"]}
    if kind == "less_than_equal":
        return _("at most %(limit)d") % {"limit": context["le"]}
    return _("a list") if kind == "tuple_type" else _("fields with names")


def _unknown(path: Path, names: list[str]) -> str:
    if close := get_close_matches(str(path[-1]), names, n=1):
        return _("there is no such field; did you mean %(name)s?") % {"name": close[0]}
    return _("there is no such field; expected %(names)s") % {"names": ", ".join(names)}


def _fields_at(path: Path, entry: type[Entry]) -> list[str]:
    """The names that the schema knows at a place."""
    for step in (step for step in path if isinstance(step, str)):
        entry = next(_entries_in(entry.model_fields[step].annotation))
    return [*entry.model_fields]


def _entries_in(annotation: Any) -> Iterator[type[Entry]]:
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        yield annotation
    for part in get_args(annotation):
        yield from _entries_in(part)
