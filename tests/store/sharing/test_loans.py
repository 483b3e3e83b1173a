"""Loan copies lent on, and what is done in them to the whole book: nothing is lost, and every copy ends the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.errors import Rejected
from desktop.domain.merge import Choices
from desktop.operations.quarters import set_fiscal_start
from desktop.store import checks, triggers
from desktop.store.merge.taking import SHARED_BY_ACCOUNTS
from desktop.store.portfolio import Portfolio
from desktop.store.queries.quarters import fiscal_start
from desktop.store.schema import links
from desktop.store.sharing.exporting import Copy
from desktop.store.tx import Tx
from desktop.store.usage_rows import Reading
from tests.store.books import Clock, add, add_usage, new_account, one, rows, set_field
from tests.store.merge.rules import told


class Lent:
    """A book of two accounts, both lent to Ben; a colleague has a full copy."""

    def __init__(self, path: Path) -> None:
        self.folder, self.clock = path.parent, Clock()
        self.home = Portfolio.open(path, clock_=self.clock)
        self.first, self.second = (new_account(self.home, name) for name in ("First", "Second"))
        self.colleague = self.folder / "colleague.perennial"
        shutil.copyfile(path, self.colleague)
        self.loan = self.folder / "loan.perennial"
        self.home.export(self.loan, Copy("loan", (self.first, self.second)))

    def lend_on(self) -> Path:
        """A loan of the first account, made of the loan."""
        out = self.folder / "lent-on.perennial"
        with self.open(self.loan) as loan:
            loan.export(out, Copy("loan", (self.first,)))
        return out

    def open(self, path: Path) -> Portfolio:
        return Portfolio.open(path, clock_=self.clock)

    def assert_all_end_the_same(self, *loans: Path) -> None:
        """The colleague takes the loans in late and the other way round, then both copies merge."""
        with self.open(self.colleague) as other:
            for loan in loans:
                other.merge([loan])
            other.merge([self.home.path])
            self.home.merge([self.colleague])
            assert other.read(told) == self.home.read(told)
            assert other.read(checks.problems) == self.home.read(checks.problems) == []


@pytest.fixture
def lent(path: Path) -> Iterator[Lent]:
    made = Lent(path)
    yield made
    made.home.close()


def _note_both(tx: Tx, lent: Lent) -> None:
    for account in (lent.first, lent.second):
        tx.update("account", account, {"notes": "by Ben"})


def _measure_both(tx: Tx, lent: Lent) -> None:
    add_usage(tx, [Reading(account, "logins", "", 20_500, 0, 5.0) for account in (lent.first, lent.second)])


def _put_below(tx: Tx, lent: Lent) -> None:
    tx.update("account", lent.first, {"parent": lent.second, "notes": "by Ben"})


@pytest.mark.parametrize("change", [_note_both, _measure_both, _put_below])
def test_that_a_loan_lent_on_loses_nothing_of_what_was_done_to_several_accounts(lent: Lent, change: object) -> None:
    assert callable(change)
    with lent.open(lent.loan) as loan:
        loan.perform(lambda tx: change(tx, lent))
    onward = lent.lend_on()
    with lent.open(onward) as copy:
        set_field(copy, lent.first, segment="by Cora")

    with pytest.raises(Rejected, match="if it was lent on from another loan copy, merge that one first"):
        lent.home.merge([onward])
    assert lent.home.merge([lent.loan]).result.change_sets == 1
    assert lent.home.merge([onward]).result.change_sets == 1

    assert one(lent.home, "SELECT segment FROM account WHERE id = ?", lent.first) == "by Cora"
    if change is _note_both:
        assert rows(lent.home, "SELECT notes FROM account") == [("by Ben",), ("by Ben",)]
    elif change is _measure_both:
        assert rows(lent.home, "SELECT count(*) FROM usage") == [(2,)]
    else:
        assert one(lent.home, "SELECT parent FROM account WHERE id = ?", lent.first) == lent.second
    lent.assert_all_end_the_same(lent.loan, onward)


def test_that_a_loan_comes_home_though_the_merge_it_was_made_after_was_taken_back(lent: Lent) -> None:
    with lent.open(lent.colleague) as other:
        set_field(other, lent.first, segment="by Dan")
    set_field(lent.home, lent.first, segment="later, here")
    assert lent.home.merge([lent.colleague], Choices("theirs")).result.kept == ("theirs",)
    late = lent.folder / "late.perennial"
    lent.home.export(late, Copy("loan", (lent.first,)))
    lent.home.undo()
    with lent.open(late) as loan:
        set_field(loan, lent.first, notes="by Ben")

    with pytest.raises(Rejected, match="was lent from a book that holds 1 change sets"):
        lent.home.merge([late])
    lent.home.merge([lent.colleague])
    assert lent.home.merge([late]).result.change_sets == 1

    assert rows(lent.home, "SELECT segment, notes FROM account")[0] == ("later, here", "by Ben")
    with lent.open(lent.colleague) as other:
        other.merge([lent.home.path])
    lent.assert_all_end_the_same(late)


def test_that_a_loan_lent_on_whole_comes_home_by_itself(lent: Lent) -> None:
    with lent.open(lent.loan) as loan:
        set_field(loan, lent.first, notes="by Ben")
        set_field(loan, lent.second, notes="by Ben")
    onward = lent.lend_on()
    with lent.open(onward) as copy:
        set_field(copy, lent.first, segment="by Cora")

    assert lent.home.merge([onward]).result.change_sets == 2
    assert lent.home.merge([lent.loan]).result.change_sets == 1

    assert rows(lent.home, "SELECT notes, segment FROM account") == [("by Ben", "by Cora"), ("by Ben", None)]
    lent.assert_all_end_the_same(lent.loan, onward)


def test_that_a_loan_sets_nothing_for_the_whole_book(lent: Lent) -> None:
    with lent.open(lent.loan) as loan:
        loan.perform(set_fiscal_start, month=5)
        loan.perform(add, "saved_view", {"name": "Ben's", "page": "accounts", "definition": "{}"})
        loan.perform(add, "scorecard", {"key": "ben", "name": "Ben's"})

    found = lent.home.merge([lent.loan]).result

    assert {(each.table, each.rows) for each in found.left_out} == {("setting", 1), ("saved_view", 1), ("scorecard", 1)}
    assert (found.came, lent.home.read(fiscal_start)) == ((), 1)
    assert lent.home.merge([lent.loan]).result.is_nothing
    lent.assert_all_end_the_same(lent.loan)


def test_that_what_a_loan_made_for_its_accounts_comes_home_and_goes_on_coming(lent: Lent) -> None:
    with lent.open(lent.loan) as loan:
        field = loan.perform(add, "own_field", {"name": "Tier"}).result
        loan.perform(add, "own_value", {"account": lent.first, "own_field": field, "value": "gold"})
        loan.perform(add_usage, [Reading(lent.first, "logins", "", 20_500, 0, 5.0)])
    lent.home.merge([lent.loan])
    with lent.open(lent.loan) as loan:
        loan.undo()
        set_field(loan, field, "own_field", name="Level")
    found = lent.home.merge([lent.loan]).result

    assert found.left_out == ()
    assert rows(lent.home, "SELECT name FROM own_field") == [("Level",)]
    assert rows(lent.home, "SELECT count(*) FROM usage") == [(0,)]
    # Whoever takes the loan in late, and all of it at once, ends with the same.
    lent.assert_all_end_the_same(lent.loan)


def test_that_a_playbook_of_a_loan_brings_its_own_steps_and_changes_no_other(lent: Lent) -> None:
    known = lent.home.perform(add, "playbook", {"key": "known", "name": "Known", "trigger": "detractor"}).result
    lent.loan.unlink()
    lent.loan.with_name(f"{lent.loan.name}.manifest.json").unlink()
    lent.home.export(lent.loan, Copy("loan", (lent.first, lent.second)))
    with lent.open(lent.loan) as loan:
        made = loan.perform(add, "playbook", {"key": "ben", "name": "Ben's", "trigger": "detractor"}).result
        for playbook in (known, made):
            loan.perform(add, "playbook_task", {"playbook": playbook, "key": "call", "title": "Call"})
        run = {"account": lent.first, "playbook": made, "cause_table": "account", "cause_row": lent.first}
        loan.perform(add, "playbook_run", {**run, "started_on": "2026-03-01"})

    lent.home.merge([lent.loan])

    assert rows(lent.home, "SELECT playbook FROM playbook_task") == [(made,)]
    assert rows(lent.home, "SELECT playbook FROM playbook_run") == [(made,)]
    with lent.open(lent.colleague) as other:
        other.merge([lent.home.path])
    lent.assert_all_end_the_same(lent.loan)


def test_that_all_that_rows_of_accounts_name_comes_with_them_from_a_loan(lent: Lent) -> None:
    journalled = lent.home.read(triggers.journalled_tables)
    of_accounts = {t for t in journalled if t == "account" or "account" in lent.home.read(triggers.columns, t)}
    named = {parent for table, _, parent in lent.home.read(links) if table in of_accounts}
    # Readings name their batch by its number.
    assert {*(named - of_accounts), "usage_batch"} <= set(SHARED_BY_ACCOUNTS)
