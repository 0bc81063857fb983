"""Build hook: a package always carries compiled message catalogues, though only their sources are committed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileMessages(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        scripts = Path(self.root) / "scripts"
        sys.path.insert(0, str(scripts))
        try:
            from compile_messages import compile_changed

            compile_changed(Path(self.root) / "src" / "parley" / "locale")
        finally:
            sys.path.remove(str(scripts))
