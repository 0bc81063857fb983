"""Signing in as people do: a code from the mail, then a passkey of the device, then an app."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.accounts.conftest import app_code
from tests.browser import watching
from tests.browser.conftest import PATIENCE_MS, READER, Server

PHONE = {"width": 360, "height": 740}
MAIL_SECONDS = 90
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def url(server: Server) -> str:
    """Browsers keep passkeys for names, not for numbers."""
    return f"http://localhost:{urlsplit(server.url).port}"


@pytest.fixture
def account(server: Server) -> Callable[[str], str]:
    """account(address) → the address, which now has an account."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PARLEY_", "DJANGO_"))}
    environment |= {"PARLEY_DATA": str(server.folder / "data"), "PARLEY_CONFIG": os.devnull}

    def made(address: str) -> str:
        command = [str(Path(sys.executable).parent / "parley"), "convener", address]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        return address

    return made


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    with browser.new_context(**{**READER, "base_url": url}) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()


@pytest.fixture
def device(page: Page) -> CDPSession:
    """A phone or laptop that asks for a finger, and gets it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return session


def letters(outbox: Page, address: str) -> set[str]:
    """Where the mails with a code to this address stand."""
    outbox.goto("/outbox/")
    rows = outbox.locator("tr", has_text=address).filter(has_text="Your code")
    links = rows.get_by_role("link")
    return {links.nth(n).get_attribute("href") or "" for n in range(links.count())}


def by_mail(page: Page, address: str) -> None:
    outbox = page.context.new_page()
    before = letters(outbox, address)
    page.goto("/sign-in/")
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Type the code")).to_be_visible()
    deadline = time.monotonic() + MAIL_SECONDS  # the jobs worker needs a moment
    while not (new := letters(outbox, address) - before):
        assert time.monotonic() < deadline, f"no mail to {address}"
        outbox.wait_for_timeout(250)
    outbox.goto(new.pop())
    found = re.search(r"\b\d{4}-\d{4}\b", outbox.locator("main").inner_text())
    outbox.close()
    assert found
    page.get_by_label("Code from the mail").fill(found.group())
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()


def quiet(page: Page, watch: watching.Watch) -> None:
    """Whole on a small phone, accessible, and without a word on the console."""
    assert watch.take() == []
    assert watching.axe(page) == []
    size = page.viewport_size
    page.set_viewport_size(PHONE)
    assert watching.too_wide(page) == []
    assert size
    page.set_viewport_size(size)


@pytest.mark.usefixtures("device")
def test_a_passkey_from_adding_it_to_removing_it(
    page: Page, account: Callable[[str], str], url: str
) -> None:
    watch = watching.Watch(page, urlsplit(url).netloc)
    address = account("passkey@example.org")
    by_mail(page, address)
    page.goto("/account/")
    quiet(page, watch)
    page.get_by_role("link", name="Add a passkey").click()
    quiet(page, watch)
    page.get_by_label("Name of the passkey").fill("My laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert page.locator(".codes--many li").count() == 10
    quiet(page, watch)

    sign_out(page)
    page.goto("/sign-in/?next=/account/")
    quiet(page, watch)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/account/")
    expect(page.get_by_role("main")).to_contain_text("Passkey: My laptop")
    assert watch.take() == []

    page.get_by_role("link", name=re.compile("Rename.*My laptop")).click()
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    quiet(page, watch)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_label("Name of the passkey").fill("The old laptop")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name=re.compile("Remove.*The old laptop")).click()
    quiet(page, watch)
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("status")).to_contain_text("The passkey is removed.")
    expect(page.get_by_role("main")).not_to_contain_text("The old laptop")
    assert watch.take() == []


@pytest.mark.usefixtures("device")
def test_a_passkey_stands_in_for_the_app(page: Page, account: Callable[[str], str]) -> None:
    """After the code from the mail, either will do."""
    address = account("both@example.org")
    by_mail(page, address)
    page.goto("/account/passkeys/add/")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/recovery-codes/")
    sign_out(page)
    by_mail(page, address)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".site-header")).to_contain_text("Your account")


def test_a_device_without_a_passkey_is_told_so(page: Page, device: CDPSession) -> None:
    page.goto("/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("That did not work")


def test_an_app_is_set_up_and_asked_for(
    page: Page, account: Callable[[str], str], url: str
) -> None:
    watch = watching.Watch(page, urlsplit(url).netloc)
    address = account("app@example.org")
    by_mail(page, address)
    page.goto("/account/app/")
    quiet(page, watch)
    secret = page.locator(".app-setup code").inner_text()
    page.get_by_label("Code that the app shows").fill(app_code(secret))
    page.get_by_role("button", name="Set it up").click()
    page.wait_for_url("**/recovery-codes/")
    code = page.locator(".codes--many li").first.inner_text()
    sign_out(page)
    by_mail(page, address)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    quiet(page, watch)
    page.get_by_label("Code of your app, or a recovery code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("[data-error-summary]")).to_contain_text("not right")
    page.get_by_label("Code of your app, or a recovery code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".site-header")).to_contain_text("Your account")


def test_without_javascript_the_mail_is_enough(
    browser: Browser, url: str, account: Callable[[str], str]
) -> None:
    address = account("plain@example.org")
    options = {**READER, "base_url": url, "java_script_enabled": False}
    with browser.new_context(**options) as context:
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto("/sign-in/")
        expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
        by_mail(page, address)
        expect(page.locator(".site-header")).to_contain_text("Your account")
        page.goto("/account/passkeys/add/")
        expect(page.get_by_text("Passkeys need a browser that knows them")).to_be_visible()
