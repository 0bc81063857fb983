"""This app's addresses, by whom they are for."""

from django.urls import URLPattern

from parley.apps.registration.urls import day, evidence, guest, setup

urlpatterns: list[URLPattern] = [
    *day.routes,
    *evidence.routes,
    *guest.routes,
    *setup.routes,
]
