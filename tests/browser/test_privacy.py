"""A guest hands in evidence, takes everything away, and goes: on a phone, without scripts too."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Server
from tests.browser.watching import axe, too_wide

SLUG = "synthetic-2027"
MINE = f"/dialogues/{SLUG}/mine/"
NAME, ADDRESS = "Zuzanna Canary", "zuzanna.canary@example.org"
# Answers the key of the guest's session. The group asks for a letter and nobody gets in without.
SCRIPT = f"""
import django
django.setup()
from parley.apps.accounts.services import account_for
from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import Admission, Group
from parley.apps.registration.services.registering import register
from parley.core.localtext import LocalText
from tests.sessions import signed_in_by_code
dialogue = Dialogue.objects.get(slug="{SLUG}")
group, _new = Group.objects.get_or_create(
    dialogue=dialogue, slug="canaries",
    defaults=dict(name=LocalText(en="Canaries"), admission=Admission.OPEN, evidence_needed=True,
                  evidence=LocalText(en="A letter of your ministry.")))
account = account_for("{ADDRESS}", "{NAME}")
if not account.registrations.exists():
    register(account, group, {{"name": "{NAME}", "mode": "in_person"}})
print(signed_in_by_code(account).cookies["sessionid"].value)
"""


def signed_in(server: Server, page: Page) -> Page:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PARLEY_", "DJANGO_"))}
    environment |= {
        "PARLEY_DATA": str(server.folder / "data"),
        "PARLEY_CONFIG": os.devnull,
        "PARLEY_DEMO": "true",
        "DJANGO_SETTINGS_MODULE": "parley.settings.base",
    }
    run = [sys.executable, "-c", SCRIPT]
    said = subprocess.run(run, env=environment, check=True, capture_output=True, text=True)
    cookie = {"name": "sessionid", "value": said.stdout.strip(), "url": server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    return page


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_evidence_to_the_erasure(
    open_page: Open, server: Server, tmp_path: Path, scripts: bool
) -> None:
    phone = {"width": 360, "height": 740}
    page = signed_in(server, open_page(viewport=phone, java_script_enabled=scripts))

    def is_sound() -> None:
        if scripts:
            assert (axe(page), too_wide(page)) == ([], [])

    page.goto(MINE)
    expect(page.get_by_text("Without it nobody can decide")).to_be_visible()
    is_sound()
    page.get_by_role("link", name="Add a file").click()
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    page.get_by_label("Your file").set_input_files(letter)
    is_sound()
    page.get_by_role("button", name="Add the file").click()
    expect(page.get_by_text("Your file has been added")).to_be_visible()
    expect(page.get_by_text("Without it nobody can decide")).to_have_count(0)
    with page.expect_download() as handed:
        page.get_by_role("link", name="letter.pdf", exact=True).click()
    assert handed.value.path().read_bytes() == letter.read_bytes()

    page.get_by_role("link", name="What is held on you").click()
    is_sound()
    with page.expect_download() as handed:
        page.get_by_role("button", name="Download everything").click()
    with zipfile.ZipFile(handed.value.path()) as archive:
        assert NAME in archive.read("data.json").decode()
        assert archive.read("files/001-letter.pdf") == letter.read_bytes()
    page.get_by_role("link", name="Erase me").first.click()
    is_sound()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Erase me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are erased")
    is_sound()
    page.goto(MINE)
    expect(page).to_have_url(f"{server.url}/sign-in/?next={MINE}")
    assert remains(server.folder) == []


def remains(folder: Path) -> list[str]:
    """The server's files in which the guest still stands: database, log, outbox, uploads."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if b"canary" in path.read_bytes().lower()]
