"""Badges on paper. WeasyPrint draws them; it fetches nothing but fonts that come with Parley.

It is imported when the first badge is printed: it takes a second, and needs libraries of the
system that an installation without badges does well without.
"""

import base64
from collections.abc import Sequence
from enum import Enum
from functools import cache
from importlib.resources import files
from io import BytesIO
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
from parley.core.errors import InvalidInput, ParleyError

FONTS = ("latin", "latin-ext", "arabic")
WEIGHTS = (400, 600)
SCHEME = "parley-font:"
# More take longer than a browser waits.
MOST_AT_ONCE = 400
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


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
    return _pdf(render_to_string("registration/badges/badges.html", context))


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
        {"family": f"Badge {subset}", "weight": weight, "url": f"{SCHEME}{subset}-{weight}"}
        for subset in FONTS
        for weight in WEIGHTS
    ]


@cache
def _font(name: str) -> bytes:
    """A font's file by our own name for it, such as latin-400."""
    known = {f"{subset}-{weight}" for subset in FONTS for weight in WEIGHTS}
    if name not in known:
        raise LookupError(name)
    script = "-arabic" if name.startswith("arabic") else ""
    file = f"ibm-plex-sans{script}-{name}-normal.woff2"
    return files("parley.core").joinpath("static/parley/fonts", file).read_bytes()


def _pdf(html: str) -> bytes:
    made = _weasyprint().HTML(string=html, url_fetcher=_fetcher())
    drawn: bytes = made.write_pdf(presentational_hints=False)
    return drawn


def _weasyprint() -> Any:
    try:
        return pdf.weasyprint()
    except OSError as error:
        text = _(
            "Badges can’t be printed yet: the server lacks the libraries that draw them. Please "
            "tell its operator to install %(packages)s."
        )
        raise ParleyError(text % {"packages": PACKAGES}) from error


def _fetcher() -> Any:
    """Gives out our fonts and what stands in the page itself; anything else is left out."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFonts(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(SCHEME):
                body = BytesIO(_font(url.removeprefix(SCHEME)))
                return URLFetcherResponse(url, body, {"Content-Type": "font/woff2"})
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise ValueError("badges fetch nothing")

    return OwnFonts(allowed_protocols=["data"])
