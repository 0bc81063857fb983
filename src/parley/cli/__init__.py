"""The `parley` command."""

import os
from pathlib import Path

import click

from parley import __version__
from parley.cli import care, content, mails, mapping, people, polis, reports, running
from parley.cli.base import Commands


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the database, files and outbox. [default: PARLEY_DATA, else ./data]",
)
@click.option("--debug", is_flag=True, help="Show a traceback when something goes wrong.")
@click.pass_context
def main(ctx: click.Context, data: Path | None, debug: bool) -> None:
    """Parley: convene a dialogue, hear every side, and show where they converge and diverge.

    Start with “parley demo” to look around, or “parley migrate” and “parley serve” for a
    Parley of your own. “parley COMMAND --help” explains a command.
    """
    if data is not None:
        os.environ["PARLEY_DATA"] = str(data)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@main.command()
def version() -> None:
    """Say which version this is."""
    click.echo(f"parley {__version__}")


main.sections = {
    "Run": ("demo", "serve", "migrate"),
    "Dialogues": ("import", "import-norms", "export", "reindex"),
    "Evidence": ("import-positions", "import-votes"),
    "Opinions": ("map", "import-polis", "export-polis"),
    "Reports": ("report", "verify"),
    "People": ("operator", "convener", "sign-in-link", "forget-second-factor", "erase"),
    "Look after it": ("check", "jobs", "bounces", "strays", "backup", "restore", "version"),
}
for command in (
    *running.COMMANDS,
    *content.COMMANDS,
    *polis.COMMANDS,
    *reports.COMMANDS,
    *people.COMMANDS,
    *care.COMMANDS,
    *mails.COMMANDS,
):
    main.add_command(command)
main.add_command(mapping.map_)
main.add_command(care.check, "doctor")  # the same, under the name that some look for
