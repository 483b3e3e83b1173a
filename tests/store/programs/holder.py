"""Opens the portfolio for writing, or locks it as another program would, and waits to be killed.

Arguments: the file, and what to do: open, exclusive.
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from desktop.store.portfolio import Portfolio


def main() -> None:
    path, what = Path(sys.argv[1]), sys.argv[2]
    if what == "open":
        held: object = Portfolio.open(path)
    else:
        conn = sqlite3.connect(path, isolation_level=None)
        conn.execute("BEGIN EXCLUSIVE")
        held = conn
    print("ready", flush=True)
    sys.stdin.read()
    del held


main()
