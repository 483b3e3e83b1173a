"""Makes a new portfolio, to be killed while it does.

Argument: the file.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from desktop.store.portfolio import Portfolio


def main() -> None:
    import_module("sqlite_utils")
    print("ready", flush=True)
    Portfolio.create(Path(sys.argv[1])).close()


main()
