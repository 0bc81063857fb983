"""This app's addresses, by whom they are for."""

from parley.apps.evidence.urls import desk, reading

urlpatterns = [*desk.routes, *reading.urlpatterns]
