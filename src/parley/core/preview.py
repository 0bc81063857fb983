"""A convener's preview: one dialogue seen as somebody else would, kept in the session."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parley.core.actors import Actor, Preview

KEY = "preview"
PERSONAS = {
    "visitor": _("a visitor"),
    "invited": _("an invited person"),
    "participant": _("an approved participant"),
    "contributor": _("a contributor to every session"),
    "facilitator": _("a facilitator"),
    "rapporteur": _("a rapporteur"),
    "convener": _("a convener"),
}


# Whether somebody may preview the dialogue of this key.
Check = Callable[[Actor, int], bool]
_checks: list[Check] = []


def allow(check: Check) -> None:
    """Say who may preview. It is asked with every request: a seat may be lost in the meantime."""
    if check not in _checks:
        _checks.append(check)


def start(request: HttpRequest, preview: Preview) -> None:
    request.session[KEY] = {"persona": preview.persona, "dialogue_id": preview.dialogue_id}


def stop(request: HttpRequest) -> int | None:
    """End the preview; answers which dialogue it was of."""
    stored = request.session.pop(KEY, None)
    return stored["dialogue_id"] if stored else None


def actor_in(request: HttpRequest, own: Actor) -> Actor | None:
    """The actor of a preview: nobody's identity and nobody's powers, only the persona."""
    stored = request.session.get(KEY)
    if stored is None:
        return None
    preview = Preview(stored["persona"], stored["dialogue_id"])
    if not any(check(own, preview.dialogue_id) for check in _checks):
        stop(request)
        return None
    return Actor(label=f"preview: {preview.persona}", preview=preview)
