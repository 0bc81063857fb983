"""Gathering practices: what is done to live up to a norm, by whom, and how well that is shown."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.services import directory, rows, versions
from parley.apps.evidence.models import Document
from parley.apps.outcomes.models import Practice, PracticeEvidence, PracticeStatus
from parley.apps.outcomes.services import gathered
from parley.core.access import require, visible
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

FIELDS = (
    "title",
    "what",
    "session",
    "by_whom",
    "capacity",
    "cost",
    "caveats",
    "status",
    "assessed_by",
)
LINKS = ("bodies", "elements")
EVIDENCE_FIELDS = ("document", "title", "link", "place")
# They stand in addresses of the desk, and of the catalogue.
RESERVED = frozenset({"new", "practices"})
Links = Mapping[str, Iterable[Any]]


@transaction.atomic
def add(
    actor: Actor,
    dialogue: Dialogue,
    values: rows.Values,
    links: Links | None = None,
    *,
    synthetic: bool = False,
) -> Practice:
    """A draft at the end of the list; without a short name, one is made from its title.

    What is made up for a demonstration is `synthetic`, and so is all of a synthetic dialogue.
    """
    row = Practice(dialogue=dialogue, synthetic=synthetic or dialogue.synthetic)
    require(actor, "edit", row)
    rows.assign(row, values)
    row.slug = row.slug or free_slug(str(row.title))
    row.order = _next_place(dialogue)
    gathered.refuse(_problems(actor, row))
    rows.checked(row).save()
    _link(row, links or {})
    gathered.noted(actor, "added", row)
    return row


def free_slug(title: str) -> str:
    taken = set(Practice.objects.values_list("slug", flat=True)) | RESERVED
    return directory.free_slug(taken, title[:60], "practice")


def _next_place(dialogue: Dialogue) -> int:
    last = dialogue.practices.order_by("-order").values_list("order", flat=True).first()
    return 0 if last is None else last + 1


@transaction.atomic
def edit(
    actor: Actor,
    practice: Practice,
    changes: rows.Values,
    links: Links | None = None,
    *,
    seen: str | None = None,
) -> Practice:
    require(actor, "edit", practice)
    row = rows.locked(actor, practice)
    versions.check(seen, versions.version_of(row, changes))
    fields = rows.assign(row, changes)
    gathered.refuse(_problems(actor, row))
    rows.checked(row).save()
    fields += _link(row, links or {})
    if row.published:
        gathered.refuse(lacks(row))
    if fields:
        gathered.noted(actor, "edited", row, fields=sorted(fields))
    return row


def _problems(actor: Actor, row: Practice) -> Iterable[str]:
    yield from gathered.place_problems(actor, row)
    if row.slug in RESERVED:
        yield _("Choose another short name: this one is taken by Parley.")
    if row.status != PracticeStatus.ASSESSED and row.assessed_by:
        yield _("Only of an independently assessed practice, say who has assessed it.")


def _link(row: Practice, links: Links) -> list[str]:
    """Set the lists; answers the names of those that changed."""
    differing = []
    for name, wanted in links.items():
        chosen = list(wanted)
        if {one.pk for one in getattr(row, name).all()} != {one.pk for one in chosen}:
            getattr(row, name).set(chosen)
            differing.append(name)
    return differing


@transaction.atomic
def set_evidence(
    actor: Actor, practice: Practice, given: Sequence[rows.Values], *, seen: str | None = None
) -> None:
    """Where it is shown, in order. Rows on documents that the actor does not see stay."""
    require(actor, "edit", practice)
    row = rows.locked(actor, practice)
    existing = list(visible(PracticeEvidence, actor).filter(practice=row))
    versions.check(seen, versions.version_of_rows(existing, EVIDENCE_FIELDS))
    _refuse_hidden(actor, given)
    made = rows.replace(existing, given, PracticeEvidence, practice=row)
    if row.published:
        gathered.refuse(lacks(row))
    gathered.noted(actor, "evidence_edited", row, rows=len(made))


def _refuse_hidden(actor: Actor, given: Sequence[rows.Values]) -> None:
    wanted = {values["document"].pk for values in given if values.get("document") is not None}
    if visible(Document, actor).filter(pk__in=wanted).count() != len(wanted):
        raise InvalidInput(_("One of the documents is no longer there. Choose again."))


@transaction.atomic
def publish(actor: Actor, practice: Practice, *, published: bool) -> Practice:
    """Once published, a practice says by whom, and shows what its status claims."""
    require(actor, "edit", practice)
    if published:
        found = [*lacks(practice)]
        if found:
            raise InvalidInput(_("This practice can't be published yet."), found)
    return gathered.publish(actor, practice, published=published)


def lacks(row: Practice) -> Iterable[str]:
    """What is still missing of a practice that is to be read by others."""
    if not row.by_whom and not row.bodies.exists():
        yield _("Say by whom: choose actors, or put it in words.")
    if row.status != PracticeStatus.CLAIMED and not row.evidence.exists():
        yield _("Add the evidence, or change the status to “claimed”.")
