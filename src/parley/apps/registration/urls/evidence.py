"""Evidence, and what becomes of what is held."""

from django.urls import URLPattern

from parley.apps.registration.views import desk_data, evidence
from parley.core.views import route

DESK = "convene/dialogues/<slug:slug>/registration/"

routes: list[URLPattern] = [
    route("dialogues/<slug:slug>/mine/evidence/", evidence.evidence_add, "evidence-add"),
    route("registration-evidence/<uuid:uid>/", evidence.evidence, "registration-evidence"),
    route("registration-evidence/<uuid:uid>/remove/", evidence.evidence_remove, "evidence-remove"),
    route(f"{DESK}data/", desk_data.data, "registration-data"),
    route(f"{DESK}data/<uuid:uid>/erase/", desk_data.registration_erase, "registration-erase"),
]
