"""The page of an opinion map: of a consultation, or of a collection of evidence."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parley.apps.deliberation.presenters import consultations as present
from parley.apps.evidence.models import Collection
from parley.apps.evidence.presenters import collections as evidence
from parley.apps.outcomes.bridge.seen import Division, RowSeen
from parley.apps.outcomes.bridge.showing import Shown, look
from parley.apps.outcomes.models import OpinionMap
from parley.apps.outcomes.presenters import sentences
from parley.apps.outcomes.presenters.words import CHARTS, engine_words, number
from parley.apps.outcomes.selectors import maps, sources
from parley.apps.outcomes.selectors.sources import Source
from parley.core.actors import Actor
from parley.core.templatetags.parley import localized

Item = dict[str, Any]
VERDICTS = ("convergence", "divergence", "unsettled", "too little evidence")
# More stand in the charts, and all of them in the tables.
MOST_CLAIMS = 10
FORMATS = ("svg", "png")
TABLE_FORMATS = ("csv", "parquet")


class Figure(NamedTuple):
    """A chart in the page: drawn wide and narrow, of which a style sheet shows one."""

    id: str
    title: str
    svg: SafeString
    narrow: SafeString
    description: str
    table: Any
    downloads: Sequence[Item]


def language() -> str:
    return get_language() or "en"


def shown(actor: Actor, row: OpinionMap) -> Shown:
    return sources.shown(actor, row, engine_words(), language())


def address(source: Source, part: str = "", *more: Any) -> str:
    """Of the page of the map, or of a part of it: progress, chart or table."""
    of = source.consultation
    place = [of.dialogue.slug, of.slug] if of is not None else [source.of_collection.slug]
    name = "collection-map" if of is None else "opinion-map"
    return reverse(f"{name}-{part}" if part else name, args=[*place, *more])


def structure(row: OpinionMap) -> str:
    """What the map says, in a sentence."""
    return sentences.structure(sources.unnamed(row, engine_words()))


def stem(source: Source) -> str:
    """What the names of its files begin with."""
    of = source.consultation
    return f"{of.dialogue.slug}-{of.slug}" if of is not None else source.of_collection.slug


def around(source: Source) -> Item:
    """The head of the page and what it stands in."""
    last = _("Opinion map")
    if source.consultation is not None:
        return {
            "consultation": source.consultation,
            "dialogue": source.consultation.dialogue,
            "heading": present.heading(source.consultation),
            "breadcrumbs": present.crumbs(source.consultation, last),
            "attribution": source.consultation.attribution,
        }
    collection = source.of_collection
    return {
        "collection": collection,
        "heading": {"title": localized(collection.title)},
        "breadcrumbs": evidence.crumbs(collection, (last, "")),
        "attribution": _attribution(collection),
    }


def _attribution(of: Collection) -> str:
    return "\n".join(text for text in (of.source, of.licence, of.link) if text)


def division(of: Shown, wanted: str) -> Division:
    """The one that was asked for, else the first there is."""
    found = of.divisions()
    return next((one for one in found if one.slug == wanted), found[0])


def page(source: Source, of: Shown, by: Division) -> Item:
    """Everything below the head of the page."""
    leaves = maps.may_leave(source)
    return {
        **told(source, of, by, address(source)),
        "figures": charts(source, of, by.slug),
        "tables": tables(source, of) if leaves else [],
        "export_url": _polis(source) if leaves else "",
    }


def told(source: Source, of: Shown, by: Division, here: str) -> Item:
    """What it says, without charts and files; `here` is the address of the page."""
    return {
        "asked": sentences.asked(of),
        "structure": sentences.structure(of),
        "sure": list(sentences.sure(of)),
        "switch": switch(source, of, by, here),
        "about": sentences.about(by, of.source),
        "actors": _actors(of),
        "groups": _groups(of, by),
        "verdicts": list(_verdicts(of, by)),
        "elements": list(_elements(of)),
        "faceless": of.is_faceless,
        "by": by.slug,
    }


def _polis(source: Source) -> str:
    of = source.consultation
    return "" if of is None else reverse("consultation-polis", args=[of.dialogue.slug, of.slug])


def switch(source: Source, of: Shown, by: Division, here: str) -> list[Item]:
    """Links that colour the map by another division; none where there is only one."""
    labels = {
        "found": _("By the groups found"),
        "line": _("Along the line of disagreement"),
        "everybody": _("Everybody together"),
        "known": _("By stakeholder group"),
    }
    if source.is_public_record:
        labels["known"] = _("By region") if of.source == "votes" else _("By region and kind")
    found = [
        {
            "label": labels[one.kind],
            "url": f"{here}?by={one.slug}",
            "current": one.slug == by.slug,
        }
        for one in of.divisions()
    ]
    return found if len(found) > 1 else []


def _groups(of: Shown, by: Division) -> Item:
    rows = []
    for one in by.groups:
        size = _("withheld") if one.size is None else number(one.size, 0)
        share = "–" if one.size is None else CHARTS.percent(one.size / max(of.n_respondents, 1))
        rows.append([sentences.name(one.name, by), size, share, sentences.steadiness(one)])
    members = _("People") if of.source == "consultation" else _("Actors")
    head = [_("Group"), members, _("Share"), _("How steady")]
    if not any(row[3] for row in rows):
        head, rows = head[:3], [row[:3] for row in rows]
    return {"head": head, "rows": rows} if by.kind != "everybody" else {}


def _actors(of: Shown) -> Item:
    """Where each actor stands, by name; nothing where nobody may be named."""
    divisions = [one for one in of.divisions() if len(one.groups) > 1]
    head = [_("Actor"), *(_column(one) for one in divisions), _("Stances")]
    head += [_("Left to right"), _("Bottom to top")][: of.n_axes_drawn]
    rows = [
        [
            one.name,
            *(
                sentences.name(group, by) if group else "–"
                for group, by in zip(one.groups, divisions, strict=True)
            ),
            number(one.answered, 0),
            *(number(value, 2) for value in one.place),
        ]
        for one in of.actors()
    ]
    return {"head": head, "rows": rows} if rows else {}


def _column(of: Division) -> str:
    known = {"found": _("Group found"), "line": _("Along the line")}
    return known.get(of.kind) or of.name[:1].upper() + of.name[1:]


# ---- what is found


def _titles() -> dict[str, str]:
    return {
        "convergence": _("Where they converge"),
        "divergence": _("Where they diverge"),
        "unsettled": _("Unsettled"),
        "too little evidence": _("Too little evidence"),
    }


def _verdicts(of: Shown, by: Division) -> Iterator[Item]:
    for verdict, title in _titles().items():
        rows, unheard = _told(list(of.rows(by.slug, verdict)), of)
        if verdict == "divergence" and len(by.groups) < 2:
            continue
        yield {
            "slug": verdict.replace(" ", "-"),
            "title": title,
            "count": number(len(rows) + len(unheard), 0),
            "why": sentences.why(verdict, of, by),
            "claims": [_claim(row, of, by) for row in rows[:MOST_CLAIMS]],
            "more": _more(len(rows) - MOST_CLAIMS),
            "unheard": unheard,
        }


def _told(rows: list[RowSeen], of: Shown) -> tuple[list[RowSeen], list[str]]:
    """Those to tell of one by one, and the labels of those of public record on which nobody has a
    stance. Where there is too little evidence, what there is most of comes first."""
    if of.source == "consultation":
        return rows, []
    unheard = [row.label for row in rows if row.counts and not sum(row.counts)]
    heard = [row for row in rows if row.label not in unheard]
    if heard and heard[0].verdict == "too little evidence":
        heard.sort(key=lambda row: -sum(row.counts or (0,)))
    return heard, sorted(unheard)


def _more(n: int) -> str:
    if n <= 0:
        return ""
    text = ngettext(
        "%(number)s more is in the tables below.", "%(number)s more are in the tables below.", n
    )
    return text % {"number": number(n, 0)}


def _claim(row: RowSeen, of: Shown, by: Division) -> Item:
    return {
        "number": row.label,
        "text": row.text,
        "finding": sentences.finding(row, by, of.level, of.source),
    }


def _elements(of: Shown) -> Iterator[Item]:
    for name, n, estimate in of.elements():
        told = {"number": number(n, 0)}
        yield {
            "name": name,
            "propositions": ngettext("%(number)s proposition", "%(number)s propositions", n) % told,
            "value": number(estimate.value, 2) if estimate else "–",
            "interval": _range(estimate, of.level) if estimate else "",
        }


def _range(of: Any, level: float) -> str:
    told = {"level": CHARTS.percent(level), "low": number(of.low, 2), "high": number(of.high, 2)}
    return _("%(level)s interval %(low)s–%(high)s") % told


# ---- charts


@lru_cache(maxsize=48)
def _drawn(of: Shown, slug: str, _language: str) -> Any:
    """All charts of a division, wide and narrow. A map never changes, so they are drawn once."""
    wide = of.charts(slug, look(CHARTS, key="wide-"))
    narrow = of.charts(slug, look(CHARTS, key="narrow-", narrow=True))
    return wide, narrow


def charts(source: Source, of: Shown, slug: str) -> dict[str, list[Figure]]:
    """Name → figures; one chart of many propositions stands on several."""
    wide, narrow = _drawn(of, slug, language())
    return {
        name: [
            _figure(source, slug, name, place, pair)
            for place, pair in enumerate(zip(wide[name], narrow[name], strict=True), start=1)
        ]
        for name in wide
    }


def drawing(chart: Any) -> SafeString:
    """Drawn by us: every text in it is escaped there."""
    return mark_safe(chart.svg)  # noqa: S308


def _figure(source: Source, slug: str, name: str, place: int, pair: tuple[Any, Any]) -> Figure:
    chart, small = pair
    return Figure(
        f"{name}-{place}",
        chart.title,
        drawing(chart),
        drawing(small),
        chart.description,
        chart.table,
        [
            {
                "label": kind.upper(),
                "url": address(source, "chart", slug, name, place, kind),
            }
            for kind in FORMATS
            if maps.may_leave(source)
        ],
    )


def tables(source: Source, of: Shown) -> list[Item]:
    """All tables, each in its formats."""
    labels = {
        "propositions": _("Propositions with their verdicts"),
        "shares": _("Every group’s answers to every proposition"),
        "actors": _("Where each respondent stands, without names"),
        "groups": _("Sizes of the groups"),
        "elements": _("Ambiguity of the elements"),
        "axes": _("How much each proposition weighs on the axes"),
    }
    if source.is_public_record:
        labels["actors"] = _("Where each actor stands")
    return [
        {
            "label": labels[name],
            "files": [
                {
                    "label": "CSV" if kind == "csv" else "Parquet",
                    "url": address(source, "table", name, kind),
                }
                for kind in TABLE_FORMATS
            ],
        }
        for name in of.table_names()
    ]


def chart_of(of: Shown, slug: str, name: str, place: int) -> Any:
    """One chart alone, with its heading, as a file; None where there is none."""
    if slug not in of.slugs:
        return None
    drawn = of.charts(slug, look(CHARTS, key="chart-", heading=True)).get(name, ())
    return drawn[place - 1] if 0 < place <= len(drawn) else None


# ---- one proposition


def distribution(source: Source, of: Shown, wanted: int) -> list[Item]:
    """What each division holds of a proposition, with its chart."""
    found = []
    for by in of.divisions():
        row = of.row(by.slug, wanted)
        if row is None:
            continue
        pair = (
            of.row_chart(by.slug, wanted, look(CHARTS, key=f"wide-{by.slug}-")),
            of.row_chart(by.slug, wanted, look(CHARTS, key=f"narrow-{by.slug}-", narrow=True)),
        )
        found.append(
            {
                "title": sentences.about(by, of.source),
                "verdict": _titles()[row.verdict],
                "finding": sentences.finding(row, by, of.level, of.source),
                "figure": _figure(source, by.slug, "propositions", 1, pair)._replace(
                    id=f"distribution-{by.slug}", downloads=()
                ),
            }
        )
    return found


# ---- you are here


def own_place(actor: Actor, source: Source, of: Shown) -> Item | None:
    """What the reader's browser needs to tell them where they stand: numbers of the map, which are
    for everybody, and their own stances, which are theirs. It works it out, and tells nobody."""
    mine = source.consultation and maps.own_stances(actor, source.consultation)
    if not mine:
        return None
    return {**of.loadings(), "mine": mine, "label": _("You are here")}
