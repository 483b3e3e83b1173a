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

import pytest

from desktop.operations.account_page import account_page
from desktop.store import checks
from desktop.store.portfolio import Portfolio
from tests.journeys.conftest import xdotool
from tests.views.stage import demo_book

pytestmark = pytest.mark.screen

ROOT = Path(__file__).resolve().parents[2]
TITLE = "demo-60.perennial"
TYPED = 'verity nps 3 "slow exp'


@contextmanager
def program(book: Path, env: dict[str, str]) -> Generator[subprocess.Popen[bytes]]:
    """The program with the book open and in front."""
    process = subprocess.Popen([sys.executable, "-m", "desktop", str(book)], cwd=ROOT, env=env)
    try:
        xdotool("search", "--sync", "--onlyvisible", "--name", TITLE, "windowactivate", "--sync")
        time.sleep(0.5)  # the first page takes the focus once it is read
        yield process
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
    with program(book, env) as process:
        xdotool("key", "--clearmodifiers", "ctrl+l")
        xdotool("type", "--delay", "12", TYPED)
        until(lambda: any(each.read_text("utf-8") == TYPED for each in (tmp_path / "home" / "drafts").glob("*.txt")))
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert nps_of_verity(book) == []
    with program(book, env) as process:
        xdotool("key", "--clearmodifiers", "ctrl+l")
        time.sleep(0.3)
        xdotool("key", "--clearmodifiers", "End")
        xdotool("type", "--delay", "12", 'orts"')
        xdotool("key", "--clearmodifiers", "Return")
        until(lambda: nps_of_verity(book) == ["slow exports"])
        xdotool("key", "--clearmodifiers", "ctrl+q")
        assert process.wait(15) == 0
    assert nps_of_verity(book) == ["slow exports"]
    assert [each.name for each in tmp_path.iterdir() if "lock" in each.name] == []
