"""Next steps and new accounts as they are typed into a list, and the rows of a few accounts read by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.domain.account_rows import AccountRow, total_columns
from desktop.domain.errors import Rejected
from desktop.operations import look
from desktop.operations.accounts import add_account, set_next_step, set_next_step_on, typed_day
from desktop.operations.brief import read_brief
from desktop.operations.defaults import write_defaults
from desktop.operations.demo.write import write_demo
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.tx import Tx

DAY = date(2026, 11, 23)  # a Monday


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Portfolio]:
    with Portfolio.create(tmp_path / "book.perennial", first=write_defaults) as made:
        yield made


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portfolio]:
    path = tmp_path_factory.mktemp("rows") / "demo.perennial"
    write_demo(path, as_of=DAY, accounts=60, seed=1)
    with Portfolio.open(path) as made:
        yield made


def steps(book: Portfolio) -> list[tuple[str, str | None, date | None]]:
    return [(each.name, each.next_step, each.next_step_on) for each in book.read(facts.accounts)]


def test_that_a_next_step_of_several_accounts_is_one_change_and_one_undo(book: Portfolio) -> None:
    ids = [book.perform(add_account, name).result for name in ("Acme", "Brook", "Crane")]

    performed = book.perform(set_next_step, ids[:2], "  Call \n them ")
    assert performed.changes.label == "Next step set: 2 accounts"
    assert performed.changes.accounts == set(ids[:2])
    assert steps(book) == [("Acme", "Call them", None), ("Brook", "Call them", None), ("Crane", None, None)]

    book.undo()
    assert [step for _, step, _ in steps(book)] == [None, None, None]


def test_that_a_blank_next_step_and_no_day_take_away_what_was_there(book: Portfolio) -> None:
    account = book.perform(add_account, "Acme").result
    book.perform(set_next_step, [account], "Call")
    book.perform(set_next_step_on, [account], DAY)
    assert steps(book) == [("Acme", "Call", DAY)]

    assert book.perform(set_next_step, [account], "  ").changes.label == "Next step removed: Acme"
    book.perform(set_next_step_on, [account], None)
    assert steps(book) == [("Acme", None, None)]


def test_that_what_is_saved_already_is_no_change(book: Portfolio) -> None:
    account = book.perform(add_account, "Acme").result
    book.perform(set_next_step, [account], "Call")
    assert not book.perform(set_next_step, [account], "Call").changes


def test_that_an_account_taken_back_meanwhile_refuses_the_whole_edit(book: Portfolio) -> None:
    there = book.perform(add_account, "Acme").result
    gone = book.perform(add_account, "Brook").result
    book.undo()

    with pytest.raises(Rejected, match="no such account"):
        book.perform(set_next_step, [there, gone], "Call")
    assert steps(book) == [("Acme", None, None)]


def test_that_an_endless_next_step_is_refused(book: Portfolio) -> None:
    account = book.perform(add_account, "Acme").result
    with pytest.raises(Rejected, match="at most 500 characters; this one has 501"):
        book.perform(set_next_step, [account], "x" * 501)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-03", date(2026, 12, 3)),
        ("3 dec", date(2026, 12, 3)),
        ("Dec 3, 2027", date(2027, 12, 3)),
        ("fri", date(2026, 11, 27)),
        ("+2w", date(2026, 12, 7)),
        (" Today ", DAY),
        ("2026-11-01", date(2026, 11, 1)),
        ("", None),
        ("   ", None),
    ],
)
def test_that_a_day_is_read_as_in_the_line(text: str, day: date | None) -> None:
    assert typed_day(text, as_of=DAY) == day


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("soon", '"soon" is no day'),
        ("fri or so", '"fri or so" is no day'),
        ("31 feb", "does not exist"),
        ("2026-13-01", "months 1 to 12"),
        ("3/4/2027", "two ways"),
    ],
)
def test_that_what_is_no_day_or_could_be_two_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(Rejected, match=why) as refused:
        typed_day(text, as_of=DAY)
    assert refused.value.field == "next_step_on"


@pytest.mark.parametrize(
    ("name", "why"), [("", "needs a name"), (" \t ", "needs a name"), ("x" * 201, "at most 200"), ("ACME", "already")]
)
def test_that_an_account_needs_a_name_of_its_own(book: Portfolio, name: str, why: str) -> None:
    book.perform(add_account, "Acme")
    with pytest.raises(Rejected, match=why):
        book.perform(add_account, name)
    assert [name for name, _, _ in steps(book)] == ["Acme"]


def near(one: AccountRow, other: AccountRow) -> bool:
    """Numpy adds one row in another order than many."""
    return all(
        abs(left - right) < 1e-9 if isinstance(left, float) and isinstance(right, float) else left == right
        for left, right in zip(one, other, strict=True)
    )


@pytest.mark.parametrize("back", [0, 45])
def test_that_rows_read_by_themselves_are_those_of_the_whole_book(demo: Portfolio, back: int) -> None:
    day = DAY - timedelta(days=back)
    whole = demo.read(look.accounts, day)
    for ids in ([row.id for row in whole], [row.id for row in whole[3:9]], [whole[0].id]):
        some = demo.read(look.account_rows_of, [*ids, ids[0], "nobody"], day)
        asked = [row for row in whole if row.id in ids]
        assert len(some) == len(asked)
        assert all(near(one, other) for one, other in zip(some, asked, strict=True))


def test_that_no_account_asked_for_is_no_row(demo: Portfolio) -> None:
    assert demo.read(look.account_rows_of, [], DAY) == []


def test_that_totals_add_up_by_band_and_count_what_is_due_soon(demo: Portfolio) -> None:
    rows = demo.read(look.accounts, DAY)
    totals = total_columns(rows, DAY).totals()

    assert (totals.n, totals.arr_cents) == (60, sum(row.arr_cents for row in rows))
    in_bands = sum(band.n for band in totals.bands)
    assert (in_bands + totals.without_arr, sum(band.arr_cents for band in totals.bands)) == totals[:2]
    soon = [
        row.name
        for row in rows
        if row.band in ("red", "amber") and row.opts_out_on and DAY <= row.opts_out_on <= DAY + timedelta(days=90)
    ]
    assert {"Ostrava Freight", "Tindle & Rowe"} <= set(soon)
    assert totals.due_soon == len(soon)


def test_that_a_brief_holds_the_last_talks_the_promises_of_both_and_one_question(demo: Portfolio) -> None:
    account = next(each.id for each in demo.read(facts.accounts) if each.name == "Tindle & Rowe")
    brief = demo.read(read_brief, account, DAY)

    assert brief is not None
    assert [talk.on_day for talk in brief.talks] == sorted((talk.on_day for talk in brief.talks), reverse=True)
    assert len(brief.talks) == 3
    assert {promise.title for promise in brief.theirs} == {"Order sample for the test", "Date for the next review"}
    assert "Name an owner for the two tickets" in {promise.title for promise in brief.ours}
    assert brief.tickets[0].escalated
    assert brief.moved[0].name == "feedback"
    assert brief.moved[0].points < -10
    assert brief.question.topic == "unhappy answer"
    assert "Slow support" in (brief.question.about or "")


def test_that_there_is_no_brief_of_an_account_that_is_not_there_yet(demo: Portfolio) -> None:
    account = next(each for each in demo.read(facts.accounts) if each.name == "Wren & Co")
    assert demo.read(read_brief, account.id, date(2020, 1, 1)) is None


def test_that_a_champion_who_left_is_asked_about_before_anything_else(book: Portfolio) -> None:
    def add(tx: Tx) -> str:
        tx.label = "Add"
        account = tx.insert("account", {"name": "Acme"})
        left = (DAY - timedelta(days=4)).isoformat()
        tx.insert("contact", {"account": account, "name": "Jana", "role": "champion", "left_on": left})
        return account

    account = book.perform(add).result
    brief = book.read(read_brief, account, DAY)
    assert brief is not None
    assert brief.question[:2] == ("no champion", "Jana")

    book.perform(lambda tx: tx.insert("contact", {"account": account, "name": "Ines", "role": "champion"}))
    brief = book.read(read_brief, account, DAY)
    assert brief is not None
    assert brief.question.topic == "never talked"
