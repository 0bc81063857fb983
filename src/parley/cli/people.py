"""Commands that give people their part in running the service."""

import click

from parley.cli.base import say, start

ACTOR = "command line"


@click.command()
@click.argument("email")
@click.option("--name", default="", metavar="NAME", help="How the person is called on pages.")
def operator(email: str, name: str) -> None:
    """Make EMAIL an operator, and print a link to sign in.

    An operator runs the service, appoints conveners, and may create dialogues. The account is
    made if there is none. The link works once, within fifteen minutes.
    """
    start()
    from parley.apps.accounts import services
    from parley.core.actors import system_actor

    actor = system_actor(ACTOR)
    account = services.make_operator(actor, email, name)
    say(f"{account.email} is an operator. To sign in, open within fifteen minutes:")
    say(services.make_link(actor, account))


@click.command()
@click.argument("email")
@click.option("--name", default="", metavar="NAME", help="How the person is called on pages.")
def convener(email: str, name: str) -> None:
    """Let EMAIL create dialogues; make the account if there is none."""
    start()
    from parley.apps.accounts import services
    from parley.core.actors import system_actor

    account = services.make_convener(system_actor(ACTOR), email, name)
    say(f"{account.email} may create dialogues. For a link to sign in:")
    say(f"parley sign-in-link {account.email}")


@click.command("sign-in-link")
@click.argument("email")
def sign_in_link(email: str) -> None:
    """Print a link that signs EMAIL in once, within fifteen minutes."""
    start()
    from parley.apps.accounts import services
    from parley.core.actors import system_actor

    actor = system_actor(ACTOR)
    say(services.make_link(actor, services.account_of(actor, email)))


COMMANDS = (operator, convener, sign_in_link)
