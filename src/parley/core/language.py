"""Which language the interface speaks: chosen by the reader, else what their account remembers.

The choice is a cookie, so that visitors without a session keep sharing pages. A second cookie,
which the browser forgets when it is closed, says that the choice was made just now.
"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from parley.core.actors import Actor

CHOSEN = "parley_language_chosen"
YEAR = int(timedelta(days=365).total_seconds())
# Keeps the choice of somebody signed in with their account.
Keeper = Callable[[Actor, str], None]
_keepers: list[Keeper] = []


def remember_with(keeper: Keeper) -> None:
    if keeper not in _keepers:
        _keepers.append(keeper)


def speak(response: HttpResponseBase, code: str) -> None:
    """From the next page on, the interface speaks this language."""
    _set(response, settings.LANGUAGE_COOKIE_NAME, code, YEAR)


def choose(actor: Actor, response: HttpResponseBase, code: str) -> None:
    """The reader wants this language, whatever their account says."""
    speak(response, code)
    _set(response, CHOSEN, code, None)
    for keep in _keepers:
        keep(actor, code)


def chosen(request: HttpRequest) -> str:
    """The language that the reader has chosen since they opened the browser, else empty."""
    code = request.COOKIES.get(CHOSEN, "")
    return code if code in dict(settings.LANGUAGES) else ""


def welcome(request: HttpRequest, response: HttpResponseBase, remembered: str) -> None:
    """After a sign-in: the account's language, unless the reader has just chosen another."""
    if remembered in dict(settings.LANGUAGES) and not chosen(request):
        speak(response, remembered)


def forget_choice(response: HttpResponseBase) -> None:
    """After a sign-out: whoever comes next has not chosen anything."""
    response.delete_cookie(CHOSEN, samesite="Lax")


def _set(response: HttpResponseBase, name: str, value: str, max_age: int | None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
