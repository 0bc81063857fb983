"""Contracts for import-linter about packages that are planned: they hold from the day that a package appears."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import ContractCheck
from importlinter.domain.imports import ModuleExpression

Expressions = list[ModuleExpression]


def present(expressions: Expressions, graph: ImportGraph) -> Expressions:
    return [e for e in expressions if e.has_wildcard_expression() or e.expression in graph.modules]


class ProtectedWherePresent(ProtectedContract):  # type: ignore[misc]
    """As `protected`, without the modules that do not exist."""

    type_name = "protected_where_present"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        self.protected_modules = present(self.protected_modules, graph)
        self.allowed_importers = present(self.allowed_importers, graph)
        return super().check(graph, verbose)


class ForbiddenWherePresent(ForbiddenContract):  # type: ignore[misc]
    """As `forbidden`, without the source modules that do not exist."""

    type_name = "forbidden_where_present"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        self.source_modules = set(present(list(self.source_modules), graph))
        return super().check(graph, verbose)
