"""Build hook: a wheel carries the top-level resources/ inside the package, where desktop.resources looks for it.

An editable installation does not: it uses the folder itself, and a copy would only go stale.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ResourcesInWheel(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "standard":
            build_data["force_include"]["resources"] = "desktop/_resources"
