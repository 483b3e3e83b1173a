"""Cells typed into a list, many at once; views and own fields kept in the file: each is one change and one undo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from desktop.domain.errors import Rejected
from desktop.domain.listing.conditions import Condition
from desktop.domain.listing.views import View, read_view
from desktop.operations.accounts import add_account
from desktop.operations.accounts_cells import Cell, SavedCells, set_cells
from desktop.operations.accounts_list import all_fields, read_extras
from desktop.operations.defaults import write_defaults
from desktop.operations.demo.write import write_demo
from desktop.operations.own_fields import add_own_field, rename_own_field, retire_own_field
from desktop.operations.saved_views import PAGE, change_view, delete_view, rename_view, save_view
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts, own_fields
from desktop.store.queries.ownership import owners_on
from desktop.store.queries.saved_views import saved_views
from desktop.store.tx import Tx

DAY = date(2026, 11, 23)  # a Monday


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Portfolio]:
    with Portfolio.create(tmp_path / "book.perennial", first=write_defaults) as made:
        yield made


@pytest.fixture
def ids(book: Portfolio) -> list[str]:
    return [book.perform(add_account, name).result for name in ("Acme", "Brook", "Crane")]


def save(book: Portfolio, *cells: tuple[str, str, str]) -> SavedCells:
    return book.perform(partial(set_cells, as_of=DAY), [Cell(*cell) for cell in cells]).result


def test_that_a_block_of_cells_is_one_change_and_one_undo(book: Portfolio, ids: list[str]) -> None:
    tier = "own:" + book.perform(add_own_field, "Tier").result
    typed = {"step": "Call Petr", "due": "fri", "segment": "SMB", "stage": "Live", "tags": "key", tier: "Gold"}
    saved = save(book, *((account, key, text) for account in ids[:2] for key, text in typed.items()))

    assert saved == SavedCells(2, ())
    acme = book.read(facts.accounts)[0]
    assert (acme.next_step, acme.next_step_on, acme.segment, acme.stage, acme.tags) == (
        "Call Petr",
        DAY + timedelta(4),
        "SMB",
        "Live",
        "key",
    )
    assert book.read(own_fields.values_by_account, tier.removeprefix("own:")) == {ids[0]: "Gold", ids[1]: "Gold"}

    book.undo()
    acme = book.read(facts.accounts)[0]
    assert (acme.next_step, acme.next_step_on, acme.segment, acme.tags) == (None, None, None, None)
    assert book.read(own_fields.values_by_account, tier.removeprefix("own:")) == {}


def test_that_the_change_is_called_after_what_it_did(book: Portfolio, ids: list[str]) -> None:
    operation = partial(set_cells, as_of=DAY)
    assert (
        book.perform(operation, [Cell(each, "step", "x") for each in ids]).changes.label == "Next step set: 3 accounts"
    )
    assert book.perform(operation, [Cell(ids[0], "step", " ")]).changes.label == "Next step removed: Acme"
    two = [Cell(ids[0], "stage", "Live"), Cell(ids[0], "region", "EU")]
    assert book.perform(operation, two).changes.label == "2 columns set: Acme"


def test_that_refused_cells_come_back_with_the_reason_and_the_others_are_saved(book: Portfolio, ids: list[str]) -> None:
    saved = save(
        book,
        (ids[0], "due", "31/02"),
        (ids[1], "due", "2026-12-03"),
        (ids[1], "arr", "50k"),
        (ids[2], "segment", "x" * 201),
        ("gone", "step", "Call"),
        (ids[2], "own:gone", "x"),
    )
    assert saved.accounts == 1
    whys = [(each.cell.account, each.cell.field, each.why) for each in saved.refused]
    assert [(account, key) for account, key, _ in whys] == [
        (ids[0], "due"),
        (ids[1], "arr"),
        (ids[2], "segment"),
        ("gone", "step"),
        (ids[2], "own:gone"),
    ]
    assert '"31/02" is not read as a day' in whys[0][2]
    assert "ARR is not typed here" in whys[1][2]
    assert "at most 200 characters" in whys[2][2]
    assert "no such account" in whys[3][2]
    assert [each.next_step_on for each in book.read(facts.accounts)] == [None, date(2026, 12, 3), None]


def test_that_nothing_saved_is_no_change(book: Portfolio, ids: list[str]) -> None:
    performed = book.perform(partial(set_cells, as_of=DAY), [Cell(ids[0], "due", "never")])
    assert performed.result.accounts == 0
    assert not performed.changes


def test_that_a_csm_takes_over_on_the_day_and_the_same_one_changes_nothing(book: Portfolio, ids: list[str]) -> None:
    save(book, (ids[0], "csm", "Jana"), (ids[1], "csm", "Mara"))
    save(book, (ids[0], "csm", "jana"), (ids[1], "csm", "Jana"))
    assert book.read(owners_on, DAY) == {ids[0]: "Jana", ids[1]: "Jana"}
    refused = save(book, (ids[0], "csm", "")).refused
    assert "Jana looks after it until somebody else does" in refused[0].why
    assert save(book, (ids[2], "csm", "")).refused == ()


def test_that_a_view_is_kept_changed_renamed_and_deleted_each_with_an_undo(book: Portfolio) -> None:
    view = View(name=" Big ones ", conditions=(Condition("arr", "at_least", ("50000",)),), group="csm")
    kept = book.perform(save_view, view).result
    assert [(each.name, each.id) for each in book.read(saved_views, PAGE)] == [("Big ones", kept)]

    book.perform(change_view, kept, View(sort="arr"))
    book.perform(rename_view, kept, "big ones")
    found = book.read(saved_views, PAGE)[0]
    assert (found.name, read_view("", found.definition).sort) == ("big ones", "arr")
    assert book.perform(delete_view, kept).changes.label == "View deleted: big ones"
    assert book.read(saved_views, PAGE) == []

    for _ in range(3):
        book.undo()
    found = book.read(saved_views, PAGE)[0]
    assert read_view(found.name, found.definition) == View(name="Big ones", conditions=view.conditions, group="csm")


@pytest.mark.parametrize(("name", "why"), [("  ", "needs a name"), ("x" * 81, "at most 80"), ("MINE", "already")])
def test_that_a_view_without_a_name_of_its_own_is_refused(book: Portfolio, name: str, why: str) -> None:
    book.perform(save_view, View(name="Mine"))
    other = book.perform(save_view, View(name="Other")).result
    with pytest.raises(Rejected, match=why):
        book.perform(save_view, View(name=name))
    with pytest.raises(Rejected, match=why):
        book.perform(rename_view, other, name)


def test_that_an_own_field_is_added_renamed_and_retired_and_comes_back_with_its_values(
    book: Portfolio, ids: list[str]
) -> None:
    field = book.perform(add_own_field, "Contract value").result
    save(book, (ids[0], f"own:{field}", "12"))
    book.perform(rename_own_field, field, "Value")
    assert book.read(all_fields)[-1].says == "Value"
    book.perform(retire_own_field, field)
    assert not any(each.key.startswith("own:") for each in book.read(all_fields))
    with pytest.raises(Rejected, match="no such field"):
        book.perform(retire_own_field, field)

    assert book.perform(add_own_field, "VALUE").result == field
    assert book.read(read_extras, [f"own:{field}"], DAY) == {f"own:{field}": {ids[0]: "12"}}
    with pytest.raises(Rejected, match="already"):
        book.perform(add_own_field, "Value")


def test_that_the_fields_of_a_few_accounts_are_those_of_all(tmp_path: Path) -> None:
    path = tmp_path / "demo.perennial"
    write_demo(path, as_of=DAY, accounts=60, seed=1)
    with Portfolio.open(path) as demo:
        keys = [field.key for field in demo.read(all_fields) if field.is_extra]
        whole = demo.read(read_extras, keys, DAY)
        few = [each.id for each in demo.read(facts.accounts)[:7]]
        part = demo.read(read_extras, keys, DAY, few)
    assert set(whole) == set(keys)
    for key in keys:
        assert part[key] == {account: value for account, value in whole[key].items() if account in few}, key


def test_what_the_fields_read_on_their_own_say(book: Portfolio, ids: list[str]) -> None:
    def write(tx: Tx) -> None:
        for plan, arr in (("Team", 100), ("Business", 900)):
            tx.insert(
                "contract_line",
                {"account": ids[0], "arr_cents": arr, "start_on": "2026-01-01", "plan": plan, "seats": 10},
            )
        tx.insert("contract_line", {"account": ids[0], "arr_cents": 5000, "start_on": "2027-01-01", "plan": "Later"})
        for day, score in (("2026-11-01", 9), ("2026-11-20", 3), ("2026-12-20", 10)):
            survey = {"account": ids[0], "kind": "nps", "responded_on": day, "score": score}
            tx.insert("survey_response", {**survey, "scale_min": 0, "scale_max": 10})
        tx.insert("ticket", {"account": ids[0], "opened_on": "2026-11-01"})
        tx.insert("ticket", {"account": ids[0], "opened_on": "2026-11-01", "closed_on": "2026-11-23"})
        tx.insert("ticket", {"account": ids[1], "opened_on": "2026-12-01"})
        tx.insert("risk", {"account": ids[1], "reason": "price", "opened_on": "2026-11-01"})
        tx.update("account", ids[1], {"parent": ids[0], "started_on": "2025-02-03"})

    book.perform(write)
    keys = ("plan", "nps", "tickets", "risks", "parent", "started", "pulse")
    assert book.read(read_extras, keys, DAY) == {
        "plan": {ids[0]: "Business"},
        "nps": {ids[0]: 3.0},
        "tickets": {ids[0]: 1},
        "risks": {ids[0]: 0, ids[1]: 1, ids[2]: 0},
        "parent": {ids[1]: "Acme"},
        "started": {ids[1]: date(2025, 2, 3)},
        "pulse": {},
    }
