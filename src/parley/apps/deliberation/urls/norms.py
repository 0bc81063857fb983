"""Addresses of the library of norms, and of the desk of those who keep it."""

from django.urls import URLPattern

from parley.apps.deliberation.views import norms, norms_desk
from parley.core.views import route

DESK = "convene/instruments/"
INSTRUMENT = f"{DESK}<slug:instrument>/"
NORM = f"{INSTRUMENT}norms/<slug:norm>/"

routes: list[URLPattern] = [
    route("norms/", norms.norms, "norms"),
    route("norms/<slug:instrument>/", norms.instrument, "instrument"),
    route("norms/<slug:instrument>/<slug:norm>/", norms.norm, "norm"),
    # those who keep it
    route(DESK, norms_desk.library, "desk-norms"),
    route("convene/new-instrument/", norms_desk.instrument_add, "instrument-add"),
    route(INSTRUMENT, norms_desk.instrument_edit, "instrument-edit"),
    route(f"{INSTRUMENT}delete/", norms_desk.instrument_delete, "instrument-delete"),
    route(f"{INSTRUMENT}add-norm/", norms_desk.norm_add, "norm-add"),
    route(NORM, norms_desk.norm_edit, "norm-edit"),
    route(f"{NORM}move/", norms_desk.norm_move, "norm-move"),
    route(f"{NORM}delete/", norms_desk.norm_delete, "norm-delete"),
    route(f"{NORM}elements/", norms_desk.elements, "norm-elements"),
    route(f"{NORM}elements/<slug:element>/", norms_desk.propositions, "element-propositions"),
    # a dialogue's topics
    route("convene/dialogues/<slug:slug>/topics/", norms_desk.topics, "dialogue-topics"),
]
