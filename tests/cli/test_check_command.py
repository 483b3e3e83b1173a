"""`perennial check`: what it says, and what it mends by itself."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop.cli.program import program
from desktop.operations.accounts import add_account
from desktop.operations.defaults import write_defaults
from desktop.store import opening
from desktop.store.packing import packed, unpacked
from desktop.store.portfolio import Portfolio


def test_that_kept_columns_which_differ_from_their_rows_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(opening, "LARGE_FROM", 1)
    path = tmp_path / "book.perennial"
    with Portfolio.create(path, first=write_defaults) as book:
        book.perform(add_account, "Acme")
    with sqlite3.connect(path) as conn:
        (body,) = conn.execute("SELECT body FROM derived WHERE part = 'account'").fetchone()
        pieces = [["Other"] if piece == ["Acme"] else piece for piece in unpacked(body)]
        conn.execute("UPDATE derived SET body = ? WHERE part = 'account'", (packed(pieces),))
    said = [CliRunner().invoke(program, ["check", str(path)]).output for _ in range(2)]
    assert said == [
        "What was kept beside the rows of account differed from them, and was made again.\nbook.perennial is sound.\n",
        "book.perennial is sound.\n",
    ]


def test_that_only_copies_that_can_be_merged_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    path = str(tmp_path / "book.perennial")
    with Portfolio.create(tmp_path / "book.perennial", first=write_defaults) as book:
        book.perform(add_account, "Acme")
    loan = ("loan", "--loan", "--account", "Acme")
    for options in (("full",), ("snapshot", "--snapshot"), ("redacted", "--redact"), loan):
        done = CliRunner().invoke(program, ["share", path, str(tmp_path / f"{options[0]}.perennial"), *options[1:]])
        assert done.exit_code == 0
    said = CliRunner().invoke(program, ["check", path]).stderr
    assert [line.split()[0] for line in said.splitlines()] == ["full.perennial", "loan.perennial"]
