"""The sources of a report as files: published positions and votes whole, consultations as their public
pages tell of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from parley.apps.deliberation.models import CONFIDENTIAL, Consultation
from parley.apps.deliberation.selectors.results import ConsultationResults, results_for
from parley.apps.evidence.models import Collection
from parley.apps.outcomes.bridge import remaking
from parley.apps.outcomes.bridge.letting_out import TABLES
from parley.apps.outcomes.bridge.remaking import Redrawn
from parley.apps.outcomes.bridge.showing import FREE_TABLES, Shown
from parley.apps.outcomes.models import MapRelease, OpinionMap
from parley.apps.outcomes.presenters import releases as let_out
from parley.apps.outcomes.presenters.maps import shown
from parley.apps.outcomes.selectors.grounds import is_ready
from parley.apps.outcomes.selectors.maps import may_leave
from parley.apps.outcomes.selectors.releases import releases_of
from parley.apps.outcomes.selectors.sources import (
    Source,
    SourceColumn,
    columns_of,
    current_map,
    source_of,
)
from parley.apps.reports.files import tables
from parley.apps.reports.files.package import as_bytes
from parley.apps.reports.services.packing_record import map_of, record
from parley.core.access import may, visible
from parley.core.actors import ANONYMOUS

FOLDER = "sources/"
RESULTS = ("proposition", "group", "answers", "agree", "disagree", "passed", "reserved")


@dataclass(frozen=True)
class Packed:
    """What there is of the sources: key → what is told of each; all files by name; the maps of
    public record that are of what is packed."""

    about: dict[str, dict[str, Any]]
    files: dict[str, bytes]
    maps: dict[str, Redrawn]

    @property
    def keys(self) -> Iterable[str]:
        return self.about.keys()


def open_source(key: str) -> Source | None:
    """By its key (c12, e3), if everybody sees it."""
    kinds: dict[str, type[Consultation] | type[Collection]] = {"c": Consultation, "e": Collection}
    model = kinds.get(key[:1])
    if model is None:
        return None
    row = visible(model, ANONYMOUS).filter(pk=int(key[1:])).first()
    return None if row is None else source_of(row)


def leaves(source: Source) -> bool:
    """Whether its numbers are published to everybody, and may stand in a file."""
    if open_source(source.key) is None or not is_ready(source) or not may_leave(source):
        return False
    return source.consultation is None or may(ANONYMOUS, "see_results", source.consultation)


def packed(sources: Iterable[Source], released: Iterable[MapRelease] = ()) -> Packed:
    """Those that may leave; of what was let out of its rule the map, and nothing else."""
    about: dict[str, dict[str, Any]] = {}
    files: dict[str, bytes] = {}
    maps: dict[str, Redrawn] = {}
    open_ones = [
        (source, (_consultation if source.consultation else record)(source))
        for source in filter(leaves, sources)
    ]
    let_out = [(source_of(one.map), _released(one)) for one in released]
    for source, (told, found) in (*open_ones, *let_out):
        told = {"key": source.key, "kind": source.kind, **told}
        about[source.key] = told
        found |= {"source.json": as_bytes(told), "LICENCE.txt": _licence(told)}
        files |= {f"{FOLDER}{source.key}/{name}": content for name, content in found.items()}
        drawn = map_of(source) if source.is_public_record else None
        if drawn is not None:
            maps[source.key] = drawn
    return Packed(about, files, maps)


def _licence(told: dict[str, Any]) -> bytes:
    attribution = told["attribution"] or "No licence or attribution was stated for this source."
    return f"{attribution}\n".encode()


# ---- consultations


def released_among(keys: Iterable[str]) -> list[MapRelease]:
    """Of these sources, by their keys, the maps that were let out and everybody sees."""
    wanted = [int(key[1:]) for key in keys if key.startswith("c")]
    return list(releases_of(ANONYMOUS, wanted).values())


def _released(release: MapRelease) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What the public page of the map shows, as tables."""
    row = release.map
    consultation, of = source_of(row).of_consultation, let_out.shown(row)
    files = {
        f"map/{name}.{kind}": of.table(name, kind) for name in TABLES for kind in ("csv", "parquet")
    }
    about = {
        "title": dict(release.title),
        "rule": consultation.rule,
        "synthetic": consultation.synthetic,
        "attribution": "",
        "let_out_on": release.released_on.isoformat(),
        "respondents": of.n_respondents,
        "fewest_counted": consultation.least,
        "is_final": True,
        "map": _about_map(row, of, TABLES, input_digest=None),
    }
    return about, files


def _consultation(source: Source) -> tuple[dict[str, Any], dict[str, bytes]]:
    row = source.of_consultation
    results, columns = results_for(ANONYMOUS, row), columns_of(source)
    drawn = current_map(ANONYMOUS, source)
    about = {
        "title": dict(source.title),
        "rule": row.rule,
        "synthetic": row.synthetic,
        "attribution": row.attribution,
        "respondents": results.respondents,
        "fewest_counted": results.least,
        "is_final": results.is_final,
        "map": _map(source, drawn) if drawn else None,
    }
    asked = [(one.number, str(one.text), one.element) for one in columns]
    files = {
        **tables.both("propositions", ("proposition", "text", "element"), asked),
        **tables.both("results", RESULTS, _results(results, columns)),
        **(_map_tables(drawn) if drawn else {}),
    }
    return about, files


def _results(
    results: ConsultationResults, columns: Sequence[SourceColumn]
) -> Iterable[tuple[Any, ...]]:
    """A line for everybody together, whose group is empty, and for each group; withheld is empty."""
    for column in columns:
        found = results.of(column.proposition or 0)
        total = found.total
        yield (
            column.number, "", total.answers, total.agree, total.disagree, total.passed,
            found.reserved,
        )  # fmt: skip
        for one in found.groups:
            of = one.row
            name = str(one.group.name)
            yield column.number, name, of.answers, of.agree, of.disagree, of.passed, None


def _map(source: Source, row: OpinionMap) -> dict[str, Any]:
    """Of confidential stances there is no digest: who knows all of them but one could try guesses
    against it."""
    is_told = source.rules.isdisjoint(CONFIDENTIAL)
    digest = row.input_digest if is_told else None
    return _about_map(row, shown(ANONYMOUS, row), FREE_TABLES, input_digest=digest)


def _about_map(
    row: OpinionMap, of: Shown, tables: Sequence[str], *, input_digest: str | None
) -> dict[str, Any]:
    """`division`: by which findings tell of it, as its tables name it."""
    division = remaking.division_of(of)
    return {
        "settings": row.settings,
        "input_digest": input_digest,
        "engine": row.engine,
        "tables": [*tables],
        "division": division.name if division else None,
    }


def _map_tables(row: OpinionMap) -> dict[str, bytes]:
    """What the page of the map offers, but for lines about single respondents."""
    of = shown(ANONYMOUS, row)
    return {
        f"map/{name}.{kind}": of.table(name, kind)
        for name in FREE_TABLES
        for kind in ("csv", "parquet")
    }
