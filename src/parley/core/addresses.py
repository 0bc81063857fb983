"""Addresses: of this site's pages, those that a reader's own input may lead to, and those of mail."""

from functools import lru_cache
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.http import url_has_allowed_host_and_scheme

_PART = "-part-of-an-address-"


def address_of(page: str, *parts: str) -> str:
    """`reverse`, for pages that link to hundreds; `parts` are short names (slugs)."""
    first, *others = _around(get_urlconf(), get_script_prefix(), page, len(parts))
    return first + "".join(quote(part) + other for part, other in zip(parts, others, strict=True))


@lru_cache(maxsize=200)
def _around(urls: str | None, _prefix: str, page: str, parts: int) -> tuple[str, ...]:
    """What stands around the parts of an address: the form is remembered, the names are not."""
    return tuple(reverse(page, urls, [_PART] * parts).split(_PART))


def is_local(request: HttpRequest, address: str) -> bool:
    """Whether `address` stays on this site; a redirect anywhere else would lend it our name."""
    return bool(address) and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def local(request: HttpRequest, address: str | None, otherwise: str = "home") -> str:
    """`address` if it stays on this site, else the page named `otherwise`."""
    return address if address and is_local(request, address) else reverse(otherwise)


def folded(address: str) -> str:
    """An address of mail as it is stored and compared, everywhere.

    Never by a database: one takes "ı" for "i" where letters are compared without their case, the
    other does not, and whoever is taken for somebody else reads or loses what is theirs.
    """
    return address.strip().lower()
