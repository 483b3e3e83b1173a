"""Books of thousands: the stories in front, the rest by the number."""

from __future__ import annotations

import pytest

from desktop.exchange.kinds import KINDS
from desktop.operations.demo import CURATED, demo_batches
from desktop.operations.demo.scale import CHUNK, scale_name
from tests.operations.demo.demo_books import MONDAY, shelf


def test_that_names_by_the_number_are_all_different() -> None:
    names = [scale_name(number) for number in range(100_000)]
    assert len(set(names)) == len(names)


def test_that_a_large_book_has_as_many_accounts_as_asked_for_in_few_batches_with_usage() -> None:
    accounts, usage_rows = CURATED + 2 * CHUNK + 7, 20
    seen: set[str] = set()
    count, times, readings = 0, list[str](), 0
    for batch in demo_batches(as_of=MONDAY, accounts=accounts, usage_rows=usage_rows):
        count += 1
        times.append(batch.written_at.isoformat())
        seen |= {row["name"] for row in batch.rows.get("accounts", ())}
        if batch.label.startswith("Accounts "):
            readings += len(batch.rows["usage"])
            assert all(row["account"] in seen for kind in batch.rows if kind != "accounts" for row in batch.rows[kind])
    assert len(seen) == accounts
    assert times == sorted(set(times))
    assert count <= 20
    assert readings == (2 * CHUNK + 7) * usage_rows


def test_that_cells_by_the_number_can_be_read() -> None:
    batches = list(demo_batches(as_of=MONDAY, accounts=CURATED + 40, usage_rows=10))
    made = batches[-1].rows
    for kind, rows in made.items():
        columns = KINDS[kind].columns
        for row in rows:
            for name, text in row.items():
                if text and name != "Tier":
                    columns[name].parser(text)
            assert all(row.get(name) for name in KINDS[kind].required)
            on = row.get("on") or row.get("responded_on") or row.get("opened_on") or ""
            assert on <= MONDAY.isoformat()


@pytest.mark.parametrize("accounts", [1, 4, 10])
def test_that_a_small_book_begins_with_the_stories(accounts: int) -> None:
    names = shelf(MONDAY, 1, accounts).accounts
    assert len(names) == accounts
    assert "Ostrava Freight" in names


def test_that_the_stories_hold_in_a_large_book_too() -> None:
    small, large = shelf(MONDAY), shelf(MONDAY, 1, CURATED + 5)
    for account in ("Ostrava Freight", "Lumen Dental", "Tindle & Rowe", "Verity Insurance", "Brackwater Foods"):
        assert large.explained(account, MONDAY).score == small.explained(account, MONDAY).score
