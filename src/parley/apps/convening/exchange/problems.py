"""What is wrong with a file: where, what was expected, what came."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from parley.core.errors import InvalidInput
from parley.core.exports import Path, Problem

MOST = 50


def place(path: Path) -> str:
    """sessions[2].ends"""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).lstrip(".")


def shown(got: object) -> str:
    """What came, short enough for a line."""
    if got is None:
        return _("nothing")
    if isinstance(got, Mapping):
        return _("several fields")
    if isinstance(got, list | tuple):
        return _("a list")
    if isinstance(got, int):
        return str(got)
    text = str(got)
    return repr(text if len(text) <= 60 else f"{text[:59]}…")


def expected(what: object, got: object) -> str:
    return _("expected %(what)s, got %(got)s") % {"what": what, "got": shown(got)}


def line_of(path: Path, lines: Mapping[Path, int]) -> int | None:
    """The line of the path, or of the nearest thing around it."""
    while path not in lines and path:
        path = path[:-1]
    return lines.get(path)


def _worded(problem: Problem, line: int | None) -> str:
    where = place(problem.path)
    text = f"{where}: {problem.text}" if where else problem.text
    return text if line is None else _("line %(line)d: %(text)s") % {"line": line, "text": text}


def refuse(
    found: Iterable[Problem], lines: Mapping[Path, int] | None = None, *, message: str = ""
) -> None:
    """Raise InvalidInput if anything was found, in the order of the file."""
    placed = [(one.line or line_of(one.path, lines or {}), one) for one in found]
    if not placed:
        return
    placed.sort(key=lambda pair: pair[0] or 0)
    texts = [_worded(problem, line) for line, problem in placed[:MOST]]
    if len(placed) > MOST:
        texts.append(_("… and %(count)d more") % {"count": len(placed) - MOST})
    raise InvalidInput(message or _("This file can't be imported; nothing was stored."), texts)
