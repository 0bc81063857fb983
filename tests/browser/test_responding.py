"""Taking stances on a phone: by hand, by keys, by swiping, off the network, and without a script."""

from playwright.sync_api import Page, expect

from tests.browser import watching
from tests.browser.conftest import Open

HERE = "/dialogues/synthetic-2027/consultations/the-first-hour/"
CLOSED = "/dialogues/synthetic-2027/consultations/who-keeps-the-directory/"
RESPOND = f"{HERE}respond/"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
SWIPE = """(card, [x, y]) => {
  const at = card.getBoundingClientRect();
  const fire = (type, dx, dy) => card.dispatchEvent(new PointerEvent(type, {
    bubbles: true, pointerId: 7, pointerType: "touch",
    clientX: at.x + 20 + dx, clientY: at.y + 10 + dy,
  }));
  card.setPointerCapture = () => {};
  fire("pointerdown", 0, 0);
  fire("pointermove", x / 2, y / 2);
  fire("pointerup", x, y);
}"""


def asked(page: Page) -> str:
    """The number of the proposition that is on the screen."""
    return page.locator("[data-ask]:visible").get_attribute("data-ask") or ""


def saved(page: Page, number: str, stance: str) -> None:
    line = f"Saved: Proposition {number} – {stance}"
    expect(page.locator("[data-said]")).to_contain_text(line)


def kept(page: Page) -> str:
    return str(page.evaluate("JSON.stringify(sessionStorage)"))


def swipe(page: Page, x: int, y: int) -> str:
    number = asked(page)
    page.locator(".ask__text:visible").evaluate(SWIPE, [x, y])
    return number


def test_every_way_to_answer_and_a_network_that_fails(open_page: Open) -> None:
    page = open_page("participant", **PHONE)
    page.goto(RESPOND)
    assert watching.axe(page) == [] and watching.too_wide(page) == []
    first = asked(page)
    page.locator("button[value=agree]:visible").click()
    saved(page, first, "Agree")
    assert asked(page) != first

    # A key, and its undoing
    second = asked(page)
    page.keyboard.press("4")
    saved(page, second, "Disagree")
    page.keyboard.press("0")
    expect(page.locator("[data-said]")).to_contain_text(f"Taken back: Proposition {second}")
    assert asked(page) == second

    # Towards agreement, and up to pass
    saved(page, swipe(page, 160, 0), "Agree")
    saved(page, swipe(page, 0, -160), "Pass")

    # Skipped, it comes back
    skipped = asked(page)
    page.get_by_role("link", name="Skip for now").click()
    assert asked(page) != skipped

    # Off the network: what is said waits, the last word counts, and a reload loses nothing
    page.context.set_offline(True)
    third = asked(page)
    page.keyboard.press("1")
    fourth = asked(page)
    page.keyboard.press("3")
    expect(page.locator("[data-net]")).to_contain_text("Waiting for the network: 2")
    assert f"/{third}/stance/" in kept(page) and f"/{fourth}/stance/" in kept(page)
    page.context.set_offline(False)
    expect(page.locator("[data-net]")).to_be_hidden()
    saved(page, fourth, "Pass")
    assert kept(page) == "{}"

    page.goto(f"{RESPOND}mine/")
    assert watching.axe(page) == [] and watching.too_wide(page) == []
    for number, stance in ((first, "Agree"), (third, "Agree"), (fourth, "Pass")):
        expect(page.locator(f"#p{number}")).to_contain_text(stance)
    expect(page.locator(f"#p{skipped}")).to_contain_text("Not answered")


def test_what_had_not_arrived_before_a_reload_arrives_after_it(open_page: Open) -> None:
    page = open_page("contributor", **PHONE)
    page.goto(RESPOND)
    number = asked(page)
    page.route("**/stance/", lambda route: route.abort())
    page.on("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("1")
    page.keyboard.press("0")
    page.keyboard.press("4")
    expect(page.locator("[data-net]")).to_contain_text("Waiting for the network: 1")
    page.unroute("**/stance/")
    with page.expect_response("**/stance/") as answer:
        page.reload()
    assert answer.value.status == 200
    assert asked(page) != number
    expect(page.locator("[data-net]")).to_be_hidden()
    assert kept(page) == "{}"
    page.goto(f"{RESPOND}mine/")
    expect(page.locator(f"#p{number}")).to_contain_text("Disagree")


def test_signing_out_leaves_nothing_behind(open_page: Open) -> None:
    page = open_page(**PHONE)  # signed in here, since signing out ends it for all who share it
    page.goto("/demo/sign-in/contributor/")
    page.locator("main form button").click()
    page.wait_for_url("**/")
    page.goto(RESPOND)
    page.route("**/stance/", lambda route: route.abort())
    page.keyboard.press("3")
    expect(page.locator("[data-net]")).to_contain_text("Waiting for the network: 1")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Sign out").evaluate("button => button.form.requestSubmit()")
    page.wait_for_url(lambda address: "/respond/" not in address)
    assert kept(page) == "{}"


def test_the_same_without_javascript(open_page: Open) -> None:
    page = open_page("contributor", **PHONE, java_script_enabled=False)
    page.goto(RESPOND)
    number = asked(page)
    page.get_by_text("Agree with a reservation").locator("visible=true").first.click()
    page.get_by_label("Your reservation in a few words").locator("visible=true").fill("if defined")
    page.get_by_role("button", name="Agree with this reservation").locator("visible=true").click()
    expect(page.locator("main")).to_contain_text(
        f"Saved. Proposition {number}: Agree with a reservation."
    )
    page.get_by_role("link", name="Look at your stances").click()
    expect(page.locator(f"#p{number}")).to_contain_text("if defined")
    page.locator(f"#p{number}").get_by_role("link", name="Change").click()
    page.get_by_role("button", name="Disagree").click()
    expect(page.locator(f"#p{number}")).to_contain_text("Disagree")
    page.locator(f"#p{number}").get_by_role("link", name="Change").click()
    page.get_by_role("button", name="Take my stance back").click()
    expect(page.locator(f"#p{number}")).to_contain_text("Not answered")


def test_what_stands_there_already_appears_while_one_writes(open_page: Open) -> None:
    page = open_page("participant")
    page.goto(f"{HERE}propose/")
    assert watching.axe(page) == []
    page.get_by_label("English").fill("A written note should follow every call within the hour.")
    expect(page.locator("#similar")).to_contain_text("A written note follows every call")


def test_results_are_read_without_colour_and_without_sight(open_page: Open) -> None:
    page = open_page(**PHONE)
    page.goto(f"{CLOSED}results/")
    assert watching.axe(page) == [] and watching.too_wide(page) == []
    bar = page.locator("svg.bar").first
    sentence = bar.get_attribute("aria-label") or ""
    assert "agree" in sentence and "disagree" in sentence
    expect(page.locator("main")).to_contain_text(sentence)
    page.locator("summary", has_text="As a table").first.click()
    expect(page.get_by_role("table").first).to_be_visible()
    page.get_by_role("link", name="Every entry in the directory").click()
    expect(page.get_by_role("heading", name="Where it stands")).to_be_visible()
    assert watching.axe(page) == [] and watching.too_wide(page) == []


def test_the_consultations_own_page(open_page: Open) -> None:
    for options in (PHONE, {"color_scheme": "dark"}):
        page = open_page("participant", **options)
        page.goto(HERE)
        assert watching.axe(page) == [] and watching.too_wide(page) == []
        expect(page.get_by_role("heading", name="What happens with what you say")).to_be_visible()
