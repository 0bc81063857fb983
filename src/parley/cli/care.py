"""Commands that look after an installation."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from parley.cli.base import Failed, say, start

ACTOR = "command line"
MARKS = {"ok": ("ok", "green"), "note": ("note", "yellow"), "problem": ("WRONG", "red")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON, for programs.")
def check(as_json: bool) -> None:
    """Say what is wrong, and how to mend it. Also called doctor.

    The status is 1 if anything is wrong; notes alone don't count.
    """
    start()
    from parley.core.doctor import examine

    findings = list(examine())
    if as_json:
        say(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        for finding in findings:
            mark, colour = MARKS[finding.level]
            say(f"{click.style(f'{mark:<5}', fg=colour)}  {finding.check}: {finding.message}")
            if finding.mend:
                say(f"       {finding.mend}")
    wrong = sum(finding.level == "problem" for finding in findings)
    if not as_json:
        say(f"\n{wrong} wrong." if wrong else "\nNothing is wrong.")
    click.get_current_context().exit(1 if wrong else 0)


@click.command()
@click.option("--retry", is_flag=True, help="Queue failed and interrupted jobs again.")
@click.option("--forget", is_flag=True, help="Delete failed and interrupted jobs.")
def jobs(retry: bool, forget: bool) -> None:
    """List the jobs that are not done, and deal with those that failed."""
    if retry and forget:
        raise click.UsageError("Choose one of --retry and --forget.")
    start()
    from parley.core import job_care

    if retry:
        say(f"{job_care.retry()} queued again.")
    elif forget:
        say(f"{job_care.forget()} forgotten.")
    else:
        found = job_care.open_jobs()
        for job in found:
            say(f"{job.status:<8} {job.asked_at:%Y-%m-%d %H:%M}  {job.task}  {job.error}".rstrip())
        say(f"{len(found)} not done.")


@click.command()
@click.option("--delete", is_flag=True, help="Delete them, for good.")
def strays(delete: bool) -> None:
    """List the files that belong to nothing any more.

    A process that was killed while it stored or removed a file leaves one. Files of the last
    day don't count: what they belong to may be on its way.
    """
    start()
    from parley.core import audit
    from parley.core import strays as files
    from parley.core.actors import system_actor

    found = files.sweep() if delete else files.strays()
    for path in found:
        say(str(path))
    if delete and found:
        audit.record_site(system_actor(ACTOR), "site.strays_deleted", files=len(found))
    say(f"{len(found)} deleted." if delete else f"{len(found)} belong to nothing.")


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The archive to write. [default: parley-backup-DATE-TIME.tar.gz here]",
)
def backup(output: Path | None) -> None:
    """Write database and files into one archive.

    Parley may go on serving meanwhile: the archive holds what there was at one moment.

    The archive holds everything, what is confidential included: keep it as safe as the server.
    The signing key and the outbox stay out of it.
    """
    start()
    from parley.core import audit
    from parley.core import backup as backups
    from parley.core.actors import system_actor

    made = backups.create(output or backups.default_name())
    audit.record_site(system_actor(ACTOR), "site.backed_up", files=made.files)
    say(f"{made.path}: the database and {made.files} files, {made.size / 1024**2:.1f} MB.")
    for name in made.vanished:
        say(f"Deleted while the backup was made, so not in it: {name}")


@click.command()
@click.argument("archive", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--overwrite", is_flag=True, help="Replace the data that is there; it is moved aside."
)
def restore(archive: Path, overwrite: bool) -> None:
    """Put a backup in the place of the present data.

    Stop the server first. The archive is verified before anything changes. Everyone has to sign
    in again afterwards.
    """
    start()
    from parley.core import audit, serving
    from parley.core import backup as backups
    from parley.core.actors import system_actor

    done = backups.restore(archive, overwrite=overwrite)
    say(
        f"Restored the database and {len(done.manifest.entries) - 1} files of {done.manifest.made_at}."
    )
    if done.aside:
        say(f"The former data is in {done.aside}; delete it when you are sure.")
    if serving.pending_migrations():
        say("The backup is of an older version. Now run: parley migrate")
    else:
        audit.record_site(system_actor(ACTOR), "site.restored", made_at=done.manifest.made_at)


COMMANDS = (check, jobs, strays, backup, restore)
__all__ = ["COMMANDS", "Failed", "check"]
