"""The one address that is asked hundreds of times a second; it stands before all others."""

from django.urls import URLPattern

from parley.apps.deliberation.urls.participant import PROPOSITION
from parley.apps.deliberation.views import respond
from parley.core.views import route

urlpatterns: list[URLPattern] = [route(f"{PROPOSITION}stance/", respond.stance, "stance")]
