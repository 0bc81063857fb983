"""Contracts for import-linter about packages that are planned: they hold from the day that a package appears."""

from __future__ import annotations

from typing import Any

from grimp import ImportGraph
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import ContractCheck
from importlinter.domain.imports import ModuleExpression


def exists(module: ModuleExpression, graph: ImportGraph) -> bool:
    return module.has_wildcard_expression() or module.expression in graph.modules


def keep_present(contract: Any, option: str, graph: ImportGraph) -> None:
    """Forget the modules of an option that do not exist; import-linter takes them for a mistake."""
    modules = getattr(contract, option)
    setattr(contract, option, type(modules)(m for m in modules if exists(m, graph)))


class ProtectedWherePresent(ProtectedContract):
    """As `protected`, without the modules that do not exist."""

    type_name = "protected_where_present"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        keep_present(self, "protected_modules", graph)
        keep_present(self, "allowed_importers", graph)
        return super().check(graph, verbose)


class ForbiddenWherePresent(ForbiddenContract):
    """As `forbidden`, without the source modules that do not exist."""

    type_name = "forbidden_where_present"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        keep_present(self, "source_modules", graph)
        return super().check(graph, verbose)
