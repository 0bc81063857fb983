"""The editor of a report: the draft as readers will see it, and a page for each of its blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parley.apps.convening.services.versions import Conflict
from parley.apps.convening.views.editing import saved, typed
from parley.apps.reports.body.blocks import SHOWING, Block, Body, InvalidBody, Kind, body_from
from parley.apps.reports.forms.editing import BlockForm, MoveForm
from parley.apps.reports.layout.building import laid_out, with_missing
from parley.apps.reports.layout.missing import missing
from parley.apps.reports.presenters import choosing
from parley.apps.reports.presenters import editing as present
from parley.apps.reports.presenters.places import KINDS
from parley.apps.reports.selectors.drafts import block_for, body_of, desk_report
from parley.apps.reports.selectors.revisions import others_at_work, revision_with
from parley.apps.reports.services import editing as services
from parley.core.errors import InvalidInput, not_found
from parley.core.views import Request, may, view

writer = may("edit", desk_report)
ACTS = {"up": -1, "down": 1}


def in_report(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """The report, and the rest of the address."""
    rest = {name: part for name, part in parts.items() if name != "slug"}
    return (*writer(request, {"slug": parts["slug"]}), *rest.values())


def _around(request: Request, report: Any, *trail: tuple[Any, str]) -> dict[str, Any]:
    here = (_("Text"), present.url(present.TEXT, report))
    return {
        **present.around(request.actor, report.dialogue, here, *trail),
        "report": report,
        "notice": present.approval_notice(report),
        "at_work": present.at_work(others_at_work(request.actor, report)),
        "back": present.url(present.TEXT, report),
    }


def _laid_out(request: Request, report: Any, body: Body, language: str) -> Any:
    return laid_out(request.actor, report, body, language, present.draft_imprint())


@view(writer)
def text(request: Request, report: Any) -> HttpResponse:
    body = body_of(report)
    language = present.language_of(report, request.GET.get("language", ""))
    imprint = present.draft_imprint()
    document, why = with_missing(request.actor, report, body, language, imprint)
    if language != get_language():  # what is missing is told in the language of the desk
        why = missing(request.actor, report, body)
    context = {
        **_around(request, report),
        "editor": present.page(report, body, document, why, _removed(request, report, body)),
    }
    return render(request, "reports/desk/text.html", context)


def _removed(request: Request, report: Any, body: Body) -> dict[str, Any] | None:
    """What was just taken out, and can be put back."""
    uid, number = request.GET.get("removed", ""), request.GET.get("revision", "")
    if not number.isdecimal() or len(number) > 9 or any(one.uid == uid for one in body):
        return None
    revision = revision_with(request.actor, report, int(number))
    before = () if revision is None else body_of(revision)
    block = next((one for one in before if one.uid == uid), None)
    return None if block is None else present.removed_notice(report, block, int(number))


def approval_lost(request: Request, report: Any) -> str:
    """`report` is as it was when the request came."""
    return present.approval_lost(report, desk_report(request.actor, report.dialogue.slug))


def tell(request: Request, report: Any, said: str = "") -> None:
    """What was done, and what that means."""
    if said:
        messages.success(request, said)
    if lost := approval_lost(request, report):
        messages.warning(request, lost)


# ---- acts that need no words


@view(in_report, "POST")
def act(request: Request, report: Any, uid: str) -> HttpResponse:
    form = MoveForm(request.POST)
    if not form.is_valid():
        return redirect(present.block_at(report, uid))
    chosen = form.cleaned_data["act"]
    language = present.asked_language(report, request.POST.get("language", ""))
    address = present.block_at(report, uid, language)
    try:
        if chosen == "remove":
            address = _take_out(request, report, uid, language)
        else:
            services.move_block(request.actor, report, uid, ACTS[chosen])
    except InvalidInput as error:
        messages.error(request, error.message)
    tell(request, report)
    return redirect(address)


def _take_out(request: Request, report: Any, uid: str, language: str) -> str:
    before = present.neighbour(body_of(report), uid)
    number = services.remove_block(request.actor, report, uid)
    return present.without_it(report, uid, number, before, language)


@view(in_report, "POST")
def back(request: Request, report: Any, uid: str, number: int) -> HttpResponse:
    """Put in again what was taken out."""
    try:
        services.put_back(request.actor, report, number, uid)
    except InvalidInput as error:
        messages.error(request, error.message)
    tell(request, report)
    return redirect(present.block_at(report, uid))


# ---- a new block


def _after(request: Request, report: Any) -> Block | None:
    uid = request.GET.get("after", "")
    return next((one for one in body_of(report) if one.uid == uid), None)


@view(writer)
def add(request: Request, report: Any) -> HttpResponse:
    """Of which kind?"""
    after = _after(request, report)
    context = {
        **_around(request, report, (_("Add a block"), "")),
        "after": present.named(after) if after is not None else "",
        "menu": present.menu(report, after),
        "back": present.block_at(report, after.uid) if after is not None else _text(report),
    }
    return render(request, "reports/desk/text_add.html", context)


def _text(report: Any) -> str:
    return present.url(present.TEXT, report)


@view(in_report, "GET", "POST")
def new(request: Request, report: Any, kind: str) -> HttpResponse:
    """What shows something asks for what; the others are there at once."""
    if kind not in list(Kind):
        raise not_found()
    blank, after = Block("", Kind(kind)), _after(request, report)
    posted = typed(request) if blank.kind in SHOWING else request.POST or None
    form = _form(request, report, blank, posted)
    made: list[Block] = []

    def save() -> None:
        values = form.changes if blank.kind in SHOWING else {}
        behind = after.uid if after is not None else request.GET.get("after", "")
        made.append(services.add_block(request.actor, report, blank.kind, behind, values))

    if blank.kind not in SHOWING and request.method == "POST":
        return _made_at_once(request, report, save, made)
    if saved(request, form, save, _("Added.")):
        tell(request, report)
        return redirect(present.block_at(report, made[0].uid))
    context = {
        **_around(request, report, (_("Add: %(kind)s") % {"kind": KINDS[blank.kind]}, "")),
        "form": form,
        "kind": blank.kind,
        "means": present.MEANS[blank.kind],
        "back": present.block_at(report, after.uid) if after is not None else _text(report),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "reports/desk/text_new.html", context, status=status)


def _made_at_once(request: Request, report: Any, save: Any, made: list[Block]) -> HttpResponse:
    try:
        save()
    except InvalidInput as error:
        messages.error(request, error.message)
        return redirect(_text(report))
    block = made[0]
    tell(request, report, _("Added."))
    if services.FIELDS[block.kind]:
        return redirect(present.url(present.BLOCK, report, block.uid))
    return redirect(present.block_at(report, block.uid))


# ---- one block


@dataclass(frozen=True)
class Outcome:
    """What came of saving: a status, the version that stands now, what to say, what stands there."""

    status: HTTPStatus
    seen: str = ""
    said: str = ""
    theirs: Block | None = None


def _form(request: Request, report: Any, block: Block, posted: Any) -> BlockForm:
    choices = choosing.choices(request.actor, report.dialogue, block.kind, body_of(report))
    return BlockForm(posted, block=block, languages=report.languages, choices=choices)


def _posted_block(request: Request, report: Any, uid: str) -> Block:
    """The one that is stored; where it has gone, one of the kind that was written in."""
    for one in body_of(report):
        if one.uid == uid:
            return one
    try:
        (found,) = body_from([{"uid": uid, "kind": request.POST.get("kind", "")}])
    except InvalidBody:
        raise not_found() from None
    return found


def _save(request: Request, report: Any, form: BlockForm) -> Outcome:
    uid, seen = form.block.uid, request.POST.get("seen", "")
    if not form.is_valid():
        return Outcome(HTTPStatus.UNPROCESSABLE_ENTITY, seen)
    try:
        block = services.change_block(request.actor, report, uid, form.changes, seen=seen)
    except services.BlockGone as error:
        form.refuse(error)
        return Outcome(HTTPStatus.GONE, seen)
    except InvalidInput as error:
        form.refuse(error)
        return Outcome(HTTPStatus.UNPROCESSABLE_ENTITY, seen)
    except Conflict as error:
        theirs = block_for(desk_report(request.actor, report.dialogue.slug), uid)
        return Outcome(HTTPStatus.CONFLICT, theirs.version, str(error), theirs)
    zone = request.reader_zone or report.dialogue.zone
    return Outcome(HTTPStatus.OK, block.version, present.saved_at(timezone.now(), zone))


def _conflict(form: BlockForm, outcome: Outcome) -> Any:
    if outcome.theirs is None:
        return None
    mine = present.typed_block(form.block, form.changes)
    return present.conflict(mine, outcome.theirs, form.languages)


@view(in_report, "GET", "POST")
def block(request: Request, report: Any, uid: str) -> HttpResponse:
    if request.method != "POST":
        stored = block_for(report, uid)
        form = _form(request, report, stored, None)
        return _block_page(request, report, form, Outcome(HTTPStatus.OK, stored.version))
    form = _form(request, report, _posted_block(request, report, uid), request.POST)
    if "preview" in request.POST:
        outcome = Outcome(HTTPStatus.OK, request.POST.get("seen", ""))
        shown = _previews(request, report, form)
        return _block_page(request, report, form, outcome, shown)
    outcome = _save(request, report, form)
    if outcome.status == HTTPStatus.OK:
        tell(request, report, _("Saved."))
        return redirect(present.block_at(report, uid))
    return _block_page(request, report, form, outcome)


def _block_page(
    request: Request, report: Any, form: BlockForm, outcome: Outcome, previews: Any = None
) -> HttpResponse:
    stored = form.block
    if not services.FIELDS[stored.kind]:
        raise not_found()  # it makes itself
    context = {
        **_around(request, report, (present.named(stored), "")),
        "form": form,
        "block": stored,
        "version": outcome.seen,
        "conflict": _conflict(form, outcome),
        "previews": previews,
        "references": _references(request, report, stored),
        "address": present.url(present.BLOCK, report, stored.uid),
        "autosave_url": present.url("desk-report-block-autosave", report, stored.uid),
        "preview_url": present.url("desk-report-block-preview", report, stored.uid),
        "back": present.block_at(report, stored.uid),
    }
    return render(request, "reports/desk/text_block.html", context, status=outcome.status)


def _references(request: Request, report: Any, block: Block) -> list[dict[str, Any]]:
    if block.kind is not Kind.TEXT:
        return []
    return choosing.references(request.actor, report.dialogue)


def _previews(request: Request, report: Any, form: BlockForm) -> list[Any] | None:
    """As it will stand in the report, in each language that it is written in."""
    if not form.is_valid():
        return None
    try:
        tried = services.tried(request.actor, report, form.block, form.changes)
    except InvalidInput as error:
        form.refuse(error)
        return None
    own = present.language_of(report, request.GET.get("language", ""))
    return [
        present.preview(_laid_out(request, report, (tried,), code))
        for code in form.languages
        if (code in tried.text if form.has_words and tried.text else code == own)
    ]


@view(in_report, "POST")
def preview(request: Request, report: Any, uid: str) -> HttpResponse:
    """A part of the page of a block."""
    form = _form(request, report, _posted_block(request, report, uid), request.POST)
    context = {"previews": _previews(request, report, form), "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "reports/desk/_text_preview.html", context, status=status)


@view(in_report, "POST")
def autosave(request: Request, report: Any, uid: str) -> HttpResponse:
    """For the script of a block's page; every answer says in words what became of it."""
    form = _form(request, report, _posted_block(request, report, uid), request.POST)
    outcome = _save(request, report, form)
    lost = approval_lost(request, report)
    answer = {"seen": outcome.seen, "said": " ".join(one for one in (outcome.said, lost) if one)}
    if form.errors:
        problems = " ".join(str(text) for texts in form.errors.values() for text in texts)
        told = _("Not saved: %(problems)s Your words are kept on this page.")
        answer["said"] = told % {"problems": problems}
    if outcome.theirs is not None:
        context = {
            "conflict": _conflict(form, outcome),
            "address": present.url(present.BLOCK, report, uid),
        }
        answer["html"] = render_to_string("reports/desk/_text_conflict.html", context, request)
    else:
        answer["others"] = present.at_work(others_at_work(request.actor, report))
    return JsonResponse(answer, status=outcome.status)
