"""Commands that bring dialogues in and out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

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


_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_collection = click.option(
    "--collection", "slug", required=True, metavar="SLUG", help="Short name of the collection."
)


@click.command("import-positions")
@_file
@_collection
def import_positions(file: Path, slug: str) -> None:
    """Import published positions (CSV, TSV, XLSX) into a collection.

    What is wrong with a file is said row by row, and then nothing of it is imported. What stands
    in the collection already stays as it is.
    """
    start()
    from parley.apps.evidence.exchange import words
    from parley.apps.evidence.exchange.taking import import_positions

    done = _taken(file, slug, words.column_of, import_positions)
    counts = f"{done.positions} positions, {done.documents} documents, {done.readings} readings"
    say(f"{file}: {slug} {f'now has {counts} more or changed' if done else 'unchanged'}")


@click.command("import-votes")
@_file
@_collection
def import_votes(file: Path, slug: str) -> None:
    """Import recorded votes (CSV, TSV, XLSX) into a collection.

    One row for each state, one column for each roll call. What is wrong with a file is said row by
    row, and then nothing of it is imported.
    """
    start()
    from parley.apps.evidence.exchange import votes

    done = _taken(file, slug, votes.column_of, votes.import_votes)
    counts = f"{done.roll_calls} roll calls, {done.votes} votes"
    say(f"{file}: {slug} {f'now has {counts} more or changed' if done else 'unchanged'}")


def _taken(
    file: Path,
    slug: str,
    named: Callable[[str], str],
    take: Callable[[Any, Any, Any], Any],
) -> Any:
    """What a list of evidence has changed in a collection."""
    from django.core.files.base import ContentFile
    from django.http import Http404

    from parley.apps.evidence.exchange.tables import read_file
    from parley.apps.evidence.selectors.collections import collection_for
    from parley.core.actors import system_actor
    from parley.core.errors import ParleyError

    actor = system_actor(ACTOR)
    try:
        collection = collection_for(actor, slug)
    except Http404:
        raise Failed(f"There is no collection of the short name {slug}.") from None
    try:
        table = read_file(ContentFile(file.read_bytes()), file.name, named)
        return take(actor, collection, table)
    except ParleyError as error:
        raise Failed(f"{file}: {explain(error)}") from error


COMMANDS = (import_, import_norms, import_positions, import_votes, export, reindex)
