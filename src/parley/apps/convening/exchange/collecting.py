"""A dialogue's rows to its document. Accounts and their seats are no part of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from parley.apps.accounts.models import Organisation
from parley.apps.convening.exchange import schema
from parley.apps.convening.exchange.loading.media import content_of
from parley.apps.convening.exchange.order import in_order
from parley.apps.convening.exchange.walltime import wall_of
from parley.apps.convening.models import (
    Contribution,
    Dialogue,
    Material,
    Picture,
    PointKind,
    Room,
    Session,
)
from parley.core.access import require, visible
from parley.core.actors import Actor

# Base64 makes a third more of it, and a file must stay below tree.MAX_BYTES.
MAX_EMBEDDED = 5 * 1024 * 1024
