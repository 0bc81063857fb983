"""This app's addresses, by whom they are for."""

from django.urls import URLPattern

from parley.apps.registration.urls import board, breakouts, day, evidence, guest, mails, setup

urlpatterns: list[URLPattern] = [
    *board.routes,
    *breakouts.routes,
    *day.routes,
    *evidence.routes,
    *guest.routes,
    *mails.routes,
    *setup.routes,
]
