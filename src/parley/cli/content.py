"""Commands that bring dialogues in and out."""

from pathlib import Path

import click

from parley.cli.base import Failed, explain, say, start

ACTOR = "command line"


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--convener", metavar="EMAIL", help="Let this account convene what is imported.")
def import_(files: tuple[Path, ...], convener: str | None) -> None:
    """Import dialogue files (YAML), each a whole dialogue.

    A dialogue that is there already is made to be as its file says. What is wrong with a file is
    said line by line, and then nothing of it is imported.
    """
    start()
    from parley.apps.accounts import services
    from parley.apps.convening import exchange
    from parley.core.actors import system_actor
    from parley.core.errors import ParleyError

    actor = system_actor(ACTOR)
    account = services.account_of(actor, convener) if convener else None
    for file in files:
        try:
            document = exchange.read_document(file.read_bytes())
            done = exchange.import_dialogue(actor, document, convener=account)
        except ParleyError as error:
            raise Failed(f"{file}: {explain(error)}") from error
        outcome = "imported" if done.created else "updated" if done.changed else "unchanged"
        say(f"{file}: {done.dialogue.slug} {outcome}")


@click.command()
@click.argument("slug")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write, replaced if it is there. [default: to the terminal]",
)
def export(slug: str, output: Path | None) -> None:
    """Export the dialogue of this short name as a YAML file.

    The file holds everything, closed-door sessions included.
    """
    start()
    from django.http import Http404

    from parley.apps.convening import exchange
    from parley.apps.convening.selectors.dialogues import dialogue_for
    from parley.core.actors import system_actor

    actor = system_actor(ACTOR)
    try:
        dialogue = dialogue_for(actor, slug)
    except Http404:
        raise Failed(f"There is no dialogue of the short name {slug}.") from None
    text = exchange.export_dialogue(actor, dialogue)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        say(f"{output}: {slug}")


@click.command()
def reindex() -> None:
    """Build the search index anew."""
    start()
    from django.db import transaction

    from parley.core import search

    with transaction.atomic():
        count = search.rebuild()
    say(f"{count} entries can be found.")


@click.command("import-norms")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
def import_norms(files: tuple[Path, ...]) -> None:
    """Import files of norms (YAML), each an instrument with its norms.

    An instrument that is there already is made to hold what its file says; nothing is taken away.
    What is wrong with a file is said line by line, and then nothing of it is imported.
    """
    start()
    from parley.apps.deliberation.exchange import norms
    from parley.core.actors import system_actor
    from parley.core.errors import ParleyError

    for file in files:
        try:
            document = norms.read_norms(file.read_bytes())
            done = norms.import_norms(system_actor(ACTOR), document)
        except ParleyError as error:
            raise Failed(f"{file}: {explain(error)}") from error
        outcome = "imported" if done.created else "updated" if done.changed else "unchanged"
        say(f"{file}: {done.instrument.slug} {outcome}")


COMMANDS = (import_, import_norms, export, reindex)
