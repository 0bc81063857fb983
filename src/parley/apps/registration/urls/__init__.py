"""This app's addresses, by whom they are for."""

from django.urls import URLPattern

from parley.apps.registration.urls import day, setup

urlpatterns: list[URLPattern] = [
    *day.routes,
    *setup.routes,
]
