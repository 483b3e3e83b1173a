"""Accounts that people put below one another apart: no merge leaves one below itself, and it is told."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from desktop.domain.merge import LATER_WINS, Cell, Choices, Merged
from desktop.domain.parents import comes_under_itself
from desktop.store import checks
from desktop.store.portfolio import Portfolio
from desktop.store.sharing.exporting import Copy
from tests.store.books import SOAK, Clock, new_account, rows, set_field
from tests.store.merge.people import empty_book, same_every_time

NAMES = ("Acme", "Bolt", "Crane", "Zenith")


class Team:
    """A book of four accounts, Bolt below Zenith, in copies that people have open."""

    def __init__(self, path: Path, folder: Path, people: int) -> None:
        self.clock = Clock()
        with Portfolio.open(path, clock_=self.clock) as book:
            self.ids = {name: new_account(book, name) for name in NAMES}
            set_field(book, self.ids["Bolt"], parent=self.ids["Zenith"])
        self.paths = [path, *(Path(shutil.copy(path, folder / f"{n}.perennial")) for n in range(1, people))]
        self._open = ExitStack()
        self.books = [self._open.enter_context(Portfolio.open(each, clock_=self.clock)) for each in self.paths]

    def put(self, person: int, account: str, parent: str | None) -> None:
        set_field(self.books[person], self.ids[account], parent=None if parent is None else self.ids[parent])

    def stands(self, person: int) -> dict[str, str | None]:
        """Account -> the one above it, by name."""
        assert self.books[person].read(checks.problems) == []
        sql = "SELECT a.name, p.name FROM account a LEFT JOIN account p ON p.id = a.parent ORDER BY 1"
        return dict(rows(self.books[person], sql))

    def merge(self, person: int, *others: int, choices: Choices = LATER_WINS) -> Merged:
        return self.books[person].merge([self.paths[other] for other in others], choices).result

    def close(self) -> None:
        self._open.close()


@pytest.fixture
def two(path: Path, tmp_path: Path) -> Iterator[Team]:
    team = Team(path, tmp_path, 2)
    yield team
    team.close()


def apart(team: Team) -> None:
    team.put(0, "Acme", "Bolt")
    team.put(1, "Bolt", "Acme")


def test_that_the_second_of_two_who_close_a_circle_leaves_its_account_where_it_was(two: Team) -> None:
    apart(two)
    two.merge(0, 1)
    two.merge(1, 0)
    assert two.stands(0) == two.stands(1) == {"Acme": "Bolt", "Bolt": "Zenith", "Crane": None, "Zenith": None}
    assert two.books[0].merge([two.paths[1]]).result.is_nothing


@pytest.mark.parametrize("here", [0, 1])
def test_that_a_preview_tells_the_circle_as_one_conflict_with_both_words(two: Team, here: int) -> None:
    apart(two)
    found = two.books[here].merge([two.paths[1 - here]], keep=False).result

    (conflict,) = found.conflicts
    assert conflict.is_circle
    assert (conflict.cell, conflict.account) == (Cell("account", two.ids["Bolt"], "parent"), "Bolt")
    values = (conflict.mine.value, conflict.theirs.value)
    assert values == ("Acme below Bolt", "Bolt below Acme")[:: 1 if here == 0 else -1]
    assert found.kept == ("mine" if here == 0 else "theirs",)
    assert conflict.mine.at != conflict.theirs.at


@pytest.mark.parametrize("here", [0, 1])
def test_that_the_other_word_can_be_chosen_and_travels(two: Team, here: int) -> None:
    apart(two)
    two.merge(here, 1 - here, choices=Choices("theirs" if here == 0 else "mine"))
    two.merge(1 - here, here)
    assert two.stands(0) == two.stands(1) == {"Acme": None, "Bolt": "Acme", "Crane": None, "Zenith": None}


def test_that_a_field_both_set_is_not_told_twice_where_one_of_them_closes_a_circle(two: Team) -> None:
    two.put(0, "Acme", "Bolt")
    two.put(0, "Bolt", "Crane")
    two.put(1, "Bolt", "Acme")
    found = two.books[0].merge([two.paths[1]]).result
    assert [each.is_circle for each in found.conflicts] == [True]
    assert two.stands(0)["Bolt"] == "Crane"


def test_that_a_conflict_about_the_account_above_names_both(two: Team) -> None:
    two.put(0, "Acme", "Bolt")
    two.put(1, "Acme", "Crane")
    two.put(1, "Zenith", "Crane")
    found = two.books[0].merge([two.paths[1]], keep=False).result

    (conflict,) = found.conflicts
    assert (conflict.mine.called, conflict.theirs.called) == ("Bolt", "Crane")
    assert conflict.theirs.value == two.ids["Crane"]
    (came,) = found.uncontested
    assert (came.account, came.old_called, came.new_called) == ("Zenith", None, "Crane")


def test_that_undoing_the_merge_puts_everybody_back_and_it_can_be_done_again(two: Team) -> None:
    two.put(0, "Crane", "Zenith")
    two.put(1, "Bolt", "Acme")
    two.put(0, "Acme", "Bolt")
    before = two.stands(0)

    two.merge(0, 1)
    after = two.stands(0)
    undone = two.books[0].undo()

    assert after["Acme"] is None
    assert after["Bolt"] == "Acme"
    assert two.stands(0) == before
    assert two.ids["Acme"] in undone.changes.accounts
    two.merge(0, 1)
    assert two.stands(0) == after


def test_that_what_moved_without_a_change_of_its_own_is_named_with_the_merge(two: Team) -> None:
    two.put(1, "Bolt", "Acme")
    two.put(0, "Acme", "Bolt")
    done = two.books[0].merge([two.paths[1]])
    assert {two.ids["Acme"], two.ids["Bolt"]} <= done.changes.accounts


def test_that_an_undo_that_would_close_a_circle_leaves_the_account_where_it_is(two: Team) -> None:
    two.put(0, "Acme", "Bolt")
    two.merge(1, 0)
    two.put(1, "Acme", None)
    two.put(0, "Acme", None)
    two.put(0, "Bolt", "Acme")
    two.merge(1, 0)
    # The merge is undone first; what it brought comes again before the next undo.
    two.books[1].undo()
    two.books[1].undo()
    two.merge(0, 1)
    two.merge(1, 0)
    assert two.stands(0) == two.stands(1)


def test_that_a_circle_of_three_is_broken_alike_in_every_order(path: Path, tmp_path: Path) -> None:
    team = Team(path, tmp_path, 3)
    team.put(0, "Acme", "Bolt")
    team.put(1, "Bolt", "Crane")
    team.put(2, "Crane", "Acme")
    team.put(2, "Crane", None)
    team.put(2, "Crane", "Acme")
    team.close()
    seen: list[dict[str, str | None]] = []
    for number, order in enumerate(permutations(range(3))):
        first, *rest = [Path(shutil.copy(team.paths[n], tmp_path / f"{number}-{n}.perennial")) for n in order]
        with Portfolio.open(first, clock_=team.clock) as book:
            for other in rest:
                book.merge([other])
            sql = "SELECT a.name, p.name FROM account a LEFT JOIN account p ON p.id = a.parent ORDER BY 1"
            seen.append(dict(rows(book, sql)))
            assert book.read(checks.problems) == []
    assert all(each == seen[0] for each in seen)
    assert seen[0] == {"Acme": "Bolt", "Bolt": "Crane", "Crane": None, "Zenith": None}


def test_that_accounts_that_moved_between_lent_and_kept_ones_can_be_lent(two: Team, tmp_path: Path) -> None:
    two.put(0, "Acme", "Crane")
    two.put(0, "Acme", "Zenith")
    two.put(0, "Crane", "Zenith")
    lent = (two.ids["Acme"], two.ids["Crane"])
    two.books[0].export(tmp_path / "loan.perennial", Copy("loan", lent))
    with Portfolio.open(tmp_path / "loan.perennial", clock_=two.clock) as loan:
        assert rows(loan, "SELECT name, parent FROM account ORDER BY 1") == [("Acme", None), ("Crane", None)]
        assert loan.read(checks.problems) == []


HISTORIES = 400 if SOAK else 5


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_that_whoever_merges_with_whom_in_any_order_sees_the_same_tree(seed: int, folder: Path) -> None:
    choose = random.Random(f"tree {seed}")
    with same_every_time(seed, folder):
        path = folder / "book.perennial"
        path.write_bytes(empty_book())
        team = Team(path, folder, 3)
        try:
            for person in range(3):
                team.clock.at += timedelta(days=choose.uniform(-20, 20))
                for _ in range(choose.randint(2, 5)):
                    move(team, person, choose)
            if choose.random() < 0.5:
                mine, theirs = choose.sample(range(3), 2)
                before = team.stands(mine)
                found = team.merge(mine, theirs, choices=Choices(choose.choice((None, "mine", "theirs"))))
                # Of one that brought nothing there is nothing to undo: that would take back what was typed before it.
                if choose.random() < 0.5 and not found.is_nothing:
                    team.books[mine].undo()
                    assert team.stands(mine) == before
                move(team, mine, choose)
            for first, *others in [choose.sample(range(3), 3) for _ in range(2)]:
                for other in others:
                    team.merge(first, other)
                for other in others:
                    team.merge(other, first)
            seen = [team.stands(person) for person in range(3)]
            assert seen[0] == seen[1] == seen[2]
            assert not any(comes_under_itself(name, seen[0]) for name in NAMES)
        finally:
            team.close()


def move(team: Team, person: int, choose: random.Random) -> None:
    account, parent = choose.choice(NAMES), choose.choice((None, *NAMES))
    if not comes_under_itself(account, {**team.stands(person), account: parent}):
        team.put(person, account, parent)
