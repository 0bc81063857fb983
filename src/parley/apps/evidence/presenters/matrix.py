"""The matrix as a table. It may have 20,000 cells, so its rows are put together here, not in a template."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parley.apps.evidence.cells import SAID, Cell
from parley.apps.evidence.models import Collection, PublicBody
from parley.apps.evidence.presenters.counting import Counts, counted, n_said, sentence
from parley.apps.evidence.presenters.words import (
    Word,
    cells_of,
    is_votes,
    number,
    words_for,
)
from parley.apps.evidence.selectors.matrix import Column, Matrix
from parley.core.countries import region_name, region_of
from parley.core.search import plain
from parley.core.templatetags.parley import localized

Pairs = Sequence[tuple[str, str]]
# With more columns than this the words of cells are for those who can't see the signs.
MOST_WITH_WORDS = 12
BY_NAME, BY_REGION, BY_SAID = "name", "region", "said"


@dataclass(frozen=True)
class Looked:
    """A matrix as a reader asked for it: its filters as pairs of an address, and its order."""

    matrix: Matrix
    asked: Pairs
    sort: str

    @property
    def collection(self) -> Collection:
        return self.matrix.collection

    def query(self, **more: str) -> str:
        return query_of(self.asked, **more)


def query_of(asked: Pairs, **more: str) -> str:
    """As the end of an address; empty where nothing is asked."""
    pairs = [*asked, *more.items()]
    return f"?{urlencode(pairs)}" if pairs else ""


def looked_at(matrix: Matrix, asked: Pairs, sort: str) -> Looked:
    """In an order that there is; by name where another one was asked for."""
    known = {BY_NAME, BY_REGION, BY_SAID, *(f"c{one.key}" for one in matrix.columns)}
    return Looked(matrix, asked, sort if sort in known else BY_NAME)


def page(looked: Looked) -> dict[str, Any]:
    """All of the table, and what is told around it."""
    matrix = looked.matrix
    words = words_for(matrix.collection)
    bodies = in_order(looked)
    counts = counted(matrix, bodies)
    return {
        "head": _head(looked),
        "rows": _rows(looked, bodies, counts, words),
        "foot": _foot(looked, counts, words),
        "legend": legend(matrix.collection, counts),
        "with_words": len(matrix.columns) <= MOST_WITH_WORDS,
        "elements": list(elements(looked, counts, words)),
        "summary": summary(looked, counts),
        "sorts": _sorts(looked),
        "n_bodies": len(bodies),
        "has_bound": bool(matrix.bound),
    }


# ---- order


def in_order(looked: Looked) -> list[PublicBody]:
    """By name, and before that by what was asked for."""
    matrix, sort = looked.matrix, looked.sort
    bodies = sorted(matrix.bodies, key=lambda body: plain(str(body.name)))
    if sort == BY_REGION:
        return sorted(bodies, key=lambda body: plain(region(body)) or "\uffff")
    if sort == BY_SAID:
        said = Counter(body for (body, _column), cell in matrix.cells.items() if cell in SAID)
        return sorted(bodies, key=lambda body: -said[body.pk])
    column = sorted_column(looked)
    if column is None:
        return bodies
    place = {cell: n for n, cell in enumerate(cells_of(matrix.collection))}
    return sorted(bodies, key=lambda body: place[matrix.at(body.pk, column.key)])


def sorted_column(looked: Looked) -> Column | None:
    return next((one for one in looked.matrix.columns if looked.sort == f"c{one.key}"), None)


def region(body: PublicBody) -> str:
    code = region_of(body.country)
    return region_name(code) if code else ""


def _sorts(looked: Looked) -> list[dict[str, Any]]:
    labels = {
        BY_NAME: pgettext("sort by", "Name"),
        BY_REGION: pgettext("sort by", "Region"),
        BY_SAID: pgettext("sort by", "How many cells it pronounced itself on"),
    }
    if is_votes(looked.collection):
        labels[BY_SAID] = pgettext("sort by", "How many votes it cast")
    column = sorted_column(looked)
    found = [
        {"label": label, "url": looked.query(sort=name) + "#matrix", "current": looked.sort == name}
        for name, label in labels.items()
    ]
    if column is not None:
        label = pgettext("sort by", "Column %(label)s") % {"label": column.label}
        found.append({"label": label, "url": looked.query(sort=looked.sort), "current": True})
    elif not any(one["current"] for one in found):
        found[0]["current"] = True
    return found


# ---- what is told around it


def summary(looked: Looked, counts: Counts) -> str:
    """Who pronounced themselves, who did not, who was not read: in one sentence."""
    cells = counts.everything
    told = {
        "actors": number(len(counts.bodies)),
        "columns": number(len(counts.columns)),
        "said": number(n_said(cells)),
        "nothing": number(cells[looked.matrix.nothing]),
        "silent": number(cells[Cell.SILENT]),
    }
    if is_votes(looked.collection):
        return (
            _(
                "Actors: %(actors)s. Roll calls: %(columns)s. Votes recorded: %(said)s; not recorded "
                "as present: %(nothing)s."
            )
            % told
        )
    return (
        _(
            "Actors: %(actors)s. Propositions: %(columns)s. Of the cells, %(said)s hold a position, in "
            "%(silent)s the actor is silent, and %(nothing)s have not been read."
        )
        % told
    )


def legend(collection: Collection, counts: Counts) -> list[dict[str, Any]]:
    words = words_for(collection)
    return [
        {"slug": cell.value, "word": words[cell], "count": number(counts.everything[cell])}
        for cell in cells_of(collection)
        if cell != Cell.LEFT_OUT or counts.everything[cell]
    ]


# ---- the table


def _head(looked: Looked) -> SafeString:
    """Elements, where there are any, above their columns; each column sorts by itself."""
    tall = 'rowspan="2"' if _has_elements(looked) else ""
    first = _corner(looked, pgettext("evidence", "Actor"), tall)
    last = format_html_join(
        "",
        '<th scope="col" class="matrix__count" {}>{}</th>',
        ((mark_safe(tall), label) for label in _count_labels(looked)),  # noqa: S308 (ours)
    )
    labels = mark_safe("".join(_columns(looked)))  # noqa: S308 (escaped there)
    if not tall:
        return format_html("<tr>{}{}{}</tr>", first, labels, last)
    groups = format_html_join(
        "",
        '<th scope="colgroup" colspan="{}" class="matrix__element"><span>{}</span></th>',
        ((n, localized(title)) for title, n in _spans(looked)),
    )
    return format_html("<tr>{}{}{}</tr><tr>{}</tr>", first, groups, last, labels)


def _columns(looked: Looked) -> Iterator[str]:
    """The heads of the columns, as `_sorting` would make them one by one."""
    others = escape(looked.query(sort="c"))
    for one in looked.matrix.columns:
        sorts = ' aria-sort="ascending"' if looked.sort == f"c{one.key}" else ""
        yield (
            f'<th scope="col" class="matrix__column"{sorts}><a href="{others}{one.key}#matrix">'
            f'<bdi>{escape(one.label)}</bdi><span class="visually-hidden">: '
            f"{conditional_escape(localized(one.text))}</span></a></th>"
        )


def _corner(looked: Looked, label: str, extra: str) -> SafeString:
    return format_html(
        '<th scope="col" class="matrix__corner"{} {}><a href="{}#matrix">{}</a></th>',
        mark_safe(' aria-sort="ascending"' if looked.sort == BY_NAME else ""),  # noqa: S308 (ours)
        mark_safe(extra),  # noqa: S308 (ours)
        looked.query(sort=BY_NAME),
        label,
    )


def _has_elements(looked: Looked) -> bool:
    return not is_votes(looked.collection)


def _spans(looked: Looked) -> Iterator[tuple[Any, int]]:
    """(title, how many columns) of each element in order."""
    counted = Counter(one.element for one in looked.matrix.columns)
    titles = {one.element: one.element_title for one in looked.matrix.columns}
    yield from ((titles[element], n) for element, n in counted.items())


def _count_labels(looked: Looked) -> list[str]:
    if is_votes(looked.collection):
        return [pgettext("votes", "Cast"), pgettext("votes", "Not recorded")]
    return [
        pgettext("cells", "Pronounced"),
        pgettext("cells", "Silent"),
        pgettext("cells", "Not read"),
    ]


def _row_counts(looked: Looked, counter: Counter[Cell]) -> list[int]:
    if is_votes(looked.collection):
        return [n_said(counter), counter[Cell.NOT_RECORDED]]
    return [n_said(counter), counter[Cell.SILENT], counter[Cell.NOT_READ]]


SLUG = "\0"  # where a body's name goes in an address
END = "</a>"


def _rows(
    looked: Looked, bodies: Iterable[PublicBody], counts: Counts, words: Mapping[Cell, Word]
) -> SafeString:
    """One row for each body, one link for each cell. What repeats is put together once."""
    matrix = looked.matrix
    query = escape(looked.query())
    cells = _cells(matrix, words, query)
    blank = cells[matrix.nothing]
    place = {column.key: n for n, column in enumerate(matrix.columns)}
    known: dict[int, list[tuple[int, str]]] = {body.pk: [] for body in bodies}
    for (body, column), cell in matrix.cells.items():
        known[body].append((place[column], cells[cell][place[column]]))
    mark = _bound_mark()
    for body, column in matrix.bound:
        made = cells[matrix.at(body, column)][place[column]]
        known[body].append((place[column], made.removesuffix(END) + mark + END))
    html = []
    for one in bodies:
        row = blank.copy()
        for n, made in known[one.pk]:
            row[n] = made
        name = f'<a href="actors/{SLUG}/{query}">{_name(one)}</a>'
        numbers = [
            f'<td class="matrix__count">{n}' for n in _row_counts(looked, counts.bodies[one.pk])
        ]
        line = f'<tr><th scope="row">{name}</th>{"".join(row)}{"".join(numbers)}'
        html.append(line.replace(SLUG, one.slug))
    return mark_safe("".join(html))  # noqa: S308 (each part is escaped, and a slug has no marks)


def _cells(matrix: Matrix, words: Mapping[Cell, Word], query: str) -> dict[Cell, list[str]]:
    """The markup of each cell in each column. HTML lets the end tags of cells and rows go, which is
    a fifth of a large table."""
    found = {}
    for cell, word in words.items():
        opening = f'<td class="cell cell--{cell.value}"><a href="cells/{SLUG}/'
        sign, label = escape(word.sign), escape(word.label)
        inner = f'/{query}"><b aria-hidden="true">{sign}</b><span>{label}</span>{END}'
        found[cell] = [f"{opening}{column.key}{inner}" for column in matrix.columns]
    return found


def _bound_mark() -> str:
    said = escape(_("through a group"))
    return f'<i aria-hidden="true">*</i><span class="visually-hidden">, {said}</span>'


def _name(body: PublicBody) -> str:
    return f"<bdi>{conditional_escape(localized(body.name))}</bdi>"


def _foot(looked: Looked, counts: Counts, words: Mapping[Cell, Word]) -> SafeString:
    """How many of each column: who pronounced themselves, and how; who did not."""
    found = []
    for cell in cells_of(looked.collection):
        if not counts.everything[cell]:
            continue
        numbers = [counts.columns[one.key][cell] for one in looked.matrix.columns]
        cells = "".join(f"<td>{n}</td>" for n in numbers)
        beside = "<td></td>" * len(_count_labels(looked))
        found.append(
            f'<tr><th scope="row"><b aria-hidden="true">{escape(words[cell].sign)}</b> '
            f"{escape(words[cell].label)}</th>{cells}{beside}</tr>"
        )
    return mark_safe("".join(found))  # noqa: S308 (escaped above)


# ---- what the columns say


def elements(
    looked: Looked, counts: Counts, words: Mapping[Cell, Word]
) -> Iterator[dict[str, Any]]:
    """Element by element its propositions; roll calls all in one."""
    here: dict[int | None, list[Column]] = {}
    for column in looked.matrix.columns:
        here.setdefault(column.element, []).append(column)
    for element, columns in here.items():
        yield {
            "slug": f"element-{element}" if element else "roll-calls",
            "title": localized(columns[0].element_title) if element else "",
            "columns": _described(looked, counts, words, columns),
        }


def _described(
    looked: Looked, counts: Counts, words: Mapping[Cell, Word], columns: Iterable[Column]
) -> SafeString:
    """A line for each: what it says, the way to the map, how many hold what."""
    query = looked.query()
    label, name = _("On a map"), _("%(label)s on a map of the world")
    return format_html_join(
        "",
        '<li><p><b><bdi>{}</bdi></b> {} <a class="no-print" href="world/{}/{}" aria-label="{}">{}</a></p>'
        '<p class="faint">{}</p></li>',
        (
            (
                one.label,
                localized(one.text),
                one.key,
                query,
                name % {"label": one.label},
                label,
                sentence(looked.collection, counts.columns[one.key], words),
            )
            for one in columns
        ),
    )


def world_url(looked: Looked, column: Column) -> str:
    address = reverse("evidence-world", args=[looked.collection.slug, column.key])
    return address + looked.query()
