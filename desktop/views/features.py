"""PySide's optional features, and what it does at every import to find out who asks for one."""

from __future__ import annotations

import sys
from types import ModuleType


def leave_sources_unread() -> None:
    """Keep PySide from reading the source of each module that is imported, to see whether it names PySide.

    It does so for those who ask for `snake_case` or `true_property`: a tenth of what a start computes, and 26 MB,
    because what was read is kept. Who asks for one imports PySide first, and is known by that.
    """
    feature = sys.modules.get("shibokensupport.feature")
    if feature is not None and hasattr(feature, "_mod_uses_pyside"):
        vars(feature)["_mod_uses_pyside"] = _names_pyside


def _names_pyside(module: ModuleType) -> bool:
    del module
    return False
