"""Handing accounts over and standing in: the rows that are kept, what is refused, and that every day has its owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Rejected
from desktop.domain.facts import Ownership
from desktop.domain.team.ownership import COVER, holds_on
from desktop.operations import handover
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.queries.ownership import owner_on
from desktop.store.tx import Tx, Value

DAY = date(2026, 11, 22)
Row = tuple[str, str | None, str | None, str | None]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portfolio]:
    folder = tmp_path_factory.mktemp("handover")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERENNIAL_HOME", str(folder / "home"))
        with Portfolio.create(folder / "book.perennial", first=lambda _tx: None) as made:
            yield made


@pytest.fixture
def acme(book: Portfolio) -> str:
    return new_account(book)


def new_account(book: Portfolio) -> str:
    def insert(tx: Tx) -> str:
        tx.label = "Add"
        return tx.insert("account", {"name": "Acme"})

    return book.perform(insert).result


def own(book: Portfolio, account: str, *rows: Row) -> None:
    """Ownerships as (csm, from, until, kind)."""

    def insert(tx: Tx) -> None:
        tx.label = "Add"
        for csm, from_on, until_on, kind in rows:
            values: dict[str, Value] = {"csm": csm, "from_on": from_on, "until_on": until_on, "kind": kind}
            tx.insert("ownership", {"account": account, **values})

    book.perform(insert)


def rows_of(book: Portfolio, account: str) -> list[Ownership]:
    return book.read(facts.ownerships, account)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def told(book: Portfolio, account: str) -> list[Row]:
    rows: list[Row] = [
        (each.csm, _text(each.from_on), _text(each.until_on), each.kind) for each in rows_of(book, account)
    ]
    return sorted(rows, key=lambda row: (row[3] or "", row[1] or ""))


@pytest.mark.parametrize(
    ("before", "on", "after"),
    [
        ([], "2026-11-22", [("Ann", "2026-11-22", None, "owner")]),
        (
            [("Ines", None, None, "owner")],
            "2026-11-22",
            [("Ines", None, "2026-11-22", "owner"), ("Ann", "2026-11-22", None, "owner")],
        ),
        (
            [("Ines", "2026-01-01", None, None)],
            "2026-11-22",
            [("Ines", "2026-01-01", "2026-11-22", None), ("Ann", "2026-11-22", None, "owner")],
        ),
        ([("Ines", "2026-11-22", None, "owner")], "2026-11-22", [("Ann", "2026-11-22", None, "owner")]),
        (
            [("Ines", "2026-01-01", "2026-12-01", "owner"), ("Tom", "2026-12-01", None, "owner")],
            "2026-11-22",
            [
                ("Ines", "2026-01-01", "2026-11-22", "owner"),
                ("Ann", "2026-11-22", "2026-12-01", "owner"),
                ("Tom", "2026-12-01", None, "owner"),
            ],
        ),
        (
            [("Ines", "2026-01-01", "2026-06-01", "owner")],
            "2026-11-22",
            [("Ines", "2026-01-01", "2026-06-01", "owner"), ("Ann", "2026-11-22", None, "owner")],
        ),
        (
            [("Ines", "2026-01-01", None, "owner"), ("Ann", "2026-11-01", "2026-12-01", "cover")],
            "2026-11-22",
            [
                ("Ann", "2026-11-01", "2026-11-22", "cover"),
                ("Ines", "2026-01-01", "2026-11-22", "owner"),
                ("Ann", "2026-11-22", None, "owner"),
            ],
        ),
        (
            [("Ines", "2026-01-01", None, "owner"), ("Tom", "2026-11-01", "2026-12-01", "cover")],
            "2026-11-22",
            [
                ("Tom", "2026-11-01", "2026-12-01", "cover"),
                ("Ines", "2026-01-01", "2026-11-22", "owner"),
                ("Ann", "2026-11-22", None, "owner"),
            ],
        ),
    ],
)
def test_that_the_running_ownership_ends_where_the_next_begins(
    book: Portfolio, acme: str, before: list[Row], on: str, after: list[Row]
) -> None:
    own(book, acme, *before)
    done = book.perform(handover.hand_over, acme, "Ann", date.fromisoformat(on))
    assert told(book, acme) == after
    assert done.result == "Ann"
    assert done.changes.label == f"Handed over: Acme to Ann on {on}"
    assert done.changes.accounts == {acme}
    book.undo()
    assert told(book, acme) == sorted(before, key=lambda row: (row[3] or "", row[1] or ""))
    book.redo()
    assert told(book, acme) == after


def test_that_handing_over_twice_the_same_way_is_refused_and_a_name_is_spelled_as_it_is_known(
    book: Portfolio, acme: str
) -> None:
    own(book, acme, ("Ines Okafor", None, None, "owner"))
    with pytest.raises(Rejected, match="owns Acme on 2026-11-22 already"):
        book.perform(handover.hand_over, acme, " ines  OKAFOR ", DAY)
    assert book.perform(handover.hand_over, acme, "Mara", DAY).result == "Mara"
    assert book.perform(handover.hand_over, acme, "ines okafor", DAY + timedelta(days=9)).result == "Ines Okafor"
    with pytest.raises(Rejected):
        book.perform(handover.hand_over, acme, "mara", DAY)


@pytest.mark.parametrize(("csm", "words"), [("", "Nobody is named"), (" ", "Nobody is named"), ("x" * 201, "at most")])
def test_that_a_name_is_needed(book: Portfolio, acme: str, csm: str, words: str) -> None:
    with pytest.raises(Rejected, match=words) as refused:
        book.perform(handover.hand_over, acme, csm, DAY)
    assert refused.value.field == "csm"


def test_that_an_account_that_is_gone_cannot_be_handed_over(book: Portfolio, acme: str) -> None:
    book.perform(lambda tx: tx.delete("account", acme))
    calls: tuple[Callable[[Tx], Any], ...] = (
        lambda tx: handover.hand_over(tx, acme, "Ann", DAY),
        lambda tx: handover.set_cover(tx, acme, "Ann", DAY, DAY + timedelta(days=3)),
        lambda tx: handover.end_cover(tx, acme, DAY),
    )
    for call in calls:
        with pytest.raises(Rejected, match="no such account"):
            book.perform(call)


def test_that_cover_runs_beside_the_owner_and_is_one_undo(book: Portfolio, acme: str) -> None:
    own(book, acme, ("Ines", None, None, "owner"))
    done = book.perform(handover.set_cover, acme, "Mara", DAY, DAY + timedelta(days=7))
    assert done.changes.label == "Cover set: Mara for Acme until 2026-11-29"
    assert told(book, acme)[0] == ("Mara", "2026-11-22", "2026-11-29", "cover")
    assert book.read(owner_on, acme, DAY) == "Ines"
    assert book.perform(handover.end_cover, acme, DAY + timedelta(days=2)).result == "Mara"
    assert told(book, acme)[0] == ("Mara", "2026-11-22", "2026-11-24", "cover")
    book.undo()
    book.undo()
    assert told(book, acme) == [("Ines", None, None, "owner")]


@pytest.mark.parametrize(
    ("csm", "from_on", "days", "field"),
    [
        ("Mara", 0, 0, "until"),
        ("Mara", 0, -1, "until"),
        ("Ines", 0, 5, "csm"),
        ("Mara", 25, 5, "from"),
        ("Tom", 29, 9, "from"),
        ("Mara", 15, 6, "from"),
    ],
)
def test_that_cover_that_makes_no_sense_is_refused(
    book: Portfolio, acme: str, csm: str, from_on: int, days: int, field: str
) -> None:
    own(book, acme, ("Ines", None, None, "owner"), ("Tom", "2026-12-12", "2026-12-22", "cover"))
    first = DAY + timedelta(days=from_on)
    with pytest.raises(Rejected) as refused:
        book.perform(handover.set_cover, acme, csm, first, first + timedelta(days=days))
    assert refused.value.field == field


@pytest.mark.parametrize(("from_on", "days"), [(15, 5), (30, 5)])
def test_that_covers_may_meet(book: Portfolio, acme: str, from_on: int, days: int) -> None:
    own(book, acme, ("Ines", None, None, "owner"), ("Tom", "2026-12-12", "2026-12-22", "cover"))
    first = DAY + timedelta(days=from_on)
    book.perform(handover.set_cover, acme, "Mara", first, first + timedelta(days=days))
    assert len(told(book, acme)) == 3


def test_that_no_cover_cannot_be_ended(book: Portfolio, acme: str) -> None:
    own(book, acme, ("Ines", None, None, "owner"), ("Tom", "2026-12-12", "2026-12-22", "cover"))
    for day in (date(2026, 12, 11), date(2026, 12, 22)):
        with pytest.raises(Rejected, match="Nobody stands in"):
            book.perform(handover.end_cover, acme, day)


def owners(rows: Sequence[Ownership], day: date) -> list[str]:
    return [each.csm for each in rows if each.kind != COVER and holds_on(each, day)]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(("Ines", "Mara", "Tom")), st.integers(0, 30)), max_size=8))
def test_that_every_day_has_one_owner_however_often_an_account_changes_hands(
    book: Portfolio, moves: list[tuple[str, int]]
) -> None:
    account = new_account(book)
    own(book, account, ("Ines", None, None, "owner"))
    expected: dict[int, str] = {-1: "Ines"}
    for csm, days in moves:
        with suppress(Rejected):
            book.perform(handover.hand_over, account, csm, DAY + timedelta(days=days))
            expected[days] = csm
    rows = rows_of(book, account)
    for days in range(-1, 35):
        owner = expected[max(each for each in expected if each <= days)]
        assert owners(rows, DAY + timedelta(days=days)) == [owner]


def test_that_a_word_of_one_csms_name_is_that_csm_and_of_several_is_refused(book: Portfolio, acme: str) -> None:
    other = new_account(book)
    own(book, other, ("Quirin Falk", None, None, "owner"), ("Quentin Zumwald", None, None, "cover"))
    assert book.perform(handover.hand_over, acme, "quirin", DAY).result == "Quirin Falk"
    assert told(book, acme)[-1][0] == "Quirin Falk"
    assert book.perform(handover.set_cover, acme, "ZUMWALD", DAY, DAY + timedelta(days=3)).result == "Quentin Zumwald"
    own(book, other, ("Quirin Obers", None, None, "cover"))
    with pytest.raises(Rejected, match="quirin may be Quirin Falk or Quirin Obers: type the whole name"):
        book.perform(handover.hand_over, other, "quirin", DAY)
    assert book.perform(handover.hand_over, acme, "Quir", DAY + timedelta(days=9)).result == "Quir", "no whole word"
