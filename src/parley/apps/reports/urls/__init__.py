"""This app's addresses, by whom they are for."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
