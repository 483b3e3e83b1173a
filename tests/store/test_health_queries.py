"""Columns straight from the file give the scores, to the bit, that the facts as records give."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.book import accounts_on
from desktop.domain.book_health import HealthBook, health_book, scores_on
from desktop.domain.errors import FileProblem
from desktop.operations.defaults import write_defaults
from desktop.store.connection import Connection
from desktop.store.portfolio import Portfolio
from desktop.store.queries.book import book as read_book
from desktop.store.queries.health import account_health, health_there
from desktop.store.queries.usage import usage_windows, windows_of
from desktop.store.tx import Tx, Value
from desktop.store.usage_rows import Reading, add
from tests.store.books import Clock, new_account, set_field
from tests.store.books import add as store

DAY = date(2026, 11, 22)
DAYS = tuple(DAY - timedelta(back) for back in (395, 366, 365, 60, 30, 1, 0))
EPOCH = date(1970, 1, 1)
COLUMNS = ("score", "mean", "coverage", "band", "values", "weights", "points", "cap_points")


def fill(tx: Tx, random: Random) -> None:
    """A small book in which everything that can be unknown sometimes is, around the edges of all windows."""
    write_defaults(tx)
    maybe = random.choice

    def on(*more: int) -> str:
        back = maybe((-40, -1, 0, 1, 27, 28, 29, 30, 31, 59, 60, 61, 90, 364, 365, 366, 394, 395, 396, 759, 760, *more))
        return (DAY - timedelta(back)).isoformat()

    accounts = [tx.insert("account", {"name": maybe("ABCD"), "segment": maybe((None, "SMB")),
                                      "started_on": maybe((None, on(), on()))}) for _ in range(4)]  # fmt: skip
    for account in accounts:
        people = [
            tx.insert("contact", {
                "account": account, "name": "P", "role": maybe((None, "champion", " Buyer", "user")),
                "influence": maybe((None, "decides")), "left_on": maybe((None, None, on())),
            })
            for _ in range(2)
        ]  # fmt: skip
        rows: list[tuple[str, dict[str, Value]]] = []
        for _ in range(random.randrange(5)):
            kind = maybe(("nps", "nps", "csat", "ces"))
            low, high = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}[kind]
            score = maybe((None, random.randint(low, high), random.uniform(low, high)))
            rows.append(("survey_response", {
                "kind": kind, "responded_on": on(), "score": score, "scale_min": low, "scale_max": high,
                "contact": maybe((None, *people)), "direction": maybe(("ease", "effort")) if kind == "ces" else None,
            }))  # fmt: skip
            rows.append(("ticket", {
                "opened_on": on(1000), "closed_on": maybe((None, on())), "escalated": maybe((None, 0, 1)),
                "csat": maybe((None, 2.0, 3.7)),
            }))  # fmt: skip
            state, two_way = maybe((None, "held", "planned", "cancelled")), maybe((None, 0, 1, 1))
            rows.append(("touchpoint", {"on_day": on(1500), "kind": "call", "state": state, "two_way": two_way}))
            rows.append(("qbr", {"held_on": maybe((None, on(1500)))}))
            due, done = maybe((None, on(), on())), maybe((None, on()))
            rows.append(("milestone", {
                "name": "M", "due_on": due, "done_on": done, "state": maybe((None, "open", "done", "waived")),
            }))  # fmt: skip
            rows.append(("objective", {
                "goal": "O", "due_on": due, "done_on": done, "status": maybe((None, "met", "dropped")),
            }))  # fmt: skip
            rows.append(("contract_line", {
                "arr_cents": maybe((0, 100, 100, 250)), "start_on": on(1000), "end_on": maybe((None, on())),
                "product": maybe((None, "core")), "seats": maybe((None, 7)), "auto_renew": maybe((None, 0, 1)),
                "term_months": maybe((None, 1, 12)), "notice_days": maybe((None, 30)), "trial": maybe((None, 0, 1)),
                "notice_given_on": maybe((None, None, on())), "outcome": maybe((None, None, "ended")),
                "outcome_on": maybe((None, on())), "likelihood": maybe((None, random.random())),
            }))  # fmt: skip
        for table, values in rows:
            row = tx.insert(table, {**values, "account": account})
            if random.random() < 0.1:
                tx.delete(table, row)
    readings = {
        (account, metric, feature, day): Reading(account, metric, feature, day, 0, random.uniform(0, 20))
        for account in accounts
        for metric, feature in (("active_users", ""), ("logins", ""), ("logins", "sso"), ("feature_users", "sso"),
                                ("eligible_users", "sso"), ("eligible_users", "api"), ("other", ""))
        for day in random.sample(range((DAY - EPOCH).days - 500, (DAY - EPOCH).days + 3), random.randrange(40))
    }  # fmt: skip
    add(tx, readings.values(), source="usage.csv")
    if random.random() < 0.3:
        tx.delete("account", accounts[0])
    tx.label = "Fill"


def from_records(conn: Connection, day: date) -> HealthBook:
    book = read_book(conn)
    return health_book(book, [account.id for account in accounts_on(book, day)])


def assert_same(one: HealthBook, other: HealthBook, conn: Connection, days: Sequence[date]) -> None:
    """Both give the same figures on every day, of the accounts of the first."""
    at = [other.accounts.index(account) for account in one.accounts]
    windows = windows_of(conn, one.accounts, days)
    for day in days:
        found = scores_on(one, windows[day], day)
        expected = scores_on(other, usage_windows(conn, other.accounts, day), day)
        for column in COLUMNS:
            np.testing.assert_array_equal(getattr(found, column), getattr(expected, column)[at], err_msg=column)
        np.testing.assert_array_equal(found.inputs.raw, expected.inputs.raw[at])
        np.testing.assert_array_equal(found.inputs.caps, expected.inputs.caps[at])


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_that_columns_and_records_of_one_account_of_few_and_of_all_give_the_same_scores(
    template: Path, memory: Path, seed: int
) -> None:
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        path = Path(shutil.copyfile(template, Path(folder) / "book.perennial"))
        with Portfolio.open(path, clock_=Clock()) as book:
            book.perform(fill, Random(seed))

            def compare(conn: Connection) -> None:
                for days in (DAYS, DAYS[-1:], DAYS[-3:]):
                    expected = from_records(conn, days[-1])
                    whole = health_there(conn, days)
                    assert whole.accounts == expected.accounts
                    assert_same(whole, expected, conn, days)
                    assert_same(health_there(conn, days, whole.accounts[1:]), expected, conn, days)
                    for account in whole.accounts:
                        assert_same(account_health(conn, account, days), expected, conn, days)

            book.read(compare)


@pytest.mark.parametrize("known_then", [False, True])
def test_that_a_past_day_is_read_as_it_was(book: Portfolio, clock: Clock, known_then: bool) -> None:
    book.perform(fill, Random(3))
    clock.at += timedelta(days=1)
    accounts = book.read(from_records, DAY).accounts
    assert len(accounts) > 1
    for account in accounts:
        set_field(book, account, segment="Other", name="Z")
    with book.looked_at(clock.at.date() - timedelta(days=1), known_then=known_then) as conn:
        found = health_there(conn, DAYS)
        assert set(found.segments) <= {None, "SMB"}
        assert_same(found, from_records(conn, DAY), conn, DAYS)


def test_that_an_account_that_is_gone_has_nothing_to_be_scored_from(book: Portfolio) -> None:
    account = new_account(book)
    for one in ("nobody", account):
        read = book.read(account_health, one, (DAY,))
        assert len(read.accounts) == 1
        assert len(read.lines.start) == 0


def test_that_a_day_that_is_none_is_named(book: Portfolio) -> None:
    account = new_account(book)
    book.perform(store, "touchpoint", {"account": account, "on_day": "2026-01-32", "kind": "call", "two_way": 1})
    with pytest.raises(FileProblem, match="a touchpoint has a on_day that is no day"):
        book.read(health_there, (DAY,))
