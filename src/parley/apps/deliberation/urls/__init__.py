"""This app's addresses, by whom they are for."""

from django.urls import URLPattern

from parley.apps.deliberation.urls import desk, live, norms, participant

urlpatterns: list[URLPattern] = [
    *desk.routes,
    *live.routes,
    *norms.routes,
    *participant.routes,
]
