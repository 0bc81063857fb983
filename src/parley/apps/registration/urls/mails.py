"""The addresses of a dialogue's mails at the desk."""

from django.urls import URLPattern

from parley.apps.registration.views import desk_mails
from parley.core.views import route

MAILS = "convene/dialogues/<slug:slug>/registration/mails/"

routes: list[URLPattern] = [
    route(MAILS, desk_mails.mails, "registration-mails"),
    route(f"{MAILS}tell/", desk_mails.mails_tell, "registration-mails-tell"),
    route(f"{MAILS}<slug:kind>/", desk_mails.mail, "registration-mail"),
    route(f"{MAILS}<slug:kind>/standard/", desk_mails.mail_restore, "registration-mail-restore"),
]
