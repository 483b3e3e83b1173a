"""Usage readings: the latest live batch wins per key, whatever is taken back and done again."""

from __future__ import annotations

import random
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.store import checks, usage_rows
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx
from desktop.store.usage_rows import Added, Reading
from tests.store.books import (
    Clock,
    add_usage,
    everything,
    journal,
    new_account,
    one,
    rows,
    usage_that_counts,
)

Key = tuple[str, str, str, int, int]


@pytest.fixture
def account(book: Portfolio) -> str:
    return new_account(book)


def logins(account: str, *values: float, first: int = 20_000) -> list[Reading]:
    return [Reading(account, "logins", "", first + at, 0, value) for at, value in enumerate(values)]


def values(book: Portfolio) -> list[float]:
    return [row[-1] for row in book.read(usage_that_counts)]


def test_that_readings_are_kept_as_they_were_given(book: Portfolio, account: str) -> None:
    readings = [
        Reading(account, "logins", "", 20_000, 0, 1.0),
        Reading(account, "logins", "", 20_000, 1, -0.5),
        Reading(account, "logins", "reports <b>", -1, 0, 1e300),
        Reading(account, "ünï", "", 0, 0, 0.0),
    ]
    performed = book.perform(add_usage, readings)

    assert performed.result == Added(new=4, updated=0, unchanged=0)
    assert performed.changes.tables == {"usage_batch"}
    assert performed.changes.accounts == {account}
    assert book.read(usage_that_counts) == sorted(readings)
    assert rows(book, "SELECT source, readings FROM usage_batch") == [("usage.csv", 4)]


def test_that_the_same_readings_twice_change_nothing(book: Portfolio, account: str) -> None:
    book.perform(add_usage, logins(account, 1.0, 2.0))
    before = book.read(everything)
    again = book.perform(add_usage, logins(account, 1.0, 2.0))

    assert again.result == Added(new=0, updated=0, unchanged=2)
    assert not again.changes
    assert book.read(everything) == before


def test_that_a_later_batch_wins_and_equal_readings_stay_with_the_first(book: Portfolio, account: str) -> None:
    book.perform(add_usage, logins(account, 1.0, 2.0, 3.0))
    assert book.perform(add_usage, logins(account, 1.0, 9.0, 3.0, 4.0)).result == Added(1, 1, 2)

    assert values(book) == [1.0, 9.0, 3.0, 4.0]
    assert rows(book, "SELECT batch, value FROM usage ORDER BY day") == [(1, 1.0), (2, 9.0), (1, 3.0), (2, 4.0)]
    assert rows(book, "SELECT batch, value FROM usage_aside") == [(1, 2.0)]


def test_that_no_readings_make_no_batch(book: Portfolio) -> None:
    assert book.perform(add_usage, []).result == Added(0, 0, 0)
    assert rows(book, "SELECT * FROM usage_batch") == []


def test_that_the_journal_holds_the_batch_and_not_its_readings(book: Portfolio, account: str) -> None:
    book.perform(add_usage, logins(account, *map(float, range(1000))))
    assert [each[1] for each in journal(book)] == ["account", "usage_batch"]


def test_that_one_import_may_write_two_batches(book: Portfolio, account: str) -> None:
    def operation(tx: Tx) -> None:
        for value in (1.0, 2.0, 3.0):
            usage_rows.add(tx, logins(account, value), source="x.csv")

    book.perform(operation)
    assert values(book) == [3.0]
    book.undo()
    assert values(book) == []
    book.redo()
    assert values(book) == [3.0]
    assert book.read(checks.problems) == []


def test_that_readings_taken_back_come_again_with_the_next_import(book: Portfolio, account: str) -> None:
    book.perform(add_usage, logins(account, 1.0))
    book.undo()
    assert values(book) == []
    assert book.perform(add_usage, logins(account, 1.0)).result == Added(1, 0, 0)
    assert values(book) == [1.0]
    book.undo()
    assert values(book) == []
    assert book.read(checks.problems) == []


def test_that_redoing_brings_the_later_batch_back_although_the_clock_went_back(
    book: Portfolio, account: str, clock: Clock
) -> None:
    book.perform(add_usage, logins(account, 1.0))
    clock.at -= timedelta(days=30)
    for value in (2.0, 3.0, 4.0):
        clock.at -= timedelta(minutes=1)
        book.perform(add_usage, logins(account, value))
    seen: list[list[float]] = []
    for turn in (book.undo, book.undo, book.redo, book.undo, book.undo, book.undo, *[book.redo] * 4):
        turn()
        seen.append(values(book))

    assert seen == [[3.0], [2.0], [3.0], [2.0], [1.0], [], [1.0], [2.0], [3.0], [4.0]]


def test_that_a_reading_without_account_is_a_bug_and_leaves_nothing(book: Portfolio) -> None:
    before = book.read(everything)
    with pytest.raises(Exception, match="FOREIGN KEY"):
        book.perform(add_usage, logins("nobody", 1.0))
    assert book.read(everything) == before
    book.perform(add_usage, [])


@pytest.mark.parametrize("bad", [[("x", 1.0), ("x", 2.0)], [("x", float("nan"))]], ids=["twice", "no number"])
def test_that_readings_that_contradict_themselves_leave_nothing(
    book: Portfolio, account: str, bad: list[tuple[str, float]]
) -> None:
    before = book.read(everything)
    with pytest.raises(Exception, match="constraint failed"):
        book.perform(add_usage, [Reading(account, "logins", feature, 1, 0, value) for feature, value in bad])
    assert book.read(everything) == before
    assert book.perform(add_usage, logins(account, 1.0)).result.new == 1


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_that_usage_is_that_of_the_latest_batch_that_stands(template: Path, memory: Path, seed: int) -> None:
    """Against plain dictionaries: the batches that stand, in the order of writing."""
    choose, clock = random.Random(seed), Clock()
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        path = Path(shutil.copyfile(template, Path(folder) / "book.perennial"))
        with Portfolio.open(path, clock_=clock) as book:
            accounts = [new_account(book, name) for name in "AB"]
            done: list[dict[Key, float]] = []
            undone: list[dict[Key, float]] = []

            def now() -> dict[Key, float]:
                return {key: value for batch in done for key, value in batch.items()}

            for _ in range(25):
                clock.at += timedelta(days=choose.randrange(-30, 30))
                action = choose.random()
                if action < 0.3 and done:
                    book.undo()
                    undone.append(done.pop())
                elif action < 0.55 and undone:
                    book.redo()
                    done.append(undone.pop())
                else:
                    batch: dict[Key, float] = {
                        (choose.choice(accounts), choose.choice(("logins", "events")), choose.choice(("", "f")),
                         choose.randrange(4), choose.randrange(2)): float(choose.randrange(3))
                        for _ in range(choose.randrange(1, 12))
                    }  # fmt: skip
                    before = now()
                    added = book.perform(add_usage, [Reading(*key, value) for key, value in batch.items()]).result
                    same = sum(before.get(key) == value for key, value in batch.items())
                    known = len(before.keys() & batch.keys())
                    assert added == Added(len(batch) - known, known - same, same)
                    if same < len(batch):
                        # What is equal stays with the batch that said it first.
                        done.append({key: value for key, value in batch.items() if before.get(key) != value})
                        undone.clear()
                expected = sorted((*key, value) for key, value in now().items())
                assert book.read(usage_that_counts) == expected
            assert book.read(checks.problems) == []
            assert one(book, "SELECT count(*) FROM usage_batch") >= len(done)
