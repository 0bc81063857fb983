"""Rows of other tables in a column of the row that they belong to: one query instead of several.

An upper app can have its rows gathered with a lower app's, by registering them as it does its panels:
so a dialogue's page asks no more however many apps have something to say on it.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from django.db.models import Aggregate, Field, JSONField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from parley.core.actors import Actor
from parley.core.localtext import LocalText, LocalTextField

M = TypeVar("M", bound=Model)
Gather = Callable[[Actor], Subquery]

_gathers: dict[type[Model], dict[str, Gather]] = {}


class _JSONArray(Aggregate):
    """All rows of a group as one array, in no particular order."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **extra)


def gathered(rows: QuerySet[Any], key: str, *columns: str) -> Subquery:
    """Those of `rows` whose `key` is the row that asks; see `rows_in`."""
    mine = rows.filter(**{key: OuterRef("pk")}).order_by().values(key)
    row = JSONObject(**{column: column for column in columns})
    return Subquery(mine.annotate(gathered=_JSONArray(row)).values("gathered"))


def add(model: type[Model], name: str, gather: Gather) -> None:
    """Have the rows that `gather` names for an actor come with `model`, as its attribute `name`."""
    _gathers.setdefault(model, {})[name] = gather


def with_gathered(rows: QuerySet[M], actor: Actor) -> QuerySet[M]:
    """Each with what the apps have registered for it."""
    columns: Any = {name: made(actor) for name, made in _gathers[rows.model].items()}
    found: QuerySet[M] = rows.annotate(**columns)
    return found


def rows_in(owner: Model, name: str, model: type[M], **known: Any) -> list[M]:
    """What was gathered for `owner` under this name, as rows of which nothing else is known; in the
    order of their `order` and their keys where both were gathered."""
    fields = _fields(model)
    stored = sorted(getattr(owner, name) or [], key=lambda row: (row.get("order"), row.get("id")))
    return [
        model(**known, **{name: _value(fields[name], value) for name, value in row.items()})
        for row in stored
    ]


@cache
def _fields(model: type[Model]) -> dict[str, "Field[Any, Any]"]:
    return {field.attname: field for field in model._meta.concrete_fields}


def _value(field: "Field[Any, Any]", stored: Any) -> Any:
    """SQLite holds a text in several languages as JSON in a string, and a moment without its zone."""
    if isinstance(field, LocalTextField):
        return LocalText(json.loads(stored) if isinstance(stored, str) else stored)
    value = field.to_python(stored)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value
