"""Queries that are put together once for each kind of reader, then asked with their values.

Building a query and turning it into SQL costs Django many times what the database needs to
answer it. All of it is the same for readers of a kind; only the values differ.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache, update_wrapper
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import Expression, Model, QuerySet

from parley.core.actors import Actor

M = TypeVar("M", bound=Model)
MOST_KEPT = 500  # statements × kinds of readers; each preview is a kind of its own


class Stand(Expression):
    """Stands for a value that comes with each question: to be handed to a lookup, never read.

    Whoever looks at it would decide for all readers of a kind by one of them, so that is refused.
    """

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)

    def _refuse(self, *_other: Any) -> Any:
        raise TypeError("a prepared query hands its values to lookups and must not look at them")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int):
            self._refuse()
        return isinstance(other, Stand) and self.place == other.place

    def __hash__(self) -> int:
        return hash((Stand, self.place))

    __int__ = __index__ = __str__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse


@dataclass(frozen=True)
class _Ready:
    """A query whose SQL is known: it answers for `query` with that `compiler`."""

    query: Any
    compiler: Any

    def get_compiler(self, *_args: Any, **_options: Any) -> Any:
        return self.compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self.query, name)


@dataclass(frozen=True)
class _Compiled:
    rows: Any  # a query set, never asked itself
    compiler: Any
    sql: str
    params: tuple[Any, ...]

    def ask(self, values: tuple[Any, ...]) -> list[Any]:
        params = tuple(values[p.place] if isinstance(p, Stand) else p for p in self.params)
        compiler = copy(self.compiler)
        compiler.connection = connections[self.rows.db]
        compiler.as_sql = lambda *_args, **_options: (self.sql, params)
        ready: Any = _Ready(self.rows.query, compiler)
        asked: Any = QuerySet(self.rows.model, ready, self.rows.db)
        asked._iterable_class, asked._fields = self.rows._iterable_class, self.rows._fields
        return list(asked)


class Prepared(Generic[M]):
    """A function from an actor and plain values to rows; `build` is the function as written.

    Values are whole numbers and texts, as the database takes them.
    """

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self.build = build
        self.__name__ = build.__name__
        update_wrapper(self, build)
        everything.append(self)

    def __call__(self, actor: Actor, *values: int | str) -> list[M]:
        return _compiled(self, _kind_of(actor), len(values)).ask((actor.user_id, *values))


everything: list[Prepared[Any]] = []
_READER: Any = Stand(0)


def prepared(build: Callable[..., QuerySet[M]]) -> Prepared[M]:
    """Keep the SQL of `build` for each kind of reader. It must follow the contract of
    `Policy.scope`: the actor and the values alone make the query, and it does not look at them.
    """
    return Prepared(build)


def forget() -> None:
    """A policy has changed: put every query together anew."""
    _compiled.cache_clear()


def _kind_of(actor: Actor) -> Actor:
    """What of an actor shapes a query: all but who exactly it is."""
    return replace(actor, user_id=_READER if actor.is_signed_in else None, label="")


@lru_cache(MOST_KEPT)
def _compiled(statement: Prepared[Any], kind: Actor, values: int) -> _Compiled:
    rows: Any = statement.build(kind, *(Stand(n) for n in range(1, values + 1)))
    if rows._prefetch_related_lookups:
        raise TypeError(f"{statement.__name__}: rows that are fetched beforehand can't be prepared")
    compiler = rows.query.get_compiler(rows.db, elide_empty=False)
    sql, params = compiler.as_sql()
    compiler.connection = None  # it belongs to this thread; each question brings its own
    return _Compiled(rows, compiler, sql, tuple(params))
