"""Findings: for those whom they reach, and the desk of who writes the outcome."""

from django.urls import URLPattern

from parley.apps.outcomes.views import findings, findings_desk
from parley.core.views import route

DESK = "convene/dialogues/<slug:slug>/outcome/"
BOARD = f"{DESK}findings/"
ONE = f"{BOARD}<uuid:uid>/"

urlpatterns: list[URLPattern] = [
    route("dialogues/<slug:slug>/findings/", findings.findings, "findings"),
    route("dialogues/<slug:slug>/findings/findings.<slug:kind>", findings.file, "findings-file"),
    route("findings/<uuid:uid>/", findings.finding, "finding"),
    # those who write the outcome
    route(DESK, findings_desk.outcome, "desk-outcome"),
    route(f"{DESK}sources/", findings_desk.source_add, "desk-outcome-source-add"),
    route(f"{DESK}sources/<int:key>/", findings_desk.source, "desk-outcome-source"),
    route(
        f"{DESK}sources/<int:key>/remove/",
        findings_desk.source_remove,
        "desk-outcome-source-remove",
    ),
    route(f"{DESK}thresholds/", findings_desk.thresholds, "desk-outcome-thresholds"),
    route(f"{DESK}reach/", findings_desk.reach, "desk-outcome-reach"),
    route(f"{DESK}propose/", findings_desk.propose, "desk-outcome-propose"),
    route(f"{DESK}progress/", findings_desk.progress, "desk-outcome-progress"),
    route(BOARD, findings_desk.board, "desk-findings"),
    route(f"{BOARD}accept/", findings_desk.accept, "desk-findings-accept"),
    route(f"{BOARD}new/", findings_desk.add, "desk-finding-add"),
    route(ONE, findings_desk.word, "desk-finding"),
    route(f"{ONE}act/", findings_desk.act, "desk-finding-act"),
    route(f"{ONE}reject/", findings_desk.reject, "desk-finding-reject"),
    route(f"{ONE}join/", findings_desk.join, "desk-finding-join"),
    route(f"{ONE}release/", findings_desk.release, "desk-finding-release"),
    route(f"{ONE}delete/", findings_desk.delete, "desk-finding-delete"),
]
