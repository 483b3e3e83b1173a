"""Where the files shipped with the program are: scorecards, playbooks, icons. Knows nothing of what is in them."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
# In a wheel and in a frozen build they lie inside the package; in a checkout beside it.
_PACKED = _PACKAGE / "_resources"
_FOLDER = _PACKED if _PACKED.is_dir() else _PACKAGE.parent / "resources"


def path(name: str) -> Path:
    """The shipped file or folder `name`, relative to resources/ with forward slashes: "scorecards/default.toml"."""
    return _FOLDER / name
