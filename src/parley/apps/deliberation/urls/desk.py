"""The addresses of the desk of consultations."""

from django.urls import URLPattern

from parley.apps.deliberation.views import desk, desk_propositions
from parley.core.views import route

LIST = "convene/dialogues/<slug:slug>/consultations/"
ONE = f"{LIST}<slug:consultation>/"
BOARD = f"{ONE}propositions/"
PROPOSITION = f"{BOARD}<uuid:uid>/"

routes: list[URLPattern] = [
    route(LIST, desk.consultations, "desk-consultations"),
    route(f"{LIST}new/", desk.create, "desk-consultation-add"),
    route(ONE, desk.consultation, "desk-consultation"),
    route(f"{ONE}settings/", desk.edit, "desk-consultation-edit"),
    route(f"{ONE}copy/", desk.copy, "desk-consultation-copy"),
    route(f"{ONE}delete/", desk.delete, "desk-consultation-delete"),
    route(f"{ONE}move/", desk.move, "desk-consultation-move"),
    route(f"{ONE}phase/<slug:to>/", desk.phase, "desk-consultation-phase"),
    route(f"{ONE}results/", desk.show, "desk-consultation-show"),
    route(f"{ONE}download/", desk.export, "desk-consultation-export"),
    route(BOARD, desk_propositions.board, "desk-propositions"),
    route(f"{BOARD}write/", desk_propositions.add, "desk-proposition-add"),
    route(f"{BOARD}paste/", desk_propositions.paste, "desk-propositions-paste"),
    route(f"{BOARD}library/", desk_propositions.library, "desk-propositions-library"),
    route(f"{PROPOSITION}act/", desk_propositions.act, "desk-proposition-act"),
    route(f"{PROPOSITION}edit/", desk_propositions.edit, "desk-proposition-edit"),
    route(f"{PROPOSITION}replace/", desk_propositions.replace, "desk-proposition-replace"),
    route(f"{PROPOSITION}decline/", desk_propositions.decline, "desk-proposition-decline"),
    route(f"{PROPOSITION}merge/", desk_propositions.merge, "desk-proposition-merge"),
]
