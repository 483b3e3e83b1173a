"""The batches as the import will meet them: kinds, columns, cells, order of time, and what refers to what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Rejected
from desktop.exchange.cells import Value
from desktop.exchange.kinds import KINDS
from desktop.operations.demo import CURATED, DemoBatch, demo_batches
from desktop.operations.demo.batch import KEYS, Ledger, cell, working_day
from desktop.operations.demo.names import CSMS
from desktop.operations.imports.rules import faults
from tests.operations.demo.demo_books import DAYS, MONDAY, batches

OWN_FIELDS = {"Tier"}
PLANS = {
    "next_step_on", "end_on", "until_on", "target_on", "due_on", "planned_on", "next_on", "close_on", "starts_at",
    "outcome_on",
}  # fmt: skip
"""Columns that may lie ahead of the day they were written; outcome_on only as far as the end of a term."""


def dated(kind: str, row: Mapping[str, str]) -> dict[str, date]:
    """The columns of a row that say when something happened."""
    days = {
        name: date.fromisoformat(text)
        for name, text in row.items()
        if (name == "on" or name.endswith("_on")) and name not in PLANS and text
    }
    if kind == "subscriptions" or kind == "accounts":
        days.pop("start_on", None)
        days.pop("started_on", None)
    if kind == "touchpoints" and row.get("state") == "planned":
        del days["on"]
    return days


@pytest.mark.parametrize("as_of", DAYS)
def test_that_every_kind_of_the_native_format_occurs_and_no_other(as_of: date) -> None:
    assert {kind for batch in batches(as_of) for kind in batch.rows} == set(KINDS)


@pytest.mark.parametrize("as_of", DAYS)
def test_that_no_next_step_stood_for_months_after_its_day(as_of: date) -> None:
    steps: dict[str, list[tuple[date, date]]] = {}
    for batch in batches(as_of):
        for row in batch.rows.get("accounts", ()):
            if row.get("next_step_on"):
                due = date.fromisoformat(row["next_step_on"])
                steps.setdefault(row["name"], []).append((batch.written_at.date(), due))
    late = {
        name: (following - due).days
        for name, told in steps.items()
        for (_, due), (following, _) in pairwise(told)
        if (following - due).days > 90
    }
    assert not late
    assert len(steps) > 40


@pytest.mark.parametrize("as_of", DAYS)
def test_that_every_cell_can_be_read_and_breaks_no_rule(as_of: date) -> None:
    for batch in batches(as_of):
        for kind, rows in batch.rows.items():
            columns = KINDS[kind].columns
            own = OWN_FIELDS if kind == "accounts" else set[str]()
            names = {name for row in rows for name in row}
            assert names <= set(columns) | own, kind
            fields: dict[str, list[Value]] = {
                columns[name].field: [columns[name].parser(row[name]) if row.get(name) else None for row in rows]
                for name in names - own
            }
            for name in KINDS[kind].required:
                assert all(value is not None for value in fields[columns[name].field]), (kind, name)
            assert not list(faults(kind, fields, len(rows))), kind


@pytest.mark.parametrize("as_of", DAYS)
def test_that_no_batch_names_a_row_twice(as_of: date) -> None:
    for batch in batches(as_of):
        for kind, rows in batch.rows.items():
            keys = [tuple(row.get(column, "") for column in KEYS.get(kind, ("external_id",))) for row in rows]
            assert all(any(key) for key in keys)
            assert len(set(keys)) == len(keys), kind


@pytest.mark.parametrize("as_of", [*DAYS, *(MONDAY + timedelta(days=days) for days in range(1, 7))])
def test_that_rows_name_only_accounts_contacts_and_plans_that_are_there_by_then(as_of: date) -> None:
    accounts: set[str] = set()
    contacts: set[tuple[str, str]] = set()
    plans: set[tuple[str, str]] = set()
    for batch in batches(as_of):
        accounts |= {row["name"] for row in batch.rows.get("accounts", ())}
        contacts |= {(row["account"], row["name"]) for row in batch.rows.get("contacts", ())}
        plans |= {(row["account"], row["name"]) for row in batch.rows.get("onboardings", ())}
        for kind, rows in batch.rows.items():
            for row in rows:
                assert kind == "accounts" or row["account"] in accounts
                if row.get("contact"):
                    assert (row["account"], row["contact"]) in contacts, (kind, row)
                if kind == "milestones":
                    assert (row["account"], row["onboarding"]) in plans


@pytest.mark.parametrize("as_of", DAYS)
def test_that_each_batch_is_written_later_than_the_one_before_and_by_one_of_the_team(as_of: date) -> None:
    book = batches(as_of)
    times = [batch.written_at for batch in book]
    assert all(earlier < later for earlier, later in pairwise(times))
    assert all(moment.utcoffset() == timedelta(0) for moment in times)
    assert {batch.author for batch in book} == set(CSMS)
    assert 30 <= len(book) <= 61
    assert 395 <= (as_of - times[0].date()).days <= 399
    assert times[-1].date() == as_of - timedelta(days=1)


@pytest.mark.parametrize("as_of", DAYS)
def test_that_no_fact_is_dated_after_the_day_it_was_written(as_of: date) -> None:
    for batch in batches(as_of):
        for kind, rows in batch.rows.items():
            for row in rows:
                for name, day in dated(kind, row).items():
                    assert day <= batch.written_at.date(), (kind, name, row)


@pytest.mark.parametrize("as_of", DAYS)
def test_that_facts_reach_the_book_within_five_weeks_except_in_the_base_and_the_late_entry(as_of: date) -> None:
    for batch in batches(as_of)[1:]:
        for kind, rows in batch.rows.items():
            for row in rows:
                on = row.get("on") or row.get("responded_on") or row.get("held_on")
                if on and kind not in ("accounts", "ownerships"):
                    assert (batch.written_at.date() - date.fromisoformat(on)).days <= 45, (kind, row)


def test_that_the_same_date_and_seed_give_the_same_batches() -> None:
    again = tuple(demo_batches(as_of=MONDAY, seed=1))
    assert again == batches(MONDAY, 1)


def test_that_another_seed_gives_another_book() -> None:
    assert batches(MONDAY, 2) != batches(MONDAY, 1)


@given(
    as_of=st.dates(date(2025, 1, 1), date(2035, 12, 31)),
    seed=st.integers(0, 2**31),
    accounts=st.integers(1, CURATED),
)
# A book takes half a second, so that a hundred of them would take a minute.
@settings(deadline=None, max_examples=12)
def test_that_any_date_seed_and_size_gives_that_many_accounts_in_order_of_time(
    as_of: date, seed: int, accounts: int
) -> None:
    book = list(demo_batches(as_of=as_of, seed=seed, accounts=accounts))
    times = [batch.written_at for batch in book]
    assert times == sorted(set(times))
    assert times[-1] < datetime.combine(as_of, time(0), UTC)
    assert len({row["name"] for batch in book for row in batch.rows.get("accounts", ())}) == accounts
    for batch in book:
        for kind, rows in batch.rows.items():
            for row in rows:
                assert all(day <= batch.written_at.date() for day in dated(kind, row).values())


@pytest.mark.parametrize("accounts", [0, -3])
def test_that_a_book_without_accounts_is_refused(accounts: int) -> None:
    with pytest.raises(Rejected, match="ask for 1 or more") as refused:
        list(demo_batches(as_of=MONDAY, accounts=accounts))
    assert refused.value.field == "accounts"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (True, "true"), (False, "false"), (date(2026, 2, 3), "2026-02-03"), (0.5, "0.5"), (3.0, "3"),
        (148000, "148000"), ("Ostrava", "Ostrava"),
    ],
)  # fmt: skip
def test_that_a_value_becomes_the_text_of_its_cell(value: object, text: str) -> None:
    assert cell(cast("str | float | bool | date | None", value)) == text


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 11, 20), date(2026, 11, 20)), (date(2026, 11, 21), date(2026, 11, 20)),
     (date(2026, 11, 22), date(2026, 11, 20)), (date(2026, 11, 23), date(2026, 11, 23))],
)  # fmt: skip
def test_that_a_weekend_day_becomes_the_friday_before(day: date, expected: date) -> None:
    assert working_day(day) == expected


def ledger_batches(ledger: Ledger) -> list[DemoBatch]:
    return list(ledger.batches())


def test_that_cells_of_one_row_written_before_one_sitting_become_one_row_and_later_ones_an_update() -> None:
    ledger = Ledger(MONDAY)
    row = {"account": "A", "external_id": "t", "opened_on": ledger.day(420)}
    ledger.write("tickets", ledger.day(420), "Mara Lind", row)
    ledger.write("tickets", ledger.day(410), "Mara Lind", {**row, "priority": "high"})
    ledger.write("tickets", ledger.day(100), "Mara Lind", {**row, "closed_on": ledger.day(100)})
    first, second = ledger_batches(ledger)
    opened = ledger.day(420).isoformat()
    assert first.rows["tickets"] == ({"account": "A", "external_id": "t", "opened_on": opened, "priority": "high"},)
    assert second.rows["tickets"][0]["closed_on"] == ledger.day(100).isoformat()
    assert ledger.day(100) <= second.written_at.date() <= ledger.day(100 - 7)


def test_that_a_task_waits_for_its_own_author_while_a_ticket_goes_with_the_next() -> None:
    ledger = Ledger(MONDAY)
    for author in CSMS:
        ledger.write("tasks", ledger.day(100), author, {"account": "A", "external_id": author, "title": "Call"})
        ledger.write("tickets", ledger.day(100), author, {"account": "A", "external_id": author})
    found = ledger_batches(ledger)
    assert len(found[0].rows["tickets"]) == 3
    for batch in found:
        assert all(row["external_id"] == batch.author for row in batch.rows.get("tasks", ()))
    assert sum(len(batch.rows.get("tasks", ())) for batch in found) == 3


def test_that_an_author_writes_on_the_very_day_asked_for() -> None:
    ledger = Ledger(MONDAY)
    ledger.sit_down(ledger.day(31), "Mara Lind")
    ledger.write(
        "milestones", ledger.day(31), "Mara Lind", {"account": "A", "onboarding": "Launch", "name": "SSO live"}
    )
    (batch,) = ledger_batches(ledger)
    assert batch.written_at.date() == ledger.day(31)
