"""The page that sets two sources side by side."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Element
from parley.apps.outcomes.bridge.comparing import (
    ElementPair,
    PairSeen,
    PropositionPair,
    PropositionSide,
    drawn,
)
from parley.apps.outcomes.bridge.showing import look
from parley.apps.outcomes.presenters import difference as words
from parley.apps.outcomes.presenters.maps import address as map_address
from parley.apps.outcomes.presenters.maps import drawing
from parley.apps.outcomes.presenters.words import CHARTS
from parley.apps.outcomes.selectors.comparisons import Candidate, Comparison, Row, Suggestion
from parley.apps.outcomes.selectors.sources import Source
from parley.core.templatetags.parley import localized

Item = dict[str, Any]
FORMATS = ("svg", "png")
AMBIGUITY, AGREEMENT = "ambiguity", "agreement"


def address(dialogue: Dialogue, **chosen: str) -> str:
    given = {name: key for name, key in chosen.items() if key}
    base = reverse("comparison", args=[dialogue.slug])
    return f"{base}?{urlencode(given)}" if given else base


def crumbs(dialogue: Dialogue) -> list[Item]:
    return [
        {"label": _("Dialogues"), "url": reverse("home")},
        {"label": localized(dialogue.title), "url": reverse("dialogue", args=[dialogue.slug])},
        {"label": _("Comparison"), "url": ""},
    ]


def ways(source: Source, dialogues: Iterable[Dialogue]) -> list[Item]:
    """From the page of a map to its comparisons; with the names of dialogues where there are several
    to choose from."""
    place = "after" if source.consultation is not None else "before"
    return [
        {
            "title": "" if source.consultation is not None else localized(dialogue.title),
            "url": address(dialogue, **{place: source.key}),
        }
        for dialogue in dialogues
    ]


# ---- choosing


def name_of(one: Candidate, dialogue: Dialogue) -> str:
    """In the reader's language; of another dialogue, with its name."""
    title = plain(one.source.title)
    consultation = one.source.consultation
    if consultation is None or consultation.dialogue_id == dialogue.pk:
        return title
    told = {"title": title, "dialogue": plain(consultation.dialogue.title)}
    return _("%(title)s (%(dialogue)s)") % told


def plain(text: Any) -> str:
    return str(text.pick(get_language() or "en").text)


def choices(dialogue: Dialogue, candidates: Iterable[Candidate]) -> list[Any]:
    """For a select: what there is, by where it comes from."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in candidates:
        groups.setdefault(_origin(one, dialogue), []).append((one.key, name_of(one, dialogue)))
    return [("", _("Please choose")), *groups.items()]


def _origin(one: Candidate, dialogue: Dialogue) -> str:
    consultation = one.source.consultation
    if consultation is None:
        return _("What has been published")
    if consultation.dialogue_id == dialogue.pk:
        return _("Consultations of this dialogue")
    return _("Consultations of other editions")


def suggested(dialogue: Dialogue, found: Iterable[Suggestion]) -> list[Item]:
    texts = {
        "moments": _("Before and after"),
        "editions": _("From edition to edition"),
        "published": _("What has been published, and what participants said"),
    }
    return [
        {
            "kind": texts[one.kind],
            "first": name_of(one.first, dialogue),
            "second": name_of(one.second, dialogue),
            "url": address(dialogue, before=one.first.key, after=one.second.key),
        }
        for one in found
    ]


# ---- the page


def page(dialogue: Dialogue, of: Comparison) -> Item:
    """Everything below the choice."""
    names = names_of(dialogue, of)
    elements = {one.pk: one for one in of.elements}
    return {
        "sides": [side(of.first, names[0]), side(of.second, names[1])],
        "swap_url": address(dialogue, before=of.second.key, after=of.first.key),
        "same": of.first.key == of.second.key,
        "sentences": list(words.in_short(of)),
        "notes": list(words.notes(of)),
        "parts": list(_parts(of, names, elements)),
        "figures": figures(dialogue, of),
        "table_url": _file(dialogue, of, "comparison-table") if of.may_leave else "",
        "attributions": list(_attributions(of)),
    }


def names_of(dialogue: Dialogue, of: Comparison) -> tuple[str, str]:
    """What the two are called: never the same."""
    one, other = name_of(of.first, dialogue), name_of(of.second, dialogue)
    if one != other:
        return one, other
    return _("%(title)s, first") % {"title": one}, _("%(title)s, second") % {"title": other}


def side(one: Candidate, name: str) -> Item:
    """Whose numbers they are, with the way to all of them."""
    found = {"name": name, "url": map_address(one.source), "people": words.who(one)}
    consultation = one.source.consultation
    if consultation is None:
        return found
    return {
        **found,
        "rule": consultation.rule,
        "rule_label": consultation.get_rule_display(),
        "synthetic": consultation.synthetic,
    }


def _attributions(of: Comparison) -> Iterator[str]:
    """Whose the two are, and under which licence; once."""
    found: dict[str, None] = {}
    for one in (of.first, of.second):
        consultation, collection = one.source.consultation, one.source.collection
        if consultation is not None:
            found[consultation.attribution] = None
        elif collection is not None:
            found[" · ".join(filter(None, (collection.source, collection.licence)))] = None
    yield from filter(None, found)


def _parts(of: Comparison, names: tuple[str, str], elements: dict[int, Element]) -> Iterator[Item]:
    """Element by element, then what is of none; each with its propositions."""
    pairs = {pair.element: pair for pair in of.found.elements}
    for key, element in elements.items():
        pair = pairs.get(key)
        rows = [row for row in of.rows if row.element == key]
        yield {
            "id": f"element-{element.slug}",
            "title": localized(element.title),
            "label": words.label(pair),
            "sentence": words.element(pair) if pair else "",
            "tests": words.tests(pair, of) if pair else "",
            "propositions": [_proposition(row, of, names) for row in rows],
        }
    rest = [row for row in of.rows if row.element not in elements]
    if rest:
        title = _("Other propositions") if elements else _("Propositions")
        propositions = [_proposition(row, of, names) for row in rest]
        yield {"id": "other-propositions", "title": title, "propositions": propositions}


def _proposition(row: Row, of: Comparison, names: tuple[str, str]) -> Item:
    pair = pair_of(row, of)
    columns = (row.first, row.second)
    sides = [
        {
            "name": names[place],
            "agree": words.agreement(one, candidate, of.found.level),
            "coverage": words.coverage(one, column, candidate, of.coverage[place]),
            "verdict": words.verdict(one),
            "text": localized(column.text) if column and row.reworded else "",
        }
        for place, (one, column, candidate) in enumerate(
            zip((pair.first, pair.second), columns, (of.first, of.second), strict=True)
        )
    ]
    return {
        "label": label_of(row),
        "text": localized(row.column.text),
        "sides": sides,
        "reworded": row.reworded,
        "sentence": words.proposition(pair, of.found.level),
    }


def pair_of(row: Row, of: Comparison) -> PropositionPair:
    """What the maps say of it; nothing where it came after both."""
    return of.found.propositions.get(row.key) or PropositionPair(None, None, None)


def label_of(row: Row) -> str:
    """What both call it; both labels where these differ, as numbers of two consultations do."""
    labels = [column.label for column in (row.first, row.second) if column]
    return " / ".join(dict.fromkeys(labels))


# ---- charts


def rows_for(name: str, of: Comparison) -> list[PairSeen]:
    """Of a chart: what stands on both sides."""
    return _of_elements(of) if name == AMBIGUITY else _of_propositions(of)


def _of_elements(of: Comparison) -> list[PairSeen]:
    pairs = {pair.element: pair for pair in of.found.elements}
    return [
        PairSeen("", plain(one.title), pair.first, pair.second, words.label(pair))
        for one in of.elements
        if (pair := pairs.get(one.pk)) and pair.changed
    ]


def _of_propositions(of: Comparison) -> list[PairSeen]:
    return [
        PairSeen(label_of(row), plain(row.column.text), *_shares(pair), words.turned(pair))
        for row in of.rows
        if (pair := pair_of(row, of)).changed
    ]


def _shares(pair: PropositionPair) -> tuple[Any, Any]:
    def share(of: PropositionSide | None) -> Any:
        return of and of.agree

    return share(pair.first), share(pair.second)


def _title(name: str) -> str:
    if name == AMBIGUITY:
        return _("How ambiguous each element is")
    return _("How many agree with each proposition")


def figures(dialogue: Dialogue, of: Comparison) -> dict[str, list[Item]]:
    """Chart → figures, wide and narrow; several where there are many rows."""
    found: dict[str, list[Item]] = {}
    for name in (AMBIGUITY, AGREEMENT):
        pairs = zip(_charts(dialogue, of, name), _charts(dialogue, of, name, True), strict=True)
        found[name] = [
            {
                "id": f"{name}-{place}",
                "title": wide.title,
                "svg": drawing(wide),
                "narrow": drawing(narrow),
                "description": wide.description,
                "table": wide.table,
                "downloads": _downloads(dialogue, of, name, place),
            }
            for place, (wide, narrow) in enumerate(pairs, start=1)
        ]
    return {name: drawn_ for name, drawn_ in found.items() if drawn_}


def _charts(
    dialogue: Dialogue, of: Comparison, name: str, narrow: bool = False, heading: bool = False
) -> tuple[Any, ...]:
    rows = tuple(rows_for(name, of))
    if not rows:
        return ()
    key = f"{'narrow' if narrow else 'wide'}-{name}-"
    return _drawn(
        rows, names_of(dialogue, of), name, of.found.level, get_language() or "en", key, heading
    )


@lru_cache(maxsize=64)
def _drawn(
    rows: tuple[PairSeen, ...],
    names: tuple[str, str],
    name: str,
    level: float,
    _language: str,
    key: str,
    heading: bool,
) -> tuple[Any, ...]:
    """The same rows in the same words give the same charts, so these are drawn once."""
    narrow = key.startswith("narrow")
    drawn_look = look(CHARTS, narrow=narrow, key=key, heading=heading)
    return drawn(rows, names, _title(name), level, drawn_look, agreement=name == AGREEMENT)


def chart_of(dialogue: Dialogue, of: Comparison, name: str, place: int) -> Any:
    """One chart alone, with its heading, as a file; None where there is none."""
    if name not in (AMBIGUITY, AGREEMENT):
        return None
    found = _charts(dialogue, of, name, heading=True)
    return found[place - 1] if 0 < place <= len(found) else None


def _downloads(dialogue: Dialogue, of: Comparison, name: str, place: int) -> list[Item]:
    if not of.may_leave:
        return []
    return [
        {"label": kind.upper(), "url": _file(dialogue, of, "comparison-chart", name, place, kind)}
        for kind in FORMATS
    ]


def _file(dialogue: Dialogue, of: Comparison, route: str, *more: Any) -> str:
    return reverse(route, args=[dialogue.slug, of.first.key, of.second.key, *more])


# ---- as a table


def table(dialogue: Dialogue, of: Comparison) -> list[list[str]]:
    """Everything, as a sheet takes it: shares and ambiguities as numbers between 0 and 1."""
    titles = {one.pk: plain(one.title) for one in of.elements}
    pairs = zip((of.first, of.second), names_of(dialogue, of), strict=True)
    sources = [_padded(["source", "", one.key, name]) for one, name in pairs]
    elements = [_element_line(one, titles.get(one.element, "")) for one in of.found.elements]
    propositions = [
        _proposition_line(row, pair_of(row, of), titles.get(row.element or 0, ""))
        for row in of.rows
    ]
    return [list(words.HEAD), *sources, *elements, *propositions]


def _padded(cells: list[str]) -> list[str]:
    return cells + [""] * (len(words.HEAD) - len(cells))


def _element_line(pair: ElementPair, title: str) -> list[str]:
    sides = [cell for one in (pair.first, pair.second) for cell in ("", *_numbers(one))]
    return ["element", title, "", "", *sides, *_change(pair.changed), words.label(pair)]


def _proposition_line(row: Row, pair: PropositionPair, element: str) -> list[str]:
    sides: list[str] = []
    for one in (pair.first, pair.second):
        answers = "" if one is None or one.answers is None else str(one.answers)
        sides += [answers, *_numbers(one and one.agree)]
    text = plain(row.column.text)
    head = ["proposition", element, label_of(row), text]
    return [*head, *sides, *_change(pair.changed), words.turned(pair)]


def _numbers(of: Any) -> list[str]:
    return ["", "", ""] if of is None else [f"{value:.4f}" for value in of]


def _change(of: Any) -> list[str]:
    return ["", "", "", ""] if of is None else [*_numbers(of.change), f"{of.q:.4g}"]
