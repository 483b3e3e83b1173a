"""Quarters: which days they are, what is frozen of them, and that what was restated adds up by account."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.book import Book
from desktop.domain.errors import Rejected
from desktop.domain.facts import Account, ContractLine, Ownership, Risk
from desktop.domain.figures import book_figures
from desktop.domain.quarters.frozen import Frozen, freeze
from desktop.domain.quarters.keys import COLUMNS, KEYS, RATES, UNITS, bare, column_of, is_of_state, window_of
from desktop.domain.quarters.quarter import check_month, parse_quarter, quarter, quarter_of
from desktop.domain.quarters.restated import Entry, Restated, restatement
from desktop.domain.scorecards import parse_scorecard
from desktop.domain.usage import aggregate
from tests.domain.contract_books import ACCOUNTS, books, line

CARD = Path(__file__).resolve().parents[2] / "resources" / "scorecards" / "default.toml"
DEFAULT = parse_scorecard(tomllib.loads(CARD.read_text(encoding="utf-8")))
Q3 = quarter(2024, 3)


# -- which days


@pytest.mark.parametrize(
    ("text", "starts_in", "name", "first", "last"),
    [
        ("2026Q3", 1, "2026Q3", "2026-07-01", "2026-09-30"),
        ("2026q1", 1, "2026Q1", "2026-01-01", "2026-03-31"),
        (" 2026-Q4 ", 1, "2026Q4", "2026-10-01", "2026-12-31"),
        ("Q2 2026", 1, "2026Q2", "2026-04-01", "2026-06-30"),
        # The fiscal year is named after the year it ends in.
        ("2026Q1", 4, "2026Q1", "2025-04-01", "2025-06-30"),
        ("2026Q4", 4, "2026Q4", "2026-01-01", "2026-03-31"),
        ("2024Q1", 12, "2024Q1", "2023-12-01", "2024-02-29"),
        ("2026Q3", 2, "2026Q3", "2025-08-01", "2025-10-31"),
    ],
)
def test_that_a_quarter_is_the_days_it_is_called_by(
    text: str, starts_in: int, name: str, first: str, last: str
) -> None:
    found = parse_quarter(text, starts_in=starts_in)
    assert (found.name, found.first_on.isoformat(), found.last_on.isoformat()) == (name, first, last)
    assert (found.period.end, found.year_to_end.end) == (found.last_on, found.last_on)
    assert found.first_on in found.period
    assert found.period.start not in found.period


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(1, 12))
@settings(deadline=None, max_examples=100)
def test_that_every_day_is_in_one_quarter_and_its_name_finds_it_again(day: date, starts_in: int) -> None:
    found = quarter_of(day, starts_in=starts_in)
    assert found.first_on <= day <= found.last_on
    assert parse_quarter(found.name, starts_in=starts_in) == found
    assert (found.first_on.month - starts_in) % 3 == 0
    assert found.first_on.day == 1


@pytest.mark.parametrize(
    "text", ["", "2026", "Q3", "2026Q5", "2026Q0", "26Q3", "0000Q1", "9999Q4", "2026Q3Q3", "\u0662\u0660\u0662\u0666Q3"]
)
def test_that_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(Rejected, match="2026Q3"):
        parse_quarter(text)


@pytest.mark.parametrize("month", [0, 13, -1])
def test_that_a_fiscal_year_begins_in_a_month(month: int) -> None:
    with pytest.raises(Rejected, match="1 to 12"):
        check_month(month)


# -- what is frozen

PEOPLE = ("Ann", "Ben", None)
SEGMENTS = ("Large", "Small", None)


def book(lines: list[ContractLine], owners: dict[str, str | None] | None = None, risky: str = "") -> Book:
    at = {"A": "Ann", "B": "Ben", "C": None} if owners is None else owners
    return Book(
        accounts=[Account(each, f"{each} Ltd", segment=of) for each, of in zip(ACCOUNTS, SEGMENTS, strict=True)],
        lines=lines,
        ownerships=[Ownership(f"o {each}", each, who, date(2023, 1, 1)) for each, who in at.items() if who],
        risks=[Risk("r", risky, "price", date(2024, 1, 1))] if risky else [],
        scorecards=[DEFAULT],
    )


def frozen(at: Book) -> Frozen:
    return freeze(at, aggregate(ACCOUNTS, (), Q3.last_on), Q3)


@given(books())
@settings(deadline=None, max_examples=25)
def test_that_what_is_frozen_is_what_metrics_says_whole_and_by_group(lines: list[ContractLine]) -> None:
    at = book(lines, risky="A")
    found = {(each.key, each.grouping): each for each in frozen(at).figures}
    for window, period in (("", Q3.period), ("12m.", Q3.year_to_end)):
        for by in ("csm", "segment"):
            said = book_figures(at, aggregate(ACCOUNTS, (), Q3.last_on), period, by=by)
            for grouping, figures in {"": said.whole, **{f"{by}:{k}": f for k, f in said.groups.items()}}.items():
                nrr = found[f"{window}nrr", grouping]
                assert (nrr.value, nrr.detail["n"]) == (figures.nrr.value, figures.nrr.n)
                assert found[f"{window}bridge.churn", grouping].value == figures.bridge.churn
                assert found["arr_cents", grouping].value == figures.arr_cents
                assert found["at_risk_arr_cents", grouping].value == figures.at_risk_arr_cents
    assert {key for key, grouping in found if not grouping} == set(KEYS)


def test_that_keys_name_figures_of_two_windows_and_those_of_the_last_day_once() -> None:
    assert len(set(KEYS)) == len(KEYS)
    assert {bare(key) for key in KEYS} == set(UNITS)
    assert all((f"12m.{name}" in KEYS) != is_of_state(name) for name in UNITS)
    assert (window_of("12m.nrr"), window_of("nrr"), bare("12m.nrr")) == ("12m.", "", "nrr")
    assert (column_of("12m.nrr", "kept"), column_of("12m.bridge.end", "arr")) == ("12m.kept", "arr")


# -- what is restated


def by_key(found: list[Restated]) -> dict[tuple[str, str], Restated]:
    return {(each.key, each.grouping): each for each in found}


@st.composite
def two_books(draw: st.DrawFn) -> tuple[Book, Book]:
    """A book and what became of it: lines gone, lines added, owners changed, a risk opened."""
    before = draw(books())
    kept = [each for each in before if draw(st.booleans())]
    added = [each._replace(id=f"new {each.id}") for each in draw(books())]
    owners = {each: draw(st.sampled_from(PEOPLE)) for each in ACCOUNTS}
    return book(before), book([*kept, *added], owners, draw(st.sampled_from(("", *ACCOUNTS))))


@given(two_books())
@settings(deadline=None, max_examples=40)
def test_that_restated_differences_add_up_over_accounts_exactly(drawn: tuple[Book, Book]) -> None:
    closed, today = (frozen(each) for each in drawn)
    for each in restatement(closed, today, ()):
        if each.difference is None:
            assert each.closed is None or each.current is None
            continue
        assert each.current is not None
        assert each.closed is not None
        assert each.difference == each.current - each.closed
        if bare(each.key) in COLUMNS:
            assert each.unattributed == 0
            assert sum(part.difference for part in each.parts) == each.difference
        elif bare(each.key) in RATES:
            assert abs(each.unattributed) < 1e-9, each
        else:
            assert each.parts == ()


@given(books())
@settings(deadline=None, max_examples=25)
def test_that_nothing_is_restated_where_nothing_changed(lines: list[ContractLine]) -> None:
    at = frozen(book(lines))
    found = restatement(at, frozen(book(list(reversed(lines)))), ())
    assert not [each for each in found if each.is_restated]
    assert all(each.parts == () and each.difference in (0, None) for each in found)


def entry(account: str | None, table: str = "contract_line", **more: Any) -> Entry:
    nothing: dict[str, object] = {}
    said: dict[str, Any] = {
        "row": f"{account} {table}",
        "field": "arr_cents",
        "old": 100,
        "new": 60,
        "says": nothing,
        "dated_on": date(2024, 5, 1),
        "at": datetime(2024, 10, 14, 9, tzinfo=UTC),
        "by": "Mara",
    } | more
    return Entry(account=account, table=table, **said)


def test_that_a_late_downgrade_is_said_with_its_account_its_part_and_its_entry() -> None:
    others = [line("B", 300_00, "2024-01-01", id="b"), line("C", 100_00, "2024-01-01", id="c")]
    then = frozen(book([line("A", 100_00, "2024-01-01", id="a"), *others]))
    cut = [
        line("A", 100_00, "2024-01-01", "2024-09-12", id="a", outcome="renewed", outcome_on="2024-09-12"),
        line("A", 60_00, "2024-09-12", id="a2"),
    ]
    entries = [entry("A"), entry("B"), entry("A", "ticket"), entry("A", "survey_response")]
    found = by_key(restatement(then, frozen(book([*cut, *others])), entries))

    arr = found["arr_cents", ""]
    assert (arr.closed, arr.current, arr.difference) == (500_00, 460_00, -40_00)
    (part,) = arr.parts
    assert (part.account, part.name, part.difference, part.entries) == ("A", "A Ltd", -40_00, (entry("A"),))
    nrr = found["nrr", ""]
    assert (nrr.closed, nrr.current) == (1.0, 0.92)
    assert [(each.name, each.difference) for each in nrr.parts] == [("A Ltd", pytest.approx(-0.08))]
    assert found["nrr", "csm:Ann"].parts[0].difference == pytest.approx(-0.4)
    assert found["nrr", "csm:Ben"].parts == found["nrr", "segment:Small"].parts == ()
    # A figure that is no sum over accounts says what was entered of the accounts that changed, and no more.
    assert [each.account for each in found["quick_ratio", ""].entries] == ["A"]
    assert found["nps", ""].entries == ()


def test_that_an_account_that_changed_hands_leaves_one_group_and_enters_another() -> None:
    lines = [line("A", 100_00, "2024-01-01", id="a"), line("B", 300_00, "2024-01-01", id="b")]
    found = by_key(
        restatement(frozen(book(lines)), frozen(book(lines, {"A": "Ben", "B": "Ben"})), [entry("A", "ownership")])
    )
    assert found["arr_cents", ""].difference == 0
    assert found["arr_cents", "csm:Ben"].difference == 100_00
    assert [(each.name, each.difference) for each in found["arr_cents", "csm:Ben"].parts] == [("A Ltd", 100_00)]
    # Ann's group is gone: there is nothing to compare with.
    assert (found["arr_cents", "csm:Ann"].current, found["arr_cents", "csm:Ann"].difference) == (None, None)
