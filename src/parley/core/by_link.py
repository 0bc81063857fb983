"""Sessions that a link in a mail has opened. Such a mail lies in a mailbox for weeks and is forwarded, so
the session is its owner's in the dialogue that the link was for, and a visitor's everywhere else.
"""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parley.core.actors import ANONYMOUS

# In the session: where its owner is known → the page to go back to from elsewhere.
KEY = "opened_by_link"
# Their addresses can't be guessed, and the pages that tell them are looked at as a visitor.
UNGUESSABLE = (
    *("/invitations/", "/materials/", "/pictures/", "/findings/"),
    *("/registrations/", "/registration-evidence/"),
)


def open_only(request: HttpRequest, opens: Mapping[str, str]) -> None:
    """Let the session be its owner's below these addresses, besides where it is by now."""
    request.session[KEY] = {**_opened(request), **opens}


def open_too(request: HttpRequest, opens: Mapping[str, str]) -> None:
    """The same, of a session that a link has opened; others are their owner's everywhere."""
    if is_limited(request):
        open_only(request, opens)


def lift(request: HttpRequest) -> None:
    """Its owner has shown more than a link."""
    request.session.pop(KEY, None)


def is_limited(request: HttpRequest) -> bool:
    return bool(request.session.get(KEY))


def _opened(request: HttpRequest) -> dict[str, str]:
    stored = request.session.get(KEY)
    return stored if isinstance(stored, dict) else {}  # once it only said that there was a link


def narrow(request: HttpRequest) -> None:
    """Whoever has only come by a link asks as nobody, where that link leads not."""
    inside = (*_opened(request), *UNGUESSABLE)
    if is_limited(request) and not request.path_info.startswith(inside):
        request.actor = ANONYMOUS  # type: ignore[attr-defined]


def again(request: HttpRequest, after: str) -> HttpResponse:
    """Signing out and in again, by the same ways and within the same limits as ever."""
    back = next(iter(_opened(request).values()), "")
    context = {"next": after, "back": back}
    return render(request, "core/sign_in_again.html", context, status=403)
