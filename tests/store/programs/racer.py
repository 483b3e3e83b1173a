"""Takes the lock whenever a round begins, together with other racers, and says whether it got it.

Arguments: the file, and how many rounds. Round n begins when `go n` is there, and is over when `done n` is.
"""

from __future__ import annotations

import sys
from pathlib import Path

from desktop.domain.errors import FileProblem
from desktop.store.lock import Lock


def wait_for(path: Path) -> None:
    # Without a pause, so that the racers are at the same place at the same time.
    while not path.exists():
        pass


def main() -> None:
    path, rounds = Path(sys.argv[1]), int(sys.argv[2])
    print("ready", flush=True)
    for number in range(rounds):
        wait_for(path.with_name(f"go {number}"))
        try:
            lock = Lock.take(path)
        except FileProblem:
            print("lost", flush=True)
            wait_for(path.with_name(f"done {number}"))
        else:
            print("won", flush=True)
            wait_for(path.with_name(f"done {number}"))
            lock.release()
        print("released", flush=True)


main()
