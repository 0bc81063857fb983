"""Commands that run Parley."""

import os

import click

from parley.cli.base import Failed, say, start

ACTOR = "command line"
PORT = click.IntRange(1, 65535)


@click.command()
def migrate() -> None:
    """Make the database, or bring it up to date."""
    start()
    from parley.core import serving

    say(f"{_migrate(serving.pending_migrations())} The database is up to date.")


def _migrate(pending: list[str]) -> str:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    return f"{len(pending)} migrations were run." if pending else "There was nothing to do."


def _address(host: str, port: int) -> str:
    from parley.core.serving import ANYWHERE

    shown = ANYWHERE.get(host, host)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _set_address(host: str, port: int) -> None:
    """Unless the operator has said how people reach Parley, it is by this port."""
    from parley.settings.config import Config

    if "base_url" not in Config().model_fields_set:
        os.environ["PARLEY_BASE_URL"] = _address(host, port)


def _serve(host: str, port: int, workers: int, *, jobs: bool) -> None:
    """Collect what changed of the static files, then serve until told to stop."""
    from django.conf import settings

    from parley.core import serving

    if not serving.static_is_current():
        serving.collect_static()
    local = _address(host, port)
    greeting = f"Parley is at {settings.BASE_URL}"
    if local != settings.BASE_URL:
        greeting += f" (here: {local})"
    plan = serving.Plan(host, port, workers, jobs, f"{greeting}. Ctrl-C stops it.")
    serving.run(plan, say)
    say("Parley has stopped.")


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen on; 0.0.0.0 for all.",
)
@click.option(
    "--port", default=8000, show_default=True, type=PORT, metavar="PORT", help="Port to listen on."
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    metavar="NUMBER",
    help="Server processes; one for each core at most.",
)
@click.option("--jobs/--no-jobs", default=True, help="Run the jobs worker too. [default: yes]")
def serve(host: str, port: int, workers: int, jobs: bool) -> None:
    """Serve Parley, and run its jobs, until stopped."""
    _set_address(host, port)
    start()
    from django.conf import settings

    from parley.core import demonstration, serving

    serving.require_free(host, port)
    if serving.pending_migrations():
        raise Failed("The database is not up to date. Run: parley migrate")
    if settings.DEMO:
        demonstration.require_own_database()
    _serve(host, port, workers, jobs=jobs)


@click.command()
@click.option(
    "--port", default=8000, show_default=True, type=PORT, metavar="PORT", help="Port to serve on."
)
@click.option("--serve/--no-serve", "serves", default=True, help="Serve it. [default: yes]")
@click.option("--reset", is_flag=True, help="Delete the demo's data first, and load it anew.")
def demo(port: int, serves: bool, reset: bool) -> None:
    """Load some dialogues to look around in, and serve them.

    They are served on this machine only. Anyone who opens it may sign in as any of its people. It refuses a database that holds
    anything but a demo. Starting it again keeps what was changed in it.
    """
    os.environ["PARLEY_DEMO"] = "1"
    _set_address("127.0.0.1", port)
    start()
    from parley.core import serving

    if serves:
        serving.require_free("127.0.0.1", port)
    _load_demo(reset=reset)
    _introduce()
    if serves:
        _serve("127.0.0.1", port, 1, jobs=True)


def _load_demo(*, reset: bool) -> None:
    from parley.apps.convening import demo as demo_data
    from parley.apps.deliberation import demo as demo_norms
    from parley.apps.evidence import demo as demo_evidence
    from parley.apps.outcomes import demo as demo_maps
    from parley.apps.registration import demo as demo_guests
    from parley.apps.reports import demo as demo_reports
    from parley.core import demonstration, serving
    from parley.core.actors import system_actor

    demonstration.require_own_database()
    if reset:
        demonstration.reset()
    if pending := serving.pending_migrations():
        _migrate(pending)
    demo_data.load()
    demo_guests.load()
    demo_norms.load()
    demo_evidence.load()
    demo_maps.load()
    demo_reports.load()
    demonstration.mark(system_actor("demo"))


def _introduce() -> None:
    """Print a sign-in for each persona."""
    from django.conf import settings
    from django.urls import reverse

    from parley.apps.accounts.selectors import personas_for
    from parley.core.actors import ANONYMOUS

    people = [found.persona for found in personas_for(ANONYMOUS)]
    width = max((len(str(person.label)) for person in people), default=0)
    say("Sign in as")
    for person in people:
        path = reverse("demo-sign-in", args=[person.name])
        say(f"  {person.label!s:<{width}}  {person.description}")
        say(f"  {'':<{width}}  {settings.BASE_URL}{path}")
    say()


COMMANDS = (demo, serve, migrate)
