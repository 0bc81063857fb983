"""The page of a consultation's opinion map."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parley.apps.deliberation.models import Consultation
from parley.apps.deliberation.presenters import consultations as present
from parley.apps.outcomes.bridge.showing import Division, RowSeen, Shown, look
from parley.apps.outcomes.models import OpinionMap
from parley.apps.outcomes.presenters import sentences
from parley.apps.outcomes.presenters.words import CHARTS, engine_words, number
from parley.apps.outcomes.selectors import maps
from parley.core.actors import Actor

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
    return maps.shown(actor, row, engine_words(), language())


def address(consultation: Consultation, name: str = "opinion-map", *more: Any) -> str:
    return reverse(name, args=[consultation.dialogue.slug, consultation.slug, *more])


def crumbs(consultation: Consultation) -> list[Item]:
    return present.crumbs(consultation, _("Opinion map"))


def division(of: Shown, wanted: str) -> Division:
    """The one that was asked for, else the first there is."""
    found = of.divisions()
    return next((one for one in found if one.slug == wanted), found[0])


def page(consultation: Consultation, of: Shown, by: Division) -> Item:
    """Everything below the head of the page."""
    figures = charts(consultation, of, by.slug)
    leaves = maps.may_leave(consultation)
    return {
        "asked": sentences.asked(of),
        "structure": sentences.structure(of),
        "sure": list(sentences.sure(of)),
        "switch": switch(consultation, of, by),
        "about": sentences.about(by),
        "groups": _groups(of, by),
        "verdicts": list(_verdicts(of, by)),
        "elements": list(_elements(of)),
        "figures": figures,
        "tables": tables(consultation, of) if leaves else [],
        "export_url": address(consultation, "consultation-polis") if leaves else "",
        "faceless": of.is_faceless,
        "by": by.slug,
    }


def switch(consultation: Consultation, of: Shown, by: Division) -> list[Item]:
    """Links that colour the map by another division; none where there is only one."""
    labels = {
        "found": _("By the groups found"),
        "line": _("Along the line of disagreement"),
        "everybody": _("Everybody together"),
        "known": _("By stakeholder group"),
    }
    found = [
        {
            "label": labels[one.kind],
            "url": f"{address(consultation)}?by={one.slug}",
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
    head = [_("Group"), _("People"), _("Share"), _("How steady")]
    if not any(row[3] for row in rows):
        head, rows = head[:3], [row[:3] for row in rows]
    return {"head": head, "rows": rows} if by.kind != "everybody" else {}


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
        rows = list(of.rows(by.slug, verdict))
        if verdict == "divergence" and len(by.groups) < 2:
            continue
        yield {
            "slug": verdict.replace(" ", "-"),
            "title": title,
            "count": number(len(rows), 0),
            "why": sentences.why(verdict, of, by),
            "claims": [_claim(row, of, by) for row in rows[:MOST_CLAIMS]],
            "more": _more(len(rows) - MOST_CLAIMS),
        }


def _more(n: int) -> str:
    if n <= 0:
        return ""
    text = ngettext(
        "%(number)s more is in the tables below.", "%(number)s more are in the tables below.", n
    )
    return text % {"number": number(n, 0)}


def _claim(row: RowSeen, of: Shown, by: Division) -> Item:
    return {
        "number": row.number,
        "text": row.text,
        "finding": sentences.finding(row, by, of.level),
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


def charts(consultation: Consultation, of: Shown, slug: str) -> dict[str, list[Figure]]:
    """Name → figures; one chart of many propositions stands on several."""
    wide, narrow = _drawn(of, slug, language())
    return {
        name: [
            _figure(consultation, slug, name, place, pair)
            for place, pair in enumerate(zip(wide[name], narrow[name], strict=True), start=1)
        ]
        for name in wide
    }


def drawing(chart: Any) -> SafeString:
    """Drawn by us: every text in it is escaped there."""
    return mark_safe(chart.svg)  # noqa: S308


def _figure(
    consultation: Consultation, slug: str, name: str, place: int, pair: tuple[Any, Any]
) -> Figure:
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
                "url": address(consultation, "opinion-map-chart", slug, name, place, kind),
            }
            for kind in FORMATS
            if maps.may_leave(consultation)
        ],
    )


def tables(consultation: Consultation, of: Shown) -> list[Item]:
    """All tables, each in its formats."""
    labels = {
        "propositions": _("Propositions with their verdicts"),
        "shares": _("Every group’s answers to every proposition"),
        "actors": _("Where each respondent stands, without names"),
        "groups": _("Sizes of the groups"),
        "elements": _("Ambiguity of the elements"),
        "axes": _("How much each proposition weighs on the axes"),
    }
    return [
        {
            "label": labels[name],
            "files": [
                {
                    "label": "CSV" if kind == "csv" else "Parquet",
                    "url": address(consultation, "opinion-map-table", name, kind),
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


def distribution(consultation: Consultation, of: Shown, wanted: int) -> list[Item]:
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
                "title": sentences.about(by),
                "verdict": _titles()[row.verdict],
                "finding": sentences.finding(row, by, of.level),
                "figure": _figure(consultation, by.slug, "propositions", 1, pair)._replace(
                    id=f"distribution-{by.slug}", downloads=()
                ),
            }
        )
    return found


# ---- you are here


def own_place(actor: Actor, consultation: Consultation, of: Shown) -> Item | None:
    """What the reader's browser needs to tell them where they stand: numbers of the map, which are
    for everybody, and their own stances, which are theirs. It works it out, and tells nobody."""
    mine = maps.own_stances(actor, consultation)
    if not mine:
        return None
    return {**of.loadings(), "mine": mine, "label": _("You are here")}


# ---- how it stands


def standing(of: maps.Standing) -> Item:
    """In words: what there is, what comes, what went wrong."""
    missing = of.missing
    texts = []
    if of.comes_when_closed:
        texts.append(
            _(
                "Under this rule there is one map, drawn when the consultation is closed: two maps "
                "of a growing number of people could be told apart by the few who came in between."
            )
        )
    elif of.current is None and missing:
        text = ngettext(
            "This consultation needs more responses. A map is drawn when %(number)s more person "
            "has answered.",
            "This consultation needs more responses. A map is drawn when %(number)s more people "
            "have answered.",
            missing,
        )
        texts.append(text % {"number": number(missing, 0)})
    elif _comes_soon(of):
        texts.append(_("The map will be drawn within a minute."))
    failed = ""
    if of.failed is not None:
        failed = _("The newest map could not be drawn. %(error)s") % {"error": _(of.failed.error)}
    return {
        "texts": texts,
        "progress": round(of.in_work.progress * 100) if of.in_work else None,
        "waits": of.in_work is not None or _comes_soon(of),
        "failed": failed,
        "made_at": of.current.made_at if of.current else None,
        "renewed": of.in_work is not None and of.current is not None,
    }


def _comes_soon(of: maps.Standing) -> bool:
    nothing = of.current is None and of.newest is None
    return nothing and not of.missing and not of.comes_when_closed
