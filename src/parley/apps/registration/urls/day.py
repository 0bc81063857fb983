"""The day: online rooms, badges, the door."""

from django.urls import URLPattern

from parley.apps.registration.views import checkin, desk_badges, desk_rooms, joining, photo
from parley.core.views import route

DESK = "convene/dialogues/<slug:slug>/registration/"
SESSION = "dialogues/<slug:slug>/sessions/<slug:session>/"

DOOR = "dialogues/<slug:slug>/check-in/"

routes: list[URLPattern] = [
    route(f"{SESSION}join/", joining.join, "session-join"),
    route(DOOR, checkin.check_in, "check-in"),
    route(f"{DOOR}here/", checkin.here, "check-in-here"),
    route(f"{DOOR}list.json", checkin.people, "check-in-list"),
    route(f"{DOOR}sync/", checkin.sync, "check-in-sync"),
    route(f"{DOOR}kept/", checkin.kept, "check-in-kept"),
    route(f"{DOOR}worker.js", checkin.worker, "check-in-worker"),
    route(f"{DESK}badges/", desk_badges.badges, "registration-badges"),
    route("dialogues/<slug:slug>/mine/photo/", photo.badge_photo, "badge-photo"),
    route("registrations/<uuid:uid>/photo/", photo.photo, "registration-photo"),
    route(f"{DESK}rooms/", desk_rooms.rooms, "registration-rooms"),
    route(f"{DESK}rooms/<slug:session>/", desk_rooms.room, "registration-room"),
]
