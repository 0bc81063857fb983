#!/usr/bin/env python3
"""The page of an opinion map: opening its artefact and drawing all of its charts, by size of the consultation.

What a reader waits for when a map is looked at for the first time in a language; later readers of the same process get
the charts that are there. Making the map is a job, and stands beside as the baseline. `--full` adds the largest.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from measuring import table

SEED = 1
# Respondents, propositions, share answered, seconds that the page may take.
SIZES = ((100, 30, 0.8, 1.0), (2_000, 200, 0.3, 10.0), (20_000, 300, 0.1, 10.0))
LARGEST = (100_000, 500, 0.06, 10.0)
GROUPS = 4
HEAD = ("respondents × propositions", "stances", "making", "page", "page again", "of making", "")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.settings.test")
    import django

    django.setup()
    sizes = (*SIZES, LARGEST) if "--full" in sys.argv else SIZES
    print(f"  CPU seconds; seed {SEED}")
    rows = []
    for respondents, propositions, share, limit in sizes:
        with tempfile.TemporaryDirectory() as folder:
            rows.append(measured(Path(folder), respondents, propositions, share, limit))
    table(HEAD, rows)


def measured(
    folder: Path, respondents: int, propositions: int, share: float, limit: float
) -> tuple[str, ...]:
    from parley.apps.outcomes.bridge.making import make

    stances = planted(respondents, propositions, share)
    target = folder / "map.zip"

    def made() -> Any:
        return make(stances, target, least=5, confidential=False, progress=lambda _share: None)

    making, _made = timed(made)
    first, shown = timed(lambda: page(folder, propositions, None))
    again, _shown = timed(lambda: page(folder, propositions, shown))
    kept = "kept" if first <= limit else "MISSED"
    return (
        f"{respondents:,} × {propositions}",
        f"{len(stances.values):,}",
        f"{making:.2f} s",
        f"{first:.2f} s",
        f"{again:.2f} s",
        f"× {first / making:.2f}",
        f"at most {limit:g} s: {kept}",
    )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.process_time()
    result = work()
    return time.process_time() - begun, result


def page(folder: Path, propositions: int, shown: Any) -> Any:
    """As the view does it, without the database: open, draw wide and narrow, put into words, render."""
    from django.core.files.storage import FileSystemStorage
    from django.template.loader import render_to_string

    from parley.apps.outcomes.bridge.naming import Names
    from parley.apps.outcomes.bridge.showing import Shown, opened
    from parley.apps.outcomes.presenters import maps as present
    from parley.apps.outcomes.presenters.words import engine_words
    from parley.apps.outcomes.selectors.sources import CONSULTATION, Source

    if shown is None:
        texts = tuple(
            (n, f"Proposition {n} of those that were planted.") for n in range(1, propositions + 1)
        )
        groups = tuple((n, f"Group of kind {n}") for n in range(1, GROUPS + 1))
        names = Names(texts, groups, (), *engine_words())
        shown = Shown(opened(FileSystemStorage(folder), "map.zip"), names)
    consultation: Any = SimpleNamespace(
        dialogue=SimpleNamespace(slug="planted"), slug="planted", rule="public"
    )
    source = Source(CONSULTATION, consultation=consultation)
    contents = present.page(source, shown, present.division(shown, ""))
    for figures in contents["figures"].values():
        for figure in figures:
            render_to_string("outcomes/_figure.html", {"figure": figure})
    return shown


def planted(respondents: int, propositions: int, share: float) -> Any:
    """Two camps, four stakeholder groups."""
    import numpy as np

    from parley.apps.outcomes.bridge.making import Stances

    draw = np.random.default_rng(SEED)
    camp = draw.integers(0, 2, respondents)
    leaning = draw.uniform(0.1, 0.9, (2, propositions))
    answered = draw.random((respondents, propositions)) < share
    who, what = np.nonzero(answered)
    agrees = draw.random(len(who)) < leaning[camp[who], what]
    values = np.where(draw.random(len(who)) < 0.1, 0, np.where(agrees, 1, -1))
    groups = draw.integers(1, GROUPS + 1, respondents).tolist()
    shown = [frozenset(range(1, GROUPS + 1))] * propositions
    numbers = list(range(1, propositions + 1))
    named = [False] * respondents
    return Stances(who, what, values, groups, named, numbers, [None] * propositions, shown)


if __name__ == "__main__":
    main()
