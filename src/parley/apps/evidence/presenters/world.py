"""A column of a matrix as a map of the world, with the same as a table beside it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.evidence.cells import Cell
from parley.apps.evidence.geometry import world
from parley.apps.evidence.models import PublicBody
from parley.apps.evidence.presenters import collections as present
from parley.apps.evidence.presenters import matrix as table
from parley.apps.evidence.presenters.counting import counts_of, sentence
from parley.apps.evidence.presenters.matrix import Looked
from parley.apps.evidence.presenters.palette import INK, LAND, LINE, PAPER, fill, patterns
from parley.apps.evidence.presenters.words import Word, cells_of, number, words_for
from parley.apps.evidence.selectors.matrix import Column
from parley.core.templatetags.parley import localized

Item = dict[str, Any]
KEY = "world"  # of its patterns
DOT = 7


def note() -> str:
    return _(
        "Outlines are those of Natural Earth, simplified. What is drawn or named on this map, and what "
        "is not, says nothing of what anybody here holds of the status of a state or territory, or of "
        "where its borders run. Areas that are no actor of this collection stay blank."
    )


def page(looked: Looked, column: Column) -> Item:
    matrix = looked.matrix
    counts = counts_of(matrix).columns[column.key]
    words = words_for(matrix.collection)
    bodies = table.in_order(looked)
    shown = [cell for cell in cells_of(matrix.collection) if counts[cell]]
    return {
        "label": column.label,
        "text": localized(column.text),
        "element": localized(column.element_title),
        "svg": drawing(looked, column),
        "legend": [
            {"word": words[cell], "count": number(counts[cell]), "swatch": _swatch(cell)}
            for cell in shown
        ],
        "counts": sentence(matrix.collection, counts, words),
        "rows": [
            {
                "word": words[cell],
                "cell": cell.value,
                "actors": _actors(looked, column, bodies, cell),
            }
            for cell in shown
        ],
        "off_map": _off_map(looked),
        "note": note(),
        "file": reverse("evidence-world-svg", args=[matrix.collection.slug, column.key])
        + looked.query(),
        "others": list(_others(looked, column)),
    }


def _actors(looked: Looked, column: Column, bodies: list[PublicBody], cell: Cell) -> list[Item]:
    """Those whose cell this is, each with the way to its sources."""
    matrix, query = looked.matrix, looked.query()
    return [
        {
            "name": localized(body.name),
            "url": present.cell_url(matrix.collection, body, column.key, query),
            "bound": (body.pk, column.key) in matrix.bound,
        }
        for body in bodies
        if matrix.at(body.pk, column.key) == cell
    ]


def _off_map(looked: Looked) -> str:
    """Organisations, and states that are no more."""
    n = sum(body.country not in world() for body in looked.matrix.bodies)
    if not n:
        return ""
    text = ngettext(
        "%(number)s actor has no place on the map, and stands in the table alone.",
        "%(number)s actors have no place on the map, and stand in the table alone.",
        n,
    )
    return text % {"number": number(n)}


def _others(looked: Looked, column: Column) -> Any:
    """The way to the maps of the other columns."""
    for one in looked.matrix.columns:
        yield {
            "label": one.label,
            "text": str(one.text),
            "url": table.world_url(looked, one),
            "current": one.key == column.key,
        }


# ---- drawing


def _swatch(cell: Cell) -> SafeString:
    return mark_safe(  # noqa: S308 (ours)
        '<svg class="swatch" viewBox="0 0 36 24" aria-hidden="true" focusable="false">'
        f'<rect class="state state--{cell.value}" width="36" height="24" fill="{fill(cell, KEY)}" '
        f'stroke="{LINE}"/></svg>'
    )


def drawing(looked: Looked, column: Column) -> SafeString:
    """For the page, which has the same as a table: to those who can't see it, a picture with a name."""
    of = world()
    title = _("%(label)s on a map of the world") % {"label": column.label}
    description = _("The table beside it holds the same.")
    return mark_safe(  # noqa: S308 (escaped part by part)
        f'<svg class="world" viewBox="0 0 {of.width} {of.height}" role="img" '
        f'aria-labelledby="world-title world-desc"><title id="world-title">{escape(title)}</title>'
        f'<desc id="world-desc">{escape(description)}</desc>{patterns(KEY)}'
        f"{_shapes(looked, column)}</svg>"
    )


def _shapes(looked: Looked, column: Column) -> str:
    matrix, of = looked.matrix, world()
    words = words_for(matrix.collection)
    here = {body.country: body for body in matrix.bodies if body.country in of}
    blank = "".join(path for code, path in of.states.items() if code not in here) + of.other
    shapes = [f'<path class="land" d="{blank}" fill="{LAND}" stroke="{LINE}" stroke-width="0.6"/>']
    dots = []
    for code, body in sorted(here.items()):
        cell = matrix.at(body.pk, column.key)
        said = _said(body, words, cell)
        style = f'class="state state--{cell.value}" fill="{fill(cell, KEY)}" stroke="{LINE}"'
        if code in of.states:
            shapes.append(f'<path {style} stroke-width="0.8" d="{of.states[code]}">{said}</path>')
        if code in of.dots:
            x, y = of.dots[code]
            dots.append(
                f'<circle {style} stroke-width="1.5" cx="{x}" cy="{y}" r="{DOT}">{said}</circle>'
            )
    return "".join(shapes + dots)


def _said(body: PublicBody, words: Mapping[Cell, Word], cell: Cell) -> str:
    return f"<title>{escape(f'{body.name}: {words[cell].label}')}</title>"


def file(looked: Looked, column: Column) -> str:
    """A drawing of its own, with its heading, legend and note."""
    of = world()
    top, line = 110, 34
    counts = counts_of(looked.matrix).columns[column.key]
    words = words_for(looked.matrix.collection)
    shown = [cell for cell in cells_of(looked.matrix.collection) if counts[cell]]
    below = top + of.height + 20
    notes = _wrapped(note(), 150)
    height = below + line * ((len(shown) + 2) // 3 + len(notes)) + 30
    heading = f"{column.label}: {column.text}" if column.text else column.label
    texts = [
        _text(20, 44, heading, 30, bold=True),
        _text(20, 84, str(looked.collection.title), 24),
    ]
    for n, cell in enumerate(shown):
        x, y = 20 + (n % 3) * 640, below + (n // 3) * line
        texts.append(
            f'<rect x="{x}" y="{y - 20}" width="36" height="24" fill="{fill(cell, KEY)}" '
            f'stroke="{LINE}"/>'
        )
        texts.append(_text(x + 48, y, f"{words[cell].label}: {number(counts[cell])}", 22))
    begin = below + line * ((len(shown) + 2) // 3)
    texts += [_text(20, begin + n * line, part, 20) for n, part in enumerate(notes)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {of.width} {height}" '
        f'width="{of.width}" height="{height}" font-family="sans-serif">'
        f"<title>{escape(heading)}</title>{patterns(KEY)}"
        f'<rect width="{of.width}" height="{height}" fill="{PAPER}"/>'
        f'<g transform="translate(0 {top})">{_shapes(looked, column)}</g>{"".join(texts)}</svg>'
    )


def _text(x: int, y: int, text: str, size: int, *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{weight} fill="{INK}">{escape(text)}</text>'


def _wrapped(text: str, most: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
