"""The power goes while somebody works: what was acknowledged is there and the file is sound, whatever was flushed.

The record is of our own write path; `tests/store/disk.py` says what is left of it.
"""

from __future__ import annotations

import pickle
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem
from desktop.store import checks
from desktop.store.portfolio import Portfolio
from tests.store.books import SOAK, digest, run
from tests.store.disk import Event, crashes

try:
    import ctypes

    ctypes.CDLL("libsqlite3.so.0")
except OSError:
    pytest.skip("SQLite is no library of its own here, so that it can't be recorded", allow_module_level=True)

LOSSES = 1000 if SOAK else 80


def recorded(used: Path, folder: Path, flushing: str) -> tuple[bytes, list[Event]]:
    """The file before, and what SQLite did to its files while somebody worked."""
    work = folder / flushing
    work.mkdir()
    path, record = Path(shutil.copyfile(used, work / "book.perennial")), folder / f"{flushing}.record"
    run("recorded", path, flushing, record)
    before, events = pickle.loads(record.read_bytes())
    kinds = Counter(event.kind for event in events)
    assert kinds["saved"] == 13
    assert kinds["write"] > 100
    assert kinds["delete"] >= 12
    return before, events


def trouble(used: Path, folder: Path, flushing: str, losses: int, until: str = "") -> Counter[str]:
    """How often what is found after a power loss is sound, damaged, or not what was saved.

    Args:
        until: no further losses once there was one of this kind.
    """
    before, events = recorded(used, folder, flushing)
    found: Counter[str] = Counter()
    choose = random.Random(flushing)
    for number, (files, allowed) in enumerate(crashes({"book.perennial": before}, events, losses, choose)):
        after = folder / f"{flushing} {number}"
        after.mkdir()
        for name, data in files.items():
            (after / name).write_bytes(data)
        try:
            with Portfolio.open(after / "book.perennial") as book:
                if book.read(checks.problems):
                    found["damaged"] += 1
                else:
                    found["sound" if book.read(digest) in allowed else "lost"] += 1
                found["rolled back"] += "book.perennial-journal" in files
        except FileProblem:
            found["damaged"] += 1
        shutil.rmtree(after)
        if found[until]:
            break
    return found


def test_that_no_power_loss_damages_the_file_or_loses_what_was_acknowledged(used: Path, memory: Path) -> None:
    found = trouble(used, memory, "EXTRA", LOSSES)

    assert found["sound"] == LOSSES, found
    assert found["rolled back"] > LOSSES // 10


@pytest.mark.parametrize(("flushing", "kind"), [("OFF", "damaged"), ("FULL", "lost")])
def test_that_the_losses_find_a_file_that_is_flushed_less(used: Path, memory: Path, flushing: str, kind: str) -> None:
    """Else the test above would prove nothing: without flushes, and without those of the folder alone."""
    assert trouble(used, memory, flushing, 200, kind)[kind] > 0
