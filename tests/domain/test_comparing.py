"""The same accounts on two days: what moved, what is only unknown, and what it comes to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.account_rows import BANDS, AccountRow
from desktop.domain.comparing import Compared, compare, summary
from tests.domain.listing_rows import row

THEN, NOW = date(2026, 9, 30), date(2026, 11, 23)


def said(shown: int | None, arr: int = 100_000_00, **others: Any) -> AccountRow:
    band = "unscored" if shown is None else "green" if shown >= 75 else "amber" if shown >= 50 else "red"
    return row("Acme", shown=shown, band=band, arr_cents=arr, **others)


@pytest.mark.parametrize(
    ("then", "now", "points", "band", "money", "moved"),
    [
        (said(80), said(60), -20, "fell", None, 20_000_00),
        (said(60), said(80), 20, "rose", None, 20_000_00),
        (said(80), said(90), 10, None, None, 10_000_00),
        (said(80), said(80), 0, None, None, 0),
        (said(80), said(None), None, None, None, 0),
        (said(None), said(40), None, None, None, 0),
        (said(None), said(None), None, None, None, 0),
        (None, said(80), None, None, "new", 100_000_00),
        (said(80), None, None, None, "lost", 100_000_00),
        (said(80), said(None, 0), None, None, "lost", 100_000_00),
        (said(None, 0), said(80), None, None, "new", 100_000_00),
        (said(80), said(80, 150_000_00), 0, None, "grew", 50_000_00),
        (said(80), said(70, 36_000_00), -10, "fell", "shrank", 64_000_00),
        (None, said(None, 0), None, None, None, 0),
    ],
)
def test_that_what_is_unknown_on_one_side_is_no_change(
    then: AccountRow | None, now: AccountRow | None, points: int | None, band: str | None, money: str | None, moved: int
) -> None:
    pair = Compared(then, now)
    assert (pair.score_change, pair.band_move, pair.money, pair.moved_cents) == (points, band, money, moved)


def test_that_what_moved_most_comes_first_and_then_what_became_unknown() -> None:
    before = [row("Still", shown=80, band="green", arr_cents=900), row("Dark", shown=80, band="green", arr_cents=500)]
    before.append(row("Falls", shown=80, band="green", arr_cents=1_000))
    after = [each._replace(shown=None, band="unscored") if each.name == "Dark" else each for each in before[:2]]
    after += [before[2]._replace(shown=70, band="amber"), row("Comes", arr_cents=2_000)]
    found = compare(before, after, THEN, NOW, known_then=False)
    assert [each.row.name for each in found.accounts] == ["Comes", "Falls", "Dark", "Still"]


def test_that_an_account_with_another_name_is_the_same_one_and_told_by_the_newer() -> None:
    found = compare([row("Old", id="1")], [row("New", id="1")], THEN, NOW, known_then=False)
    assert [(each.row.name, each.came, each.went) for each in found.accounts] == [("New", False, False)]


def side(band: str, shown: int, arr: int) -> AccountRow:
    return row("Acme", shown=shown if band != "unscored" else None, band=band, arr_cents=arr)


SIDES = st.none() | st.builds(side, st.sampled_from(BANDS), st.integers(0, 100), st.integers(0, 10_000_000))
PAIRS = st.lists(st.builds(Compared, SIDES, SIDES).filter(lambda pair: pair != (None, None)), max_size=12)


@given(PAIRS)
@settings(max_examples=100, deadline=None)
def test_that_the_sums_agree_with_the_rows(pairs: list[Compared]) -> None:
    total = summary(pairs)
    assert total.arr_change_cents == sum(each.arr_change_cents for each in pairs)
    assert total.fell + total.rose <= total.judged <= min(total.known_then, total.known_now)
    assert sum(total.money.values()) == sum(each.arr_change_cents != 0 for each in pairs)
    assert total.n_now - total.n_then == total.came - total.went


@given(PAIRS)
@settings(max_examples=100, deadline=None)
def test_that_a_comparison_turned_round_says_the_opposite(pairs: list[Compared]) -> None:
    total, other = summary(pairs), summary([Compared(each.after, each.before) for each in pairs])
    assert (total.fell, total.rose, total.came, total.went) == (other.rose, other.fell, other.went, other.came)
    assert total.arr_change_cents == -other.arr_change_cents
    assert (total.money["new"], total.money["grew"]) == (other.money["lost"], other.money["shrank"])
