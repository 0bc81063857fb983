"""What is held on a person: each app says what it has, hands it out, and erases it.

A person is known by an address, with an account or without: whoever was invited and never came
has none. Apps register a `Holding` each; erasing goes through all of them in order, upper apps
first, and then through what lies about (core/traces.py). See docs/explanation/privacy.md.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import FileField, ForeignKey, Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from parley.core import audit, traces
from parley.core.access import visible
from parley.core.actors import ANONYMOUS, Actor, actor_of
from parley.core.addresses import folded
from parley.core.errors import InvalidInput


@dataclass(frozen=True)
class Subject:
    """Whom it is about. `names` are all by which the apps know them."""

    address: str
    account: Any = None
    key: int | None = None  # of the account
    names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Fact:
    """One value: `name` and `value` for machines, `label` and `shown` for people."""

    name: str
    label: str
    value: Any
    shown: str


Facts = tuple[Fact, ...]


@dataclass(frozen=True)
class Table:
    name: str
    label: Any
    rows: tuple[Facts, ...]


@dataclass(frozen=True)
class Attached:
    """A stored file, and the name under which its owner knows it."""

    name: str
    storage: Storage
    stored: str


@dataclass(frozen=True)
class Outlook:
    """In sentences: what goes, what stays and why, and what forbids to erase."""

    goes: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()

    def __add__(self, other: "Outlook") -> "Outlook":
        return Outlook(
            (*self.goes, *other.goes),
            (*self.stays, *other.stays),
            (*self.forbids, *other.forbids),
        )


def no_names(subject: Subject) -> Iterable[str]:
    return ()


def no_files(subject: Subject) -> Iterable[Attached]:
    return ()


@dataclass(frozen=True)
class Holding:
    """What one app has of a person. Upper apps come first, by `order`."""

    name: str
    order: int
    tables: Callable[[Subject], Iterable[Table]]
    outlook: Callable[[Subject], Outlook]
    erase: Callable[[Subject], None]
    files: Callable[[Subject], Iterable[Attached]] = no_files
    names: Callable[[Subject], Iterable[str]] = no_names


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    _holdings[holding.name] = holding


def _in_order() -> list[Holding]:
    return sorted(_holdings.values(), key=lambda holding: holding.order)


def of_account(account: Any) -> Subject:
    return _named(Subject(account.email, account, account.pk))


def of_address(address: str) -> Subject:
    """Whoever has this address, whether there is an account of it or not."""
    account = get_user_model().objects.filter(email=folded(address)).first()
    return of_account(account) if account else _named(Subject(folded(address)))


def _named(subject: Subject) -> Subject:
    found = (name.strip() for holding in _in_order() for name in holding.names(subject))
    return replace(subject, names=frozenset(filter(None, found)))


def tables_of(subject: Subject) -> list[Table]:
    """All that is held, app by app; tables without rows are left out."""
    found = (table for holding in reversed(_in_order()) for table in holding.tables(subject))
    return [table for table in found if table.rows]


def files_of(subject: Subject) -> list[Attached]:
    return [file for holding in _in_order() for file in holding.files(subject)]


def outlook(subject: Subject) -> Outlook:
    return sum((holding.outlook(subject) for holding in _in_order()), Outlook())


def words_of(subjects: Sequence[Subject]) -> traces.Words:
    return traces.Words.of(
        {subject.address for subject in subjects},
        {name for subject in subjects for name in subject.names},
    )


@transaction.atomic
def erase(actor: Actor, subjects: Sequence[Subject]) -> None:
    """Take these people out of everything. What stays, and why, `outlook` has said before."""
    for subject in subjects:
        if forbids := outlook(subject).forbids:
            raise InvalidInput(_("This can't be erased."), forbids)
        for holding in _in_order():
            holding.erase(subject)
    words = words_of(subjects)
    traces.remove({subject.key for subject in subjects if subject.key}, words)
    for subject in subjects:
        # By number alone: who it was can't be looked up any more.
        audit.record_site(actor, "site.person_erased", account=subject.key)
    transaction.on_commit(partial(traces.remove_files, words))
    transaction.on_commit(traces.compact)


# Rows as facts


def reader_of(subject: Subject) -> Actor:
    """Being named somewhere opens nothing: titles are told to whom they are told anyway."""
    return actor_of(subject.account) if subject.account else ANONYMOUS


def table(
    subject: Subject, name: str, label: Any, rows: Iterable[Model], leave_out: Iterable[str] = ()
) -> Table:
    hidden, reader = frozenset(leave_out), reader_of(subject)
    return Table(name, label, tuple(facts(reader, row, hidden) for row in rows))


def facts(reader: Actor, row: Model, leave_out: frozenset[str] = frozenset()) -> Facts:
    """The columns of a row that say something of the person, and nothing of other people."""
    return tuple(
        _fact(reader, row, column)
        for column in row._meta.concrete_fields
        if column.name not in leave_out and _is_told(column)
    )


def _is_told(column: Any) -> bool:
    if column.primary_key or isinstance(column, FileField):
        return False
    # Who else had a part in it is not this person's data.
    return not (isinstance(column, ForeignKey) and column.related_model is get_user_model())


def _fact(reader: Actor, row: Model, column: Any) -> Fact:
    label = str(capfirst(str(column.verbose_name)))
    if isinstance(column, ForeignKey):
        value: Any = _title(reader, column.related_model, getattr(row, column.attname))
    else:
        value = getattr(row, column.name)
    chosen = getattr(row, f"get_{column.name}_display", None)
    return Fact(column.name, label, value, str(chosen()) if chosen else shown(value))


def _title(reader: Actor, model: Any, key: Any) -> str | None:
    if key is None:
        return None
    found = visible(model, reader).filter(pk=key).first()
    return str(found) if found else _("(not open to you)")


def fact(name: str, label: Any, value: Any) -> Fact:
    return Fact(name, str(label), value, shown(value))


def shown(value: Any) -> str:
    if value is None or value == {} or value == []:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if isinstance(value, dict):
        return "\n".join(f"{key}: {text}" for key, text in value.items())
    return str(value)
