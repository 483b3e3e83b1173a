"""Today on real files: what the demo book needs on its day, what snoozing hides, and what is found in odd rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.domain.errors import Rejected
from desktop.domain.today.book import Today
from desktop.operations.signals import signals
from desktop.operations.snooze import snooze, wake
from desktop.operations.today import read_today, today_of
from desktop.store.portfolio import Portfolio
from desktop.store.queries.snoozes import snoozes
from desktop.store.tx import Tx, Value
from tests.views.stage import AS_OF, demo_book

TOMORROW = AS_OF + timedelta(days=1)


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portfolio]:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    with Portfolio.open(demo_book(tmp_path)) as made:
        yield made


def day_of(book: Portfolio, day: date = AS_OF, since: date | None = None) -> Today:
    return today_of(book.read(read_today, day, since))


def accounts(view: Today) -> list[str]:
    return [row.name for row in view.queue.rows]


def sleep(book: Portfolio, name: str, until: date = TOMORROW, weight: float | None = None) -> str:
    row = next(each for each in day_of(book).queue.rows if each.name == name)
    weight = row.weight if weight is None else weight
    done = book.perform(snooze, row.account, row.reasons[0].key, weight, until, as_of=AS_OF)
    assert done.changes.label == f"Snoozed: {name}"
    return row.account


def test_that_ostrava_stands_first_with_arr_reason_and_days(book: Portfolio) -> None:
    first = day_of(book).queue.rows[0]
    assert (first.name, first.arr_cents, first.part) == ("Ostrava Freight", 14_800_000, "must")
    assert first.deadline is not None
    assert (first.deadline.kind, first.deadline.days) == ("opts out", 23)
    assert first.reasons[0].key == "risk_despite_use"
    assert {"seat_utilisation", "buyer_silent"} <= {each.name for each in first.reasons[0].evidence}
    assert first.action.types == "call renewal: "


def test_that_the_stories_stand_in_the_queue_with_the_deadlines_they_tell(book: Portfolio) -> None:
    rows = {row.name: row for row in day_of(book).queue.rows}
    told = {name: (row.deadline.kind, row.deadline.days) for name, row in rows.items() if row.deadline is not None}
    assert told["Lumen Dental"] == ("promise", 2)
    assert told["Aldermoor Council"] == ("go-live", -29)
    assert told["Tindle & Rowe"] == ("reply due", 1)
    assert told["Quillon Media"] == ("term ended", -12)
    assert told["Brackwater Foods"][0] == "opt-out unknown"
    assert rows["Halcyon Labs"].part == "next"
    assert rows["Lindqvist Möbel"].part == "chance"


def test_that_every_account_with_a_sign_of_loss_is_in_the_queue(book: Portfolio) -> None:
    found = book.read(signals, AS_OF)
    lost = {each.account.name for each in found.accounts for one in each.signals if one.family != "expansion"}
    assert lost == {row.name for row in day_of(book).queue.rows if row.is_loss}


def test_that_what_changed_since_friday_is_told_with_its_cause(book: Portfolio) -> None:
    view = day_of(book)
    assert view.since == date(2026, 11, 20)
    told = {each.name: each for each in view.changed}
    assert list(told) == ["Tindle & Rowe", "Aldermoor Council", "Corvid Games"]
    tindle = told["Tindle & Rowe"]
    assert (tindle.before.score, tindle.after.score) == (81, 62)
    assert [(each.kind, each.value, each.who) for each in tindle.causes] == [("answer", 3, "Jana Rowe")]
    (slip,) = told["Aldermoor Council"].causes
    assert (slip.kind, slip.about, slip.on) == ("slipped", "SSO live", AS_OF + timedelta(days=14))


def test_that_a_longer_period_tells_the_champion_who_left(book: Portfolio) -> None:
    told = {each.name: each for each in day_of(book, since=date(2026, 10, 30)).changed}
    lumen = told["Lumen Dental"]
    assert (lumen.before.score, lumen.after.score) == (81, 74)
    assert (lumen.causes[0].kind, lumen.causes[0].about) == ("champion left", "Jana Brandt")


def test_that_a_mark_that_is_not_past_counts_as_none(book: Portfolio) -> None:
    assert day_of(book, since=AS_OF).since == date(2026, 11, 20)


def test_that_meetings_of_the_next_seven_days_are_told_with_time_and_person(book: Portfolio) -> None:
    found = [(each.on.weekday(), each.at, each.name, each.who) for each in day_of(book).meetings]
    assert found[0] == (0, "11:00", "Tindle & Rowe", "Jana Rowe")
    assert (4, "13:00", "Verity Insurance", "Anneke Visser") in found
    assert all(AS_OF <= each.on < AS_OF + timedelta(days=7) for each in day_of(book).meetings)


def test_that_promises_of_both_sides_are_told_the_late_ones_first(book: Portfolio) -> None:
    found = day_of(book).promises
    assert [each.due_on for each in found] == sorted(each.due_on for each in found)
    assert {"ours", "theirs"} == {each.side for each in found}
    assert ("Lumen Dental", "Send the admin guide", 2) in {(each.name, each.title, each.days) for each in found}


def test_that_a_snoozed_account_leaves_comes_back_on_its_day_and_undo_brings_it_back(book: Portfolio) -> None:
    before = accounts(day_of(book))
    sleep(book, "Ostrava Freight")
    view = day_of(book)
    assert accounts(view) == before[1:]
    assert [(row.name, until) for row, until in view.queue.snoozed] == [("Ostrava Freight", TOMORROW)]
    assert "Ostrava Freight" in accounts(day_of(book, TOMORROW))
    book.undo()
    assert accounts(day_of(book)) == before


def test_that_something_worse_brings_a_snoozed_account_back(book: Portfolio) -> None:
    sleep(book, "Ostrava Freight", weight=2.0)
    assert accounts(day_of(book))[0] == "Ostrava Freight"


def test_that_a_snoozed_account_can_be_woken(book: Portfolio) -> None:
    account = sleep(book, "Ostrava Freight")
    assert book.perform(wake, account, as_of=AS_OF).changes.label == "Woken: Ostrava Freight"
    assert accounts(day_of(book))[0] == "Ostrava Freight"
    with pytest.raises(Rejected, match="not snoozed"):
        book.perform(wake, account, as_of=AS_OF)


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_that_a_snooze_ends_ahead_and_within_a_year(book: Portfolio, days: int) -> None:
    account = day_of(book).queue.rows[0].account
    with pytest.raises(Rejected, match="ahead, at most a year"):
        book.perform(snooze, account, "opt_out_near", 2.0, AS_OF + timedelta(days=days), as_of=AS_OF)
    with pytest.raises(Rejected, match="no such account"):
        book.perform(snooze, "nobody", "opt_out_near", 2.0, TOMORROW, as_of=AS_OF)


def test_that_a_snooze_set_later_is_not_there_on_an_earlier_day(book: Portfolio) -> None:
    friday = AS_OF - timedelta(days=3)
    before = accounts(day_of(book, friday))
    sleep(book, "Ostrava Freight", until=AS_OF + timedelta(days=30))
    assert accounts(day_of(book, friday)) == before


def test_that_snoozes_nobody_can_read_count_as_not_set(book: Portfolio) -> None:
    account = day_of(book).queue.rows[0].account

    def write(tx: Tx) -> None:
        odd: tuple[dict[str, Value], ...] = (
            {"signal": "opt_out_near", "until_on": "2026-12-01"},
            {"signal": "opt_out_near x 2026-11-23", "until_on": "2026-12-01"},
            {"signal": "opt_out_near 3 2026-11-23", "until_on": "soon"},
            {"signal": None, "until_on": None},
        )
        for values in odd:
            tx.insert("snooze", {"account": account, **values})

    book.perform(write)
    assert book.read(snoozes) == []
    assert day_of(book).queue.snoozed == ()


def test_that_a_new_book_has_an_empty_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    from tests.views.stage import empty_book

    with Portfolio.open(empty_book(tmp_path)) as empty:
        view = day_of(empty)
    assert (view.queue.rows, view.changed, view.promises, view.meetings) == ((), (), (), ())
    assert view.accounts == 0
