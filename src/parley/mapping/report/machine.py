"""The result for machines: `report.json`, and what `parley map --json` prints. See docs/reference/map-report.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from parley.mapping.matrix import Labels
from parley.mapping.report.folder import MADE_BY, SCHEMA, files_in
from parley.mapping.representative import characteristic
from parley.mapping.result import OpinionMap
from parley.mapping.spread import Estimates
from parley.mapping.structure import Structure
from parley.mapping.verdicts import Contrast, Gap, PropositionContrast, Share, Smallest

Json = dict[str, Any]

# Numbers have so many decimals: more would say nothing.
_DECIMALS = 6


def as_json(opinion_map: OpinionMap, folder: str | Path) -> Json:
    """The result, and where the report is. Keys don't change within a schema; there is no NaN.

    Parameters
    ----------
    folder
        Of the report, as `write_report` returned it.
    """
    where = Path(folder)
    return {**result(opinion_map), "folder": str(where), "files": files_in(where)}


def result(of: OpinionMap) -> Json:
    """The result without where it stands: the same for every folder."""
    return {
        "made_by": MADE_BY,
        "schema": SCHEMA,
        "kind": "map",
        "engine": of.engine,
        "input_digest": of.input_digest,
        "settings": of.settings.as_dict(),
        "counts": {
            "actors": of.n_actors,
            "propositions": of.n_propositions,
            "stances": of.n_stances,
            "shaping_actors": int(of.shape.actors.sum()),
            "shaping_propositions": int(of.shape.propositions.sum()),
        },
        "intake": {
            "entries": of.intake.lines,
            "dropped": dict(of.intake.dropped),
            "problems": len(of.intake.problems),
            "notes": len(of.intake.notes),
        },
        "structure": _structure(of.structure),
        "groupings": {
            name: _grouping(of, name, contrast) for name, contrast in of.contrasts.items()
        },
        "propositions": [_proposition(of, number) for number in range(of.n_propositions)],
        "elements": {
            name: _ambiguity(of.ambiguity.by_element, number)
            for number, name in enumerate(of.ambiguity.elements)
        },
    }


def _structure(of: Structure) -> Json:
    steady = of.stability
    return {
        "kind": of.kind,
        "n_axes": of.n_axes,
        "n_groups": of.n_groups,
        "axes": [
            {"variance": rounded(axis.value), "p": rounded(axis.p), "above_chance": axis.above}
            for axis in of.axes
        ],
        "groups": [
            {"k": test.k, "p": rounded(test.p), "silhouette": rounded(test.silhouette)}
            for test in of.groups
        ],
        "stability": steady
        and {
            "adjusted_rand": rounded(steady.mean_rand),
            "jaccard": [rounded(one) for one in steady.mean_jaccard],
            "same_number_of_groups": rounded(steady.k_share),
            "number_of_groups_determined": steady.k_determined,
        },
    }


def _grouping(of: OpinionMap, name: str, contrast: Contrast) -> Json:
    sets_apart = characteristic(contrast, of.settings)
    return {
        "known": contrast.known,
        "groups": [
            {
                "name": group,
                "actors": size,
                "characteristic": [
                    {
                        "proposition": one.proposition,
                        "direction": one.direction,
                        "share": rounded(one.share),
                        "rest": rounded(one.rest),
                        "q": rounded(one.q),
                    }
                    for one in apart
                ],
            }
            for group, size, apart in zip(
                contrast.groups, of.published_sizes(name), sets_apart, strict=True
            )
        ],
        "verdicts": {
            verdict: [contrast.propositions[number].item() for number in contrast.numbers(verdict)]
            for verdict in ("convergence", "divergence", "unsettled", "too little evidence")
        },
    }


def _proposition(of: OpinionMap, number: int) -> Json:
    cells = [None if one < 0 else one for one in of.counts.cells[number].tolist()]
    return {
        "proposition": of.propositions[number].item(),
        "text": of.texts[number] if of.texts else "",
        "element": _label(of.elements, number),
        "counts": dict(zip(("disagree", "pass", "agree"), cells, strict=True)),
        "ambiguity": _ambiguity(of.ambiguity.by_proposition, number),
        "by": {name: _by(contrast.at(number)) for name, contrast in of.contrasts.items()},
    }


def _label(labels: Labels | None, number: int) -> str | None:
    code = -1 if labels is None else int(labels.codes[number])
    return labels.names[code] if labels is not None and code >= 0 else None


def _by(row: PropositionContrast) -> Json:
    return {
        "verdict": row.verdict,
        "smallest": row.smallest and _smallest(row.smallest),
        "gap": row.gap and _gap(row.gap),
        "group_aware_consensus": rounded(row.consensus),
        "shares": {name: _share(share) for name, share in row.shares.items()},
    }


def _smallest(of: Smallest) -> Json:
    return {
        "direction": of.direction,
        "group": of.group,
        "share": rounded(of.share),
        **_interval(of.interval),
        "q": rounded(of.q),
    }


def _gap(of: Gap) -> Json:
    return {
        "size": rounded(of.size),
        **_interval(of.interval),
        "higher": of.higher,
        "lower": of.lower,
        "q": rounded(of.q),
    }


def _share(of: Share) -> Json:
    return {
        "answers": of.answers,
        "disagree": of.disagree,
        "pass": of.passed,
        "agree": of.agree,
        "share": rounded(of.share),
        **_interval(of.interval),
    }


def _interval(ends: tuple[float, float] | None) -> Json:
    low, high = ends or (None, None)
    return {"low": rounded(low), "high": rounded(high)}


def _ambiguity(of: Estimates, number: int) -> Json | None:
    if not of.n_propositions[number]:
        return None
    return {
        "value": rounded(of.value[number]),
        **_interval((of.low[number], of.high[number])),
        "propositions": int(of.n_propositions[number]),
    }


def rounded(value: float | None) -> float | None:
    """A number as JSON takes it; None where there is none."""
    if value is None or value != value:
        return None
    return round(float(value), _DECIMALS) + 0.0
