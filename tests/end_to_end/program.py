"""The command, driven as a person or a script would: in this process mostly, in one of its own where that matters.

Every call checks what holds for all of them: no traceback, and with --json one strict JSON value on stdout and no more.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner

from desktop.cli.program import program

ROOT = Path(__file__).resolve().parents[2]

Json = Any
Rows = Sequence[Mapping[str, object]]
Tables = Mapping[str, Rows]

COMMANDS = {
    "new": (),
    "demo": (),
    "import": ("accounts.csv",),
    "log": ("acme nps 9",),
    "override": ("acme", "80", "--reason", "new sponsor", "--until", "2100-01-01"),
    "accounts": (),
    "books": (),
    "account": ("acme",),
    "health": ("acme",),
    "metrics": (),
    "renewals": (),
    "forecast": (),
    "call": ("acme", "commit"),
    "quarter": ("list",),
    "signals": (),
    "today": (),
    "judge": (),
    "voice": (),
    "onboarding": (),
    "team": (),
    "cadence": (),
    "benchmarks": (),
    "qbrs": (),
    "handover": ("acme", "Ann Lee"),
    "history": (),
    "undo": (),
    "redo": (),
    "check": (),
    "backup": (),
}
"""Every command, with arguments it works with after the file."""

READING = (
    "accounts",
    "books",
    "account",
    "health",
    "metrics",
    "renewals",
    "forecast",
    "quarter",
    "signals",
    "today",
    "judge",
    "voice",
    "onboarding",
    "team",
    "cadence",
    "benchmarks",
    "qbrs",
    "history",
    "check",
    "backup",
)
WRITING = ("import", "log", "call", "override", "handover", "undo", "redo")
MAKING = ("new", "demo")

NOT_WORDS = re.compile(r"\b(None|nan|inf|null|Traceback)\b")
"""What no person should be shown."""


class Done(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Home:
    """A person's computer: the folder that settings, replica ids and backups go to."""

    folder: Path

    @property
    def env(self) -> dict[str, str]:
        return dict.fromkeys(("HOME", "USERPROFILE", "PERENNIAL_HOME"), str(self.folder))

    def run(self, *arguments: object) -> Done:
        """Run a command in this process."""
        result = CliRunner().invoke(program, [str(each) for each in arguments], prog_name="perennial", env=self.env)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise AssertionError(f"perennial {arguments} ended in a traceback") from result.exception
        return _checked(Done(result.exit_code, result.stdout, result.stderr), arguments)

    def process(self, *arguments: object, env: Mapping[str, str] | None = None) -> Done:
        """Run a command in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "desktop", *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, **self.env, "PYTHONIOENCODING": "utf-8", **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return _checked(Done(done.returncode, done.stdout, done.stderr), arguments)

    def say(self, *arguments: object) -> str:
        """What a command that has to succeed prints for people."""
        done = self.run(*arguments)
        assert done.code == 0, f"perennial {arguments} ended with {done.code}: {done.err}"
        return done.out

    def json(self, *arguments: object, code: int = 0) -> Json:
        """The one JSON value a command prints."""
        done = self.run(*arguments, "--json")
        assert done.code == code, f"perennial {arguments} ended with {done.code}: {done.err}"
        return one_json(done.out)


def _checked(done: Done, arguments: Sequence[object]) -> Done:
    assert "Traceback" not in done.out + done.err, f"perennial {arguments}: {done.err}"
    return done


def one_json(text: str) -> Json:
    """The value, if the text is exactly one JSON value and holds no NaN."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    assert text.endswith("\n")
    assert text.count("\n") == 1, f"more than one line on stdout: {text[:500]}"
    return json.loads(text, parse_constant=refuse)


@dataclass(frozen=True)
class Book:
    """A portfolio and the home it is used from."""

    home: Home
    path: Path

    @classmethod
    def of(cls, folder: Path, tables: Tables, *, as_of: str, name: str = "book") -> Book:
        """A new portfolio that holds these rows, imported in one go; every row is taken."""
        home = Home(folder / f"{name}-home")
        home.folder.mkdir(parents=True)
        book = cls(home, folder / f"{name}.perennial")
        home.say("new", book.path)
        book.take(tables, as_of=as_of)
        return book

    def take(self, tables: Tables, *, as_of: str) -> None:
        """Import rows that must all be taken."""
        if tables:
            sources = write_tables(self.path.parent / f"{self.path.stem}-sources", tables)
            self.home.say("import", self.path, *sources, "--as-of", as_of)

    def json(self, command: str, *arguments: object, code: int = 0) -> Json:
        return self.home.json(command, self.path, *arguments, code=code)

    def say(self, command: str, *arguments: object) -> str:
        return self.home.say(command, self.path, *arguments)

    def run(self, command: str, *arguments: object) -> Done:
        return self.home.run(command, self.path, *arguments)

    def process(self, command: str, *arguments: object) -> Done:
        return self.home.process(command, self.path, *arguments)

    def digest(self) -> str:
        return digest(self.path)


def digest(path: Path) -> str:
    """What tells whether a file was touched."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_tables(folder: Path, tables: Tables) -> list[Path]:
    """CSV files in the native format, one a kind."""
    folder.mkdir(parents=True, exist_ok=True)
    return [write_csv(folder / f"{kind}.csv", rows) for kind, rows in tables.items()]


def write_csv(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """Rows as a CSV file; a row without a column has an empty cell there, and None is an empty cell."""
    rows = list(rows)
    header = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return path


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value
