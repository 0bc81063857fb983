"""A document to readable YAML: blocks, the schema's order, only what is set."""

import base64
import re
import unicodedata
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import yaml

from parley.apps.convening.exchange.schema import Document
from parley.core.exports import Entry

HEADER = """\
# A dialogue, as Parley exports and imports it.
# What each field means, and what it may hold: docs/reference/dialogue-file.md
"""
WIDTH = 96
LINE_OF_BASE64 = 76
# YAML 1.2 takes more for numbers than the library that writes here.
NUMBER = re.compile(r"[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?|0[xo][0-9a-fA-F]+")
TEXT, WHOLE, FLAG, DATE = (
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "bool", "timestamp")
)


def write_document(document: Document) -> str:
    """The document as a file; reading it gives the same document again."""
    blocks = [_yaml({name: value}) for name, value in sorted(_given(document), key=_is_long)]
    return "\n".join([HEADER, *blocks])


def _is_long(pair: tuple[str, Any]) -> bool:
    """Files and pictures come last: whoever reads would not look below them."""
    return pair[0] in ("materials", "pictures")


def _given(entry: Entry) -> list[tuple[str, Any]]:
    """The fields that are set, in order. A required one is always set."""
    fields = type(entry).model_fields
    pairs = ((name, getattr(entry, name)) for name in fields)
    return [
        (name, value)
        for name, value in pairs
        if fields[name].is_required() or value != fields[name].get_default()
    ]


def _yaml(value: Any) -> str:
    text: str = yaml.serialize(_node(value), Dumper=_Dumper, allow_unicode=True, width=WIDTH)
    return text


class _Dumper(yaml.SafeDumper):
    """Lists are indented below their name, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _node(value: Any) -> yaml.Node:
    if isinstance(value, Entry):
        return _mapping(_given(value))
    if isinstance(value, dict):
        plain = [*value] == ["en"]
        return _text(value["en"]) if plain else _mapping([*value.items()])
    if isinstance(value, tuple):
        return yaml.SequenceNode("tag:yaml.org,2002:seq", [_node(one) for one in value], None, None)
    return _scalar(value)


def _mapping(pairs: list[tuple[str, Any]]) -> yaml.MappingNode:
    nodes = [(yaml.ScalarNode(TEXT, name), _node(value)) for name, value in pairs]
    return yaml.MappingNode("tag:yaml.org,2002:map", nodes, None, None, flow_style=False)


def _scalar(value: Any) -> yaml.ScalarNode:
    if isinstance(value, Enum):
        return _text(str(value.value))
    if isinstance(value, bool):
        return yaml.ScalarNode(FLAG, str(value).lower())
    if isinstance(value, int):
        return yaml.ScalarNode(WHOLE, str(value))
    if isinstance(value, datetime):
        return _text(_moment(value))
    if isinstance(value, date):
        return yaml.ScalarNode(DATE, value.isoformat())
    if isinstance(value, bytes):
        return _base64(value)
    assert isinstance(value, str | UUID)
    return _text(str(value))


def _moment(wall: datetime) -> str:
    return wall.isoformat(" ", "auto" if wall.second or wall.microsecond else "minutes")


def _base64(data: bytes) -> yaml.ScalarNode:
    text = base64.b64encode(data).decode()
    lines = (text[n : n + LINE_OF_BASE64] for n in range(0, len(text), LINE_OF_BASE64))
    return yaml.ScalarNode(TEXT, "\n".join([*lines, ""]), style="|")


def _text(text: str) -> yaml.ScalarNode:
    """Plain where that is unmistakable; several lines as a literal block; else in quotes."""
    return yaml.ScalarNode(TEXT, text, style=_style(text))


def _is_plain(character: str) -> bool:
    """Printable, a line end, or a space or joiner as Persian and emoji need them."""
    if character.isprintable() or character == "\n":
        return True
    return unicodedata.category(character) in {"Cf", "Zs"} and character != "\ufeff"


def _style(text: str) -> str | None:
    if not all(_is_plain(character) for character in text):
        return '"'
    if NUMBER.fullmatch(text):
        return "'"
    lines = text.split("\n")
    if len(lines) == 1:
        return None
    has_edges = any(line != line.strip(" ") for line in lines) or text.endswith("\n\n")
    return "|" if lines[0] and not has_edges else '"'
