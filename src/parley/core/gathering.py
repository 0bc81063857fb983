"""Rows of other tables in a column of the row that they belong to: one query instead of two."""

import json
from typing import Any

from django.db.models import Aggregate, JSONField, Model, OuterRef, Subquery
from django.db.models.functions import JSONObject

from parley.core.localtext import LocalText


class _JSONArray(Aggregate):
    """All rows of a group as one array, in no particular order."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **extra)


def gathered(model: type[Model], key: str, *columns: str) -> Subquery:
    """The rows of `model` whose `key` is the row that asks: a list of dictionaries of `columns`.

    It is unsorted, and None where there are none. A text in several languages comes as the
    database holds it: see `text_of`.
    """
    mine = model._default_manager.filter(**{key: OuterRef("pk")}).order_by().values(key)
    row = JSONObject(**{column: column for column in columns})
    return Subquery(mine.annotate(gathered=_JSONArray(row)).values("gathered"))


def text_of(stored: Any) -> LocalText:
    """A text in several languages out of a gathered row: SQLite holds it as JSON in a string."""
    return LocalText(json.loads(stored) if isinstance(stored, str) else stored)
