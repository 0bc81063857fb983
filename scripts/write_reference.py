#!/usr/bin/env python3
"""Write docs/reference/settings.md and cli.md from the source: `write_reference.py [--check]`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from parley.cli import main as parley
from parley.settings.config import Config

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
MADE = "<!-- Made by scripts/write_reference.py; change the source, not this file. -->"

SETTINGS = f"""\
{MADE}

# Settings

Parley reads each setting from its default, then from `parley.toml` in the working directory (or from
the file that `PARLEY_CONFIG` names), then from the environment. The last that says something wins.

| in `parley.toml` | in the environment | default | what it is |
|---|---|---|---|
{{rows}}
A name in `parley.toml` that is not in this table stops Parley at its start. One in the environment is
found by `parley check`. In the environment, write lists as JSON: `PARLEY_ALLOWED_HOSTS='["a.example"]'`.
"""

CLI = f"""\
{MADE}

# The `parley` command

`parley` on its own lists the commands, `parley COMMAND --help` explains one. A command that fails says
why on its standard error and ends with status 1, or 2 where it was not called as it should be. What was
done from the command line stands in the audit record as *system: command line*.

## Options before the command

{{options}}
{{commands}}"""


def shown(value: object) -> str:
    if value in ("", None, []):
        return "unset"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list):
        return ", ".join(f"`{each}`" for each in value)
    return f"`{value}`"


def settings_page() -> str:
    rows = "".join(
        f"| `{name}` | `PARLEY_{name.upper()}` | {shown(field.default)} | {field.description} |\n"
        for name, field in Config.model_fields.items()
    )
    return SETTINGS.format(rows=rows)


def option_lines(command: click.Command) -> Iterator[str]:
    context = click.Context(command)
    for option in command.params:
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record is not None:
            names, text = record
            yield f"`{names}`\n: {' '.join(text.split())}"


def command_text(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"parley {name}")
    usage = command.get_usage(context).removeprefix("Usage: ")
    parts = [f"### parley {name}", f"```text\n{' '.join(usage.split())}\n```"]
    paragraphs = (command.help or "").split("\n\n")
    parts += [" ".join(paragraph.split()) for paragraph in paragraphs]
    return "\n\n".join([*parts, *option_lines(command)]).rstrip() + "\n"


def cli_page() -> str:
    parts = []
    for title, names in parley.sections.items():
        parts.append(f"## {title}\n")
        parts += [command_text(name, parley.commands[name]) for name in names]
    return CLI.format(options="\n\n".join(option_lines(parley)) + "\n", commands="\n".join(parts))


PAGES = {"settings.md": settings_page, "cli.md": cli_page}


def main(arguments: Sequence[str]) -> int:
    stale = []
    for name, make in PAGES.items():
        path, text = FOLDER / name, make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"docs/reference/{name}: {'stale' if '--check' in arguments else 'written'}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
