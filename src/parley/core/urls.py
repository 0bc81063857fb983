"""Addresses that belong to no app."""

from parley.core import pages
from parley.core.views import route

urlpatterns = [
    route("language/", pages.language, "language"),
    route("time-zone/", pages.time_zone, "time-zone"),
    route("healthz", pages.health, "health"),
    route("styleguide/", pages.styleguide, "styleguide"),
    route("outbox/", pages.outbox, "outbox"),
    route("outbox/<slug:key>/", pages.outbox_mail, "outbox-mail"),
]
