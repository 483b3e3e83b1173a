"""What a merge says in the terminal, where it brings much."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop.cli.merge import SHOWN
from desktop.cli.program import program

PEOPLE = SHOWN + 25


def say(*arguments: object) -> list[str]:
    done = CliRunner().invoke(program, list(map(str, arguments)), prog_name="perennial")
    assert done.exit_code == 0, done.output
    return [*done.stdout.splitlines(), *done.stderr.splitlines()]


def test_that_of_many_people_whom_two_knew_apart_a_few_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    files = {
        "accounts": ["name", *(f"Account {at}" for at in range(PEOPLE))],
        "contacts": [
            "account,name,email,external_id",
            *(f"Account {at},Person {at},p{at}@example.org,C{at}" for at in range(PEOPLE)),
        ],
        "surveys": [
            "account,kind,responded_on,score,contact",
            *(f"Account {at},nps,2026-01-02,9,p{at}@example.org" for at in range(PEOPLE)),
        ],
    }
    for name, lines in files.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n")
    mine, theirs = tmp_path / "mine.perennial", tmp_path / "theirs.perennial"
    say("new", mine)
    say("import", mine, tmp_path / "accounts.csv")
    shutil.copyfile(mine, theirs)
    for book, order in ((mine, ("contacts", "surveys")), (theirs, ("surveys", "contacts"))):
        monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / book.stem))
        for name in order:
            say("import", book, tmp_path / f"{name}.csv")

    told = [line for line in say("merge", mine, theirs) if "records of their own" in line or "So were" in line]

    assert len(told) == SHOWN + 1
    assert told[0].startswith("Person ")
    assert told[-1].startswith("So were 25 more people: ")
