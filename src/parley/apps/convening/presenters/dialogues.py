"""A dialogue as a card, as a list of facts, and its pictures."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parley.apps.accounts.models import Organisation
from parley.apps.convening.models import Dialogue, Host, Picture
from parley.apps.convening.presenters.times import long_date
from parley.apps.convening.selectors.dialogues import Point
from parley.core import locales
from parley.core.addresses import address_of
from parley.core.localtext import LocalText, direction
from parley.core.templatetags.parley import country, date_range, localized

Fact = dict[str, Any]


def place_of(dialogue: Dialogue) -> str:
    """Florence, Italy; empty where the dialogue has no place."""
    return ", ".join(filter(None, [dialogue.city, country(dialogue.country)]))


def eyebrow_of(dialogue: Dialogue) -> str:
    """The series and which edition of it this is."""
    if dialogue.series is None:
        return ""
    series = str(dialogue.series.title)
    if dialogue.edition is None:
        return series
    edition = _("edition %(number)s") % {"number": dialogue.edition}
    return edition if series == str(dialogue.title) else f"{series}, {edition}"


def hosts_line(hosts: Iterable[Host]) -> str:
    return _(", ").join(str(host.organisation) for host in hosts)


def picture_of(picture: Picture | None) -> dict[str, Any] | None:
    if picture is None:
        return None
    if picture.illustration:
        url, size = static(f"parley/illustrations/{picture.illustration}.svg"), (1200, 675)
    else:
        url = reverse("picture", args=[picture.uid])
        size = (picture.width or 1200, picture.height or 675)
    return {
        "url": url,
        "alt": str(picture.alt),
        "caption": localized(picture.caption),
        "credit": picture.credit,
        "width": size[0],
        "height": size[1],
    }


def card(dialogue: Dialogue) -> dict[str, Any]:
    leads: list[Picture] = getattr(dialogue, "leads", [])
    picked = dialogue.title.pick()
    return {
        "title": picked.text,
        "lang": picked.language,
        "url": address_of("dialogue", dialogue.slug),
        "dates": date_range(dialogue.starts_on, dialogue.ends_on),
        "place": place_of(dialogue),
        "hosts": hosts_line(_hosts_of(dialogue)),
        "format": dialogue.format,
        "format_label": dialogue.get_format_display(),
        "status": dialogue.status,
        "status_label": dialogue.get_status_display(),
        "eyebrow": eyebrow_of(dialogue),
        "synthetic": dialogue.synthetic,
        "picture": picture_of(leads[0] if leads else None),
    }


def _hosts_of(dialogue: Dialogue) -> Iterable[Host]:
    shown: Iterable[Host] | None = getattr(dialogue, "shown_hosts", None)
    return dialogue.hosts.all() if shown is None else shown


def _link(url: str, text: str | SafeString) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text)


def _host_facts(hosts: Iterable[Host]) -> Iterable[Fact]:
    """One fact a role, with all who have it."""
    by_role: dict[str, list[str]] = {}
    for host in hosts:
        by_role.setdefault(host.get_role_display(), []).append(_host_line(host))
    for role, lines in by_role.items():
        yield {
            "label": role,
            "value": format_html_join(mark_safe("<br>"), "{}", zip(lines, strict=True)),
        }


def _host_line(host: Host) -> SafeString:
    organisation = host.organisation
    value = _organisation_link(organisation)
    if organisation.parent is None:
        return value
    return format_html("{} · {}", value, _organisation_link(organisation.parent))


def _organisation_link(organisation: Organisation) -> SafeString:
    url = address_of("organisation", organisation.slug)
    return _link(url, localized(organisation.name))


def _registration_facts(dialogue: Dialogue) -> Iterable[Fact]:
    if dialogue.eligibility:
        yield {"label": _("Who may take part"), "value": localized(dialogue.eligibility)}
    if dialogue.registration_required:
        yield {"label": _("Registration"), "value": _("Registration is mandatory.")}
    if dialogue.registration_deadline:
        deadline = long_date(dialogue.registration_deadline)
        yield {"label": _("Registration deadline"), "value": deadline}


def _contact_facts(dialogue: Dialogue) -> Iterable[Fact]:
    if dialogue.contact_email:
        name = dialogue.contact_name or dialogue.contact_email
        yield {
            "label": _("Contact"),
            "value": _link(f"mailto:{dialogue.contact_email}", name),
        }
    elif dialogue.contact_name:
        yield {"label": _("Contact"), "value": dialogue.contact_name}
    if dialogue.hashtag:
        yield {"label": _("Hashtag"), "value": dialogue.hashtag}
    if dialogue.account:
        value = " ".join(filter(None, [dialogue.account, _on(dialogue.account_network)]))
        yield {"label": _("Follow"), "value": value}


def _on(network: str) -> str:
    return _("on %(network)s") % {"network": network} if network else ""


def facts(dialogue: Dialogue, hosts: Iterable[Host]) -> list[Fact]:
    """What a reader looks up first, in the order they do; only what is known."""
    found: list[Fact] = [
        {"label": _("Dates"), "value": date_range(dialogue.starts_on, dialogue.ends_on)},
        {"label": _("Format"), "value": dialogue.get_format_display()},
    ]
    if place := place_of(dialogue):
        found.insert(1, {"label": _("Place"), "value": place})
    if dialogue.series is not None:
        url = address_of("series", dialogue.series.slug)
        series = _link(url, localized(dialogue.series.title))
        if dialogue.edition is not None:
            edition = _("edition %(number)s") % {"number": dialogue.edition}
            series = format_html("{}, {}", series, edition)
        found.append({"label": _("Series"), "value": series})
    found += _host_facts(hosts)
    found += _registration_facts(dialogue)
    found += _contact_facts(dialogue)
    return found


def norms(found: Iterable[Point]) -> list[dict[str, Any]]:
    return [_norm(norm) for norm in found]


def _norm(norm: Point) -> dict[str, Any]:
    """Its text is bare, so that the quotation marks around it follow its own direction."""
    text, language = norm.text.pick()
    return {
        "label": _("The norm under discussion: %(label)s") % {"label": norm.label},
        "text": text,
        "lang": language,
        "dir": direction(language),
        "origin": localized(norm.origin),
        "url": norm.link,
    }


def points(found: Iterable[Point]) -> dict[str, list[str | SafeString]]:
    """Objectives and audience, each in its order, by kind."""
    by_kind: dict[str, list[str | SafeString]] = {}
    for point in found:
        by_kind.setdefault(point.kind, []).append(localized(point.text))
    return by_kind


def fallback(*texts: LocalText) -> dict[str, str] | None:
    """Which language stands in for the reader's, where a text does not have theirs."""
    wanted = get_language() or settings.LANGUAGE_CODE
    for text in texts:
        shown = text.pick().language
        if text and shown != wanted:
            return {
                "shown": locales.language_name(shown),
                "wanted": locales.language_name(wanted),
            }
    return None
