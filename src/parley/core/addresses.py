"""Addresses that a reader's own input may lead to: only those of this site."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def is_local(request: HttpRequest, address: str) -> bool:
    """Whether `address` stays on this site; a redirect anywhere else would lend it our name."""
    return bool(address) and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def local(request: HttpRequest, address: str | None, otherwise: str = "home") -> str:
    """`address` if it stays on this site, else the page named `otherwise`."""
    return address if address and is_local(request, address) else reverse(otherwise)
