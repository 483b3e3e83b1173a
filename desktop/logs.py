"""The program's log: what it did and where it went wrong, never what is in a file.

Must not be given texts of users: messages of exceptions may quote them, so only their kinds and places are written.
"""

from __future__ import annotations

import logging
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
BYTES, KEPT = 500_000, 3

_log = logging.getLogger(__name__)


def start(folder: Path) -> Path:
    """Write the log into the folder from now on.

    Returns:
        The file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "perennial.log"
    handler = RotatingFileHandler(path, maxBytes=BYTES, backupCount=KEPT, encoding="utf-8")
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return path


def bug(kind: type[BaseException], where: TracebackType | None) -> str:
    """Log where an exception nobody expected came from, and return the same text."""
    frames = traceback.extract_tb(where)
    places = [f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames]
    text = f"{kind.__name__} at {' < '.join(reversed(places)) or 'an unknown place'}"
    _log.error("%s", text)
    return text
