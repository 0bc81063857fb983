"""Badges on paper. WeasyPrint draws them: see core/pdf.py.

It is imported when the first badge is printed: it takes a second, and needs libraries of the
system that an installation without badges does well without.
"""

import base64
from collections.abc import Sequence
from enum import Enum
from typing import Any

import segno
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.registration.selectors.badges import Badge, direction_of
from parley.core import audit, pdf
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

FONTS = ("latin", "latin-ext", "arabic")
WEIGHTS = (400, 600)
# More take longer than a browser waits.
MOST_AT_ONCE = 400


class Size(Enum):
    """`per_page` of them stand on a page."""

    A6 = "a6"
    CARD = "card"
    SHEET = "sheet"

    @property
    def per_page(self) -> int:
        return 8 if self is Size.SHEET else 1


SIZES = {
    Size.A6: gettext_lazy("A6 (105 × 148 mm), one on each page"),
    Size.CARD: gettext_lazy("Card (86 × 54 mm), one on each page"),
    Size.SHEET: gettext_lazy("A4 with 8 cards and marks to cut along"),
}


@transaction.atomic
def printed(actor: Actor, dialogue: Dialogue, badges: Sequence[Badge], size: Size) -> bytes:
    """The badges as a PDF file."""
    require(actor, "edit", dialogue)
    if not badges:
        raise InvalidInput(_("There is nobody to print a badge for. Choose at least one person."))
    if len(badges) > MOST_AT_ONCE:
        text = _("At most %(most)d badges at once. Print them group by group.")
        raise InvalidInput(text % {"most": MOST_AT_ONCE})
    file = drawn(dialogue, badges, size)
    audit.record(actor, "badges.printed", dialogue, count=len(badges), size=size.value)
    return file


def drawn(dialogue: Dialogue, badges: Sequence[Badge], size: Size) -> bytes:
    title = str(dialogue.title)
    shown = [_shown(badge) for badge in badges]
    pages = [shown[n : n + size.per_page] for n in range(0, len(shown), size.per_page)]
    context = {
        "language": get_language() or settings.LANGUAGE_CODE,
        "size": size.value,
        "title": title,
        "title_direction": direction_of(title),
        "pages": pages,
        "faces": _faces(),
    }
    return pdf.drawn(render_to_string("registration/badges/badges.html", context))


def _shown(badge: Badge) -> dict[str, Any]:
    group = str(badge.group)
    texts = {"name": badge.name, "organisation": badge.organisation, "group": group}
    return {
        **texts,
        **{f"{key}_direction": direction_of(text) for key, text in texts.items()},
        "honorific": badge.honorific,
        "length": _length(badge.name),
        "colour": badge.colour,
        "photo": _photo(badge.photo),
        "qr": qr_of(badge.code),
    }


def _length(name: str) -> str:
    """How large a name can be set, so that it fits."""
    steps = ((16, "short"), (28, "middle"), (50, "long"))
    return next((step for most, step in steps if len(name) <= most), "longest")


def qr_of(code: str) -> str:
    """The code as a picture in an address: black on white, whatever the theme."""
    return str(
        segno.make(code, error="m", micro=False).png_data_uri(scale=6, border=4, light="white")
    )


def _photo(name: str) -> str:
    if not name or not default_storage.exists(name):
        return ""
    with default_storage.open(name) as file:
        return f"data:image/jpeg;base64,{base64.b64encode(file.read()).decode()}"


def _faces() -> list[dict[str, Any]]:
    return [
        {"family": f"Badge {subset}", "weight": weight, "url": _font(subset, weight)}
        for subset in FONTS
        for weight in WEIGHTS
    ]


def _font(subset: str, weight: int) -> str:
    script = "-arabic" if subset == "arabic" else ""
    return pdf.font_address(f"ibm-plex-sans{script}-{subset}-{weight}-normal.woff2")
