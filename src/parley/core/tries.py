"""How often a machine has tried something, counted by all server processes together.

One statement for each try: a room of people who sign in at once through one address must not
wait for each other. Machines are told apart by a digest of their address.
"""

import ipaddress
import math
import time

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from parley.core import clients

_COUNT = """
    INSERT INTO core_tries (id, until, count) VALUES (%s, %s, 1)
    ON CONFLICT (id) DO UPDATE SET
      count = CASE WHEN core_tries.until <= %s THEN 1 ELSE core_tries.count + 1 END,
      until = CASE WHEN core_tries.until <= %s THEN excluded.until ELSE core_tries.until END
    RETURNING count, until"""


def _machine(request: HttpRequest) -> str:
    """Its address; of IPv6 the network, within which anybody may take any."""
    address = ipaddress.ip_address(clients.address(request))
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _one_more(key: str, now: float, seconds: int) -> tuple[int, float]:
    """How many there are now, and until when they are counted."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, now + seconds, now, now])
        ((count, until),) = cursor.fetchall()
    return count, until


def wait(request: HttpRequest, action: str) -> int:
    """Count one more try; answers for how many seconds it is one too many, else 0."""
    now, machine, waits = time.time(), _machine(request), [0.0]
    for most, seconds in settings.TRIES[action]:
        key = salted_hmac("parley.tries", f"{action} {seconds} {machine}").hexdigest()
        count, until = _one_more(key, now, seconds)
        if count > most:
            waits.append(until - now)
    return math.ceil(max(waits))
