"""Putting one old value back: wherever typing it would be possible, and a reason wherever it is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.errors import Rejected
from desktop.operations.restoring_fields import can_restore, restore_field, why_not
from desktop.store.portfolio import Portfolio
from desktop.store.queries.history import history
from desktop.store.schema.v1 import JOURNALLED
from desktop.store.tx import Tx, Value
from tests.store.books import new_account, set_field

AS_OF = date(2026, 11, 23)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Portfolio]:
    with Portfolio.create(tmp_path / "book.perennial") as made:
        yield made


def put_back(book: Portfolio, table: str, row: str, field: str) -> None:
    """Put back what the newest change of a field replaced."""
    sets = [each for each in book.read(history) if any((c.row, c.field) == (row, field) for c in each.changes)]
    book.perform(restore_field, sets[-1].key, table, row, field, as_of=AS_OF)


def held(book: Portfolio, table: str, row: str, field: str) -> object:
    return book.read(lambda conn: conn.execute(f'SELECT "{field}" FROM "{table}" WHERE id = ?', (row,)).fetchone()[0])


@pytest.mark.parametrize("table", JOURNALLED)
def test_that_every_field_can_be_put_back_or_says_why_not_and_what_to_do(table: str) -> None:
    for field in JOURNALLED[table]:
        why = why_not(table, field)
        assert (why is None) == can_restore(table, field)
        assert why is None or (why.endswith(".") and len(why) > 20)


def test_that_the_account_above_is_put_back(book: Portfolio) -> None:
    above, below = (new_account(book, name) for name in ("Above", "Below"))
    book.perform(lambda tx: tx.update("account", below, {"parent": above}))
    book.perform(lambda tx: tx.update("account", below, {"parent": None}))
    put_back(book, "account", below, "parent")
    assert held(book, "account", below, "parent") == above


def test_that_an_account_is_not_put_back_below_itself(book: Portfolio) -> None:
    above, below = (new_account(book, name) for name in ("Above", "Below"))
    book.perform(lambda tx: tx.update("account", below, {"parent": above}))
    book.perform(lambda tx: tx.update("account", below, {"parent": None}))
    book.perform(lambda tx: tx.update("account", above, {"parent": below}))
    with pytest.raises(Rejected):
        put_back(book, "account", below, "parent")


def test_that_the_days_of_open_tasks_and_milestones_are_put_back_and_of_closed_ones_refused(book: Portfolio) -> None:
    account = book.perform(lambda tx: tx.insert("account", {"name": "Acme"})).result

    def plan(tx: Tx) -> tuple[str, str]:
        onboarding = tx.insert("onboarding", {"account": account, "name": "Plan", "started_on": "2026-11-01"})
        named = {"account": account, "onboarding": onboarding, "name": "SSO", "due_on": "2026-12-01", "state": "open"}
        return tx.insert("task", {"account": account, "title": "Call", "due_on": "2026-12-01"}), tx.insert(
            "milestone", named
        )

    task, milestone = book.perform(plan).result
    for table, row in (("task", task), ("milestone", milestone)):
        set_field(book, row, table, due_on="2026-12-09")
        put_back(book, table, row, "due_on")
        assert held(book, table, row, "due_on") == "2026-12-01"
    book.perform(lambda tx: tx.update("task", task, {"due_on": "2026-12-10"}))
    book.perform(lambda tx: tx.update("task", task, {"done_on": "2026-11-23"}))
    with pytest.raises(Rejected, match="done or dropped"):
        put_back(book, "task", task, "due_on")


@pytest.mark.parametrize(
    ("table", "values", "field", "held_before"),
    [
        ("account", {"name": "Acme"}, "next_step", "Ask Jana:\n- price\n-  seats"),
        ("risk", {"reason": "price", "opened_on": "2026-11-01"}, "notes", "  one\n\ttwo"),
        ("risk", {"reason": "price", "opened_on": "2026-11-01"}, "arr_cents", 123_456_789_012),
        ("objective", {"goal": "Faster"}, "baseline", "12  days"),
        ("opportunity", {"kind": "upsell", "arr_cents": 100, "close_on": "2026-12-01"}, "likelihood", 1 / 3),
        ("opportunity", {"kind": "upsell", "arr_cents": 100, "close_on": "2026-12-01"}, "reason", "a\n b"),
        ("contact", {"name": "Jana"}, "title", " Head of  IT "),
    ],
)
def test_that_what_comes_back_is_to_the_letter_what_was_imported(
    book: Portfolio, table: str, values: dict[str, Value], field: str, held_before: Value
) -> None:
    def begin(tx: Tx) -> str:
        account: dict[str, Value] = {} if table == "account" else {"account": tx.insert("account", {"name": "Acme"})}
        return tx.insert(table, {**account, **values, field: held_before})

    row = book.perform(begin).result
    book.perform(lambda tx: tx.update(table, row, {field: None}))
    put_back(book, table, row, field)
    assert held(book, table, row, field) == held_before
    book.undo()
    assert held(book, table, row, field) is None


def test_that_what_was_taken_back_is_not_brought_back_as_a_field(book: Portfolio) -> None:
    account = new_account(book, "Acme")
    book.perform(lambda tx: tx.delete("account", account))
    with pytest.raises(Rejected, match="undo, or enter it anew"):
        put_back(book, "account", account, "deleted_at")


def test_that_only_the_end_of_an_account_is_said_to_go_with_its_contract() -> None:
    said = {field for field in JOURNALLED["account"] if "contract" in (why_not("account", field) or "")}
    assert said == {"churned_on", "churn_reason"}
