"""What an explanation of a day says: whose it is, of which day, and what is left where there is little room."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.domain.calendar import Period
from desktop.domain.explain import Column, Explanation
from desktop.domain.explain.of_day import counted, of_csm, of_day

DAY = date(2026, 11, 23)


def explained(of: tuple[str, str] | None) -> Explanation:
    return of_day(
        DAY,
        of=of,
        key="tasks",
        title="Open tasks",
        value=2,
        unit="count",
        sentence=("Two tasks are open.",),
        formula="tasks that are open",
        numbers=("1 + 1 = 2",),
        n=2,
        n_of="tasks",
        columns=counted(2, Column("due", "due", "date")),
        rows=(),
        definition="What somebody has to do.",
    )


def test_that_what_stands_on_a_day_is_of_that_day_alone_and_no_estimate() -> None:
    found = explained(None)
    assert found.period == Period(date(2026, 11, 22), DAY)
    assert not found.is_small  # n = 2, but they are all there are


@pytest.mark.parametrize(
    ("of", "by", "group"),
    [(of_csm(None), None, None), (of_csm("Ana Ruiz"), "csm", "Ana Ruiz"), (("account", "Acme"), "account", "Acme")],
)
def test_that_an_explanation_says_whose_it_is(of: tuple[str, str] | None, by: str | None, group: str | None) -> None:
    found = explained(of)
    assert (found.by, found.group) == (by, group)


def test_that_where_there_is_little_room_each_row_is_told_but_not_that_it_counts_as_one() -> None:
    counts, due = explained(None).columns
    assert (counts.key, counts.total, counts.is_narrow) == ("counts", 2, False)
    assert (due.key, due.is_narrow) == ("due", True)
