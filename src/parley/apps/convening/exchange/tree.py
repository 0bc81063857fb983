"""YAML to plain lists, mappings and texts, with the line of each.

Every scalar stays text, so Norway's `NO` is a text and `13:00` is not a number; the schema
decides what it is. What a file of data has no use for, and what is used to attack those who
read it, is refused: anchors and aliases, tags, repeated keys, depth, size.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml
from django.utils.translation import gettext as _

from parley.apps.convening.exchange.problems import expected, refuse
from parley.core.characters import UNKEEPABLE
from parley.core.exports import Path, Problem

MAX_BYTES = 8 * 1024 * 1024
MAX_NODES = 100_000
MAX_DEPTH = 24

Tree = None | str | list[Any] | dict[str, Any]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_START = (yaml.MappingStartEvent, yaml.SequenceStartEvent)


@dataclass
class Parsed:
    """The tree of a file, the line of each of its places, and what is wrong with it so far."""

    tree: Tree = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def parse(source: bytes | str) -> Parsed:
    """The one document in `source`; InvalidInput where there is none, or too large a one."""
    text = _text(source)
    parsed = Parsed()
    reader = _Reader(parsed, yaml.parse(text, Loader=_LOADER))
    try:
        parsed.tree = reader.document()
    except yaml.YAMLError as error:
        _refuse_syntax(error, text)
    return parsed


def _stop(text: str, line: int) -> NoReturn:
    """Refuse the file for one thing that leaves the rest unreadable."""
    refuse([Problem((), text, line)])
    raise AssertionError("unreachable")


def _text(source: bytes | str) -> str:
    size = len(source) if isinstance(source, bytes) else len(source.encode(errors="replace"))
    if size > MAX_BYTES:
        limit = {"limit": MAX_BYTES // 1024**2, "size": f"{size / 1024**2:.1f}"}
        _stop(_("expected at most %(limit)d MB, got %(size)s MB") % limit, 1)
    if isinstance(source, bytes):
        try:
            text = source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            _stop(_("expected text in UTF-8"), source.count(b"\n", 0, error.start) + 1)
    else:
        text = source.removeprefix("\ufeff")
    if found := UNKEEPABLE.search(text):
        character = f"U+{ord(found[0]):04X}"
        problem = _("the character %(character)s can't be kept") % {"character": character}
        _stop(problem, text.count("\n", 0, found.start()) + 1)
    return text


def _refuse_syntax(error: yaml.YAMLError, text: str) -> NoReturn:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", "")
    line = mark.line + 1 if mark else 1
    _stop(_("this is not YAML: %(reason)s") % {"reason": reason}, min(line, _last(text)))


def _last(text: str) -> int:
    return len(re.findall(r"\n(?=.)", text, re.DOTALL)) + 1


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Reader:
    """Builds the tree from the parser's events, which never run deeper than they are read."""

    def __init__(self, parsed: Parsed, events: Iterator[yaml.Event]) -> None:
        self.parsed = parsed
        self.events = events
        self.nodes = 0

    def document(self) -> Tree:
        next(self.events)  # the stream
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            _stop(_("the file is empty"), 1)
        tree = self._node(next(self.events), (), 0)
        next(self.events)  # the document's end
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            _stop(_("expected one document, got a second one"), _line(after))
        return tree

    def _wrong(self, path: Path, text: str) -> None:
        self.parsed.problems.append(Problem(path, text))

    def _node(self, event: yaml.Event, path: Path, depth: int) -> Tree:
        line = _line(event)
        self.parsed.lines.setdefault(path, line)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            _stop(_("expected at most %(limit)d values") % {"limit": MAX_NODES}, line)
        if depth > MAX_DEPTH:
            _stop(_("expected at most %(limit)d levels") % {"limit": MAX_DEPTH}, line)
        if getattr(event, "anchor", None) is not None:
            self._wrong(path, _("anchors and aliases (& and *) are not taken; repeat the text"))
        if getattr(event, "tag", None) is not None:
            self._wrong(path, _("tags (!) are not taken; write the plain value"))
        return self._value(event, path, depth)

    def _value(self, event: yaml.Event, path: Path, depth: int) -> Tree:
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        if isinstance(event, yaml.ScalarEvent):
            return None if event.value == "" and event.implicit[0] else str(event.value)
        return None  # an alias, reported already

    def _sequence(self, path: Path, depth: int) -> list[Tree]:
        items: list[Tree] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items)), depth + 1))
        return items

    def _mapping(self, path: Path, depth: int) -> dict[str, Tree]:
        """Keys without a value are left out: they say that it is unset."""
        found: dict[str, Tree] = {}
        seen: dict[str, int] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, line = self._key(event), _line(event)
            if key in seen:
                text = _("this field stands twice, first on line %(first)d") % {"first": seen[key]}
                self.parsed.problems.append(Problem((*path, key), text, line))
            seen.setdefault(key, line)
            self.parsed.lines.setdefault((*path, key), line)
            value = self._node(next(self.events), (*path, key), depth + 1)
            if value is not None:
                found.setdefault(key, value)
        return found

    def _key(self, event: yaml.Event) -> str:
        if isinstance(event, yaml.ScalarEvent) and event.tag is None and event.anchor is None:
            return str(event.value)
        line = _line(event)
        if isinstance(event, _START):
            _stop(expected(_("the name of a field"), {}), line)
        _stop(_("expected the name of a field, without tag, anchor or alias"), line)
