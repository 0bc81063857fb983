"""Checks, approval, publication, and what was published, at the desk."""

from django.urls import URLPattern

from parley.apps.reports.views import publishing
from parley.core.views import route

HERE = "convene/dialogues/<slug:slug>/outcome/report/publish/"
VERSION = f"{HERE}versions/<int:number>/"

urlpatterns: list[URLPattern] = [
    route(HERE, publishing.checks, "desk-report-publish"),
    route(f"{HERE}progress/", publishing.progress, "desk-report-publish-progress"),
    route(f"{HERE}approve/", publishing.approve, "desk-report-approve"),
    route(f"{HERE}unapprove/", publishing.unapprove, "desk-report-unapprove"),
    route(f"{HERE}sure/", publishing.publish, "desk-report-publish-sure"),
    route(f"{VERSION}withdraw/", publishing.withdraw, "desk-report-withdraw"),
    route(f"{VERSION}doi/", publishing.doi, "desk-report-doi"),
]
