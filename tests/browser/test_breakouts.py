"""Break-outs in a browser: dragging by mouse, moving from the keyboard, wishing on a phone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.keys import press
from tests.browser.watching import axe, too_wide

DESK = "/convene/dialogues/synthetic-2027/registration/break-outs/"
MINE = "/dialogues/synthetic-2027/mine/"


def open_board(page: Page) -> None:
    """The board of the demo's round, once its proposal is there."""
    page.goto(DESK)
    page.locator(".desk-list a").first.click()
    expect(page.locator("#board[aria-busy=false] [data-room] [data-movable]").first).to_be_visible()


def card_to_move(page: Page) -> tuple[Locator, str]:
    card = page.locator("[data-room]").first.locator("[data-movable]").first
    return card, card.locator("[data-name]").inner_text()


def test_a_name_is_dragged_into_another_room_and_the_price_is_seen_before(
    open_page: Open,
) -> None:
    page = open_page("convener")
    open_board(page)
    card, name = card_to_move(page)
    room = page.locator("[data-room]").nth(1)
    card.scroll_into_view_if_needed()
    card.hover()
    page.mouse.down()
    target = room.locator(".breakout__title")
    target.hover()
    expect(room.locator("[data-price]")).to_contain_text("point")
    target.hover()
    page.mouse.up()
    expect(page.locator("[data-said]")).to_contain_text("point")
    expect(room).to_contain_text(name)
    page.locator("#board-undo").click()
    expect(page.locator("[data-said]")).to_contain_text("1 person is back.")
    expect(room).not_to_contain_text(name)


def test_a_name_is_picked_up_and_put_down_from_the_keyboard(open_page: Open) -> None:
    page = open_page("convener")
    open_board(page)
    card, name = card_to_move(page)
    said, room = page.locator("[data-live]"), page.locator("[data-room]").nth(1)
    press(card, "Space")
    expect(said).to_contain_text(f"{name} is picked up")
    page.keyboard.press("Escape")
    expect(said).to_contain_text("Left where they were")
    page.keyboard.press("Space")
    expect(said).to_contain_text("is picked up")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("point")
    page.keyboard.press("Enter")
    expect(room).to_contain_text(name)
    expect(room.locator("[data-movable]:focus")).to_contain_text(name)
    page.locator("#board-undo").click()
    expect(room).not_to_contain_text(name)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_board_fits_and_is_open_to_everybody(open_page: Open, width: int) -> None:
    page = open_page("convener", viewport={"width": width, "height": 800})
    open_board(page)
    assert axe(page) == []
    assert not too_wide(page)
    card_to_move(page)[0].click()
    expect(page.get_by_role("radio").first).to_be_visible()
    assert axe(page) == []


def test_wishes_are_said_on_a_phone_without_javascript(open_page: Open) -> None:
    page = open_page(
        "participant", viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    page.goto(MINE)
    page.get_by_role("link", name=re.compile("wish")).click()
    page.get_by_label("First wish").select_option(index=1)
    page.get_by_label("Second wish").select_option(index=2)
    page.get_by_role("button", name="Save").click()
    mine = page.locator("section:has(#break-out)")
    expect(mine.locator("ol li")).to_have_count(2)
    # Behind closed doors is a room that nobody can wish for, since they may not know of it.
    expect(mine).not_to_contain_text("closed doors")
