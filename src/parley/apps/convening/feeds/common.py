"""What every format needs: plain clean text, absolute addresses, a session in words."""

import re
from collections.abc import Iterable
from datetime import datetime
from html import unescape
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from parley.core import countries
from parley.core.localtext import LocalText
from parley.core.markdown import render

if TYPE_CHECKING:
    from parley.apps.convening.models import Dialogue
    from parley.apps.convening.selectors.programme import Line, Part, Place

Text = LocalText | str

# What XML 1.0 and RFC 5545 both allow, so that one text serves every format.
_FORBIDDEN = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENDS_OF_BLOCKS = re.compile(r"</(?:blockquote|h\d|ol|p|pre|table|ul)>")


def absolute(path: str) -> str:
    """The public address of a path. Never from the request: its Host is what a client says."""
    return f"{settings.BASE_URL}{path}"


def clean(text: Text) -> str:
    """Every kind of line break becomes a newline; characters that a format forbids go."""
    return _FORBIDDEN.sub("", "\n".join(str(text).splitlines())).strip("\n")


def one_line(text: Text) -> str:
    return " ".join(clean(text).split())


def plain(markdown: Text) -> str:
    """Markdown as plain text, with an empty line between paragraphs."""
    html = _ENDS_OF_BLOCKS.sub(r"\g<0>" + "\n", render(clean(markdown))).replace("<li>", "• ")
    return re.sub(r"\n{2,}", "\n\n", clean(unescape(strip_tags(html)))).strip()


def shortened(text: str, limit: int = 200) -> str:
    return Truncator(one_line(text)).chars(limit)


def marked(title: Text, cancelled: bool) -> str:
    """A title that says so where its readers have no other way to learn of a cancellation."""
    words = one_line(title)
    return _("Cancelled: %(title)s") % {"title": words} if cancelled else words


def title_of(line: "Line") -> str:
    title = one_line(line.title)
    if not line.label:
        return title
    return _("%(label)s: %(title)s") % {"label": one_line(line.label), "title": title}


def somebody(part: "Part") -> str:
    """Dr Talita de Souza Dias (University of Oxford)."""
    name = one_line(f"{part.honorific} {part.name}")
    about = [one_line(text) for text in (part.capacity, part.position, part.organisation) if text]
    return f"{name} ({', '.join(about)})" if about else name


def city_of(dialogue: "Dialogue") -> str:
    """Florence, Italy; empty where it is not stated."""
    country = countries.name(dialogue.country) if dialogue.country else ""
    return ", ".join(filter(None, [one_line(dialogue.city), country]))


def place_line(place: "Place") -> str:
    """Room, venue, city, country."""
    country = countries.name(place.country) if place.country else ""
    words = [one_line(text) for text in (place.room, place.venue, place.city)]
    return ", ".join(filter(None, [*words, country]))


def latest_change(dialogue: "Dialogue", lines: Iterable["Line"]) -> datetime:
    return max([dialogue.updated_at, *(line.updated_at for line in lines)])
