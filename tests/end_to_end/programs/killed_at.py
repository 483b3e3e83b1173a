"""Runs one command many times in copies of a folder, killed one step later each time, until it was not killed.

A step is a statement of SQL on a file (triggers' statements and COMMIT, too), a piece of a copy, a flush, or a file
that is opened for writing, renamed, linked or removed. What is killed is this program's own child, by itself.

Arguments: the folder, the folder for its copies, how many kills (half of them at the end, where files get their names;
0 = one for each state of the files, as most steps change no byte), and the command, in which {folder} stands for the
copy. Prints a copy a line, and last the one in which the command came to its end.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.program import program
from desktop.store import backup
from desktop.store.portfolio import Portfolio
from tests.end_to_end import next_format

PAGES_AT_ONCE = 16
"""So that a small book is copied in several pieces, too."""
_CHANGING = ("os.rename", "os.remove", "os.link")
_FOR_WRITING = os.O_WRONLY | os.O_RDWR


class Steps:
    """Counts what this process does to files under a folder, and kills it before a step.

    Args:
        kill_at: 0 = never.
        ask: is called at each step.
    """

    def __init__(self, folder: Path, kill_at: int, ask: Callable[[], object] = bool) -> None:
        self.folder, self.kill_at, self.seen, self.ask = str(folder), kill_at, 0, ask

    def step(self, *_: object) -> None:
        self.seen += 1
        self.ask()
        if self.seen == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        connect = sqlite3.connect

        def traced(*args: Any, **kwargs: Any) -> sqlite3.Connection:
            conn = connect(*args, **kwargs)
            # What is done in memory alone changes no file.
            if not any(word in str(args[0]) for word in (":memory:", "vfs=memdb")):
                conn.set_trace_callback(self._said)
            return conn

        sqlite3.connect = traced
        os.fsync = self._before(os.fsync)
        backup.PAGES_AT_ONCE = PAGES_AT_ONCE
        backup.Deadline.__call__ = self._before(backup.Deadline.__call__)
        sys.addaudithook(self._heard)

    def _said(self, statement: str) -> None:
        # These come by the dozen within one SELECT of the schema, and write nothing.
        if not statement.startswith("-- PRAGMA"):
            self.step()

    def _before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*args: Any) -> Any:
            self.step()
            return function(*args)

        return stepped

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        written = event == "open" and isinstance(args[2], int) and args[2] & _FOR_WRITING
        if (written or event in _CHANGING) and str(args[0]).startswith(self.folder):
            self.step()


def run(folder: Path, command: list[str]) -> None:
    """The command as somebody types it; "update" opens the book with the release after this one."""
    os.environ["PERENNIAL_HOME"] = str(folder / "home")
    words = [word.replace("{folder}", str(folder)) for word in command]
    if words[0] == "update":
        with pytest.MonkeyPatch.context() as patch:
            next_format.install(patch)
            Portfolio.open(Path(words[1])).close()
    else:
        program(words, standalone_mode=False)


def in_child(folder: Path, command: list[str], kill_at: int, states: list[str] | None = None) -> tuple[bool, int]:
    """Whether it was killed, and how many steps it took otherwise.

    Args:
        states: takes what the files are before each step. They are read in this process: one that closes a file it has
            in use loses SQLite's locks on it.
    """
    reading, writing = os.pipe()
    waiting, answering = os.pipe()
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

        def ask() -> None:
            os.write(writing, b"?")
            os.read(waiting, 1)

        steps = Steps(folder, kill_at, bool if states is None else ask)
        steps.watch()
        run(folder, command)
        os.write(writing, str(steps.seen).encode())
        os._exit(0)
    os.close(writing)
    os.close(waiting)
    said = b""
    with os.fdopen(reading, "rb", buffering=0) as told:
        while word := told.read(16):
            if word == b"?" and states is not None:
                states.append(state(folder))
                os.write(answering, b"!")
            else:
                said += word
    os.close(answering)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if not killed and status:
        raise SystemExit(f"the command failed by itself in {folder}: {status}")
    return killed, int(said or 0)


def state(folder: Path) -> str:
    """What tells two states of the files in a folder apart: their names and every byte of them."""
    found = hashlib.blake2b()
    for path in sorted(folder.rglob("*")):
        held = path.read_bytes() if path.is_file() else b""
        found.update(f"{path.relative_to(folder)} {len(held)} ".encode() + held)
    return found.hexdigest()


def main() -> None:
    template, copies, number = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    command = sys.argv[4:]

    def copy(name: str) -> Path:
        return Path(shutil.copytree(template, copies / name))

    # In this process first, so that what is imported late is there before the children are made.
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    run(copy("before"), command)
    os.dup2(out, 1)
    whole = copy("whole")
    states: list[str] = []
    _, total = in_child(whole, command, 0, states)
    early, late = number // 2, number - number // 2
    sampled = [*(1 + (total - late) * n // max(1, early) for n in range(early)), *range(total - late, total)]
    fresh = [step for step, (before, now) in enumerate(pairwise(["", *states]), start=1) if before != now]
    at = sampled if number else fresh
    for kill_at in at:
        folder = copy(str(kill_at))
        killed, _ = in_child(folder, command, kill_at)
        # A step more or less is taken when the clock turns; only the last ones can be missed by that.
        if killed:
            print(folder, flush=True)
        elif kill_at < total - 5:
            raise SystemExit(f"{command} was not killed at step {kill_at} of {total}")
        else:
            shutil.rmtree(folder)
    print(whole, flush=True)


if __name__ == "__main__":
    main()
