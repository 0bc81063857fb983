"""Addresses of vetting."""

from django.urls import URLPattern

from parley.apps.registration.views import (
    desk_balance,
    desk_board,
    desk_export,
    desk_one,
    desk_selection,
    desk_waitlist,
)
from parley.core.views import route

DESK = "convene/dialogues/<slug:slug>/registration/"
ONE = f"{DESK}people/<uuid:uid>/"
DRAW = f"{DESK}selections/<uuid:uid>/"

routes: list[URLPattern] = [
    route(DESK, desk_board.board, "registration-board"),
    route(f"{DESK}act/", desk_board.act, "registration-act"),
    route(f"{DESK}decide/", desk_board.decide, "registration-decide"),
    route(f"{DESK}undo/", desk_board.undo, "registration-undo"),
    route(ONE, desk_one.one, "registration-one"),
    route(f"{ONE}note/", desk_one.note_add, "registration-note"),
    route(f"{ONE}notes/<int:note>/delete/", desk_one.note_delete, "registration-note-delete"),
    route(f"{ONE}group/", desk_one.move, "registration-move"),
    route(f"{DESK}waitlist/", desk_waitlist.waitlist, "registration-waitlist"),
    route(f"{ONE}up/", desk_waitlist.move_up, "registration-move-up"),
    route(f"{DESK}download/", desk_export.export, "registration-export"),
    route(f"{DESK}balance/", desk_balance.balance, "registration-balance"),
    route(f"{DESK}selections/", desk_selection.selections, "registration-selections"),
    route(DRAW, desk_selection.selection, "registration-selection"),
    route(f"{DRAW}again/", desk_selection.again, "registration-selection-again"),
    route(f"{DRAW}decide/", desk_selection.apply, "registration-selection-apply"),
]
