"""Commands that bring consultations in and out in the format of Polis."""

from pathlib import Path

import click

from parley.cli.base import Failed, explain, say, start

ACTOR = "command line"


@click.command("import-polis", short_help="Import a Polis export as a public consultation.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dialogue", "slug", required=True, metavar="SLUG", help="Its short name.")
@click.option(
    "--title", default="", help="Of the consultation. [default: the topic in summary.csv]"
)
@click.option("--language", default="en", show_default=True, help="Of the comments.")
@click.option(
    "--attribution",
    default="",
    help="Source and licence, shown below it. [default: that of Polis’s open data, and the link]",
)
def import_polis(folder: Path, slug: str, title: str, language: str, attribution: str) -> None:
    """Import the folder of a Polis export as a public consultation of a dialogue.

    FOLDER holds comments.csv, and votes.csv or participants-votes.csv. What is wrong with them is
    said, and then nothing is stored.
    """
    start()
    from django.http import Http404

    from parley.apps.convening.selectors.dialogues import dialogue_for
    from parley.apps.outcomes import exchange
    from parley.core.actors import system_actor
    from parley.core.errors import ParleyError

    actor = system_actor(ACTOR)
    try:
        made = exchange.import_polis(
            actor,
            dialogue_for(actor, slug),
            folder,
            title=title,
            language=language,
            attribution=attribution,
        )
    except Http404:
        raise Failed(f"There is no dialogue of the short name {slug}.") from None
    except ParleyError as error:
        raise Failed(f"{folder}: {explain(error)}") from error
    say(f"{folder}: {slug}/{made.slug} imported")


@click.command("export-polis", short_help="Export a consultation in the format of Polis.")
@click.argument("slug")
@click.argument("consultation")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The ZIP file to write, replaced if it is there.",
)
def export_polis(slug: str, consultation: str, output: Path) -> None:
    """Export the consultation of a dialogue, both by short name, in the format of Polis.

    Single stances are in it where the rule lets them leave and the consultation is over; otherwise
    only totals, as far as they may be shown.
    """
    start()
    from django.http import Http404

    from parley.apps.outcomes import exchange
    from parley.apps.outcomes.selectors.maps import mapped_consultation
    from parley.core.actors import system_actor

    actor = system_actor(ACTOR)
    try:
        found = mapped_consultation(actor, slug, consultation)
    except Http404:
        raise Failed(f"{slug} has no consultation of the short name {consultation}.") from None
    output.write_bytes(exchange.export_polis(actor, found))
    say(f"{output}: {slug}/{consultation}")


COMMANDS = (import_polis, export_polis)
