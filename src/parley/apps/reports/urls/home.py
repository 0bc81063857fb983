"""The desk's home of a report."""

from django.urls import URLPattern

from parley.apps.reports.views import home
from parley.core.views import route

DESK = "convene/dialogues/<slug:slug>/outcome/report/"

urlpatterns: list[URLPattern] = [
    route(DESK, home.home, "desk-report"),
    route(f"{DESK}begin/", home.begin, "desk-report-begin"),
    route(f"{DESK}compose/", home.compose, "desk-report-compose"),
    route(f"{DESK}settings/", home.set_up, "desk-report-settings"),
    route(f"{DESK}progress/", home.progress, "desk-report-progress"),
]
