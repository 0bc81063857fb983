"""Views that refuse to exist without a guard, and the routes that lead to them."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from parley.core import access, by_link, visitors
from parley.core.actors import Actor
from parley.core.errors import NotAllowed

if TYPE_CHECKING:

    class Request(HttpRequest):
        """A request after the middleware: it knows its actor and the reader's time zone."""

        actor: Actor
        reader_zone: ZoneInfo | None

else:
    Request = HttpRequest

R = TypeVar("R", bound=HttpResponseBase)
View = Callable[..., HttpResponseBase]
Selector = Callable[..., Model]
# A guard raises, or answers what the view gets in place of the address's parts.
Guard = Callable[[Request, dict[str, Any]], Sequence[Any]]


class SignInNeeded(NotAllowed):
    """Signing in may open this page."""


def anyone(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """No condition; the view's selectors show each reader only what exists for them."""
    return tuple(parts.values())


def signed_in(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    if not request.actor.is_signed_in:
        raise SignInNeeded(_("Please sign in first."))
    return tuple(parts.values())


def _refuse(request: Request) -> NotAllowed:
    if not request.actor.is_signed_in:
        return SignInNeeded(_("Please sign in first."))
    return NotAllowed(_("You are not allowed to open this page."))


def operator(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    if not request.actor.is_operator:
        raise _refuse(request)
    return tuple(parts.values())


def convener(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """Those who may create dialogues."""
    if not request.actor.is_convener:
        raise _refuse(request)
    return tuple(parts.values())


def sees(selector: Selector) -> Guard:
    """The object that the address names, if it exists for the actor; the view receives it."""

    def guard(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
        return (selector(request.actor, **parts),)

    return guard


def may(action: str, selector: Selector) -> Guard:
    """Like `sees`, and the actor must be allowed to do `action` to the object."""

    def guard(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
        obj = selector(request.actor, **parts)
        if not access.may(request.actor, action, obj):
            raise _refuse(request)
        return (obj,)

    return guard


def personal(guard: Guard) -> Guard:
    """The same guard, before pages that say something of people: no device keeps such a page."""

    @wraps(guard)
    def guarding(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
        return guard(request, parts)

    guarding.personal = True  # type: ignore[attr-defined]
    return guarding


def _kept_nowhere(function: View) -> View:
    def unkept(*args: Any) -> HttpResponseBase:
        response = function(*args)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return unkept


def _to_sign_in(request: Request, error: SignInNeeded) -> HttpResponseBase:
    """The way there from a page that needs it."""
    if by_link.is_limited(request):
        return by_link.again(request, request.get_full_path())
    if request.method not in {"GET", "HEAD"}:
        raise error
    return redirect_to_login(request.get_full_path())


def view(guard: Guard, *methods: str, same_for_visitors: bool = False) -> Callable[[View], View]:
    """Declare a view: who may reach it, and by which methods (GET and HEAD when unsaid).

    `same_for_visitors`: readers without a session all get the same page (see core/visitors.py).
    """
    allowed = set(methods or ["GET"])
    if "GET" in allowed:
        allowed.add("HEAD")

    def declare(function: View) -> View:
        answer = _kept_nowhere(function) if getattr(guard, "personal", False) else function

        @wraps(function)
        def guarded(request: Request, **parts: Any) -> HttpResponseBase:
            if request.method not in allowed:
                return HttpResponseNotAllowed(sorted(allowed))
            try:
                given = guard(request, parts)
            except SignInNeeded as error:
                return _to_sign_in(request, error)
            return answer(request, *given)

        @wraps(function)
        def shared(request: Request, **parts: Any) -> HttpResponseBase:
            return visitors.once(request, lambda: guarded(request, **parts))

        declared = shared if same_for_visitors else guarded
        declared.guard = guard  # type: ignore[attr-defined]
        return declared

    return declare


# The key to what a page has encrypted on the device, for when there is no connection.
KEPT_KEY = "parley_kept"


def emptied(response: R) -> R:
    """After signing out: the browser forgets the pages that it kept, and can't read what they kept."""
    response["Clear-Site-Data"] = '"cache"'
    response.delete_cookie(KEPT_KEY, samesite="Strict")
    return response


def route(address: str, target: View, name: str) -> URLPattern:
    """A URL pattern for a guarded view; any other view is a programming error."""
    if not hasattr(target, "guard"):
        raise ImproperlyConfigured(f"{target.__module__}.{target.__name__} has no guard")
    return path(address, target, name=name)
