"""This app's addresses: pages for everyone, feeds for machines, the convener's desk."""

from parley.apps.convening.urls import desk, feeds, public

urlpatterns = [*public.routes, *feeds.routes, *desk.routes]
