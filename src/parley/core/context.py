"""What base.html needs on every page."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from parley.core import panels, preview
from parley.core.actors import ANONYMOUS, Actor
from parley.core.views import Request

NATIVE_NAMES = {"en": "English", "fr": "Français", "ar": "العربية"}


def _entries(request: Request, slot: str) -> list[dict[str, Any]]:
    actor = getattr(request, "actor", ANONYMOUS)
    return [
        {"label": e.label, "url": e.url, "post": e.post, "current": request.path == e.url}
        for e in panels.entries_for(slot, actor)
    ]


def site(request: HttpRequest) -> dict[str, Any]:
    ours = cast("Request", request)
    actor = getattr(ours, "actor", ANONYMOUS)
    zone = getattr(ours, "reader_zone", None)
    return {
        "site": {
            "name": settings.SITE_NAME,
            "demo": settings.DEMO,
            "url": settings.BASE_URL,
            "languages": [(code, NATIVE_NAMES[code]) for code, _name in settings.LANGUAGES],
            "navigation": SimpleLazyObject(lambda: _entries(ours, "site.navigation")),
            "account": SimpleLazyObject(lambda: _entries(ours, "site.account")),
        },
        "actor": actor,
        "previewing": _preview(actor),
        "reader_zone": zone.key if zone else "",
    }


def _preview(actor: Actor) -> dict[str, Any] | None:
    if actor.preview is None:
        return None
    return {
        "label": preview.PERSONAS[actor.preview.persona],
        "stop_url": reverse("preview-stop"),
    }
