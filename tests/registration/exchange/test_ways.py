"""The section by each way that a file takes: the command, and the desk."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.urls import reverse

from parley.apps.convening.models import Dialogue
from parley.apps.registration import models as r
from parley.cli import main
from tests import factories as make
from tests.registration.exchange.helpers import EXAMPLE, SECTION, changed

pytestmark = pytest.mark.django_db
SEATS = ("seats: 40", "seats: 1")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_the_command_carries_it_to_an_empty_installation(tmp_path: Path) -> None:
    source, out, again = (tmp_path / f"{name}.yaml" for name in ("source", "out", "again"))
    source.write_text(EXAMPLE, encoding="utf-8")
    assert run("import", str(source)).output == f"{source}: florence-2027 imported\n"
    run("export", "florence-2027", "-o", str(out))
    Dialogue.objects.all().delete()
    assert not any(table.objects.exists() for table in SECTION)
    assert run("import", str(out)).output == f"{out}: florence-2027 imported\n"
    assert run("import", str(source)).output == f"{source}: florence-2027 unchanged\n"
    run("export", "florence-2027", "-o", str(again))
    assert again.read_text(encoding="utf-8") == out.read_text(encoding="utf-8")


def test_the_command_says_what_is_wrong_and_stores_nothing(tmp_path: Path) -> None:
    file = tmp_path / "file.yaml"
    file.write_text(changed(("seats: 40", "seats: many")), encoding="utf-8")
    done = run("import", str(file))
    assert done.exit_code == 1
    assert "registration.groups[0].seats: expected a whole number, got 'many'" in done.stderr
    assert not Dialogue.objects.exists()


def test_the_desk_shows_what_is_in_it_then_takes_it(signed_in: Any) -> None:
    convener = make.user(is_convener=True)
    client, page = signed_in(convener), reverse("dialogue-import")
    seen = client.post(page, {"text": EXAMPLE}).content.decode()
    for label in ("Stakeholder groups", "Questions to guests", "Mails in own words"):
        assert label in seen
    assert not Dialogue.objects.exists()
    assert client.post(page, {"text": EXAMPLE, "import": "1"}).status_code == 302
    assert r.Group.objects.count() == 2


def test_the_desk_says_what_can_not_be_taken_from_under_people(signed_in: Any) -> None:
    client, page = signed_in(make.user(is_convener=True)), reverse("dialogue-import")
    client.post(page, {"text": EXAMPLE, "import": "1"})
    group = r.Group.objects.get(slug="states")
    for _n in range(2):
        make.registration(group, state=r.State.APPROVED)
    answer = client.post(page, {"text": changed(SEATS), "import": "1"})
    assert answer.status_code == 422
    assert "registration.groups.states: 2 seats of this group" in answer.content.decode()
    group.refresh_from_db()
    assert group.seats == 40
