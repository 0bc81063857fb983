"""A guest's way in a real browser: from the link in the mail to a confirmed place, on a phone."""

import re
import time
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import watching
from tests.browser.conftest import READER, Open, Server
from tests.browser.keys import follow

SLUG = "synthetic-2027"
PHONE = {"width": 360, "height": 740}
MOST_SCREENS = 3
MAIL_SECONDS = 90


def ask_for_link(page: Page, address: str) -> None:
    page.goto(f"/dialogues/{SLUG}/register/")
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.locator("main")).to_contain_text("look into your mailbox")


def link_in_mail(page: Page, address: str) -> str:
    """The demo keeps its mails in the outbox, which takes a moment to get there."""
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        page.goto("/outbox/")
        mail = page.locator("main li, main tr").filter(has_text=address).first
        if mail.count():
            mail.get_by_role("link").first.click()
            found = re.search(r"https?://\S*/invitations/\S+", page.locator("main").inner_text())
            assert found is not None
            return urlsplit(found[0]).path
        time.sleep(0.5)
    raise AssertionError(f"no mail to {address}")


def fill_in(page: Page) -> None:
    page.get_by_label("Name", exact=False).first.fill("Ada Browser")
    page.get_by_label("Online", exact=True).check()
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Register", exact=True).last.click()


def look(page: Page, script: bool) -> None:
    """Accessible, and whole on a phone; what looks at it is a script itself."""
    if script:
        assert watching.axe(page) == [] and watching.too_wide(page) == []


@pytest.fixture
def link(open_page: Open) -> str:
    """A link that nobody has used, for the group where everybody is welcome at once."""
    page = open_page()
    address = f"{uuid4().hex}@guest.example"
    ask_for_link(page, address)
    return link_in_mail(page, address)


@pytest.mark.parametrize("script", [True, False])
def test_from_the_link_to_a_place_in_at_most_three_screens(
    browser: Browser, server: Server, link: str, script: bool
) -> None:
    """Choosing a group, the form, one's own page; an invitation leaves out the first."""
    context = browser.new_context(
        **{**READER, "viewport": PHONE, "base_url": server.url, "java_script_enabled": script}
    )
    page = context.new_page()
    screens: list[str] = []
    page.on("framenavigated", lambda frame: screens.append(urlsplit(frame.url).path + "?"))
    page.goto(link)
    look(page, script)
    page.get_by_role("link", name="The public, online").click()
    look(page, script)
    fill_in(page)
    expect(page.get_by_role("heading", name="Your place is confirmed")).to_be_visible()
    expect(page).to_have_url(f"{server.url}/dialogues/{SLUG}/mine/")
    assert len(screens) <= MOST_SCREENS
    look(page, script)
    context.close()


def test_who_is_invited_needs_two_screens_on_a_phone(open_page: Open) -> None:
    """The convener writes a name and an address; the guest ticks two boxes."""
    address = f"{uuid4().hex}@guest.example"
    desk = open_page("convener")
    desk.goto(f"/convene/dialogues/{SLUG}/registration/invite/")
    desk.get_by_label("E-mail address").fill(address)
    desk.get_by_label("Name", exact=True).fill("Ada Browser")
    desk.get_by_label("Group").select_option(label="Government delegations")
    desk.get_by_role("button", name="Send the invitation").click()
    expect(desk.locator("main")).to_contain_text(address)
    link = link_in_mail(desk, address)
    page = open_page(viewport=PHONE)
    page.goto(link)
    expect(page.locator("#id_name")).to_have_value("Ada Browser")
    expect(page.locator("main")).to_contain_text("Government delegations")
    page.get_by_label("In person", exact=True).check()
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Register", exact=True).last.click()
    expect(page.get_by_role("heading", name="Your place is confirmed")).to_be_visible()


def test_withdrawing_and_undoing_by_keyboard_alone(open_page: Open, link: str) -> None:
    page = open_page()
    page.goto(link)
    follow(page.get_by_role("link", name="The public, online"))
    fill_in(page)
    follow(page.get_by_role("link", name="I can’t come after all"))
    follow(page.get_by_role("button", name="Withdraw my registration"))
    expect(page.get_by_role("heading", name="Your registration is cancelled")).to_be_visible()
    follow(page.get_by_role("button", name="Undo"))
    expect(page.get_by_role("heading", name="Your place is confirmed")).to_be_visible()


def test_a_link_that_was_used_says_so_to_everybody_else(open_page: Open, link: str) -> None:
    page = open_page()
    page.goto(link)
    page.get_by_role("link", name="The public, online").click()
    fill_in(page)
    other = open_page()
    assert (other.goto(link) or page).url.endswith(link)
    expect(other.locator("main")).to_contain_text("used already")
    other.get_by_role("link", name="To your own page").click()
    expect(other.locator("h1")).to_contain_text("Sign in")


def test_a_deadline_stands_in_the_readers_zone_from_the_first_look(open_page: Open) -> None:
    page = open_page(timezone_id="Asia/Tokyo")
    page.goto(f"/dialogues/{SLUG}/register/")
    expect(page.locator("main")).to_contain_text("Asia/Tokyo")
