"""Addresses of this app."""

from parley.apps.accounts import views
from parley.core.views import route

urlpatterns = [
    route("sign-in/", views.sign_in, "sign-in"),
    route("sign-in/link/<str:token>/", views.sign_in_link, "sign-in-link"),
    route("demo/sign-in/<slug:persona>/", views.demo_sign_in, "demo-sign-in"),
    route("sign-out/", views.sign_out, "sign-out"),
]
