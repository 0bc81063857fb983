"""Published reports, for their readers."""

from django.urls import URLPattern

from parley.apps.reports.views import reader
from parley.core.views import route

ONE = "reports/<uuid:uid>/versions/<int:number>/"

urlpatterns: list[URLPattern] = [
    route("dialogues/<slug:slug>/report/", reader.report, "report"),
    route(ONE, reader.version, "report-version"),
    route(f"{ONE}<slug:name>.<slug:kind>", reader.file, "report-file"),
]
