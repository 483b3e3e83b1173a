"""Opens the portfolio for writing whenever it is told to, and says whether it got it.

Argument: the file. Reads lines: "open", "close".
"""

from __future__ import annotations

import sys
from pathlib import Path

from desktop.domain.errors import FileProblem
from desktop.store.portfolio import Portfolio


def main() -> None:
    path, book = Path(sys.argv[1]), None
    print("ready", flush=True)
    for line in sys.stdin:
        answer = "closed"
        if line.strip() == "open":
            try:
                book = Portfolio.open(path)
                answer = "won"
            except FileProblem:
                answer = "lost"
        elif book is not None:
            book.close()
            book = None
        print(answer, flush=True)


main()
