"""Tags and filters that every template has."""

from datetime import date
from functools import lru_cache
from hashlib import sha256
from pickle import dumps
from typing import Any

from babel.dates import format_date
from django import template
from django.core.cache import caches
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from parley.core import countries, locales
from parley.core.localtext import LocalText, direction
from parley.core.markdown import render

register = template.Library()


@register.simple_tag(takes_context=True)
def kept(context: template.Context, name: str, **parameters: Any) -> SafeString:
    """Like {% include name with parameters only %}, made once for the same parameters.

    For a component that shows its parameters in the active language and nothing else. All that
    it shows is in the key, so nobody gets what they could not have had made for them.
    """
    key = sha256(dumps((name, get_language(), parameters))).hexdigest()
    html: SafeString | None = caches["components"].get(key)
    if html is None:
        assert context.template is not None  # it is being rendered
        html = context.template.engine.get_template(name).render(context.new(parameters))
        caches["components"].set(key, html)
    return html


@register.simple_tag
def icon(name: str, *, directional: bool = False) -> SafeString:
    """A symbol of parley/icons.svg; see components/icon.html."""
    return _icon(static("parley/icons.svg"), name, directional)


@lru_cache(maxsize=256)
def _icon(symbols: str, name: str, directional: bool) -> SafeString:
    style = "icon icon--directional" if directional else "icon"
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        style,
        symbols,
        name,
    )


@register.filter
def localized(text: LocalText | str) -> str | SafeString:
    """The reader's language, or the fallback marked with its own language and direction."""
    if not isinstance(text, LocalText):
        return text
    wanted = get_language()
    picked = text.pick(wanted)
    if not picked.text or picked.language == wanted:
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
