"""The mails of a dialogue: their words, and telling those who come of a change."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.convening.forms.base import texts_of
from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.convening.views.editing import Page, edited, typed
from parley.apps.registration.forms.mailtexts import MailTextForm
from parley.apps.registration.presenters import desk as present
from parley.apps.registration.presenters import mailtexts as present_mails
from parley.apps.registration.selectors.mailtexts import kind_named, own_texts
from parley.apps.registration.services import changes, mailtexts
from parley.core.errors import NotAllowed
from parley.core.views import Request, may, view

MAILS = "registration-mails"
_editor = may("edit", dialogue_for)


def editor(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """Conveners themselves: how many have a wrong entry is no part of a preview."""
    if request.actor.preview is not None:
        raise NotAllowed(_("This is a preview. End it to see this page."))
    kind = parts.pop("kind", None)
    given = _editor(request, parts)
    return given if kind is None else (*given, kind_named(kind))


@view(editor)
def mails(request: Request, dialogue: Any) -> HttpResponse:
    own = own_texts(request.actor, dialogue)
    context = {
        **present.around(dialogue, MAILS),
        "mails": present_mails.lines(dialogue, own),
        "outdated": len(changes.outdated(dialogue)),
    }
    return render(request, "registration/desk/mails.html", context)


@view(editor, "GET", "POST")
def mail(request: Request, dialogue: Any, kind: Any) -> HttpResponse:
    def load() -> Any:
        return mailtexts.text_of(dialogue, kind)

    def save(seen: str) -> str:
        mailtexts.write(request.actor, dialogue, kind, form.changes, seen=seen)
        return reverse(MAILS, args=[dialogue.slug])

    stored = load()
    form = MailTextForm(typed(request), instance=load())
    context = {
        **present.around(dialogue, MAILS, kind.label),
        "when": present_mails.WHEN.get(kind, ""),
        "is_own": stored.pk is not None,
        "kind": kind.value,
        "placeholders": present_mails.placeholders(),
        "letters": _letters(request, dialogue),
    }
    return edited(request, form, Page("registration/desk/mail.html", load, save, context))


def _letters(request: Request, dialogue: Any) -> list[dict[str, str]]:
    """How what was typed reads, where that was asked."""
    if "preview" not in request.POST:
        return []
    texts = texts_of(request.POST, "subject"), texts_of(request.POST, "body")
    return present_mails.letters(dialogue, *texts)


@view(editor, "POST")
def mail_restore(request: Request, dialogue: Any, kind: Any) -> HttpResponse:
    mailtexts.restore(request.actor, dialogue, kind)
    messages.success(request, _("The standard words are sent again."))
    return redirect("registration-mail", dialogue.slug, kind.value)


@view(editor, "POST")
def mails_tell(request: Request, dialogue: Any) -> HttpResponse:
    """Write to those whose calendars are wrong by now."""
    told = changes.tell(request.actor, dialogue)
    text = ngettext("%(n)d person is told.", "%(n)d people are told.", told)
    messages.success(request, text % {"n": told})
    return redirect(MAILS, dialogue.slug)
