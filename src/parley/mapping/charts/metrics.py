"""How wide a text is, and where it breaks: without a font at hand, from the widths of IBM Plex Sans."""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"

# Advance widths of U+0020 to U+007E in thousandths of the size; other letters go by their kind.
_REGULAR = (
    "236 284 419 713 598 927 694 242 335 335 450 600 272 399 272 383 600 600 600 600 600 600 600 600"
    " 600 600 292 292 600 600 600 477 891 641 653 621 671 583 559 695 707 400 510 634 501 812 707 708"
    " 606 708 640 581 572 678 609 891 613 593 580 317 383 317 600 565 600 534 580 503 580 549 324 528"
    " 568 250 250 527 272 873 568 560 580 580 367 487 351 568 492 768 507 499 464 343 314 343 600"
)
_SEMIBOLD = (
    "236 309 471 656 600 960 713 260 337 337 556 600 299 402 299 437 600 600 600 600 600 600 600 600"
    " 600 600 319 319 600 600 600 493 899 672 663 642 689 600 577 712 719 423 545 678 521 817 719 712"
    " 641 712 664 611 580 689 638 949 655 632 599 329 437 329 600 559 600 559 600 513 600 558 350 545"
    " 588 275 275 562 294 888 588 563 600 600 393 499 374 588 524 819 544 524 502 363 376 363 600"
)
_WIDTHS = {
    400: [int(width) for width in _REGULAR.split()],
    600: [int(width) for width in _SEMIBOLD.split()],
}
_OTHERS = {"–": 588, "—": 780, ELLIPSIS: 870, "·": 340, "’": 290, "“": 515, "”": 515, "\u00a0": 236}
_WIDE = 1000  # a Chinese character
_LETTER, _CAPITAL, _MARK = 620, 740, 0


def text_width(text: str, size: float, weight: int = 400) -> float:
    """How wide a line of text is, in the units of `size`.

    Examples
    --------
    >>> text_width("Parley", 10)
    28.27
    """
    widths = _WIDTHS[weight]
    return sum(_advance(character, widths) for character in text) * size / 1000


def _advance(character: str, widths: list[int]) -> int:
    if " " <= character <= "~":
        return widths[ord(character) - 32]
    if character in _OTHERS:
        return _OTHERS[character]
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return _MARK
    if unicodedata.east_asian_width(character) in "WF":
        return _WIDE
    base = unicodedata.normalize("NFD", character)[0]
    if " " <= base <= "~":
        return widths[ord(base) - 32]
    return _CAPITAL if character.isupper() else _LETTER


def wrap(text: str, width: float, size: float, *, lines: int, weight: int = 400) -> list[str]:
    """The text in at most so many lines of at most this width; what is cut off ends in an ellipsis.

    Examples
    --------
    >>> wrap("one two three", 50, 10, lines=1)
    ['one two…']
    """
    rows = [""]
    for piece in _pieces(" ".join(re.split(r"[ \t\r\n]+", text.strip())), width, size, weight):
        longer = rows[-1] + piece
        if rows[-1] and text_width(longer.rstrip(), size, weight) > width:
            rows.append(piece.lstrip())
        else:
            rows[-1] = longer
    rows = [row.strip() for row in rows]
    if len(rows) > lines:
        rows = [*rows[: lines - 1], _cut(" ".join(rows[lines - 1 :]), width, size, weight)]
    return [row for row in rows if row]


def _pieces(text: str, width: float, size: float, weight: int) -> list[str]:
    """Where a line may break: after spaces, between wide characters, within a word wider than a line."""
    pieces: list[str] = []
    for word in re.findall(r"[^ ]+ *", text):
        if text_width(word.rstrip(), size, weight) > width or _is_wide(word):
            pieces.extend(word)
        else:
            pieces.append(word)
    return pieces


def _is_wide(word: str) -> bool:
    return any(unicodedata.east_asian_width(character) in "WF" for character in word)


def _cut(text: str, width: float, size: float, weight: int) -> str:
    """The beginning of the text that fits with an ellipsis, whole words where that loses little."""
    room = width - text_width(ELLIPSIS, size, weight)
    end = len(text)
    while end and text_width(text[:end], size, weight) > room:
        end -= 1
    space = text.rfind(" ", 0, end + 1)
    if space > end * 0.6:
        end = space
    return text[:end].rstrip(" ,;:.") + ELLIPSIS


def is_rtl(text: str) -> bool:
    """Whether the text runs from right to left, by its first letter with a direction.

    Examples
    --------
    >>> is_rtl("“مرحبا”"), is_rtl("Parley")
    (True, False)
    """
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False
