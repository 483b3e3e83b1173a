"""What two said apart of one thing, each in a row of their own: told as a conflict, and the choice travels."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.merge import Choices, Side
from desktop.store import checks
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.queries.ownership import owner_on
from tests.store.books import START, Clock, add, new_account, one, remove, rows
from tests.store.merge.rules import told

DAY = "2026-03-02"
SAID: dict[str, tuple[str, dict[str, Any], Any, Any]] = {
    "pulse": ("value", {"on_day": DAY}, 2, 4),
    "override": ("value", {"set_on": DAY}, 30.0, 80.0),
    "renewal_call": ("category", {"on_day": DAY, "kind": "csm"}, "commit", "risk"),
    "churn": ("reason", {"on_day": DAY}, "price", "merger"),
    "ownership": ("csm", {"from_on": DAY, "kind": "owner"}, "Ada", "Bo"),
}


class Pair:
    """Two copies of a book with one account."""

    def __init__(self, path: Path) -> None:
        self.clock = Clock()
        with Portfolio.open(path, clock_=self.clock) as book:
            self.account = new_account(book, "Acme")
        other = Path(shutil.copyfile(path, path.with_name("theirs.perennial")))
        self.mine, self.theirs = (Portfolio.open(each, clock_=self.clock) for each in (path, other))

    def say(self, book: Portfolio, table: str, value: Any, **more: Any) -> str:
        field, values, *_ = SAID[table]
        return book.perform(add, table, {"account": self.account, **values, field: value, **more}).result

    def both_say(self, table: str, *, mine_first: bool = True) -> None:
        _, _, mine, theirs = SAID[table]
        said = ((self.mine, mine), (self.theirs, theirs))
        for book, value in said if mine_first else said[::-1]:
            self.say(book, table, value)

    def counts(self, book: Portfolio, table: str) -> object:
        field = SAID[table][0]
        if table == "ownership":
            return book.read(owner_on, self.account, START.date())
        return rows(book, f"SELECT {field} FROM {table} WHERE deleted_at IS NULL ORDER BY rowid")[-1][0]

    def assert_equal(self) -> None:
        assert self.mine.read(told) == self.theirs.read(told)
        assert self.mine.read(checks.problems) == []


@pytest.fixture
def pair(path: Path) -> Iterator[Pair]:
    made = Pair(path)
    yield made
    made.mine.close()
    made.theirs.close()


@pytest.mark.parametrize("table", SAID)
@pytest.mark.parametrize("mine_first", [True, False])
def test_that_two_who_say_one_thing_differently_are_told_so(pair: Pair, table: str, mine_first: bool) -> None:
    field, _, mine, theirs = SAID[table]
    pair.both_say(table, mine_first=mine_first)

    found = pair.mine.merge([pair.theirs.path]).result

    (conflict,) = found.conflicts
    assert (conflict.account, conflict.title, conflict.cell.table, conflict.cell.field) == ("Acme", DAY, table, field)
    assert (conflict.mine.value, conflict.theirs.value) == (mine, theirs)
    assert conflict.kind == SAID[table][1].get("kind")
    assert conflict.later == ("theirs" if mine_first else "mine")
    assert found.uncontested == (), "what is contested is told once"
    assert pair.counts(pair.mine, table) == (theirs if mine_first else mine)
    pair.theirs.merge([pair.mine.path])
    assert pair.counts(pair.theirs, table) == (theirs if mine_first else mine)
    pair.assert_equal()


@pytest.mark.parametrize("table", SAID)
@pytest.mark.parametrize("side", ["mine", "theirs"])
def test_that_a_side_that_is_chosen_counts_in_every_copy(pair: Pair, table: str, side: Side) -> None:
    _, _, mine, theirs = SAID[table]
    chosen = mine if side == "mine" else theirs
    pair.both_say(table, mine_first=side == "mine")

    found = pair.mine.merge([pair.theirs.path], Choices(side)).result
    pair.theirs.merge([pair.mine.path])

    assert found.kept == (side,)
    assert pair.counts(pair.mine, table) == pair.counts(pair.theirs, table) == chosen
    pair.assert_equal()
    pair.mine.undo()
    assert pair.counts(pair.mine, table) == mine


def test_that_saying_the_same_or_of_another_day_is_no_conflict(pair: Pair) -> None:
    for book in (pair.mine, pair.theirs):
        pair.say(book, "pulse", 3)
    pair.say(pair.mine, "override", 30.0)
    pair.say(pair.theirs, "override", 60.0, set_on="2026-03-03")
    taken_back = pair.say(pair.theirs, "churn", "merger")
    pair.say(pair.mine, "churn", "price")
    pair.theirs.perform(remove, "churn", taken_back)

    assert pair.mine.merge([pair.theirs.path]).result.conflicts == ()


def test_that_only_the_last_that_each_said_is_told(pair: Pair) -> None:
    for mine, theirs in ((1, 5), (2, 4)):
        pair.say(pair.mine, "pulse", mine)
        pair.say(pair.theirs, "pulse", theirs)
    (conflict,) = pair.mine.merge([pair.theirs.path], keep=False).result.conflicts
    assert (conflict.mine.value, conflict.theirs.value) == (2, 4)

    # Mine was before theirs, and after what else they said.
    pair.mine.merge([pair.theirs.path], Choices("mine"))
    assert pair.counts(pair.mine, "pulse") == 2
    assert one(pair.mine, "SELECT count(*) FROM pulse WHERE deleted_at IS NULL") == 3


def test_that_of_owners_of_one_day_the_one_written_later_is_the_same_in_every_copy(pair: Pair) -> None:
    for from_on in (None, DAY):
        for book, csm, row in ((pair.mine, "Zoe", "z"), (pair.theirs, "Ada", "a")):
            values = {"account": pair.account, "csm": csm, "kind": "owner", "from_on": from_on}
            book.perform(add, "ownership", values, f"{row} {from_on}")
        pair.mine.merge([pair.theirs.path])
        pair.theirs.merge([pair.mine.path])
        assert pair.counts(pair.mine, "ownership") == pair.counts(pair.theirs, "ownership") == "Ada"
        for book in (pair.mine, pair.theirs):
            assert [each.csm for each in book.read(facts.ownerships)][-2:] == ["Zoe", "Ada"]
