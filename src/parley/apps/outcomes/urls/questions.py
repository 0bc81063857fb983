"""The addresses of open questions: their page, and the desk of who reports."""

from django.urls import URLPattern

from parley.apps.outcomes.views import questions, questions_desk
from parley.core.views import route

PAGE = "dialogues/<slug:slug>/questions/"
LIST = "convene/dialogues/<slug:slug>/outcome/questions/"
ONE = f"{LIST}<uuid:uid>/"

urlpatterns: list[URLPattern] = [
    route(PAGE, questions.questions, "questions"),
    route(f"{PAGE}questions.csv", questions.file, "questions-file"),
    # those who report
    route(LIST, questions_desk.questions, "desk-questions"),
    route(f"{LIST}new/", questions_desk.add, "desk-question-add"),
    route(f"{LIST}carry-over/", questions_desk.carry_over, "desk-questions-carry"),
    route(ONE, questions_desk.edit, "desk-question"),
    route(f"{ONE}move/", questions_desk.move, "desk-question-move"),
    route(f"{ONE}publish/", questions_desk.publish, "desk-question-publish"),
    route(f"{ONE}remove/", questions_desk.remove, "desk-question-remove"),
]
