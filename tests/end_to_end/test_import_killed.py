"""An import that is killed or interrupted in the middle: the book is as it was, or complete, and sound either way."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from desktop.store.portfolio import Portfolio
from tests.end_to_end.program import ROOT, Home, write_tables
from tests.store.books import State, contents, visible

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")

KILLS = 20
ACCOUNTS, ROWS = 200, 2_600
DAY = "2026-05-20"


@dataclass(frozen=True)
class Trial:
    """A book with rows and a history, what is to be imported into it, and what has to come of it."""

    home: Home
    book: Path
    sources: list[Path]
    before: State
    complete: State
    """What a person sees once it is imported."""
    seconds: float
    """How long an undisturbed import takes."""
    held_seconds: float
    """For how much of that it has the book open."""

    def copy(self, name: str) -> Path:
        return Path(shutil.copyfile(self.book, self.book.with_name(f"{name}.perennial")))

    def start(self, book: Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "desktop", "import", str(book), *map(str, self.sources), "--as-of", DAY],
            cwd=ROOT,
            env={**os.environ, **self.home.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def import_again(self, book: Path) -> None:
        self.home.say("import", book, *self.sources, "--as-of", DAY)
        assert seen(book) == self.complete


def seen(book: Path) -> State:
    """What a person sees; batches of usage are named by the moment they were imported."""
    with Portfolio.open(book, writable=False) as portfolio:
        state = portfolio.read(visible)
    del state["usage_batch"]
    return state


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Generator[Trial]:
    folder = tmp_path_factory.mktemp("killed")
    home = Home(folder / "home")
    home.folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERENNIAL_HOME", str(home.folder))
        book = folder / "book.perennial"
        home.say("new", book)
        home.say("import", book, *write_tables(folder / "first", first_tables()), "--as-of", DAY)
        home.say("log", book, "account-7 pulse 2", "--as-of", DAY)
        home.say("undo", book)
        made = Trial(home, book, write_tables(folder / "second", second_tables()), contents(book), {}, 0.0, 0.0)
        # The quicker of two, so that on a machine that was busy for a moment the kills do not come too late.
        taken = [undisturbed(made, made.copy(name)) for name in ("undisturbed", "again")]
        seconds, held = min(taken)
        complete = seen(made.book.with_name("again.perennial"))
        yield replace(made, complete=complete, seconds=seconds, held_seconds=held)


def undisturbed(trial: Trial, book: Path) -> tuple[float, float]:
    """How many seconds an import takes that nobody disturbs, and for how many of them it holds the book."""
    started = time.monotonic()
    with trial.start(book) as process:
        while process.poll() is None and not leftovers(book):
            time.sleep(0.001)
        opened = time.monotonic()
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, (out, err)
    ended = time.monotonic()
    return ended - started, ended - opened


def first_tables() -> dict[str, list[dict[str, object]]]:
    """What is there before: rows that the import changes, and a few that it leaves alone."""
    names = [f"account-{n}" for n in range(ACCOUNTS)]
    return {
        "accounts": [{"name": name, "csm": "Ines", "segment": "SMB"} for name in names],
        "tickets": [{"account": name, "opened_on": "2026-01-05", "subject": "Login"} for name in names],
        "usage": [{"account": name, "on": "2026-05-04", "metric": "logins", "value": 5} for name in names],
    }


def second_tables() -> dict[str, list[dict[str, object]]]:
    """New rows, changed rows, people nobody knew, an own field, readings that overtake others, and a detractor."""
    names = [f"account-{n % ACCOUNTS}" for n in range(ROWS)]
    return {
        "accounts": [{"name": name, "csm": "Tomas", "segment": "Mid", "Tier": "A"} for name in names[:ACCOUNTS]],
        "tickets": [
            {
                "account": name,
                "opened_on": "2026-01-05",
                "subject": "Login" if n < ACCOUNTS else f"Ticket {n}",
                "csat": 4,
            }
            for n, name in enumerate(names)
        ],
        "surveys": [
            {
                "account": name,
                "kind": "nps",
                "responded_on": "2026-05-19",
                "score": n % 11,
                "contact": f"Person {n % 7}",
            }
            for n, name in enumerate(names[: ROWS // 8])
        ],
        "usage": [
            {"account": name, "on": f"2026-05-{n // ACCOUNTS % 20 + 1:02}", "metric": "logins", "value": n}
            for n, name in enumerate(names)
        ],
    }


def leftovers(book: Path) -> list[str]:
    """What lies beside the book and belongs to it: a lock, a journal."""
    return sorted(each.name for each in book.parent.iterdir() if book.name in each.name and each != book)


def test_that_an_import_killed_at_any_moment_is_there_whole_or_not_at_all(trial: Trial) -> None:
    killed = held = 0
    for number in range(1, KILLS + 1):
        book = trial.copy(f"killed-{number}")
        with trial.start(book) as process:
            if number % 2:
                time.sleep(trial.seconds * number / (KILLS + 1))
            else:
                # Most of the time goes into starting: half of the kills wait until the book is held.
                while process.poll() is None and not leftovers(book):
                    time.sleep(0.001)
                time.sleep(trial.held_seconds * number / (KILLS + 1))
            process.kill()
            process.communicate(timeout=60)
        killed += process.returncode == -signal.SIGKILL
        held += bool(leftovers(book))

        assert trial.home.say("check", book) == f"{book.name} is sound.\n"
        # Opening it has rolled back what was half written, so it can be read without the program.
        as_before = contents(book) == trial.before
        assert as_before or seen(book) == trial.complete, f"something in between, after kill {number}"
        trial.import_again(book)
        assert leftovers(book) == []
        book.unlink()
    assert killed >= KILLS // 3, "the import was over before most of the kills"
    assert held >= KILLS // 6, "hardly a kill met an import that had the book open"


@pytest.mark.parametrize("share", [0.05, 0.35, 0.7])
def test_that_ctrl_c_during_an_import_leaves_the_book_as_it_was(trial: Trial, share: float) -> None:
    book = trial.copy(f"interrupted-{share}")
    with trial.start(book) as process:
        deadline = time.monotonic() + 60
        while not leftovers(book) and time.monotonic() < deadline:
            time.sleep(0.002)
        assert process.poll() is None, "it was over before it was interrupted"
        time.sleep(share * trial.seconds / 10)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, ""), err
    assert "Traceback" not in err
    assert leftovers(book) == []
    assert contents(book) == trial.before
    assert trial.home.say("check", book) == f"{book.name} is sound.\n"
    trial.import_again(book)
