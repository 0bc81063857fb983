"""The whole life of a dialogue, from a template to a report that anybody reads.

Two of eight guests take part on phones, with their hands; the others send what the same forms send.
Everybody in it is synthetic.
"""

import re

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import watching
from tests.browser.conftest import PATIENCE_MS, READER, Open, Server
from tests.browser.test_convening import announce, create
from tests.browser.test_guest import PHONE, link_in_mail
from tests.browser.test_responding import asked, saved

TITLE = "A Synthetic Life"
DIALOGUE = "/dialogues/a-synthetic-life/"
CONSULTATION = f"{DIALOGUE}consultations/what-the-norm-asks/"
SAID = "What eight guests of this dialogue made of the norm."
GUESTS, PROPOSITIONS, PHONES = 8, 6, 2
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
# Of each proposition: who of the eight agrees. On the first all do, on the second half of them.
AGREES = (range(8), range(4), range(8), range(8), range(4, 8), range(8))


def address_of(guest: int) -> str:
    return f"synthetic{guest}@life.example"


def send(guest: BrowserContext, page: str, at: str, **values: str) -> None:
    """What a form of this page sends to this address."""
    hidden = dict(HIDDEN.findall(guest.request.get(page).text()))
    answer = guest.request.post(at, form={**hidden, **values}, headers={"Referer": page})
    assert answer.ok, f"{at}: {answer.status}"


def convened(desk: Page) -> str:
    """A dialogue made from a template and announced, its list of guests invited."""
    draft = create(desk, TITLE)
    announce(desk, draft)
    desk.goto(f"{draft}registration/settings/")
    desk.get_by_role("button", name="Take registrations").click()
    desk.get_by_role("link", name="Researchers, by application").click()
    desk.get_by_label("Admission").select_option(label="By invitation only")
    desk.get_by_label("A convener decides on each registration").check()
    desk.get_by_role("button", name="Add it").click()
    desk.goto(f"{draft}registration/invite/list/")
    rows = [f"Synthetic guest {guest},{address_of(guest)}" for guest in range(GUESTS)]
    desk.get_by_label("Paste the list").fill("\n".join(["name,email", *rows]))
    desk.locator("select[name=group]").select_option(label="Researchers")
    desk.get_by_label("They need no further decision").uncheck()
    desk.get_by_role("button", name="Look at the list").click()
    desk.get_by_role("button", name=f"Send {GUESTS} invitations").click()
    expect(desk.locator("main")).to_contain_text(address_of(GUESTS - 1))
    return draft


def registered(desk: Page, draft: str, guests: list[BrowserContext]) -> list[Page]:
    """All guests by the link in their mail, and approved; the phones of those who have one."""
    phones = []
    for number, guest in enumerate(guests):
        link = link_in_mail(desk, address_of(number))
        if number >= PHONES:
            send(guest, link, link, name=f"Guest {number}", listing="nobody", consent="on")
            continue
        phone = guest.new_page()
        phone.goto(link)
        phone.get_by_label("I have read this").check()
        phone.get_by_role("button", name="Register", exact=True).last.click()
        expect(phone.locator("h1")).to_be_visible()
        phones.append(phone)
    desk.goto(f"{draft}registration/")
    desk.locator("select[name=to]").select_option(label="Approve")
    desk.locator("select[name=which]").select_option(label=f"With all {GUESTS} of this list")
    desk.get_by_role("button", name="Go on").click()
    desk.locator("main form button[type=submit]").last.click()
    expect(desk.locator("main")).to_contain_text("Approved")
    return phones


def consulted(desk: Page, draft: str, phones: list[Page], guests: list[BrowserContext]) -> None:
    """Under the Chatham House rule, on propositions of the library; then closed, and sealed."""
    desk.goto(f"{draft}consultations/new/")
    desk.get_by_role("group", name="Title").get_by_label("English").fill("What the norm asks")
    norms = desk.locator("select[name=norm] option").all_inner_texts()
    [norm] = [one for one in norms if one.startswith("13(c)")]
    desk.locator("select[name=norm]").select_option(label=norm)
    desk.locator("input[name=rule][value=chatham_house]").check()
    desk.get_by_role("button", name="Make the draft").click()
    here = desk.url
    desk.goto(f"{here}propositions/library/")
    for place in range(PROPOSITIONS):
        desk.locator("input[name=chosen]").nth(place).check()
    desk.get_by_role("button", name="Take them up").click()
    step(desk, f"{here}phase/open/")
    for number, phone in enumerate(phones):
        phone.goto(f"{CONSULTATION}respond/")
        assert watching.axe(phone) == [] and watching.too_wide(phone) == []
        for _turn in range(PROPOSITIONS - 1):
            saved(phone, *answered(phone, number))
        with phone.expect_navigation():  # to what there is after the last one
            answered(phone, number)
        phone.goto(f"{CONSULTATION}respond/mine/")
        for place, agreeing in enumerate(AGREES, start=1):
            stance = "Agree" if number in agreeing else "Disagree"
            expect(phone.locator(f"#p{place}")).to_contain_text(stance)
    for number, guest in enumerate(guests[PHONES:], start=PHONES):
        for place, agreeing in enumerate(AGREES, start=1):
            stance = "agree" if number in agreeing else "disagree"
            at = f"{CONSULTATION}propositions/{place}/stance/"
            send(guest, f"{CONSULTATION}respond/", at, value=stance)
    step(desk, f"{here}phase/closed/")
    desk.goto(f"{here}phase/sealed/")
    desk.get_by_label("I know that this can’t be undone").check()
    desk.get_by_role("button", name="Seal").click()
    expect(desk.locator("main")).to_contain_text("Sealed")


def answered(phone: Page, guest: int) -> tuple[str, str]:
    """The proposition that is asked, and what the guest says of it."""
    one = asked(phone)
    agrees = guest in AGREES[int(one) - 1]
    phone.locator(f"button[value={'agree' if agrees else 'disagree'}]:visible").click()
    return one, "Agree" if agrees else "Disagree"


def step(desk: Page, address: str) -> None:
    """A step of the consultation, which is asked about first."""
    desk.goto(address)
    desk.locator("main form button[type=submit]").last.click()
    desk.wait_for_url(re.compile(r"/what-the-norm-asks/$"))


def concluded(desk: Page, draft: str) -> None:
    """Findings drawn from it with its map, accepted and shown to everybody."""
    outcome = f"{draft}outcome/"
    desk.goto(outcome)
    desk.select_option("select[name=source]", label="Consultation: What the norm asks")
    desk.get_by_role("button", name="Add the source").click()
    desk.get_by_role("button", name="Propose findings").click()
    waited_for(desk, outcome, "Propose again")
    desk.goto(f"{outcome}findings/?state=proposed")
    for one in desk.locator("input[name=chosen]").all():
        one.check()
    desk.get_by_role("button", name="Accept those that are ticked").click()
    desk.goto(f"{outcome}reach/")
    desk.check("input[value=public]")
    desk.get_by_role("button", name="Go on").click()
    desk.get_by_role("button", name="Yes, do so").click()


def reported(desk: Page, draft: str) -> None:
    """Composed, a sentence written, approved, and published."""
    report = f"{draft}outcome/report/"
    desk.goto(report)
    for language in ("French", "Arabic"):
        desk.get_by_label(language, exact=True).uncheck()
    desk.get_by_role("button", name="Compose the first draft").click()
    waited_for(desk, report, "Compose it anew")
    desk.goto(f"{report}text/")
    desk.get_by_role("link", name="Edit").nth(1).click()
    desk.locator("textarea[name=text_en]").first.fill(f"{SAID} All of it is synthetic.")
    desk.get_by_role("button", name="Save and go back").click()
    desk.goto(f"{report}publish/")
    desk.get_by_role("button", name="Approve revision").click()
    desk.get_by_role("link", name="Publish").click()
    desk.locator("main form button[type=submit]").last.click()
    waited_for(desk, f"{report}publish/", "Add its DOI")


def waited_for(desk: Page, address: str, text: str) -> None:
    """Looked at again until what a job makes is there."""
    for _turn in range(PATIENCE_MS // 500):
        desk.goto(address)
        if desk.get_by_text(text).count():
            return
        desk.wait_for_timeout(500)
    raise AssertionError(desk.locator("main").inner_text())


def read(reader: Page) -> None:
    """By somebody who has never been here: the page, what it rests on, and its files."""
    reader.goto(DIALOGUE)
    reader.get_by_role("link", name="Read the report").click()
    expect(reader.locator("main")).to_contain_text(SAID)
    assert watching.axe(reader) == [] and watching.too_wide(reader) == []
    for kind in ("PDF", "DOCX", "Data package"):
        link = reader.get_by_role("link", name=re.compile(kind)).first
        answer = reader.request.get(link.get_attribute("href") or "")
        assert answer.ok and len(answer.body()) > 1000, kind


def test_from_a_template_to_a_report_that_anybody_reads(
    open_page: Open, browser: Browser, server: Server
) -> None:
    desk = open_page("convener")
    draft = convened(desk)
    options = {**READER, "viewport": PHONE, "base_url": server.url}
    guests = [browser.new_context(**options) for _guest in range(GUESTS)]
    try:
        phones = registered(desk, draft, guests)
        consulted(desk, draft, phones, guests)
        concluded(desk, draft)
        reported(desk, draft)
        read(open_page())
    finally:
        for guest in guests:
            guest.close()
