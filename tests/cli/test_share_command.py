"""Copies for others, from the command line: nobody gets more than was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.program import program
from desktop.store.portfolio import Portfolio
from desktop.store.sharing.exporting import Copy
from tests.store.books import new_account

PASSWORD = "correct horse"


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    out = tmp_path / "sealed.perennial"
    with Portfolio.create(tmp_path / "book.perennial") as book:
        new_account(book, "Acme", notes="for nobody else")
        book.export(out, Copy(password=PASSWORD))
    return out


def share(*arguments: object) -> Result:
    return CliRunner().invoke(
        program, ["share", *map(str, arguments)], prog_name="perennial", env={"PERENNIAL_PASSWORD": PASSWORD}
    )


@pytest.mark.parametrize(
    "options",
    [
        ["--seal"],
        ["--redact"],
        ["--redact", "--leave-out", "notes"],
        ["--snapshot"],
        ["--loan", "--account", "Acme"],
        ["--csm", "x"],
    ],
)
def test_that_a_sealed_copy_is_never_opened_whole_for_who_asked_for_less(
    sealed: Path, tmp_path: Path, options: list[str]
) -> None:
    out = tmp_path / "out.perennial"
    done = share(sealed, out, *options)
    assert done.exit_code == 2
    assert "make the copy you want of OUT" in " ".join(done.stderr.split())
    assert not out.exists()


def test_that_a_sealed_copy_is_opened_into_a_plain_one(sealed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.perennial"
    assert share(sealed, out).exit_code == 0
    assert b"for nobody else" in out.read_bytes()
