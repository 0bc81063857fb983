"""The command: what it offers, what it does, and how it says what went wrong."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner, Result
from django.test import Client

from parley import __version__
from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue, Seat
from parley.cli import base, main
from parley.core import contents, demonstration, search, serving
from parley.core.actors import system_actor
from parley.core.errors import InvalidInput, ParleyError
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord, SearchEntry
from tests import factories
from tests.core.conftest import Parley


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def commands(group: click.Command = main) -> Iterator[tuple[str, click.Command]]:
    assert isinstance(group, click.Group)
    yield from group.commands.items()


def actions() -> list[tuple[str, str]]:
    return list(AuditRecord.objects.order_by("pk").values_list("actor", "action"))


class TestHelp:
    def test_comes_without_arguments(self) -> None:
        done = run()
        assert done.exit_code == 0
        for title in ("Run:", "Dialogues:", "People:", "Look after it:"):
            assert title in done.output

    def test_lists_every_command_once(self) -> None:
        listed = list(main.list_commands(click.Context(main)))
        assert sorted([*listed, "doctor"]) == sorted(main.commands)

    @pytest.mark.parametrize(("name", "command"), [*commands(), ("parley", main)])
    def test_explains_every_option(self, name: str, command: click.Command) -> None:
        assert command.help
        options = [p for p in command.params if isinstance(p, click.Option)]
        assert [option.name for option in options if not option.help] == []

    def test_needs_no_django(self) -> None:
        """This is what keeps it quick."""
        script = "import sys, parley.cli; sys.exit('django' in sys.modules)"
        assert subprocess.run([sys.executable, "-P", "-c", script], check=False).returncode == 0

    def test_says_of_each_command_what_it_does_to_the_end(self) -> None:
        assert "..." not in run().output.split("Run:")[1]

    def test_says_the_version(self) -> None:
        assert run("version").output == f"parley {__version__}\n"


@pytest.mark.django_db
class TestPeople:
    def test_an_operator_gets_a_link_that_works(self, client: Client) -> None:
        done = run("operator", "Ada@example.org", "--name", "Ada")
        account = User.objects.get()
        assert (account.email, account.name) == ("ada@example.org", "Ada")
        assert (account.is_operator, account.is_convener) == (True, True)
        link = done.output.splitlines()[-1]
        assert link.startswith("http://127.0.0.1:8000/sign-in/link/")
        client.post(link.removeprefix("http://127.0.0.1:8000"))
        assert client.session["_auth_user_id"] == str(account.pk)
        assert actions()[:2] == [
            ("system: command line", "account.made_operator"),
            ("system: command line", "account.link_made"),
        ]

    def test_a_convener_is_no_operator(self) -> None:
        assert run("convener", "ada@example.org").exit_code == 0
        account = User.objects.get()
        assert (account.is_operator, account.is_convener) == (False, True)

    def test_a_link_needs_an_account(self) -> None:
        factories.user(email="ada@example.org")
        assert "/sign-in/link/" in run("sign-in-link", "ADA@example.org").output
        done = run("sign-in-link", "bob@example.org")
        assert done.exit_code == 1
        assert done.stderr.startswith("parley: There is no account of bob@example.org.")

    def test_who_lost_everything_signs_in_by_mail_again(self) -> None:
        account = factories.user(email="ada@example.org")
        Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data={})
        said = "ada@example.org now signs in with a code by mail alone."
        assert said in run("forget-second-factor", "Ada@example.org").output
        assert not Authenticator.objects.exists()
        assert "had none" in run("forget-second-factor", "ada@example.org").output
        assert run("forget-second-factor", "bob@example.org").exit_code == 1

    def test_an_address_must_be_one(self) -> None:
        done = run("operator", "ada")
        assert (done.exit_code, done.output) == (
            1,
            "parley: Expected an e-mail address, got ada.\n",
        )
        assert User.objects.count() == 0


@pytest.mark.django_db
class TestDialogues:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        dialogue = factories.dialogue(slug="norms", title=LocalText(en="Norms", ar="قواعد"))
        factories.session(dialogue, rule="closed_door", title=LocalText(en="Behind doors"))
        path = tmp_path / "norms.yaml"
        assert run("export", "norms", "-o", str(path)).exit_code == 0
        dialogue.delete()
        return path

    def test_go_out_and_come_in_again(self, file: Path) -> None:
        convener = factories.user(email="ada@example.org")
        done = run("import", str(file), "--convener", "ada@example.org")
        assert done.output == f"{file}: norms imported\n"
        dialogue = Dialogue.objects.get()
        assert dict(dialogue.title) == {"ar": "قواعد", "en": "Norms"}
        assert [s.title["en"] for s in dialogue.sessions.all()] == ["Behind doors"]
        assert [(s.user, s.role) for s in Seat.objects.all()] == [(convener, "convener")]
        assert run("import", str(file)).output == f"{file}: norms unchanged\n"
        assert {actor for actor, _action in actions()} == {"system: command line"}

    def test_go_to_the_terminal_too(self, file: Path) -> None:
        run("import", str(file))
        assert run("export", "norms").output == file.read_text(encoding="utf-8")

    def test_bad_files_are_named_with_every_problem(self, file: Path, tmp_path: Path) -> None:
        bad = tmp_path / "bad.yaml"
        text = file.read_text(encoding="utf-8")
        bad.write_text(text.replace("Europe/Rome", "Europe/Roma").replace("panel", "tea"))
        done = run("import", str(bad), str(file))
        assert done.exit_code == 1
        assert done.stderr.startswith(f"parley: {bad}: ")
        assert "Europe/Roma" in done.stderr
        assert "tea" in done.stderr
        assert Dialogue.objects.count() == 0

    def test_unknown_ones_are_refused(self, file: Path) -> None:
        assert run("export", "nosuch").stderr == (
            "parley: There is no dialogue of the short name nosuch.\n"
        )
        assert run("import", "nosuch.yaml").stderr == (
            "parley: No such file or directory: nosuch.yaml\n"
        )
        done = run("import", str(file), "--convener", "nobody@example.org")
        assert (done.exit_code, Dialogue.objects.count()) == (1, 0)

    def test_are_found_again(self) -> None:
        dialogue = factories.dialogue(title=LocalText(en="Norms"))
        search.index(dialogue)
        SearchEntry.objects.update(words="stale")
        assert run("reindex").output == "1 entries can be found.\n"
        assert "norms" in SearchEntry.objects.get().words


class TestErrors:
    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (ParleyError("Do this."), "Do this."),
            (InvalidInput("Two things.", ["line 1: a", "line 2: b"]), "Two things.\nline 1: a"),
            (PermissionError(13, "Permission denied", "x"), "Permission denied: x"),
            (KeyError("odd"), "KeyError: 'odd'. Run it again as “parley --debug …”"),
        ],
    )
    def test_are_explained(self, error: Exception, said: str) -> None:
        assert base.explain(error).startswith(said)

    def test_are_one_line_and_no_trace(self, parley: Parley, tmp_path: Path) -> None:
        done = parley("reindex", folder=tmp_path / "fresh")
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr == "parley: The database is not up to date. Run: parley migrate\n"

    def test_are_traced_on_demand(self, parley: Parley, tmp_path: Path) -> None:
        done = parley("--debug", "reindex", folder=tmp_path / "fresh")
        assert done.returncode == 1
        assert "Traceback" in done.stderr
        assert "no such table" in done.stderr

    @pytest.mark.parametrize(
        ("variables", "fragment"),
        [
            ({"PARLEY_BASE_URL": "nowhere"}, "base_url: expected http://host"),
            ({"PARLEY_DEMO": "perhaps"}, "demo: expected true or false\n"),
            ({"PARLEY_TRUSTED_PROXIES": "a"}, "trusted_proxies: expected a whole number\n"),
            ({"PARLEY_ALLOWED_HOSTS": "not json"}, "allowed_hosts: expected JSON, such as ["),
            ({"PARLEY_DATABASE_URL": "mysql://x"}, "database_url: expected postgres://"),
            ({"PARLEY_DATABASE_URL": "sqlite:///x.sqlite3"}, "or unset for SQLite\n"),
            ({"PARLEY_SMTP_URL": "http://mail.example"}, "smtp_url: expected smtp://"),
            ({"PARLEY_SMTP_URL": "smtp://user:canary/x@host"}, "smtp_url: expected smtp://"),
        ],
    )
    def test_in_settings_name_the_setting(
        self, parley: Parley, variables: dict[str, str], fragment: str
    ) -> None:
        done = parley("reindex", **variables)
        assert done.returncode == 1
        assert done.stderr.startswith("parley: The settings are not right.\n")
        assert fragment in done.stderr
        assert "Traceback" not in done.stderr
        assert "canary" not in done.stderr

    def test_in_settings_keep_passwords(self, parley: Parley, tmp_path: Path) -> None:
        config = tmp_path / "parley.toml"
        config.write_text('smtp_url = ["smtp://user:canary@host"]\nunknown = "canary"\n')
        done = parley("reindex", PARLEY_CONFIG=str(config))
        assert done.returncode == 1
        assert "smtp_url: expected a text" in done.stderr
        assert "unknown: there is no such setting" in done.stderr
        assert "canary" not in done.stderr

    def test_in_the_file_name_the_file(self, parley: Parley, tmp_path: Path) -> None:
        config = tmp_path / "parley.toml"
        config.write_text("base_url = \n")
        done = parley("reindex", PARLEY_CONFIG=str(config))
        assert f"{config} can't be read" in done.stderr
        assert "line 1" in done.stderr

    def test_of_the_database_are_said(self, parley: Parley) -> None:
        url = "postgres://parley:canary@127.0.0.1:1/parley?connect_timeout=1"
        done = parley("reindex", PARLEY_DATABASE_URL=url)
        assert done.returncode == 1
        assert done.stderr.startswith("parley: The database does not answer as it should:")
        assert "canary" not in done.stderr

    def test_of_use_have_their_own_status(self) -> None:
        assert run("nosuch").exit_code == 2
        assert run("jobs", "--retry", "--forget").exit_code == 2


@pytest.mark.django_db
class TestDemonstration:
    def test_never_opens_a_real_database(self) -> None:
        factories.user()
        with pytest.raises(demonstration.NotADemonstration):
            demonstration.require_own_database()

    def test_takes_an_empty_one_and_its_own(self) -> None:
        demonstration.require_own_database()
        demonstration.mark(system_actor("demo"))
        demonstration.mark(system_actor("demo"))
        factories.user()
        demonstration.require_own_database()
        assert actions() == [("system: demo", "demo.loaded")]
        assert not contents.is_empty()


@pytest.mark.django_db
def test_migrate_makes_and_keeps_up_to_date(parley: Parley, tmp_path: Path) -> None:
    fresh = tmp_path / "deep" / "fresh"
    assert "migrations were run" in parley("migrate", folder=fresh).stdout
    assert "There was nothing to do." in parley("migrate", folder=fresh).stdout
    assert (fresh / "secret-key").stat().st_mode & 0o077 == 0


def test_static_files_are_collected_when_they_change(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    assert not serving.static_is_current()
    serving.collect_static()
    assert serving.static_is_current()
    assert list((tmp_path / "static" / "parley" / "css").glob("base.*.css"))
    before = serving._static_print()
    monkeypatch.setattr(serving, "__version__", "9")
    assert serving._static_print() != before
    assert not serving.static_is_current()
