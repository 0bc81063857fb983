"""This app's addresses, by whom they are for."""

from parley.apps.outcomes.urls import maps, polis

urlpatterns = [*maps.urlpatterns, *polis.urlpatterns]
