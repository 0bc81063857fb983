"""The method of a map: every step, threshold and exclusion, in words and formulas."""

from __future__ import annotations

from dataclasses import fields

from parley.mapping.report import words
from parley.mapping.report.templating import fill
from parley.mapping.result import OpinionMap
from parley.mapping.settings import MapSettings
from parley.mapping.stability import DETERMINED

# Settings that `parley map` takes as options; the others are for programs.
_OPTIONS = ("method", "max_groups", "min_cell", "bootstraps", "seed")


def written(of: OpinionMap, title: str) -> str:
    """The text of method.md."""
    return fill(
        "method.md.jinja",
        of=of,
        title=title,
        settings=words.settings(of.settings),
        sure=words.how_sure(of),
        left_out=words.left_out(of),
        withheld=words.withheld(of),
        command=_command(of.settings),
        python=_python(of.settings),
        options=_OPTIONS,
        determined=DETERMINED,
        stable=words.STABLE,
        dissolved=words.DISSOLVED,
    )


def _changed(of: MapSettings) -> dict[str, object]:
    return {
        one.name: getattr(of, one.name)
        for one in fields(of)
        if getattr(of, one.name) != one.default
    }


def _command(of: MapSettings) -> str | None:
    """The options with which `parley map` makes this map again; None where it takes a program."""
    changed = _changed(of)
    basic = MapSettings.basic()
    parts = ["parley map INPUT"]
    if all(getattr(of, name) == 0 for name in ("bootstraps", "null_draws", "folds")):
        parts.append("--basic")
        changed = {name: value for name, value in changed.items() if value != getattr(basic, name)}
    if set(changed) - set(_OPTIONS):
        return None
    parts += [f"--{name.replace('_', '-')} {value}" for name, value in changed.items()]
    return " ".join(parts)


def _python(of: MapSettings) -> str:
    said = ", ".join(f"{name}={value!r}" for name, value in _changed(of).items())
    return f"MapSettings({said})"
