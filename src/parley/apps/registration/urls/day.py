"""The day: online rooms, badges, the door."""

from parley.apps.registration.views import desk_rooms, joining
from parley.core.views import route

DESK = "convene/dialogues/<slug:slug>/registration/"
SESSION = "dialogues/<slug:slug>/sessions/<slug:session>/"

routes = [
    route(f"{SESSION}join/", joining.join, "session-join"),
    route(f"{DESK}rooms/", desk_rooms.rooms, "registration-rooms"),
    route(f"{DESK}rooms/<slug:session>/", desk_rooms.room, "registration-room"),
]
