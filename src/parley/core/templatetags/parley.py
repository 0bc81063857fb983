"""Filters that every template has."""

from datetime import date
from typing import Any

from babel.dates import format_date
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from parley.core import countries, locales
from parley.core.localtext import LocalText, direction
from parley.core.markdown import render

register = template.Library()


@register.filter
def localized(text: LocalText | str) -> str | SafeString:
    """The reader's language, or the fallback marked with its own language and direction."""
    if not isinstance(text, LocalText):
        return text
    picked = text.pick()
    if not picked.text or picked.language == get_language():
        return picked.text
    return format_html(
        '<span lang="{}" dir="{}">{}</span>',
        picked.language,
        direction(picked.language),
        picked.text,
    )


@register.filter
def markdown(text: LocalText | str) -> SafeString:
    """Markdown, rendered and sanitised, in the reader's language or the marked fallback."""
    if not isinstance(text, LocalText):
        return render(text)
    picked = text.pick()
    html = render(picked.text)
    if not picked.text or picked.language == get_language():
        return html
    return format_html(
        '<div class="flow" lang="{}" dir="{}">{}</div>',
        picked.language,
        direction(picked.language),
        html,
    )


@register.filter
def date_range(starts_on: date, ends_on: date) -> str:
    """ "20–21 January 2020", as the reader's language writes it."""
    locale = locales.current()
    if starts_on == ends_on:
        return format_date(starts_on, "long", locale=locale)
    same_year = starts_on.year == ends_on.year
    differs = "y" if not same_year else "M" if starts_on.month != ends_on.month else "d"
    # Unicode has intervals with short names of months only.
    parts = (part.replace("MMM", "MMMM") for part in locale.interval_formats["yMMMd"][differs])
    days = zip((starts_on, ends_on), parts, strict=True)
    return "".join(format_date(day, part, locale=locale) for day, part in days)


@register.filter
def country(code: str) -> str:
    return countries.name(code) if code else ""


@register.filter
def in_zone(moment: Any, zone: Any) -> Any:
    """A moment in a time zone, to be formatted by `date` or `time`."""
    return moment.astimezone(zone) if moment and zone else moment
