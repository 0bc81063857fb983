"""Addresses of what machines read."""

from django.urls import URLPattern

from parley.apps.convening.feeds import views
from parley.core.views import route

routes: list[URLPattern] = [
    route("feed.atom", views.feed, "feed"),
    route("sitemap.xml", views.site_map, "sitemap"),
    route("robots.txt", views.robots, "robots"),
    route("dialogues/<slug:slug>/calendar.ics", views.dialogue_calendar, "dialogue-calendar"),
    route("dialogues/<slug:slug>/schedule.xml", views.schedule_xml, "schedule-xml"),
    route("dialogues/<slug:slug>/schedule.json", views.schedule_json, "schedule-json"),
    route(
        "dialogues/<slug:slug>/sessions/<slug:session>/calendar.ics",
        views.session_calendar,
        "session-calendar",
    ),
]
