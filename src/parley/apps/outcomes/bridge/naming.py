"""The words of a map: its artefact knows groups, elements and propositions by key only, so that each
reader reads them in their language, and as they are called now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from parley.mapping.along import EVERYBODY, LINE, THIRDS
from parley.mapping.ambiguity import Ambiguity
from parley.mapping.grouping import Grouping
from parley.mapping.matrix import Ids, Labels
from parley.mapping.result import DISCOVERED, OpinionMap
from parley.mapping.verdicts import Contrast

GROUPS = "stakeholder-groups"  # in addresses
KNOWN = "stakeholder group"  # in the artefact


@dataclass(frozen=True)
class Names:
    """In one language: by number or key, and of what the engine itself names.

    `known` is what a stakeholder group is called. `labels` are what propositions are called in print,
    where that is not their number; `actors` the names of those who speak in public. `source` says what
    the map is of, see selectors/sources.py: sentences depend on it.
    """

    propositions: tuple[tuple[int, str], ...]
    groups: tuple[tuple[int, str], ...]
    elements: tuple[tuple[int, str], ...]
    known: str
    everybody: str
    thirds: tuple[str, str, str]
    labels: tuple[tuple[int, str], ...] = ()
    actors: tuple[tuple[int, str], ...] = ()
    source: str = "consultation"


def _called(keys: tuple[str, ...], names: Mapping[int, str]) -> tuple[str, ...]:
    """Each name once, as tables and charts need it; of what is gone, the key."""
    found: list[str] = []
    for key in keys:
        name = names.get(int(key)) or f"#{int(key)}"
        found.append(f"{name} (#{int(key)})" if name in found else name)
    return tuple(found)


def named(of: OpinionMap, names: Names) -> OpinionMap:
    texts, groups = dict(names.propositions), dict(names.groups)

    def label(name: str, kept: tuple[str, ...]) -> tuple[str, ...]:
        if name == EVERYBODY:
            return (names.everybody,)
        if name == LINE:
            return names.thirds if kept == THIRDS else kept
        return _called(kept, groups) if name == KNOWN else kept

    printed = _printed(of, names)
    groupings: dict[str, Grouping] = {}
    contrasts: dict[str, Contrast] = {}
    for name, grouping in of.groupings.items():
        called = names.known if name == KNOWN else name
        own = label(name, grouping.names)
        groupings[called] = replace(grouping, name=called, names=own)
        if contrast := of.contrasts.get(name):
            contrasts[called] = replace(contrast, name=called, groups=own, propositions=printed)
    found = of.structure.grouping
    return replace(
        of,
        actors=_actors(of, names),
        propositions=printed,
        texts=tuple(texts.get(number, "") for number in of.propositions.tolist()),
        groups=_labels(of.groups, groups),
        elements=_labels(of.elements, dict(names.elements)),
        structure=replace(of.structure, grouping=found and groupings[DISCOVERED]),
        groupings=groupings,
        contrasts=contrasts,
        ambiguity=_ambiguity(of.ambiguity, dict(names.elements)),
        disclosures={
            names.known if name == KNOWN else name: one for name, one in of.disclosures.items()
        },
    )


def _printed(of: OpinionMap, names: Names) -> Ids:
    """What each proposition is called in charts and tables."""
    labels = dict(names.labels)
    if not labels:
        return of.propositions
    return np.array([labels.get(number, f"#{number}") for number in of.propositions.tolist()])


def _actors(of: OpinionMap, names: Names) -> Ids:
    called = dict(names.actors)
    if not called:
        return of.actors
    return np.array([called.get(key, f"#{key}") for key in of.actors.tolist()])


def _labels(labels: Labels | None, names: Mapping[int, str]) -> Labels | None:
    return labels and replace(labels, names=_called(labels.names, names))


def _ambiguity(of: Ambiguity, names: Mapping[int, str]) -> Ambiguity:
    return replace(of, elements=_called(of.elements, names))


def element_keys(of: OpinionMap) -> tuple[int, ...]:
    """The keys of the elements of a map that is not named yet, in its order."""
    return tuple(int(key) for key in of.ambiguity.elements)
