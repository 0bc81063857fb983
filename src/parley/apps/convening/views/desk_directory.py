"""Taking entries out of the directory: deleting one, or merging another into it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.directory import MergeForm
from parley.apps.convening.presenters import desk as present
from parley.apps.convening.presenters import directory as shown
from parley.apps.convening.selectors import dialogues as finders
from parley.apps.convening.selectors.merging import entries_to_merge, plan_of
from parley.apps.convening.selectors.references import references_to
from parley.apps.convening.services import merging
from parley.core.errors import InvalidInput
from parley.core.views import Request, View, may, view


def _around(entry: Any, label: Any) -> dict[str, Any]:
    return {
        "title": label,
        "entry": entry,
        "addresses": shown.addresses(entry),
        "breadcrumbs": present.directory_crumbs(label),
    }


def _deletes(selector: Any, label: Any) -> View:
    """The view that asks before it deletes an entry, or says what still refers to it."""

    @view(may("delete", selector), "GET", "POST")
    def delete(request: Request, entry: Any) -> HttpResponse:
        status, name = 200, str(entry)
        if request.method == "POST":
            try:
                merging.delete_entry(request.actor, entry)
            except InvalidInput:
                status = 409  # the page says why
            else:
                messages.success(request, _("%(name)s has been deleted.") % {"name": name})
                return redirect("directory")
        found = references_to(request.actor, entry)
        context = {**_around(entry, label), "is_needed": bool(found)}
        context["references"] = shown.references(found)
        return render(request, "convening/desk/entry_delete.html", context, status=status)

    return delete


def _merges(selector: Any, label: Any) -> View:
    """The view that asks which entry is to become part of this one, shows what that does, and
    does it."""

    @view(may("merge", selector), "GET", "POST")
    def merge(request: Request, entry: Any) -> HttpResponse:
        given = request.POST if request.method == "POST" else request.GET
        entries = entries_to_merge(request.actor, entry)
        form = MergeForm(given if "other" in given else None, entries=entries)
        context = {**_around(entry, label), "form": form, "entries": entries, "plan": None}
        status = 200
        if form.is_valid():
            other = form.cleaned_data["other"]
            if request.method == "POST":
                try:
                    merging.merge(request.actor, entry, other)
                except InvalidInput:
                    status = 409  # the plan says why
                else:
                    text = _("Both are now one entry: %(name)s.")
                    messages.success(request, text % {"name": entry})
                    return redirect(f"{entry._meta.model_name}-edit", entry.slug)
            context["plan"] = shown.plan(plan_of(request.actor, entry, other))
        elif form.is_bound:
            status = 422
        return render(request, "convening/desk/entry_merge.html", context, status=status)

    return merge


person_delete = _deletes(finders.person_for, gettext_lazy("Delete a person"))
organisation_delete = _deletes(finders.organisation_for, gettext_lazy("Delete an organisation"))
venue_delete = _deletes(finders.venue_for, gettext_lazy("Delete a venue"))
series_delete = _deletes(finders.series_for, gettext_lazy("Delete a series"))
person_merge = _merges(finders.person_for, gettext_lazy("Merge two people"))
organisation_merge = _merges(finders.organisation_for, gettext_lazy("Merge two organisations"))
venue_merge = _merges(finders.venue_for, gettext_lazy("Merge two venues"))
