"""perennial erase: looks first, erases for good, and says what is left and where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.program import program
from desktop.domain.erasing import ERASED


def run(*arguments: object) -> Result:
    return CliRunner().invoke(program, [str(each) for each in arguments])


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.perennial"
    source = tmp_path / "source"
    source.mkdir()
    (source / "accounts.csv").write_text("name,notes\nTindle,\nOther,\n")
    (source / "contacts.csv").write_text(
        "account,name,email\nTindle,Wren Halloway,wren@tindle.example\nOther,Wren Halloway,wren@other.example\n"
        "Tindle,Wren Berg,\n"
    )
    (source / "tasks.csv").write_text("account,title\nTindle,Call Wren Halloway\nTindle,Ask Wren\n")
    assert run("new", path).exit_code == 0
    for kind in ("accounts", "contacts", "tasks"):
        assert run("import", path, source / f"{kind}.csv", "--as", kind).exit_code == 0
    return path


def test_that_a_name_at_two_accounts_asks_which(book: Path) -> None:
    done = run("erase", book, "wren halloway")
    assert done.exit_code == 1
    assert "Wren Halloway of Other, Wren Halloway of Tindle" in done.stderr


def test_that_a_dry_run_lists_what_would_go_and_changes_nothing(book: Path) -> None:
    before = book.read_bytes()
    said = json.loads(run("erase", book, "Wren Halloway", "--account", "Tindle", "--dry-run", "--json").stdout)
    assert said["fields"] == ["email"]
    hits = {(each["account"], each["around"]): each["kept"] for each in said["hits"]}
    assert hits["Tindle", "Call Wren Halloway"] is False
    # Wren may be the other one; and the other account's is somebody else.
    assert hits["Tindle", "Ask Wren"] is True
    assert hits["Other", "Wren Halloway"] is True
    assert book.read_bytes() == before


def test_that_erasing_says_what_was_erased_and_undo_does_not_bring_it_back(book: Path) -> None:
    dry = json.loads(run("erase", book, "wren@tindle.example", "--dry-run", "--json").stdout)
    of_other = [str(each["number"]) for each in dry["hits"] if each["account"] == "Other"]
    also = [part for number in of_other for part in ("--also", number)]
    done = json.loads(run("erase", book, "wren@tindle.example", *also, "--json", "--purge-backups").stdout)
    assert done["left"] == 0
    assert done["purged"] is True
    assert b"halloway" not in book.read_bytes().lower()
    run("undo", book)
    told = json.loads(run("history", book, "--json").stdout)
    assert "alloway" not in json.dumps(told)
    assert any(each["label"] == "Erase a person" for each in told)
    assert run("erase", book, "wren@tindle.example").exit_code == 1
    assert run("check", book).exit_code == 0


def test_that_importing_the_same_file_again_does_not_bring_the_person_back(book: Path) -> None:
    run("erase", book, "wren@tindle.example")
    source = book.parent / "source" / "contacts.csv"
    assert run("import", book, source, "--as", "contacts").exit_code == 0
    assert b"wren@tindle.example" not in book.read_bytes()
    told = run("history", book, "--account", "Tindle").stdout
    assert ERASED in told


def test_that_backups_alone_can_be_purged(book: Path) -> None:
    assert run("backup", book).exit_code == 0
    done = json.loads(run("erase", book, "wren@tindle.example", "--json").stdout)
    assert done["backups"]
    purged = json.loads(run("erase", book, "--purge-backups", "--json").stdout)
    assert set(purged["backups"]) == set(done["backups"])
    assert json.loads(run("erase", book, "--purge-backups", "--json").stdout)["backups"] == []


@pytest.mark.parametrize("arguments", [(), ("--dry-run", "--purge-backups")])
def test_that_somebody_has_to_be_named(book: Path, arguments: tuple[str, ...]) -> None:
    assert run("erase", book, *arguments).exit_code == 2


def test_that_a_number_that_is_not_listed_is_refused(book: Path) -> None:
    done = run("erase", book, "wren@tindle.example", "--keep", 99)
    assert done.exit_code == 1
    assert "no text number 99" in done.stderr
