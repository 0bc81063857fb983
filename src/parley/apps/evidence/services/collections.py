"""Collections: made, described, shown to everybody or to nobody, deleted."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.services import rows, versions
from parley.apps.deliberation.services.norms import free_slug
from parley.apps.evidence.models import Collection, CollectionKind
from parley.apps.evidence.selectors.keeping import linkable_dialogues
from parley.apps.evidence.services.common import changed, held
from parley.core import audit, search
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput


@transaction.atomic
def add_collection(
    actor: Actor, values: rows.Values, dialogues: Iterable[Dialogue] = ()
) -> Collection:
    """A new one, which nobody else sees but the teams of its dialogues; who makes it keeps it."""
    row = Collection(kept_by_id=actor.user_id)
    require(actor, "add", row)
    rows.assign(row, values)
    taken = set(Collection.objects.values_list("slug", flat=True))
    row.slug = row.slug or free_slug(taken, str(row.title), "collection")
    _check_norm(row)
    rows.checked(row).save()
    _link(actor, row, dialogues)
    changed(actor, "collection.added", row)
    search.index(row)
    return row


@transaction.atomic
def edit_collection(
    actor: Actor,
    collection: Collection,
    changes: rows.Values,
    dialogues: Iterable[Dialogue] | None = None,
    *,
    seen: str | None = None,
) -> list[str]:
    """Answers the fields that are others now. What a collection is of stays as it is."""
    row = held(actor, collection)
    versions.check(seen, versions.version_of(row, changes))
    fields = rows.assign(row, changes)
    if "kind" in fields:
        raise InvalidInput(_("A collection stays of its kind. Make another one."))
    if "norm" in fields and (row.positions.exists() or row.documents.exists()):
        raise InvalidInput(_("Positions and documents hang on the norm: it can’t be another one."))
    _check_norm(row)
    if dialogues is not None and _link(actor, row, dialogues):
        fields.append("dialogues")
    if fields:
        rows.checked(row).save()
        changed(actor, "collection.edited", row, fields=fields)
        search.index(row)
    return fields


def _check_norm(row: Collection) -> None:
    if row.kind == CollectionKind.POSITIONS and row.norm_id is None:
        raise InvalidInput(_("Choose the norm that the positions are on."))


def _link(actor: Actor, row: Collection, dialogues: Iterable[Dialogue]) -> bool:
    """Links to dialogues that the actor has no say in stay as they are."""
    mine = set(linkable_dialogues(actor).values_list("pk", flat=True))
    wanted = {one.pk for one in dialogues}
    if wanted - mine:
        raise InvalidInput(_("Choose among the dialogues that you convene or report."))
    present = set(row.dialogues.values_list("pk", flat=True))
    row.dialogues.set((present - mine) | wanted)
    return present & mine != wanted


@transaction.atomic
def publish(actor: Actor, collection: Collection) -> None:
    """Show it to everybody, with all that stands in it."""
    row = held(actor, collection)
    if not row.published:
        _show(actor, row, published=True)


@transaction.atomic
def unpublish(actor: Actor, collection: Collection) -> None:
    row = held(actor, collection)
    if row.published:
        _show(actor, row, published=False)


def _show(actor: Actor, row: Collection, *, published: bool) -> None:
    Collection.objects.filter(pk=row.pk).update(published=published)
    changed(actor, "collection.published" if published else "collection.unpublished", row)


@transaction.atomic
def delete_collection(actor: Actor, collection: Collection) -> None:
    """For good, with its documents, positions and votes. Actors stay: others name them too."""
    row = held(actor, collection)
    if row.published:
        raise InvalidInput(_("It is published: people may have cited it. Unpublish it first."))
    search.forget(row)
    audit.record(actor, "collection.deleted", row, slug=row.slug)
    row.positions.all().delete()  # they hold on to their documents
    try:
        row.delete()
    except ProtectedError:
        raise InvalidInput(
            _(
                "Something outside this collection rests on its documents, such as a practice. It stays."
            )
        ) from None
