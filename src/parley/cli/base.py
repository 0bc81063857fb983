"""How every command starts Django, and how errors are said. Imports nothing slow."""

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

OUTSIDE_DEBUG = "Run it again as “parley --debug …” to see where."
# What pydantic says of a setting, in words for somebody who has never seen Python.
WORDS = {
    "extra_forbidden": "there is no such setting; docs/reference/settings.md lists them",
    "bool_parsing": "expected true or false",
    "bool_type": "expected true or false",
    "int_parsing": "expected a whole number",
    "int_type": "expected a whole number",
    "string_type": "expected a text",
    "list_type": "expected a list",
}


class Failed(click.ClickException):
    """One clear line (or one for each problem) on stderr, and status 1."""

    def show(self, file: Any = None) -> None:
        click.echo(f"parley: {self.message}", err=True)


class Commands(click.Group):
    """The commands in sections; whatever goes wrong in one is explained, not traced."""

    sections: dict[str, Sequence[str]]

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for names in self.sections.values() for name in names]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in self.sections.items():
            commands = [(name, self.commands[name].get_short_help_str(100)) for name in names]
            with formatter.section(title):
                formatter.write_dl(commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params["debug"]:
                raise
            raise Failed(explain(error)) from error


def start() -> None:
    """Make Django ready. Commands import what needs it afterwards."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.settings.base")
    import django
    from django.apps import apps
    from django.conf import settings

    if apps.ready:
        return
    django.setup()
    # A command needs one connection; a pool would hide for a minute that nobody answers.
    settings.DATABASES["default"].get("OPTIONS", {}).pop("pool", None)


def explain(error: Exception) -> str:
    """What went wrong, for somebody who has never seen the source."""
    for speak in (_of_settings, _of_database):
        if said := speak(error):
            return said
    if _is_ours(error):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return f"{type(error).__name__}: {error}. {OUTSIDE_DEBUG}"


def _is_ours(error: Exception) -> bool:
    from parley.core.errors import ParleyError

    return isinstance(error, ParleyError)


def _of_settings(error: Exception) -> str:
    """Never with the values: one of them may be a password."""
    import re
    import tomllib

    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    if isinstance(error, tomllib.TOMLDecodeError):
        path = os.environ.get("PARLEY_CONFIG", "parley.toml")
        return f"{path} can't be read: {error}"
    if isinstance(error, SettingsError):
        name = re.search(r'field "(\w+)"', str(error))
        where = f"{name[1]}: expected" if name else "expected"
        return f'The settings are not right.\n{where} JSON, such as ["a.example", "b.example"]'
    if isinstance(error, ValidationError):
        wrong = error.errors(include_url=False, include_input=False, include_context=False)
        lines = [
            f"{'.'.join(map(str, one['loc']))}: "
            + WORDS.get(one["type"], one["msg"].removeprefix("Value error, "))
            for one in wrong
        ]
        return "\n".join(["The settings are not right.", *lines])
    return ""


def _of_database(error: Exception) -> str:
    if "django.db" not in sys.modules:
        return ""
    from django.db import DatabaseError, OperationalError, ProgrammingError

    text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    lacks = "no such table" in text or "does not exist" in text or "no such column" in text
    if isinstance(error, OperationalError | ProgrammingError) and lacks:
        return "The database is not up to date. Run: parley migrate"
    if isinstance(error, DatabaseError):
        return f"The database does not answer as it should: {text}"
    return ""


def say(text: str = "") -> None:
    """Print at once, also into a pipe."""
    click.echo(text)
    sys.stdout.flush()
