"""Comments on a draft: for those who take part, and for those who write it."""

from django.urls import URLPattern

from parley.apps.reports.views import commenting, commenting_desk
from parley.core.views import route

REPORT = "dialogues/<slug:slug>/report/"
DRAFT = f"{REPORT}draft/"
OWN = f"{DRAFT}comments/<uuid:uid>/"
DESK = "convene/dialogues/<slug:slug>/outcome/report/comments/"

urlpatterns: list[URLPattern] = [
    route(DRAFT, commenting.draft, "report-draft"),
    route(f"{DRAFT}comment/", commenting.comment_on, "report-comment-add"),
    route(f"{DRAFT}comment/<slug:block>/", commenting.comment_on, "report-comment-on"),
    route(OWN, commenting.comment, "report-comment"),
    route(f"{OWN}withdraw/", commenting.withdraw, "report-comment-withdraw"),
    route(f"{REPORT}comments/", commenting.comments, "report-comments"),
    # those who write
    route(DESK, commenting_desk.board, "desk-report-comments"),
    route(f"{DESK}open/", commenting_desk.open_period, "desk-report-comments-open"),
    route(f"{DESK}extend/", commenting_desk.extend, "desk-report-comments-extend"),
    route(f"{DESK}end/", commenting_desk.end, "desk-report-comments-end"),
    route(f"{DESK}note/", commenting_desk.note, "desk-report-comments-note"),
    route(f"{DESK}comments.csv", commenting_desk.file, "desk-report-comments-file"),
    route(f"{DESK}<uuid:uid>/", commenting_desk.decide, "desk-report-comment"),
]
