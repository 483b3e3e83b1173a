"""The program as it is started from outside, killed in the middle of a line, and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from desktop.operations.account_page import account_page
from desktop.store import checks
from desktop.store.portfolio import Portfolio
from tests.journeys.conftest import xdotool
from tests.journeys.watched_program import IN_THE_LINE, READ
from tests.views.stage import demo_book

pytestmark = pytest.mark.screen

ROOT = Path(__file__).resolve().parents[2]
TITLE = "demo-60.perennial"
TYPED = 'verity nps 3 "slow exp'


class Program(NamedTuple):
    """The program from outside, and the file in which it tells how far it is."""

    process: subprocess.Popen[bytes]
    told: Path

    def wait_until(self, says: str) -> None:
        until(lambda: self.told.exists() and self.told.read_text("utf-8") == says)

    def open_the_line(self) -> None:
        xdotool("key", "--clearmodifiers", "ctrl+l")
        self.wait_until(IN_THE_LINE)


@contextmanager
def program(book: Path, env: dict[str, str]) -> Generator[Program]:
    """The program with the book open and in front, and its first page read."""
    told = book.with_suffix(".told")
    told.unlink(missing_ok=True)
    words = [sys.executable, "-m", "tests.journeys.watched_program", str(book), str(told)]
    process = subprocess.Popen(words, cwd=ROOT, env=env)
    try:
        made = Program(process, told)
        xdotool("search", "--sync", "--onlyvisible", "--name", TITLE, "windowactivate", "--sync")
        # The first page takes the focus once it is read.
        made.wait_until(READ)
        yield made
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(10)


def until(seen: Callable[[], bool]) -> None:
    """Wait until something has happened, as long as a slow machine may take."""
    deadline = time.monotonic() + 30
    while not seen():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)


def nps_of_verity(book: Path) -> list[str]:
    with Portfolio.open(book, writable=False) as portfolio:
        assert portfolio.read(checks.problems) == []
        page = portfolio.read(account_page, "Verity Insurance", date.today())
    return [event["text"] for event in page["timeline"] if event["what"] == "nps 3" and "slow" in event["text"]]


def test_that_what_was_being_typed_survives_a_kill(tmp_path: Path) -> None:
    book = demo_book(tmp_path)
    env = {**os.environ, "PERENNIAL_HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    with program(book, env) as running:
        running.open_the_line()
        xdotool("type", "--delay", "12", TYPED)
        until(lambda: any(each.read_text("utf-8") == TYPED for each in (tmp_path / "home" / "drafts").glob("*.txt")))
        running.process.send_signal(signal.SIGKILL)
        running.process.wait(10)
    assert nps_of_verity(book) == []
    with program(book, env) as running:
        running.open_the_line()
        xdotool("key", "--clearmodifiers", "End")
        xdotool("type", "--delay", "12", 'orts"')
        xdotool("key", "--clearmodifiers", "Return")
        until(lambda: nps_of_verity(book) == ["slow exports"])
        xdotool("key", "--clearmodifiers", "ctrl+q")
        assert running.process.wait(15) == 0
    assert nps_of_verity(book) == ["slow exports"]
    assert [each.name for each in tmp_path.iterdir() if "lock" in each.name] == []
