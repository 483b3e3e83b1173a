"""Moving the day a task is due: what is stored, what it is called, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.errors import Rejected
from desktop.operations.task_days import set_task_due
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx

DAY = date(2026, 5, 20)


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portfolio]:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    with Portfolio.create(tmp_path / "book.perennial", first=lambda _tx: None) as made:
        yield made


def add(book: Portfolio, table: str, **values: str) -> str:
    def insert(tx: Tx) -> str:
        tx.label = "Add"
        return tx.insert(table, values)

    return book.perform(insert).result


def due(book: Portfolio, task: str) -> str | None:
    return book.read(lambda conn: conn.execute("SELECT due_on FROM task WHERE id = ?", (task,)).fetchone())[0]


def test_that_a_day_is_moved_taken_away_and_undone(book: Portfolio) -> None:
    acme = add(book, "account", name="Acme")
    task = add(book, "task", account=acme, title="Send it", due_on="2026-05-22")
    done = book.perform(set_task_due, task, date(2026, 6, 1), account=acme, as_of=DAY)
    assert done.changes.label == "Due date: Send it"
    assert due(book, task) == "2026-06-01"
    book.perform(set_task_due, task, None, account=acme, as_of=DAY)
    assert due(book, task) is None
    book.undo()
    book.undo()
    assert due(book, task) == "2026-05-22"


def test_that_what_is_done_gone_or_anothers_is_refused(book: Portfolio) -> None:
    acme, bolt = add(book, "account", name="Acme"), add(book, "account", name="Bolt")
    task = add(book, "task", account=acme, title="Send it")
    over = add(book, "task", account=acme, title="Sent", done_on="2026-05-19")
    for row, account, why in (
        (task, bolt, "no such task"),
        ("gone", acme, "no such task"),
        (over, acme, "done or dropped"),
    ):
        with pytest.raises(Rejected, match=why):
            book.perform(set_task_due, row, DAY, account=account, as_of=DAY)
    assert due(book, task) is None
