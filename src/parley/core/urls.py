"""Addresses that belong to no app."""

from parley.core import pages, privacy_pages
from parley.core.views import route

urlpatterns = [
    route("language/", pages.language, "language"),
    route("time-zone/", pages.time_zone, "time-zone"),
    route("healthz", pages.health, "health"),
    route("styleguide/", pages.styleguide, "styleguide"),
    route("account/data/", privacy_pages.data, "my-data"),
    route("account/erase/", privacy_pages.erase, "erase-me"),
    route("outbox/", pages.outbox, "outbox"),
    route("outbox/<slug:key>/", pages.outbox_mail, "outbox-mail"),
]
