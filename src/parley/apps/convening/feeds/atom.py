"""News of dialogues as an Atom feed (RFC 4287)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parley.apps.convening.feeds.common import (
    absolute,
    city_of,
    marked,
    one_line,
    plain,
    shortened,
)
from parley.apps.convening.models import Status
from parley.core.templatetags.parley import date_range

if TYPE_CHECKING:
    from parley.apps.convening.models import Dialogue

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class _Feed(Atom1Feed):
    """Django's, with a date of its own where it is empty: the same content, the same bytes."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NEVER)


def feed(dialogues: Iterable["Dialogue"]) -> bytes:
    address = absolute(reverse("feed"))
    made = _Feed(
        title=_("Dialogues at %(site)s") % {"site": one_line(settings.SITE_NAME)},
        link=absolute(reverse("home")),
        description="",
        subtitle=_("What was announced, changed or cancelled."),
        language=get_language(),
        author_name=one_line(settings.SITE_NAME),
        feed_url=address,
        feed_guid=address,
    )
    for dialogue in dialogues:
        made.add_item(**_entry(dialogue))
    return made.writeString("utf-8").encode()


def _entry(dialogue: "Dialogue") -> dict[str, Any]:
    hosts = [one_line(host.organisation.name) for host in dialogue.hosts.all()]
    return {
        "title": marked(dialogue.title, dialogue.status == Status.CANCELLED),
        "link": absolute(reverse("dialogue", args=[dialogue.slug])),
        "unique_id": f"urn:uuid:{dialogue.uid}",
        "updateddate": dialogue.updated_at,
        "description": _summary(dialogue),
        "author_name": ", ".join(hosts) or None,
        "categories": [dialogue.get_status_display(), dialogue.get_format_display()],
    }


def _summary(dialogue: "Dialogue") -> str:
    facts = (
        date_range(dialogue.starts_on, dialogue.ends_on),
        city_of(dialogue) or dialogue.get_format_display(),
        shortened(plain(dialogue.purpose or dialogue.body), 400),
    )
    return escape(" · ".join(filter(None, facts)))  # the generator calls it HTML
