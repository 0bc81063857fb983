"""The desk's pages of checks, approval, publication and what was published."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parley.apps.convening.views.editing import saved, typed
from parley.apps.reports.forms.publishing import DoiForm, WithdrawForm
from parley.apps.reports.presenters import publishing as present
from parley.apps.reports.selectors.checking import problems, stopping
from parley.apps.reports.selectors.drafts import desk_report
from parley.apps.reports.selectors.publication import desk_version, desk_versions
from parley.apps.reports.services import approving, publishing, withdrawing
from parley.core.by_link import again
from parley.core.errors import InvalidInput
from parley.core.fresh import is_fresh
from parley.core.views import Request, may, sees, view

writer = sees(desk_report)
approver = may("approve", desk_report)
publisher = may("publish", desk_report)
withdrawer = may("withdraw", desk_version)


def _page(request: Request, name: str, context: dict[str, Any], form: Any = None) -> HttpResponse:
    status = 422 if form is not None and form.errors else 200
    return render(request, f"reports/desk/{name}.html", context, status=status)


def _back(report: Any, place: str = "") -> HttpResponse:
    return redirect(present.url(present.HERE, report) + place)


def _seen(request: Request) -> int | None:
    """The revision that stood on the page; what is none is none that there is."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _done(request: Request, do: Callable[[], Any], said: str) -> bool:
    """Whether it was; what is refused is said on the page that follows."""
    try:
        do()
    except InvalidInput as error:
        messages.error(request, error.message)
        return False
    messages.success(request, said)
    return True


@view(writer)
def checks(request: Request, report: Any) -> HttpResponse:
    versions = desk_versions(request.actor, report)
    context = {
        **present.around(request.actor, report),
        "page": present.page(request.actor, report, problems(report), versions),
    }
    return _page(request, "publish", context)


@view(writer)
def progress(request: Request, report: Any) -> HttpResponse:
    """How far the making of the files is; the page comes anew when it has ended."""
    working = present.working(report)
    response = _page(request, "_publish_working", {"working": working})
    if not working["busy"]:
        response["HX-Refresh"] = "true"
    return response


@view(approver, "POST")
def approve(request: Request, report: Any) -> HttpResponse:
    seen = _seen(request)
    _done(request, lambda: approving.approve(request.actor, report, seen), _("Approved."))
    return _back(report, "#approval")


@view(approver, "POST")
def unapprove(request: Request, report: Any) -> HttpResponse:
    said = _("The approval is taken back.")
    _done(request, lambda: approving.unapprove(request.actor, report), said)
    return _back(report, "#approval")


@view(publisher, "GET", "POST")
def publish(request: Request, report: Any) -> HttpResponse:
    """First what it means, then it is done."""
    if request.method == "POST":
        seen = _seen(request)
        said = _("The files are being made. The version is there in a moment.")
        _done(request, lambda: publishing.ask(request.actor, report, seen), said)
        return _back(report)
    if not present.approval(report)["is_approved"] or stopping(problems(report)):
        return _back(report)
    context = {
        **present.around(request.actor, report, _("Publish a version")),
        "question": _("Publish this text?"),
        "points": present.publish_points(report),
        "revision": report.revision,
        "back": present.url(present.HERE, report),
    }
    return _page(request, "publish_sure", context)


@view(withdrawer, "GET", "POST")
def withdraw(request: Request, version: Any) -> HttpResponse:
    """A grave act: whoever does it has shown who they are within the last minutes."""
    if not is_fresh(request):
        return again(request, request.path)
    form = WithdrawForm(typed(request))

    def save() -> None:
        withdrawing.withdraw(request.actor, version, form.cleaned_data["reason"])

    if saved(request, form, save, _("Withdrawn.")):
        return _back(version.report, "#versions")
    title = present.version_title(version, _("Withdraw version %(number)s"))
    context = {
        **present.around(request.actor, version.report, title),
        "question": present.version_title(version, _("Withdraw version %(number)s?")),
        "points": present.withdraw_points(),
        "version": present.version(request.actor, version),
        "form": form,
        "back": present.url(present.HERE, version.report),
    }
    return _page(request, "withdraw", context, form)


@view(withdrawer, "GET", "POST")
def doi(request: Request, version: Any) -> HttpResponse:
    form = DoiForm(typed(request))

    def save() -> None:
        withdrawing.name_doi(request.actor, version, form.cleaned_data["doi"])

    if saved(request, form, save):
        return _back(version.report, "#versions")
    title = present.version_title(version, _("DOI of version %(number)s"))
    context = {
        **present.around(request.actor, version.report, title),
        "form": form,
        "back": present.url(present.HERE, version.report),
    }
    return _page(request, "publish_doi", context, form)
