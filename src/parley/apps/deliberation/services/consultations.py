"""Setting up a consultation: its settings, its copy, its place, its end before it begins."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue, Rule
from parley.apps.convening.services import directory, rows, versions
from parley.apps.deliberation.models import (
    Consultation,
    Phase,
    Proposition,
    PropositionState,
    Results,
    Secret,
)
from parley.apps.deliberation.services.common import changed
from parley.core import search
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText

NOUN = "consultation"
# Columns that conveners set, and lists of other rows.
SETTINGS = (
    "title",
    "slug",
    "introduction",
    "session",
    "rule",
    "norm",
    "collects_at",
    "opens_at",
    "closes_at",
    "seals_at",
    "audience",
    "takes_propositions",
    "moderated",
    "on_record",
    "results",
    "least",
    "languages",
    "attribution",
)
LINKS = ("elements", "proposing", "responding")
# What people rely on once it has begun.
FIXED = ("session", "rule", "audience", "on_record", "least")
# From the least strict on; a session of which nothing is stated is as closed as the strictest.
STRICTNESS = (Rule.PUBLIC, Rule.PARTICIPANTS, Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR)
# They stand in addresses of the desk.
RESERVED = frozenset({"new"})
Links = Mapping[str, Iterable[Any]]


def strictness(rule: str) -> int:
    return STRICTNESS.index(Rule(rule)) if rule else len(STRICTNESS) - 1


@transaction.atomic
def create(
    actor: Actor, dialogue: Dialogue, values: rows.Values, links: Links | None = None
) -> Consultation:
    """A draft at the end of the list; without a short name, one is made from its title."""
    require(actor, "edit", dialogue)
    held = rows.locked(actor, dialogue)
    slug = values.get("slug") or _free_slug(held, str(LocalText(values["title"])))
    place = held.consultations.count()
    row = Consultation(dialogue=held, order=place, synthetic=held.synthetic)
    rows.assign(row, {**values, "slug": slug})
    _check(row, links or {})
    rows.checked(row).save()
    Secret.objects.create(consultation=row)
    _link(row, links or {})
    changed(actor, "consultation.created", row)
    search.index(row)
    return row


@transaction.atomic
def edit(
    actor: Actor,
    consultation: Consultation,
    changes: rows.Values,
    links: Links | None = None,
    *,
    seen: str | None = None,
) -> Consultation:
    """Change settings. What people rely on stays, once it has begun."""
    require(actor, "edit", consultation)
    row = _held(consultation)
    versions.check(seen, versions.version_of(row, changes))
    fields = rows.assign(row, {**changes, "slug": changes.get("slug") or row.slug})
    _refuse_fixed(row, fields)
    _check(row, _all_links(row, links or {}))
    rows.checked(row).save()
    fields += _link(row, links or {})
    if fields:
        changed(actor, "consultation.edited", row, fields=sorted(fields))
        search.index(row)
    return row


def _refuse_fixed(row: Consultation, fields: Sequence[str]) -> None:
    fixed = [rows.label(row, name) for name in fields if name in FIXED]
    if fixed and row.phase != Phase.DRAFT:
        raise InvalidInput(
            _("It has begun, and people rely on this: it can’t change any more."), fixed
        )


def _check(row: Consultation, links: Links) -> None:
    """What no column can say."""
    problems = [*_rule_problems(row), *_time_problems(row), *_link_problems(row, links)]
    if row.slug in RESERVED:
        problems.append(_("Choose another short name: this one is taken by Parley."))
    if problems:
        raise InvalidInput(_("This can't be saved yet."), problems)


def _rule_problems(row: Consultation) -> Iterable[str]:
    session = row.session
    if session is None:
        return
    if session.dialogue_id != row.dialogue_id:
        yield _("Choose a session of this dialogue.")
    elif strictness(row.rule) < strictness(session.rule):
        told = {
            "rule": STRICTNESS[strictness(session.rule)].label,
            "session": session.title,
        }
        yield (
            _(
                "“%(session)s” is under the rule “%(rule)s”, and what is asked there can’t be under a "
                "less strict one. Choose that rule or a stricter one."
            )
            % told
        )


def _time_problems(row: Consultation) -> Iterable[str]:
    names = ("collects_at", "opens_at", "closes_at", "seals_at")
    given = [(name, at) for name in names if (at := getattr(row, name)) is not None]
    for (earlier, first), (later, second) in pairwise(given):
        if second <= first:
            told = {"later": rows.label(row, later), "earlier": rows.label(row, earlier)}
            yield _("“%(later)s” has to be after “%(earlier)s”.") % told


def _link_problems(row: Consultation, links: Links) -> Iterable[str]:
    elements = [*links.get("elements", ())]
    if any(element.norm_id != row.norm_id for element in elements):
        yield _("Choose elements of the norm that it is about.")
    on_another = Q(element__isnull=False) & ~Q(element__norm=row.norm_id)
    if row.pk and row.propositions.filter(on_another).exists():
        yield _("Its propositions are on elements of another norm. Move or remove them first.")
    groups = [*links.get("proposing", ()), *links.get("responding", ())]
    if any(group.dialogue_id != row.dialogue_id for group in groups):
        yield _("Choose groups of this dialogue.")


def _all_links(row: Consultation, links: Links) -> Links:
    return {name: links.get(name, getattr(row, name).all()) for name in LINKS}


def _link(row: Consultation, links: Links) -> list[str]:
    """Set the lists; answers the names of those that changed."""
    changed_names = []
    for name, wanted in links.items():
        before = {one.pk for one in getattr(row, name).all()}
        if before != {one.pk for one in wanted}:
            getattr(row, name).set(wanted)
            changed_names.append(name)
    return changed_names


@transaction.atomic
def copy(actor: Actor, consultation: Consultation) -> Consultation:
    """The same once more, as a draft without times: for the end of a meeting, or another try.

    It takes the accepted propositions along, and nobody's authorship.
    """
    require(actor, "edit", consultation)
    original = _held(consultation)
    timeless = {name: getattr(original, name) for name in SETTINGS if not name.endswith("_at")}
    title = LocalText(
        {code: _("%(title)s (copy)") % {"title": text} for code, text in original.title.items()}
    )
    links = {name: list(getattr(original, name).all()) for name in LINKS}
    row = create(actor, original.dialogue, {**timeless, "title": title, "slug": ""}, links)
    accepted = original.propositions.filter(state=PropositionState.ACCEPTED)
    Proposition.objects.bulk_create(
        Proposition(
            consultation=row,
            number=number,
            text=one.text,
            element_id=one.element_id,
            origin_id=one.origin_id,
        )
        for number, one in enumerate(accepted, start=1)
    )
    return row


@transaction.atomic
def delete(actor: Actor, consultation: Consultation) -> None:
    """Only a draft: what people have said is not deleted, it is sealed.

    A draft has stances only where taking it in from elsewhere was interrupted.
    """
    require(actor, "edit", consultation)
    row = _held(consultation)
    if row.phase != Phase.DRAFT:
        raise InvalidInput(
            _("People have taken part in it, so it can’t be deleted. Close it and seal it instead.")
        )
    changed(actor, "consultation.deleted", row)
    search.forget(row)
    row.delete()


@transaction.atomic
def move(actor: Actor, consultation: Consultation, direction: Literal["up", "down"]) -> None:
    """Swap a consultation with its neighbour in the list."""
    require(actor, "edit", consultation)
    mates = list(
        Consultation.objects.select_for_update(of=("self",)).filter(
            dialogue=consultation.dialogue_id
        )
    )
    here = mates.index(consultation)
    there = here + (-1 if direction == "up" else 1)
    if not 0 <= there < len(mates):
        return
    mates[here], mates[there] = mates[there], mates[here]
    reorder(actor, consultation.dialogue, mates)


@transaction.atomic
def reorder(actor: Actor, dialogue: Dialogue, wanted: Sequence[Consultation]) -> None:
    require(actor, "edit", dialogue)
    for order, one in enumerate(wanted):
        Consultation.objects.filter(pk=one.pk, dialogue=dialogue).update(order=order)
    if wanted:
        changed(actor, "consultation.reordered", wanted[0])


@transaction.atomic
def show_results(actor: Actor, consultation: Consultation, *, shown: bool) -> None:
    """Where a convener decides when: show everybody who sees it where it stands, or no longer."""
    require(actor, "edit", consultation)
    row = _held(consultation)
    if row.results != Results.HELD or row.phase in (Phase.DRAFT, Phase.COLLECTING):
        raise InvalidInput(_("There is nothing to show or to hold back here."))
    row.results_shown = shown
    row.save(update_fields=["results_shown"])
    changed(actor, "consultation.results_shown" if shown else "consultation.results_held", row)


def _held(consultation: Consultation) -> Consultation:
    """The row as it stands now, held until the transaction ends; its dialogue with it."""
    row = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    row.dialogue = consultation.dialogue
    return row


def _free_slug(dialogue: Dialogue, title: str) -> str:
    taken = set(dialogue.consultations.values_list("slug", flat=True)) | RESERVED
    return directory.free_slug(taken, title[:60], NOUN)
