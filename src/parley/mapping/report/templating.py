"""Filling the templates of a report. Whatever comes from the data is escaped."""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_TEMPLATES = Path(__file__).parent / "templates"
_FONTS = Path(__file__).parents[1] / "charts" / "fonts"
_WEIGHTS = {400: "IBMPlexSans-Latin-Regular.woff2", 600: "IBMPlexSans-Latin-SemiBold.woff2"}


def fill(template: str, **context: Any) -> str:
    """The text of a template."""
    return _environment().get_template(template).render(**context)


def in_line(text: object) -> Markup:
    r"""A text as it can stand in a line, or a cell, of Markdown: no mark or tag in it means anything.

    Examples
    --------
    >>> print(in_line("a | <b>\n# it's"))
    a \| &lt;b&gt; \# it's
    """
    from html import escape

    from markupsafe import Markup

    plain = escape(" ".join(str(text).split()), quote=False)
    # Escaped above.
    return Markup(re.sub(r"([\\`*_{}\[\]#|~])", r"\\\1", plain))  # noqa: S704


def bound(text: str) -> Markup:
    """A sentence in which no line ends within a number."""
    from markupsafe import Markup, escape

    together = str(escape(text)).replace(" %", "\u00a0%")
    # Escaped above; what is added is a tag of our own.
    return Markup(re.sub(r"(\d+–\d+)", r'<span class="n">\1</span>', together))  # noqa: S704


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    from parley.mapping.charts import stylesheet

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["in_line"] = in_line
    made.filters["bound"] = bound
    # Both are written by this package: no text of the data is in them.
    made.globals["stylesheet"] = lambda: Markup(  # noqa: S704
        _fonts() + (_TEMPLATES / "report.css").read_text("utf-8") + stylesheet()
    )
    return made


def _fonts() -> str:
    """The fonts themselves: charts are measured with them, and a report asks nobody for anything."""
    faces = []
    for weight, name in _WEIGHTS.items():
        content = base64.b64encode((_FONTS / name).read_bytes()).decode()
        faces.append(
            f'@font-face {{ font-family: "IBM Plex Sans"; font-weight: {weight};'
            f' src: url("data:font/woff2;base64,{content}") format("woff2"); }}\n'
        )
    return "".join(faces)
