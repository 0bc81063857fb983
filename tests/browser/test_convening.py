"""A convener's way from nothing to a dialogue that everybody can read."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open

IN_PERSON, VIRTUAL = 0, 1
BROKEN = """\
parley: 1

dialogue:
  slug: broken
  title: Broken
  starts_on: 2031-05-12
  ends_on: 2031-05-11
  time_zone: Europe/Atlantis
  format: in_person

sessions:
  - slug: one
    kind: seance
    title: One
"""


@pytest.fixture
def convener(open_page: Open) -> Page:
    return open_page("convener")


def create(page: Page, title: str, template: int = VIRTUAL) -> str:
    """A draft made from a template; its address."""
    page.goto("/convene/new/")
    page.get_by_role("radio").nth(template).check()
    page.get_by_label("Title").fill(title)
    page.get_by_label("First day").fill("2031-05-12")
    page.get_by_label("Time zone").select_option("Europe/Zurich")
    page.get_by_role("button", name="Create the draft").click()
    expect(page.locator("h1")).to_have_text(title)
    return page.url


def text(page: Page, label: str, language: str = "English") -> Locator:
    return page.get_by_role("group", name=label).get_by_label(language)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).last.click()


def announce(page: Page, draft: str) -> None:
    page.goto(draft)
    page.get_by_role("link", name="Announce").click()
    page.get_by_role("button", name="Announce").click()
    expect(page.locator(".badge--announced")).to_be_visible()


def test_from_a_template_to_the_public_page(convener: Page, visitor: Page) -> None:
    title = "Attribution in Practice"
    draft = create(convener, title)
    public = "/dialogues/attribution-in-practice/"
    assert visitor.goto(public).status == 404

    convener.get_by_role("link", name="Facts", exact=True).first.click()
    text(convener, "Subtitle").fill("Who says who did it?")
    convener.get_by_label("Contact address").fill("not an address")
    save(convener)
    expect(convener.locator("[data-error-summary]")).to_contain_text("email")
    expect(text(convener, "Subtitle")).to_have_value("Who says who did it?")
    convener.get_by_label("Contact address").fill("contact@example.org")
    save(convener)
    convener.wait_for_url(draft)

    announce(convener, draft)
    visitor.goto("/")
    visitor.get_by_role("link", name=title).click()
    expect(visitor).to_have_url(re.compile(f"{public}$"))
    main = visitor.locator("main")
    for shown in ("Who says who did it?", "12 May 2031", "contact@example.org", "Panel 3"):
        expect(main).to_contain_text(shown)

    convener.goto(f"{draft}history/")
    expect(convener.locator("main")).to_contain_text("announced")


def test_a_clash_is_pointed_out_and_does_not_stop_anybody(convener: Page) -> None:
    draft = create(convener, "Two Places at Once")
    for number, panel in enumerate(("Panel 1", "Panel 2")):
        convener.goto(f"{draft}programme/")
        row = convener.locator(".edit-row", has_text=panel)
        row.get_by_role("link", name="Who takes part").click()
        person = convener.get_by_label("Person", exact=True).first
        person.fill("Sam Twice")
        convener.get_by_label("Role").first.select_option("panellist")
        save(convener)
        if number == 0:  # nobody of this name yet
            convener.get_by_label("Add this person to the directory").check()
            save(convener)
        expect(row).to_contain_text("Sam Twice")
    expect(convener.locator(".edit-row__warning")).to_have_count(0)
    for _n in range(4):  # panel 2 moves from 14:00 to 13:00
        row.get_by_role("button", name="15 min earlier").click()
    expect(row).to_contain_text("13:00")
    expect(row.locator(".edit-row__warning")).to_contain_text("Sam Twice is also in")
    expect(convener.locator(".flash--warning")).to_contain_text("warning")


def test_a_session_outside_the_dates_is_pointed_out(convener: Page) -> None:
    draft = create(convener, "Longer Than Announced")
    convener.goto(f"{draft}programme/add/")
    convener.get_by_label("Kind").select_option("plenary")
    text(convener, "Title").fill("The day after")
    convener.get_by_label("Day", exact=True).fill("2031-05-13")
    convener.get_by_label("Start").fill("10:00")
    convener.get_by_label("End", exact=True).fill("09:00")
    save(convener)
    expect(convener.locator("[data-error-summary]")).to_be_visible()
    expect(text(convener, "Title")).to_have_value("The day after")
    convener.get_by_label("End", exact=True).fill("11:00")
    save(convener)
    row = convener.locator(".edit-row", has_text="The day after")
    expect(row.locator(".edit-row__warning")).to_contain_text("outside the dates")


def test_a_picture_needs_a_text_for_those_who_do_not_see_it(
    convener: Page, visitor: Page, tmp_path: Path
) -> None:
    draft = create(convener, "Seen and Described")
    photograph = tmp_path / "hall.jpg"
    photograph.write_bytes(with_a_place(800, 450))
    convener.goto(f"{draft}pictures/add/")
    convener.get_by_label("Your picture").set_input_files(photograph)
    text(convener, "Caption").fill("The hall on the first day")
    convener.get_by_label("Lead picture").check()
    convener.get_by_role("button", name="Add it").click()
    expect(convener.locator("[data-error-summary]")).to_contain_text("Alternative text")
    expect(text(convener, "Caption")).to_have_value("The hall on the first day")

    text(convener, "Alternative text").fill("A hall with empty chairs")
    convener.get_by_label("Your picture").set_input_files(photograph)
    convener.get_by_role("button", name="Add it").click()
    expect(convener.get_by_role("img", name="A hall with empty chairs")).to_be_visible()

    announce(convener, draft)
    visitor.goto("/dialogues/seen-and-described/")
    shown = visitor.get_by_role("img", name="A hall with empty chairs")
    shown.scroll_into_view_if_needed()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 800
    stored = visitor.request.get(shown.evaluate("image => image.src")).body()
    assert b"somewhere secret" not in stored


def with_a_place(width: int, height: int) -> bytes:
    """A photograph that says where it was taken."""
    picture, into = Image.new("RGB", (width, height), "teal"), BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "somewhere secret"
    picture.save(into, "JPEG", exif=exif)
    assert b"somewhere secret" in into.getvalue()
    return into.getvalue()


def test_a_preview_shows_what_others_would_see(convener: Page) -> None:
    draft = create(convener, "Seen by Others", IN_PERSON)
    convener.goto("/dialogues/seen-by-others/programme/")
    expect(convener.locator("main")).to_contain_text("Closed-door roundtable")

    convener.goto(draft)
    convener.get_by_label("See it as", exact=True).select_option("visitor")
    convener.get_by_role("button", name="Preview").click()
    banner = convener.get_by_role("region", name="Preview")
    expect(banner).to_contain_text("a visitor")
    expect(convener.locator("main")).to_contain_text("Opening lecture")
    assert "Closed-door roundtable" not in convener.content()
    banner.get_by_role("button", name="Stop the preview").click()
    expect(convener).to_have_url(draft)
    expect(banner).to_have_count(0)


def test_a_text_is_previewed_without_leaving_the_form(convener: Page) -> None:
    draft = create(convener, "Words in Markdown")
    convener.goto(f"{draft}texts/")
    purpose = text(convener, "Purpose")
    purpose.fill("To hear *every* side.\n\n<script>alert(1)</script>")
    opened = convener.evaluate("performance.timeOrigin")
    convener.get_by_role("button", name="Preview: Purpose").click()
    preview = convener.locator("#preview-purpose")
    expect(preview.locator("em")).to_have_text("every")
    assert "<script" not in preview.inner_html()
    assert convener.evaluate("performance.timeOrigin") == opened
    save(convener)
    convener.goto("/dialogues/words-in-markdown/")
    expect(convener.locator("main em")).to_have_text("every")


def test_a_file_with_errors_is_refused_line_by_line(convener: Page) -> None:
    convener.goto("/convene/import/")
    given = {"name": "broken.yaml", "mimeType": "text/yaml", "buffer": BROKEN.encode()}
    convener.get_by_label("File").set_input_files(given)
    convener.get_by_role("button", name="Look at it").click()
    said = convener.locator("[data-error-summary]").inner_text()
    lines = {int(number) for number in re.findall(r"[Ll]ine (\d+)", said)}
    assert {8, 13} <= lines  # the zone, the kind
    assert convener.goto("/dialogues/broken/").status == 404


def test_a_file_is_shown_before_it_is_imported(convener: Page) -> None:
    sound = (
        BROKEN.replace("2031-05-11", "2031-05-13")
        .replace("Atlantis", "Rome")
        .replace("seance", "plenary")
        .replace("slug: broken", "slug: from-a-file")
        .replace("title: Broken", "title: From a File")
    )
    convener.goto("/convene/import/")
    given = {"name": "sound.yaml", "mimeType": "text/yaml", "buffer": sound.encode()}
    convener.get_by_label("File").set_input_files(given)
    convener.get_by_role("button", name="Look at it").click()
    expect(convener.locator("main")).to_contain_text("From a File")
    assert convener.request.get("/dialogues/from-a-file/").status == 404
    convener.get_by_role("button", name="Import it").click()
    expect(convener.locator("h1")).to_have_text("From a File")
