"""Addresses of this part; collected in this package."""

from django.urls import URLPattern

routes: list[URLPattern] = []
