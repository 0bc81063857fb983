"""Addresses of what conveners set up, and of the people they invite."""

from django.urls import URLPattern

from parley.apps.registration.views import desk_setup
from parley.core.views import route

DESK = "convene/dialogues/<slug:slug>/registration/"
GROUP = f"{DESK}groups/<slug:group>/"

routes: list[URLPattern] = [
    route(f"{DESK}settings/", desk_setup.opening, "registration-opening"),
    route(f"{DESK}questions/", desk_setup.questions, "registration-questions"),
    route(f"{DESK}groups/", desk_setup.groups, "registration-groups"),
    route(f"{DESK}add-group/", desk_setup.group_add, "registration-group-add"),
    route(GROUP, desk_setup.group_edit, "registration-group"),
    route(f"{GROUP}move/", desk_setup.group_move, "registration-group-move"),
    route(f"{GROUP}remove/", desk_setup.group_remove, "registration-group-remove"),
]
