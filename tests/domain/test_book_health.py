"""What contracts say of an account set-wise is what walking over its lines says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.book_health import contract_columns, contracts_on
from desktop.domain.columns import Positions, columns_of
from desktop.domain.contracts import NEVER, known_lines, known_terms
from desktop.domain.facts import ContractLine
from desktop.domain.line_columns import LINE_FIELDS, LineColumns, line_columns
from desktop.domain.renewals import governing, next_dates
from desktop.domain.revenue import arr_history
from tests.domain.contract_books import books, books_decided_ahead, days, line, seats_and_commercial

ACCOUNTS = ("B", "nobody", "A")
POSITION = {account: at for at, account in enumerate(ACCOUNTS)}


def columns(lines: Sequence[ContractLine]) -> LineColumns:
    return line_columns(columns_of(lines, ContractLine, ("id", *LINE_FIELDS)), Positions(POSITION))


def saying(lines: Sequence[ContractLine], random: Random) -> list[ContractLine]:
    """The lines with seats and likelihoods."""
    return [
        each._replace(seats=random.choice((None, 0, 3, 20)), likelihood=random.choice((None, 0.0, 0.35, 0.8, 1.0)))
        for each in lines
    ]


@given(books(), days(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=100)
def test_that_seats_likelihood_and_notice_are_those_of_the_open_lines(
    book: list[ContractLine], day: date, random: Random
) -> None:
    lines = saying(book, random)
    known = known_lines(lines, as_of=day)
    open_ = [each for each, counts in zip(known.lines, known.counts_on(day), strict=True) if counts]
    late = {each.account for each, is_late in zip(known.lines, known.overdue(), strict=True) if is_late}
    seats: dict[str, int | None] = {}
    lowest: dict[str, float | None] = {}
    for account in ACCOUNTS:
        of = [each for each in open_ if each.account == account]
        counted = [each.seats for each in of if each.seats is not None]
        seats[account] = sum(counted) if counted else None
        lowest[account] = min((each.likelihood for each in of if each.likelihood is not None), default=None)
    noticed = {each.account for each in open_ if each.notice_given_on is not None}
    expected = seats_and_commercial(ACCOUNTS, seats=seats, lowest_likelihood=lowest, overdue=late, notice_given=noticed)
    arr = arr_history(lines, as_of=day).by_account(day)

    found, is_active = contract_columns(lines, ACCOUNTS, day)

    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)
    assert is_active.tolist() == [arr.get(account, 0) > 0 for account in ACCOUNTS]
    known_then = known_terms(columns(lines), day)
    assert contracts_on(columns(lines), known_then, 3)[1].tolist() == [arr.get(account, 0) for account in ACCOUNTS]


@given(books() | books_decided_ahead(), days())
@settings(deadline=None, max_examples=200)
def test_that_the_columns_say_what_governs_each_account(book: list[ContractLine], day: date) -> None:
    lines = columns(book)
    expected = governing(book, as_of=day)

    found = next_dates(lines, known_terms(lines, day), len(ACCOUNTS))

    for at, account in enumerate(ACCOUNTS):
        row = expected.get(account)
        if row is None:
            assert [int(column[at]) for column in found] == [NEVER, NEVER, False]
        else:
            opts_out_on = NEVER if row.opts_out_on is None else row.opts_out_on.toordinal()
            assert [int(column[at]) for column in found] == [row.renews_on.toordinal(), opts_out_on, row.overdue]


@given(books(), st.lists(days(), min_size=2, max_size=2))
@settings(deadline=None, max_examples=100)
def test_that_lines_read_once_say_of_every_day_what_the_lines_known_then_say(
    book: list[ContractLine], two: list[date]
) -> None:
    lines = columns(book)
    kept = [each for each in book if each.account in ACCOUNTS]
    for day in two:
        known, found = known_lines(kept, as_of=day), known_terms(lines, day)
        assert [kept[int(row)].id for row in found.rows] == [each.id for each in known.lines]
        for field in ("start", "contract_end", "end", "since", "successor", "term", "months", "arr", "trial"):
            np.testing.assert_array_equal(getattr(found, field), getattr(known, field), err_msg=field)
        assert found.has_outcome.tolist() == [each.outcome is not None for each in known.lines]
        assert found.has_notice.tolist() == [each.notice_given_on is not None for each in known.lines]


@pytest.mark.parametrize("notice_days", [None, 0, 400_000_000])
def test_that_an_opt_out_before_the_calendar_is_its_first_day(notice_days: int | None) -> None:
    lines = columns([line("A", notice_days=notice_days, end="2024-07-01")])
    found = next_dates(lines, known_terms(lines, date(2024, 2, 1)), 3)
    expected = {None: NEVER, 0: date(2024, 7, 1).toordinal(), 400_000_000: 1}[notice_days]
    assert found.opts_out_on.tolist() == [NEVER, NEVER, expected]
