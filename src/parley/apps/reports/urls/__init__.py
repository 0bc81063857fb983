"""This app's addresses, by whom they are for."""

from django.urls import URLPattern

from parley.apps.reports.urls import commenting, editing, home, publishing, reader

urlpatterns: list[URLPattern] = [
    *home.urlpatterns,
    *editing.urlpatterns,
    *commenting.urlpatterns,
    *publishing.urlpatterns,
    *reader.urlpatterns,
]
