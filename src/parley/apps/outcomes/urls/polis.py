"""Polis exports, in and out."""

from parley.apps.outcomes.views import polis
from parley.core.views import route

urlpatterns = [
    route(
        "convene/dialogues/<slug:slug>/import-polis/",
        polis.take_in,
        "desk-import-polis",
    ),
    route(
        "dialogues/<slug:slug>/consultations/<slug:consultation>/polis.zip",
        polis.hand_out,
        "consultation-polis",
    ),
]
