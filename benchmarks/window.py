"""The window: how long it takes to come, and how fast it answers, each beside the least Qt or matplotlib can do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import cast

from benchmarks.book import AS_OF, FOLDER, account_name, big_book, fresh_copy, use_own_folder
from benchmarks.timing import Figure
from desktop.domain.identity import derived_id
from desktop.operations.demo.write import write_demo

FRAME_GOAL, CHART_GOAL, TURN_GOAL = 1.3, 1.1, 50.0
STARTS, FILLINGS = 5, 3
PATIENCE = 900
ROOT = Path(__file__).resolve().parents[1]


TIMES = 10
"""How often the rows of the book of 10,000 are repeated for the table by itself."""
LARGE, LARGE_READINGS = 100_000, 78
"""The largest book the window is measured with, and the usage readings of each account in it: the fewest its recipe
has, 13 weeks of six series. All 100 would make the file larger and change nothing that is painted."""


def measure() -> Iterator[Figure]:
    big = fresh_copy(big_book(), "window")
    yield from _starts(big)
    yield from _in_the_window(big, times=TIMES)


def measure_large(accounts: int = LARGE) -> Iterator[Figure]:
    """The same in the whole window with a book of 100,000 accounts, and how long it takes until it is all there.

    Only where it is named (`scripts/bench window_100000`): making the book, of 7,800,000 readings, takes minutes once.
    """
    book = fresh_copy(big_book(accounts, LARGE_READINGS), "window-large")
    filled = _start("filled", str(book))
    yield Figure(f"start to {accounts:,} accounts shown (once)", filled["filled"])
    yield Figure("  longest turn until all is read", filled["turn"], goal=TURN_GOAL)
    yield from _in_the_window(book, times=0)


def _in_the_window(book: Path, *, times: int) -> Iterator[Figure]:
    """Keystroke, sort, scroll, Enter, an account, pages and charts, each to the painted frame."""
    # Only now: who measures something else needs no Qt.
    from benchmarks import pages, tables
    from benchmarks.stage import Stage

    stage = Stage(book)
    try:
        yield from tables.measure(stage, times=times)
        yield from pages.measure(stage)
    finally:
        stage.close()


def _starts(big: Path) -> Iterator[Figure]:
    small = FOLDER / "demo.perennial"
    small.unlink(missing_ok=True)
    write_demo(small, as_of=AS_OF, accounts=60, seed=1)
    first = _first_account(small)
    programs = (("bare table",), ("frame", str(big)), ("bare canvas",), ("chart", str(small), first))
    # The round that is not measured fills the caches: of the system, of Python's bytecode, of matplotlib's fonts.
    rounds = [[next(iter(_start(*program).values())) for program in programs] for _ in range(STARTS + 1)][1:]
    bare_table, frame, bare_canvas, chart = (median(column) for column in zip(*rounds, strict=True))
    yield Figure("start to the first frame, floor: a bare table", frame, bare_table, FRAME_GOAL)
    yield Figure("start to the first chart (book of 60), floor: a bare canvas", chart, bare_canvas, CHART_GOAL)
    fillings = [_start("filled", str(big)) for _ in range(FILLINGS)]
    yield Figure("start to 10,000 accounts shown", median(each["filled"] for each in fillings))
    yield Figure("  longest turn until all is read", median(each["turn"] for each in fillings), goal=TURN_GOAL)
    account = derived_id("account", [account_name(50)])
    yield Figure("start to the first chart in a book of 10,000 (once)", _start("chart", str(big), account)["chart"])


def _first_account(book: Path) -> str:
    from desktop.store.portfolio import Portfolio
    from desktop.store.queries.facts import accounts

    with Portfolio.open(book, writable=False) as portfolio:
        return portfolio.read(accounts)[0].id


def _start(*program: str) -> dict[str, float]:
    """What benchmarks.starting says, run as somebody runs the program who has run it before."""
    use_own_folder()
    config = FOLDER / "config"
    shutil.rmtree(config, ignore_errors=True)
    home = os.environ["PERENNIAL_HOME"]
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(config),
        "MPLCONFIGDIR": str(Path(home) / "cache" / "matplotlib"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    kind, *rest = program
    command = [sys.executable, "-m", "benchmarks.starting", kind, str(time.monotonic()), *rest]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, timeout=PATIENCE, check=True
    )
    return cast("dict[str, float]", json.loads(done.stdout.splitlines()[-1]))
