"""Writing the XML of Word: elements and texts. Children stand in the order in which they are given.

Word refuses a file whose elements are out of order, so whoever writes one gives them as the schema
(ECMA-376, part 1, wml.xsd) has them; tests/reports/word/test_order.py looks.
"""

import re
from collections.abc import Mapping

from parley.core.characters import UNKEEPABLE

NAMESPACES: Mapping[str, str] = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BREAKS = re.compile(r"(\r\n|[\n\r\t\x85\u2028\u2029])")


def escaped(text: str) -> str:
    """As it may stand between tags; characters that no XML holds are left out."""
    kept = UNKEEPABLE.sub("", text)
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(value: str | int) -> str:
    """As it may stand in an attribute: ends of lines stay what they are."""
    text = escaped(str(value)).replace('"', "&quot;")
    return text.replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")


def tag(name: str, /, *children: str, **attributes: str | int | None) -> str:
    """An element. Names have their prefix; attributes that are None are left out.

    In the names of attributes `_` stands for the colon.
    """
    given = "".join(
        f' {key.replace("_", ":", 1)}="{quoted(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    content = "".join(children)
    return f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>"


def w(name: str, /, *children: str, **attributes: str | int | None) -> str:
    """An element of WordprocessingML, with attributes of it.

    >>> w("jc", val="right")
    '<w:jc w:val="right"/>'
    """
    return tag(f"w:{name}", *children, **{f"w_{key}": value for key, value in attributes.items()})


def root(name: str, /, *children: str) -> bytes:
    """A whole part, as bytes."""
    spaces = {f"xmlns_{prefix}": address for prefix, address in NAMESPACES.items()}
    return (DECLARATION + tag(name, *children, **spaces)).encode()


def texts(content: str) -> str:
    """The inside of a run: texts, tabs and breaks of lines."""
    found = []
    for piece in _BREAKS.split(content):
        if piece == "\t":
            found.append("<w:tab/>")
        elif _BREAKS.fullmatch(piece):
            found.append("<w:br/>")
        elif kept := escaped(piece):
            found.append(f'<w:t xml:space="preserve">{kept}</w:t>')
    return "".join(found)
