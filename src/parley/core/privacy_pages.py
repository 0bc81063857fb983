"""Everybody's right: to read what is held on them, and to have it erased."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib.auth import logout
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from parley.core import my_data, privacy
from parley.core.errors import InvalidInput
from parley.core.fresh import freshly
from parley.core.views import Request, emptied, signed_in, view


def _subject(request: Request) -> privacy.Subject:
    """Oneself, by the session and by nothing that a request says."""
    return privacy.of_account(request.user)


class EraseForm(forms.Form):
    """A second tap, so that nobody erases themselves by one."""

    sure = forms.BooleanField(label=_("I understand that this can’t be undone."))


@never_cache
@view(signed_in, "GET", "POST")
@reauthentication_required  # type: ignore[untyped-decorator]
@freshly
def data(request: Request) -> HttpResponseBase:
    """What there is, and all of it as a file."""
    subject = _subject(request)
    if request.method != "POST":
        context = {"subject": subject, "tables": privacy.tables_of(subject)}
        context["files"] = privacy.files_of(subject)
        return render(request, "core/my_data.html", context)
    file: Any = my_data.archive(request.actor, subject)
    response = FileResponse(file, as_attachment=True, filename="my-data.zip")
    response["Content-Type"] = "application/zip"
    return response


@never_cache
@view(signed_in, "GET", "POST")
@reauthentication_required  # type: ignore[untyped-decorator]
@freshly
def erase(request: Request) -> HttpResponse:
    """Says what goes, what stays and why; then does it, and ends the session."""
    subject = _subject(request)
    outlook = privacy.outlook(subject)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            privacy.erase(request.actor, [subject])
        except InvalidInput as error:
            form.add_error(None, str(error))
        else:
            logout(request)
            response = render(request, "core/erased.html", {"outlook": outlook})
            return emptied(response)
    context = {"subject": subject, "outlook": outlook, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "core/erase_me.html", context, status=status)
