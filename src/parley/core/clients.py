"""Which machine a request comes from, as far as that can be known."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# Of a request over a socket that has no address.
UNKNOWN = "0.0.0.0"  # noqa: S104 (nothing is bound to it)


def _valid(address: str) -> str:
    """The address alone, without the port that some proxies add; empty if it is none."""
    address = address.strip()
    if address.startswith("["):
        address = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        address = address.partition(":")[0]
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""


def _forwarded(request: HttpRequest, proxies: int) -> str:
    """What the outermost of our proxies saw. Whatever stands left of it anyone may have written."""
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return _valid(seen[-proxies]) if len(seen) >= proxies else ""


def address(request: HttpRequest) -> str:
    """The client's address; headers are believed as far as `trusted_proxies` says."""
    proxies: int = settings.TRUSTED_PROXIES
    forwarded = _forwarded(request, proxies) if proxies else ""
    return forwarded or _valid(request.META.get("REMOTE_ADDR", "")) or UNKNOWN
