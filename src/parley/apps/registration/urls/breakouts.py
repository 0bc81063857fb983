"""The addresses of break-outs, at the desk and for those who take part."""

from django.urls import URLPattern

from parley.apps.registration.views import breakouts, desk_breakouts
from parley.core.views import route

ROUNDS = "convene/dialogues/<slug:slug>/registration/break-outs/"
ROUND = f"{ROUNDS}<uuid:uid>/"

routes: list[URLPattern] = [
    route(ROUNDS, desk_breakouts.breakouts, "registration-breakouts"),
    route(ROUND, desk_breakouts.board, "registration-breakout"),
    route(f"{ROUND}settings/", desk_breakouts.settings, "registration-breakout-settings"),
    route(f"{ROUND}ask/", desk_breakouts.ask, "registration-breakout-ask"),
    route(f"{ROUND}move/", desk_breakouts.move, "registration-breakout-move"),
    route(f"{ROUND}undo/", desk_breakouts.undo, "registration-breakout-undo"),
    route(f"{ROUND}publish/", desk_breakouts.publish, "registration-breakout-publish"),
    route(f"{ROUND}remove/", desk_breakouts.remove, "registration-breakout-remove"),
    route(f"{ROUND}people/<uuid:person>/", desk_breakouts.person, "registration-breakout-person"),
    route(
        "dialogues/<slug:slug>/break-outs/<uuid:uid>/wishes/", breakouts.wishes, "breakout-wishes"
    ),
    route("dialogues/<slug:slug>/sessions/<slug:session>/people/", breakouts.room, "breakout-room"),
]
