"""This app's addresses, by whom they are for."""

from parley.apps.outcomes.urls import comparing, findings, maps, polis, practices, questions

urlpatterns = [
    *practices.urlpatterns,
    *questions.urlpatterns,
    *maps.urlpatterns,
    *polis.urlpatterns,
    *comparing.urlpatterns,
    *findings.urlpatterns,
]
