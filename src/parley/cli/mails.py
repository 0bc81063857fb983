"""Commands about mails."""

from typing import BinaryIO

import click

from parley.cli.base import say, start

ACTOR = "command line"


@click.command()
@click.argument("files", metavar="FILE…|-", nargs=-1, required=True, type=click.File("rb"))
def bounces(files: tuple[BinaryIO, ...]) -> None:
    """Note which mails came back, as mail servers report.

    The reports are in FILE…, or come on stdin (-). Each file is one mail as it arrived, such as those of a Maildir. Conveners then see what did
    not arrive, and can send it again. To have it done by itself, let the mail server hand what
    comes to the sender's address to “parley bounces -”.
    """
    start()
    from parley.apps.registration.services import bounces as reports
    from parley.core import audit
    from parley.core.actors import system_actor

    marked = 0
    for file in files:
        verdict = reports.take(file.read(reports.LARGEST))
        marked += verdict is reports.Verdict.MARKED
        say(f"{getattr(file, 'name', '-')}: {verdict.value}")
    if marked:
        audit.record_site(system_actor(ACTOR), "site.mails_came_back", mails=marked)
    say(f"{marked} of {len(files)} marked.")


COMMANDS = (bounces,)
