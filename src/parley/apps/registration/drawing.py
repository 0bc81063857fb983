"""A balanced draw, as a program of its own: `python -m parley.apps.registration.drawing`.

It reads one draw as JSON and writes its result as JSON. It is a program because the library that
draws (sortition-algorithms, GPL-3) is none of Parley's parts; because what runs on its own can be
ended when it takes too long; and because the library keeps its source of chance for the process.

In: {"seed": 1, "wanted": 2, "quotas": [{"feature", "value", "least", "most"}, …],
     "people": [{"key": "12", "region": "002", …}, …]}
Out: {"chosen": ["12", …], "engine": "…"}, or {"relaxed": [quota, …], …} where the quotas can't be
met, or {"problem": "…", …}.
"""

import json
import logging
import sys
from importlib.metadata import version
from typing import Any

ATTEMPTS = 500
LIBRARY = "sortition-algorithms"


def main() -> None:
    logging.disable(logging.CRITICAL)
    out, sys.stdout = sys.stdout, sys.stderr  # what the library prints is no part of the result
    json.dump(draw(json.load(sys.stdin)), out)


def draw(task: dict[str, Any]) -> dict[str, Any]:
    """One selection that meets the quotas, by chance."""
    from sortition_algorithms import InfeasibleQuotasError, SortitionBaseError

    task = without_the_excluded(task)
    try:
        return _drawn(task)
    except InfeasibleQuotasError as error:
        return _result(relaxed=_quotas_of(error.features, task["quotas"]))
    except SortitionBaseError as error:
        return _result(problem=str(error))


def _drawn(task: dict[str, Any]) -> dict[str, Any]:
    import sortition_algorithms as library

    features, people, settings = _read(task)
    library.utils.set_random_provider(task["seed"])
    # An exact solver says first whether the quotas can be met at all, and if not, what could be.
    library.find_random_sample(features, people, task["wanted"], [], test_selection=True)
    for algorithm in ("legacy", "maximin"):
        settings.selection_algorithm, settings.max_attempts = algorithm, ATTEMPTS
        settings.random_number_seed = task["seed"]
        good, selections, report = library.run_stratification(
            features, people, task["wanted"], settings
        )
        if good:
            return _result(algorithm, chosen=sorted(selections[0], key=int))
    return _result(problem=report.as_text())


def without_the_excluded(task: dict[str, Any]) -> dict[str, Any]:
    """The same draw without those of whose kind nobody may be selected, such as of a full group:
    the quick lottery would draw them first and then find that it can't."""
    closed = {(q["feature"], q["value"]) for q in task["quotas"] if q["most"] == 0}
    open_ = [q for q in task["quotas"] if (q["feature"], q["value"]) not in closed]
    people = [one for one in task["people"] if not closed & set(one.items())]
    return {**task, "quotas": open_, "people": people}


def _read(task: dict[str, Any]) -> tuple[Any, Any, Any]:
    import sortition_algorithms as library

    quotas = [
        {
            "feature": q["feature"],
            "value": q["value"],
            "min": str(q["least"]),
            "max": str(q["most"]),
        }
        for q in task["quotas"]
    ]
    features = library.read_in_features(["feature", "value", "min", "max"], quotas)[0]
    settings = library.Settings(id_column="key", columns_to_keep=[])
    columns = ["key", *dict.fromkeys(q["feature"] for q in task["quotas"])]
    people = library.read_in_people(columns, task["people"], features, settings)[0]
    return features, people, settings


def _quotas_of(features: Any, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The quotas that could be met instead, where they differ from those that were asked."""
    found = []
    for quota in asked:
        range_ = features[quota["feature"]][quota["value"]]
        if (range_.min, range_.max) != (quota["least"], quota["most"]):
            found.append({**quota, "least": range_.min, "most": range_.max})
    return found


def _result(algorithm: str = "", **result: Any) -> dict[str, Any]:
    return {**result, "engine": " ".join(filter(None, (LIBRARY, version(LIBRARY), algorithm)))}


if __name__ == "__main__":
    main()
