"""The report of a comparison."""

from __future__ import annotations

from pathlib import Path

from parley.mapping import charts
from parley.mapping.charts import AmbiguityBar, AmbiguityPicture, Chart, Estimate, Look
from parley.mapping.pictures import MOST_ROWS, estimate
from parley.mapping.report.comparing import Comparison, Id, result, sentences, short
from parley.mapping.report.figures import NARROW, WIDE, numbered, write_charts
from parley.mapping.report.folder import mark, whole
from parley.mapping.report.templating import fill
from parley.mapping.result import OpinionMap


def write_comparison(
    comparison: Comparison, folder: str | Path, *, title: str = "", png: bool = False
) -> Path:
    """Write the report of a comparison to a folder, all of it or nothing: page, charts and report.json.

    Raises
    ------
    InvalidArtefact
        If the folder holds something else than a report.
    """
    wide, narrow = _charts(comparison, WIDE), _charts(comparison, NARROW)
    figures = numbered(wide, narrow, wide)
    with whole(folder) as new:
        write_charts(figures, new / "charts", png)
        page = fill(
            "comparison.html.jinja",
            of=comparison,
            title=title,
            sentences=tuple(sentences(comparison)),
            figures=figures,
            text=_texts(comparison),
            short=short,
            most_rows=MOST_ROWS,
            png=png,
        )
        (new / "index.html").write_text(page, "utf-8", newline="\n")
        mark(new, result(comparison))
    return Path(folder)


def _texts(of: Comparison) -> dict[Id, str]:
    """The wording of every proposition, the later one where there are two."""
    found: dict[Id, str] = {}
    for one in (of.before, of.after):
        found.update({key: one.text(n) for n, key in enumerate(one.propositions.tolist())})
    return found


def _wordings(of: Comparison) -> dict[Id, str]:
    """The wording of those propositions that have one, the later where there are two."""
    found: dict[Id, str] = {}
    for one in (of.before, of.after):
        found.update(zip(one.propositions.tolist(), one.texts, strict=False))
    return found


def _charts(of: Comparison, look: Look) -> dict[str, tuple[Chart, ...]]:
    """Ambiguity before and now: of the elements, and of the propositions that changed most."""
    found = {"ambiguity": _elements(of), "propositions": _propositions(of)}
    return {
        name: (
            charts.draw_ambiguity(
                AmbiguityPicture(bars, of.settings.level, name == "propositions"),
                Look(width=look.width, key=f"{look.key}{name}"),
            ),
        )
        for name, bars in found.items()
        if bars
    }


def _elements(of: Comparison) -> tuple[AmbiguityBar, ...]:
    found = []
    for name, one in of.change.elements.items():
        before, after = (
            estimate(side.ambiguity.by_element, side.ambiguity.elements.index(name))
            for side in (of.before, of.after)
        )
        found.append(AmbiguityBar("", name, after, before, of.is_beyond_chance(one)))
    return tuple(found)


def _propositions(of: Comparison) -> tuple[AmbiguityBar, ...]:
    texts = _wordings(of)
    ordered = sorted(
        of.change.propositions.items(), key=lambda pair: (-abs(pair[1].change), str(pair[0]))
    )
    return tuple(
        AmbiguityBar(
            str(key),
            texts.get(key, ""),
            _of_proposition(of.after, key),
            _of_proposition(of.before, key),
            of.is_beyond_chance(one),
        )
        for key, one in ordered[:40]
    )


def _of_proposition(of: OpinionMap, key: Id) -> Estimate | None:
    return estimate(of.ambiguity.by_proposition, of.propositions.tolist().index(key))
