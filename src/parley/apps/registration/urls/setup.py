"""Addresses of what conveners set up, and of the people they invite."""

from django.urls import URLPattern

from parley.apps.registration.views import desk_invitations, desk_setup, nominations
from parley.core.views import route

DESK = "convene/dialogues/<slug:slug>/registration/"
GROUP = f"{DESK}groups/<slug:group>/"
INVITATIONS = f"{DESK}invitations/"

routes: list[URLPattern] = [
    route(f"{DESK}settings/", desk_setup.opening, "registration-opening"),
    route(f"{DESK}questions/", desk_setup.questions, "registration-questions"),
    route(f"{DESK}groups/", desk_setup.groups, "registration-groups"),
    route(f"{DESK}add-group/", desk_setup.group_add, "registration-group-add"),
    route(GROUP, desk_setup.group_edit, "registration-group"),
    route(f"{GROUP}move/", desk_setup.group_move, "registration-group-move"),
    route(f"{GROUP}remove/", desk_setup.group_remove, "registration-group-remove"),
    # the people whom they invite
    route(INVITATIONS, desk_invitations.invitations, "registration-invitations"),
    route(
        f"{INVITATIONS}progress/", desk_invitations.progress, "registration-invitations-progress"
    ),
    route(f"{INVITATIONS}act/", desk_invitations.act, "registration-invitations-act"),
    route(f"{INVITATIONS}retry/", desk_invitations.retry, "registration-invitations-retry"),
    route(f"{DESK}invite/", desk_invitations.invite, "registration-invite"),
    route(f"{DESK}invite/list/", desk_invitations.invite_list, "registration-invite-list"),
    route(f"{DESK}invite/confirm/", desk_invitations.invite_confirm, "registration-invite-confirm"),
    # the people whom guests name
    route("dialogues/<slug:slug>/nominate/", nominations.nominate, "nominate"),
    route(
        "dialogues/<slug:slug>/nominate/<uuid:uid>/withdraw/",
        nominations.nomination_withdraw,
        "nomination-withdraw",
    ),
]
