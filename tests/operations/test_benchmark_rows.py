"""Benchmarks and cadences as rows: added, changed, removed, each one undo; and what is read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.benchmarks import Draft, Source
from desktop.domain.cadences import Cadence
from desktop.domain.errors import Rejected
from desktop.operations import benchmarks, cadences
from desktop.store.portfolio import Portfolio
from desktop.store.queries.benchmarks import benchmarks as stored
from desktop.store.queries.cadences import cadences as stored_cadences
from desktop.store.queries.milestones import milestone_pasts
from desktop.store.queries.tasks import tasks
from desktop.store.tx import Tx, Value

DAY = date(2026, 11, 22)
OWN = Draft("nrr", 1.04, 2026, Source("Peers", "https://example.org", "twelve friends"), "Big", 1.0, 1.1)


@dataclass
class Clock:
    """What the portfolio takes for the present."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def on(self, day: str) -> date:
        self.now = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        return self.now.date()


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 9, 1, 12, tzinfo=UTC))


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Iterator[Portfolio]:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    with Portfolio.create(tmp_path / "book.perennial", first=lambda _tx: None, clock_=clock) as made:
        yield made


def add(book: Portfolio, table: str, **values: Value) -> str:
    def insert(tx: Tx) -> str:
        tx.label = "Add"
        return tx.insert(table, values)

    return book.perform(insert).result


def change(book: Portfolio, table: str, row: str, **values: Value) -> None:
    book.perform(lambda tx: tx.update(table, row, values))


def test_that_the_shipped_ones_are_read_back_and_come_back(book: Portfolio) -> None:
    shipped = [draft for _, draft in benchmarks.shipped()]
    assert book.perform(benchmarks.add_shipped).result == len(shipped) >= 6
    found = book.read(stored)
    assert sorted(each.draft for each in found) == sorted(shipped)
    book.perform(benchmarks.remove_benchmark, found[0].id)
    book.perform(benchmarks.edit_benchmark, found[1].id, OWN)
    assert book.perform(benchmarks.add_shipped).result == 1
    assert sorted(each.draft for each in book.read(stored)) == sorted(shipped)
    assert not book.perform(benchmarks.add_shipped).changes


def test_that_one_is_added_changed_and_removed_by_one_undo_each(book: Portfolio) -> None:
    done = book.perform(benchmarks.add_benchmark, OWN)
    assert (done.changes.label, book.read(stored)[0]) == ("Benchmark added: NRR, Peers, 2026", (done.result, OWN))
    other = OWN._replace(metric="grr", value=0.9, low=None, high=None, segment=None)
    changed = book.perform(benchmarks.edit_benchmark, done.result, other)
    assert changed.changes.label == "Benchmark changed: GRR, Peers, 2026"
    assert book.read(stored)[0].draft == other
    removed = book.perform(benchmarks.remove_benchmark, done.result)
    assert (removed.changes.label, book.read(stored)) == ("Benchmark removed: GRR, Peers, 2026", [])
    for call, more in ((benchmarks.edit_benchmark, (OWN,)), (benchmarks.remove_benchmark, ())):
        with pytest.raises(Rejected, match="no such benchmark"):
            book.perform(call, done.result, *more)  # type: ignore[arg-type]
    book.undo()
    book.undo()
    assert book.read(stored)[0].draft == OWN
    with pytest.raises(Rejected):
        book.perform(benchmarks.edit_benchmark, done.result, OWN._replace(value=-1))


def test_that_rows_of_other_hands_are_read_without_harm(book: Portfolio) -> None:
    add(book, "benchmark", metric="nrr", value=1.0, year=2020, source="a blog")
    add(book, "benchmark", metric="nrr", value=None, year=2020)
    (found,) = book.read(stored)
    assert (found.draft.source.name, found.draft.source.address) == ("a blog", "")


def test_that_cadences_are_set_for_a_segment_and_for_all_others(book: Portfolio) -> None:
    add(book, "account", name="Acme", segment="Mid-market")
    done = book.perform(cadences.change_cadences, " mid-MARKET", {"contact": 21, "qbr": 180})
    assert (done.result, done.changes.label) == ("Mid-market", "Review cadence set: Mid-market, 180 d")
    book.perform(cadences.set_cadence, "contact", None, 45)
    contact, qbr = (book.read(stored_cadences, kind) for kind in ("contact", "qbr"))
    assert contact.of("Mid-market") == Cadence(21, "Mid-market", is_set=True)
    assert (contact.of("Small"), qbr.of("Mid-market").days, qbr.of("Small").days) == (
        Cadence(45, None, is_set=True), 180, 90,
    )  # fmt: skip
    book.perform(cadences.change_cadences, "Mid-market", {}, unset=True)
    assert book.read(stored_cadences, "contact").of("Mid-market").days == 45
    book.undo()
    assert book.read(stored_cadences, "contact").of("Mid-market").days == 21
    with pytest.raises(Rejected, match="No cadence is set for Large"):
        book.perform(cadences.change_cadences, "Large", {}, unset=True)
    for days in (0, 366):
        with pytest.raises(Rejected):
            book.perform(cadences.set_cadence, "contact", "Mid-market", days)


def test_that_segments_are_listed_with_what_is_set_and_what_is_done(book: Portfolio) -> None:
    for no in range(6):
        account = add(book, "account", name=f"A{no}", segment="Big")
        add(book, "contract_line", account=account, arr_cents=100, start_on="2026-01-01")
        for day in ("2026-09-01", "2026-09-21", "2026-10-11"):
            add(book, "touchpoint", account=account, on_day=day, kind="call", state="held", two_way=1)
    book.perform(cadences.set_cadence, "contact", "New", 7)
    rows = book.read(cadences.segment_cadences, DAY)
    assert [(row.segment, row.accounts, row.contact.days) for row in rows] == [
        ("Big", 6, 30),
        ("New", 0, 7),
        (None, 0, 30),
    ]
    assert [row.measured for row in rows] == [(20, 6), None, None]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, False),
        ({"source": "playbook detractor"}, False),
        ({"source": "call"}, True),
        ({"customer_visible": 1}, True),
    ],
)
def test_that_a_promise_was_made_in_a_talk_or_is_seen_by_the_customer(
    book: Portfolio, values: dict[str, Any], expected: bool
) -> None:
    acme = add(book, "account", name="Acme")
    talk = add(book, "touchpoint", account=acme, on_day="2026-11-20", kind="call")
    add(book, "task", account=acme, title="One", due_on="2026-11-21", side="ours", **values)
    add(book, "task", account=acme, title="Two", touchpoint=talk)
    one, two = sorted(book.read(tasks), key=lambda each: each.title)
    assert (one.is_promise, one.begun_on, one.due_on) == (expected, None, date(2026, 11, 21))
    assert (two.is_promise, two.begun_on, two.side) == (True, date(2026, 11, 20), None)
    book.perform(lambda tx: tx.delete("account", acme))
    assert book.read(tasks) == []


def test_that_the_journal_tells_a_milestones_first_day_and_when_it_was_blocked(book: Portfolio, clock: Clock) -> None:
    acme = add(book, "account", name="Acme")
    moved = add(book, "milestone", account=acme, name="SSO", due_on="2026-10-19", state="open")
    born = add(book, "milestone", account=acme, name="Import", due_on="2026-10-01", state="blocked")
    first, planned = clock.on("2026-10-22"), date(2026, 10, 19)
    change(book, "milestone", moved, due_on="2026-11-25", state="blocked")
    change(book, "milestone", moved, due_on="2026-12-06")
    assert book.read(milestone_pasts, DAY) == {moved: (planned, ((first, None),))}
    assert book.read(milestone_pasts, date(2026, 10, 21)) == {}
    last = clock.on("2026-11-03")
    change(book, "milestone", moved, state="open")
    change(book, "milestone", born, state="open")
    assert book.read(milestone_pasts, DAY) == {moved: (planned, ((first, last),))}
    assert book.read(milestone_pasts, date(2026, 11, 2)) == {moved: (planned, ((first, None),))}
    again = clock.on("2026-11-10")
    change(book, "milestone", moved, state="blocked")
    assert book.read(milestone_pasts, DAY)[moved].blocked == ((first, last), (again, None))
