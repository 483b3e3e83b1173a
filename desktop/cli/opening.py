"""Whether the window is asked for and nothing else: then click is not needed, which would take its share of the start.

Must import nothing that takes time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path


def has_screen() -> bool:
    """Whether there is something to open a window on."""
    places = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(map(os.environ.get, places))


def is_window_alone(words: Sequence[str]) -> bool:
    """Whether the words of the command line are none, or a book that is there; no command has such a name.

    Everything else, and all that is to be refused, is click's.
    """
    return has_screen() and (not words or (len(words) == 1 and _is_book(words[0])))


def _is_book(word: str) -> bool:
    return word.endswith(".perennial") and not word.startswith("-") and Path(word).is_file()
