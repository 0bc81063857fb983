"""This app's addresses, by whom they are for."""

from parley.apps.outcomes.urls import (
    comparing,
    findings,
    maps,
    polis,
    practices,
    questions,
    releases,
)

urlpatterns = [
    *practices.urlpatterns,
    *questions.urlpatterns,
    *maps.urlpatterns,
    *releases.urlpatterns,
    *polis.urlpatterns,
    *comparing.urlpatterns,
    *findings.urlpatterns,
]
