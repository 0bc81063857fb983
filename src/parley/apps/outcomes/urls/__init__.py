"""This app's addresses, by whom they are for."""

from parley.apps.outcomes.urls import comparing, maps, polis

urlpatterns = [*maps.urlpatterns, *polis.urlpatterns, *comparing.urlpatterns]
