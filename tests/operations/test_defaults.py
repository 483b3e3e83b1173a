"""What every new portfolio holds, against the shipped files."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import resources
from desktop.domain.playbooks.definition import parse_playbook
from desktop.domain.scorecards import parse_scorecard
from desktop.operations.defaults import write_defaults
from desktop.store.portfolio import Portfolio
from desktop.store.queries.playbooks import all_playbooks
from desktop.store.queries.scorecards import scorecards
from tests.operations.imports.import_books import Book, new_book

TABLES = (
    "scorecard",
    "scorecard_input",
    "scorecard_cap",
    "playbook",
    "playbook_task",
    "onboarding_template",
    "template_milestone",
    "benchmark",
    "keyword",
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        yield made


def shipped(name: str) -> dict[str, object]:
    return tomllib.loads(resources.path(name).read_text(encoding="utf-8"))


def test_that_the_shipped_scorecard_is_read_back_as_it_was_written(book: Book) -> None:
    (card,) = book.portfolio.read(scorecards)
    assert card == parse_scorecard(shipped("scorecards/default.toml"))


def test_that_the_shipped_playbooks_are_read_back_as_it_was_written(book: Book) -> None:
    found = {playbook.key: playbook for _, playbook in book.portfolio.read(all_playbooks)}
    assert len(found) == 11
    for key, playbook in found.items():
        assert playbook == parse_playbook(shipped(f"playbooks/{key}.toml"))


def test_that_two_portfolios_made_apart_hold_the_same_rows(book: Book, tmp_path: Path) -> None:
    with Portfolio.create(tmp_path / "other.perennial", first=write_defaults) as portfolio:
        other = Book(tmp_path, portfolio).contents()
    assert {table: other[table] for table in TABLES} == {table: book.contents()[table] for table in TABLES}
    assert set(other) == set(TABLES)


def test_that_defaults_are_not_undoable_and_named_in_the_history(book: Book) -> None:
    assert book.portfolio.stacks().done == ()
    assert [(row["kind"], row["label"]) for row in book.ask("SELECT kind, label FROM txn")] == [
        ("system", "New portfolio")
    ]


def test_that_writing_them_again_changes_nothing(book: Book) -> None:
    before = book.contents()
    assert not book.portfolio.perform(write_defaults).changes
    assert book.contents() == before


def test_that_writing_them_again_sets_what_was_changed_to_what_is_shipped(book: Book) -> None:
    before = book.contents()
    row = book.rows("scorecard_input")[0]["id"]
    task = book.rows("playbook_task")[0]["id"]
    book.portfolio.perform(lambda tx: tx.update("scorecard_input", row, {"weight": 99.0, "points": json.dumps([])}))
    book.portfolio.perform(lambda tx: tx.delete("playbook_task", task))
    book.portfolio.perform(write_defaults)
    assert book.contents() == before


def test_that_inputs_keep_the_order_of_the_file(book: Book) -> None:
    card = parse_scorecard(shipped("scorecards/default.toml"))
    rows = sorted(book.rows("scorecard_input"), key=lambda row: row["position"])
    assert [row["input"] for row in rows] == [each.name for each in card.inputs]
    detractor = next(row["id"] for row in book.rows("playbook") if row["key"] == "detractor")
    of_it = [row for row in book.rows("playbook_task") if row["playbook"] == detractor]
    steps = sorted(of_it, key=lambda row: row["position"])
    assert [row["key"] for row in steps] == ["call", "fix", "ask_again"]
