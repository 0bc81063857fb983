"""Taking values into rows: locked, compared, validated."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from parley.core.access import get_visible
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

M = TypeVar("M", bound=Model)
Values = Mapping[str, Any]


def locked(actor: Actor, row: M) -> M:
    """The row as it stands now, held until the transaction ends; a 404 if it has gone."""
    rows = type(row)._default_manager.select_for_update()
    return get_visible(rows, actor, pk=row.pk)


def assign(row: Model, values: Values) -> list[str]:
    """Set the values; answers the names of those that differ from before, in order."""
    differing = [name for name, value in values.items() if _present(row, name) != _plain(value)]
    for name in differing:
        setattr(row, name, values[name])
    return sorted(differing)


def _present(row: Model, name: str) -> Any:
    """The value in a row; of a relation the key, which asks nothing of the database."""
    return getattr(row, getattr(row._meta.get_field(name), "attname", name))


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def checked(row: M) -> M:
    """The row, or InvalidInput that names each field and what was expected of it."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise InvalidInput(_("This can't be saved yet."), _problems(row, error)) from error
    return row


def possible(row: M) -> M:
    """The row, or InvalidInput where its values contradict its limits. Asks no database."""
    try:
        row.clean()
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error
    return row


def _problems(row: Model, error: ValidationError) -> list[str]:
    found = []
    for name, messages in error.message_dict.items():
        shown = "" if name == "__all__" else label(row, name)
        found += [_worded(shown, message) for message in messages]
    return found


def _worded(label: str, message: str) -> str:
    return _("{}: {}").format(label, message) if label else message


def label(row: Model, name: str) -> str:
    return capfirst(str(getattr(row._meta.get_field(name), "verbose_name", name)))


def replace(existing: Iterable[M], given: Sequence[Values], make: type[M], **fixed: Any) -> list[M]:
    """Make the list in `existing` be the list in `given`, in its order.

    A row keeps its key where the values name it by "id"; rows nobody names any more go.
    """
    known = {row.pk: row for row in existing}
    rows = [known.pop(values.get("id"), None) or make(**fixed) for values in given]
    for row in known.values():
        row.delete()
    for order, (row, values) in enumerate(zip(rows, given, strict=True)):
        taken = {name: value for name, value in values.items() if name != "id"}
        assign(row, {**taken, "order": order})
        checked(row).save()
    return rows
