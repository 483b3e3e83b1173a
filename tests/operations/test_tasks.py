"""Ticking things off: what is stored, what it is called for Undo, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.errors import Rejected
from desktop.operations import tasks
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx, Value

DAY = date(2026, 5, 20)


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portfolio]:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    with Portfolio.create(tmp_path / "book.perennial", first=lambda _tx: None) as made:
        yield made


def add(book: Portfolio, table: str, **values: Value) -> str:
    def insert(tx: Tx) -> str:
        tx.label = "Add"
        return tx.insert(table, values)

    return book.perform(insert).result


def row(book: Portfolio, table: str, key: str, *columns: str) -> tuple[Value, ...]:
    sql = f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?"
    return book.read(lambda conn: conn.execute(sql, (key,)).fetchone())


def test_that_a_completed_task_carries_the_day_and_its_title_names_the_change(book: Portfolio) -> None:
    acme = add(book, "account", name="Acme")
    task = add(book, "task", account=acme, title="Send pricing", side="ours")

    done = book.perform(tasks.complete_task, task, account=acme, done_on=DAY)

    assert row(book, "task", task, "done_on") == ("2026-05-20",)
    assert done.changes.label == "Done: Send pricing"
    assert done.changes.accounts == {acme}


@pytest.mark.parametrize("gone", ["done", "dropped", "other", "missing"])
def test_that_a_task_which_is_not_open_here_is_refused_and_nothing_is_saved(book: Portfolio, gone: str) -> None:
    acme, bolt = add(book, "account", name="Acme"), add(book, "account", name="Bolt")
    closed: dict[str, dict[str, Value]] = {"done": {"done_on": "2026-05-01"}, "dropped": {"dropped_on": "2026-05-01"}}
    values = closed.get(gone, {})
    task = add(book, "task", account=bolt if gone == "other" else acme, title="Send pricing", **values)

    with pytest.raises(Rejected):
        book.perform(tasks.complete_task, "no-such" if gone == "missing" else task, account=acme, done_on=DAY)

    assert row(book, "task", task, "done_on") == (values.get("done_on"),)


def test_that_a_next_step_that_is_a_task_completes_it_and_undo_brings_both_back(book: Portfolio) -> None:
    acme = add(book, "account", name="Acme", next_step="call Jana", next_step_on="2026-05-21")
    task = add(book, "task", account=acme, title="Call Jana")
    other = add(book, "task", account=acme, title="Call Otto")

    done = book.perform(tasks.complete_next_step, acme, done_on=DAY)

    assert (done.result, done.changes.label) == ("call Jana", "Done: call Jana")
    assert row(book, "account", acme, "next_step", "next_step_on") == (None, None)
    assert row(book, "task", task, "done_on") == ("2026-05-20",)
    assert row(book, "task", other, "done_on") == (None,)
    book.undo()
    assert row(book, "account", acme, "next_step", "next_step_on") == ("call Jana", "2026-05-21")
    assert row(book, "task", task, "done_on") == (None,)


def test_that_a_next_step_without_a_task_is_only_cleared(book: Portfolio) -> None:
    acme = add(book, "account", name="Acme", next_step="Ask for reference")

    book.perform(tasks.complete_next_step, acme, done_on=DAY)

    assert row(book, "account", acme, "next_step") == (None,)


def test_that_an_account_without_a_next_step_is_refused(book: Portfolio) -> None:
    acme = add(book, "account", name="Acme")

    with pytest.raises(Rejected, match="no next step"):
        book.perform(tasks.complete_next_step, acme, done_on=DAY)


def test_that_a_milestone_is_reached_once(book: Portfolio) -> None:
    acme = add(book, "account", name="Acme")
    milestone = add(book, "milestone", account=acme, name="SSO live", state="blocked")

    done = book.perform(tasks.complete_milestone, milestone, account=acme, done_on=DAY)

    assert row(book, "milestone", milestone, "state", "done_on") == ("done", "2026-05-20")
    assert done.changes.label == "Milestone done: SSO live"
    with pytest.raises(Rejected, match="already"):
        book.perform(tasks.complete_milestone, milestone, account=acme, done_on=DAY)
