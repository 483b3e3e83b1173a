"""perennial history: narrowed down by review, export, person, table and text; one old value put back."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from desktop.cli.program import program


def run(*arguments: object) -> Result:
    return CliRunner().invoke(program, [str(each) for each in arguments])


def told(*arguments: object) -> list[dict[str, Any]]:
    done = run("history", *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path, source = tmp_path / "book.perennial", tmp_path / "accounts.csv"
    assert run("new", path).exit_code == 0
    for segment, step in (("SMB", "Call Wren"), ("Enterprise", "Send the plan")):
        source.write_text(f"name,segment,next_step\nTindle,{segment},{step}\nOther,SMB,\n")
        assert run("import", path, source, "--as", "accounts").exit_code == 0
    return path


def key_of(book: Path, field: str) -> str:
    (key,) = [c["key"] for each in told(book, "--keys") for c in each["changes"] if c["field"] == field and c["key"]]
    return str(key)


def test_that_the_history_since_an_export_is_what_came_after_it(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.perennial"
    assert run("share", book, out).exit_code == 0
    assert told(book, "--since-export", out) == []
    run("log", book, 'tindle pulse 2 "after the export"')
    (after,) = told(book, "--since-export", out)
    assert any(each["new"] == "after the export" for each in after["changes"])


def test_that_an_export_of_another_book_or_none_is_refused(book: Path, tmp_path: Path) -> None:
    other, out = tmp_path / "other.perennial", tmp_path / "out.perennial"
    run("new", other)
    run("share", other, out)
    assert run("history", book, "--since-export", out).exit_code == 1
    assert run("history", book, "--since-export", tmp_path / "nothing.perennial").exit_code == 3


def test_that_the_history_since_the_last_review_begins_on_its_day(book: Path) -> None:
    assert run("history", book, "--since-qbr").exit_code == 2
    assert run("history", book, "--account", "Tindle", "--since-qbr").exit_code == 1
    run("log", book, "tindle qbr held 1 jan", "--as-of", "2026-02-01")
    assert told(book, "--account", "Tindle", "--since-qbr")


@pytest.mark.parametrize(
    ("narrowed", "fields"),
    [
        (("--account", "Tindle", "--text", "enterprise"), {"segment"}),
        (("--table", "account", "--text", "send the"), {"next_step"}),
        (("--table", "task"), set[str]()),
        (("--by", "nobody of that name"), set[str]()),
    ],
)
def test_that_the_history_is_narrowed_down(book: Path, narrowed: tuple[str, ...], fields: set[str]) -> None:
    assert {each["field"] for change_set in told(book, *narrowed) for each in change_set["changes"]} == fields


def test_that_one_old_value_is_put_back_and_undone(book: Path) -> None:
    key = key_of(book, "segment")
    assert run("history", book, "--restore", key).exit_code == 0
    newest = told(book)[-1]["changes"]
    assert [(each["field"], each["old"], each["new"]) for each in newest] == [("segment", "Enterprise", "SMB")]
    again = run("history", book, "--restore", key)
    assert again.exit_code == 1
    assert "holds that value already" in again.stderr
    assert run("undo", book).exit_code == 0
    assert told(book)[-1]["changes"][0]["new"] == "Enterprise"


def test_that_what_would_be_refused_today_is_refused_with_the_reason(book: Path) -> None:
    key = key_of(book, "segment")
    for wrong in (key.replace("/segment", "/churned_on"), key.replace("/segment", "/region")):
        done = run("history", book, "--restore", wrong)
        assert done.exit_code == 1
        assert len(done.stderr) > 20
    assert run("history", book, "--restore", "nonsense").exit_code == 2


def test_that_every_copy_made_is_listed_newest_first_and_can_be_begun_at(book: Path, tmp_path: Path) -> None:
    assert json.loads(run("exports", book, "--json").stdout) == []
    full, snapshot = tmp_path / "full.perennial", tmp_path / "snapshot.perennial"
    before = book.read_bytes()
    run("share", book, full)
    run("log", book, 'tindle pulse 2 "after the export"')
    run("share", book, snapshot, "--snapshot")

    listed = json.loads(run("exports", book, "--json").stdout)

    assert [(each["kind"], each["path"], each["is_there"]) for each in listed] == [
        ("snapshot", str(snapshot), True),
        ("full", str(full), True),
    ]
    manifests = [json.loads(Path(f"{each['path']}.manifest.json").read_text()) for each in listed]
    assert [each["sha256"] for each in listed] == [each["sha256"] for each in manifests]
    assert all(each["by"] and each["at"] for each in listed)
    assert before != book.read_bytes(), "the log changed it; the exports are noted elsewhere"
    assert run("exports", book).stdout.splitlines()[0].endswith(f"2 accounts  {snapshot}")

    full.unlink()
    Path(f"{full}.manifest.json").unlink()
    assert "no longer there" in run("exports", book).stdout
    (after,) = told(book, "--since-export", full)
    assert any(each["new"] == "after the export" for each in after["changes"])


def test_that_a_damaged_note_of_exports_is_passed_over(book: Path, tmp_path: Path) -> None:
    run("share", book, tmp_path / "full.perennial")
    notes = (Path(os.environ["PERENNIAL_HOME"]) / "exports").glob("*.jsonl")
    (note,) = [each for each in notes if str(tmp_path) in each.read_text()]
    no_day = {"at": "x", "by": "", "kind": "", "sealed": 0, "accounts": 0, "newest": "1", "sha256": "", "path": ""}
    note.write_text("\n".join(('{"at": 1}', "[]", "no json", json.dumps(no_day), note.read_text())))
    assert [each["kind"] for each in json.loads(run("exports", book, "--json").stdout)] == ["full"]
