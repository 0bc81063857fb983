"""The addresses of a guest's way."""

from django.urls import URLPattern

from parley.apps.registration.views import coming, guest
from parley.core.views import route

MINE = "dialogues/<slug:slug>/mine/"

routes: list[URLPattern] = [
    route("invitations/<str:token>/", coming.invitation, "invitation"),
    route("invitations/<str:token>/decline/", coming.invitation_decline, "invitation-decline"),
    route("invitations/<str:token>/reopen/", coming.invitation_reopen, "invitation-reopen"),
    route("dialogues/<slug:slug>/register/", coming.register, "register"),
    route("dialogues/<slug:slug>/participants/", guest.participants, "participants"),
    route("mine/", guest.my_dialogues, "my-dialogues"),
    route(MINE, guest.my_registration, "my-registration"),
    route(f"{MINE}calendar.ics", guest.my_calendar, "my-calendar"),
    route(f"{MINE}change/", guest.my_registration_change, "my-registration-change"),
    route(f"{MINE}withdraw/", guest.withdraw, "withdraw"),
    route(f"{MINE}take-back/", guest.take_back, "take-back"),
    route(f"{MINE}offer/", guest.answer_offer, "answer-offer"),
]
