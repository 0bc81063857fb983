"""A page that is the same for every visitor is made once for each change, not for each visitor.

Only for readers without a session. What they get depends on the address, the language, their
zone and theme, the minute (programmes say what is on now) and on the data; and every change of
data leaves a line in the audit record, whose end is therefore the data's version.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation

SECONDS = 60
# Transactions may commit in another order than their lines are numbered; counting the last
# lines notices one that comes in late.
_VERSION = """SELECT MAX(id), COUNT(*) FROM core_auditrecord
              WHERE id > (SELECT MAX(id) - 1000 FROM core_auditrecord)"""


def _data_version() -> Any:
    with connection.cursor() as cursor:
        cursor.execute(_VERSION)
        return cursor.fetchone()


def _key(request: HttpRequest) -> str:
    parts = (
        request.get_host(),
        request.get_full_path(),
        request.headers.get("HX-Request"),
        translation.get_language(),
        request.COOKIES.get("parley_zone"),
        request.COOKIES.get("parley_theme"),
        timezone.now().strftime("%d%H%M"),
        _data_version(),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def is_nobody(request: HttpRequest) -> bool:
    """A visitor without a session: neither signed in nor with a message waiting."""
    return request.method == "GET" and settings.SESSION_COOKIE_NAME not in request.COOKIES


def once(request: HttpRequest, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The stored page for this visitor, or a new one."""
    if not is_nobody(request):
        return make()
    key, pages = _key(request), caches["pages"]
    stored: HttpResponse | None = pages.get(key)
    if stored is not None:
        return stored
    response = make()
    if _is_for_all(request, response):
        pages.set(key, response, SECONDS)
    return response


def _is_for_all(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A page that sets no cookie and holds no form token of this one visitor's."""
    if type(response) is not HttpResponse or response.status_code != 200:
        return False
    return not response.cookies and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
