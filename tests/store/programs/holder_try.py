"""Says whether another program could write to the file now.

Argument: the file.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing


def main() -> None:
    with closing(sqlite3.connect(sys.argv[1], isolation_level=None, timeout=0)) as conn:
        try:
            conn.execute("BEGIN IMMEDIATE")
            print("free")
        except sqlite3.OperationalError as problem:
            print(problem)


main()
