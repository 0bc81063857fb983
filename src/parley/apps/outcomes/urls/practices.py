"""The addresses of practices: the catalogue, and the desk of who reports."""

from django.urls import URLPattern

from parley.apps.outcomes.views import practices, practices_desk
from parley.core.views import route

LIST = "convene/dialogues/<slug:slug>/outcome/practices/"
ONE = f"{LIST}<slug:practice>/"

urlpatterns: list[URLPattern] = [
    route("practices/", practices.catalogue, "practices"),
    route("practices/practices.<slug:kind>", practices.file, "practices-file"),
    route("practices/<slug:slug>/", practices.practice, "practice"),
    route("practices/<slug:slug>/endorse/", practices.endorse, "practice-endorse"),
    # those who report
    route(LIST, practices_desk.practices, "desk-practices"),
    route(f"{LIST}new/", practices_desk.add, "desk-practice-add"),
    route(ONE, practices_desk.edit, "desk-practice"),
    route(f"{ONE}evidence/", practices_desk.evidence, "desk-practice-evidence"),
    route(f"{ONE}move/", practices_desk.move, "desk-practice-move"),
    route(f"{ONE}publish/", practices_desk.publish, "desk-practice-publish"),
    route(f"{ONE}remove/", practices_desk.remove, "desk-practice-remove"),
]
