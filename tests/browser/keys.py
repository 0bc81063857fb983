"""Hands on the keyboard: the focus is seen to be where a key is meant to go, and what it leads to is awaited."""

from playwright.sync_api import Locator, expect


def press(target: Locator, key: str = "Enter") -> None:
    """The key, on what has the focus by then and not a moment before."""
    target.focus()
    expect(target).to_be_focused()
    target.page.keyboard.press(key)


def follow(target: Locator, key: str = "Enter") -> None:
    """The key on a link or button that leads to a page, until that page is there.

    What else goes on meanwhile is no reason to lose it: a key that leads nowhere fails here, and says so.
    """
    with target.page.expect_navigation():
        press(target, key)
