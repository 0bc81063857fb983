"""Views that follow what changes: one watcher in each process, shared by all who look.

An app registers a `Source`, which says what there is to see of a topic. A view answers with a
`LiveResponse`, for a `Feed`: its body is the present state. Parley's own server (core/rsgi.py) keeps
the connection and sends each new state; any other server ends the answer there, and the browser asks
again after a while.
"""

from parley.core.live.feeds import Feed, Glance, LiveResponse, Source, message, register
from parley.core.live.hub import touched

__all__ = ["Feed", "Glance", "LiveResponse", "Source", "message", "register", "touched"]
