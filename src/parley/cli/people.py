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


@click.command(
    "forget-second-factor", short_help="Take away passkeys and authenticator app of EMAIL."
)
@click.argument("email")
def forget_second_factor(email: str) -> None:
    """Take away the passkeys, the authenticator app and the recovery codes of EMAIL.

    For somebody who has lost them all, once you know that it is they who ask. The account is
    told by mail, and then opens with a code by mail alone.
    """
    start()
    from parley.apps.accounts import services
    from parley.core.actors import system_actor

    actor = system_actor(ACTOR)
    account = services.account_of(actor, email)
    if services.forget_second_factor(actor, account):
        say(f"{account.email} now signs in with a code by mail alone.")
    else:
        say(f"{account.email} had none.")


@click.command()
@click.argument("address")
@click.option("--yes", is_flag=True, help="Don't ask.")
def erase(address: str, yes: bool) -> None:
    """Erase all that is held on ADDRESS, with or without an account.

    Says first what goes, what stays and why. Afterwards it says where others have written the
    name into a text, which only people can judge. Backups keep what they hold until you delete
    them.
    """
    start()
    from parley.core import privacy, traces
    from parley.core.actors import system_actor

    subject = privacy.of_address(address)
    outlook = privacy.outlook(subject)
    for title, texts in (("Goes:", outlook.goes), ("Stays:", outlook.stays)):
        if texts:
            say("\n".join([title, *(f"  - {text}" for text in texts)]))
    if not (subject.account or outlook.goes):
        say("Nothing is held on this address by itself.")
    if not yes:
        click.confirm("Erase it? Nothing brings it back.", abort=True)
    privacy.erase(system_actor(ACTOR), [subject])
    say("Erased.")
    for place, count in traces.standing(privacy.words_of([subject])):
        say(f"The name or the address still stands in {place} ({count}).")


COMMANDS = (operator, convener, sign_in_link, forget_second_factor, erase)
