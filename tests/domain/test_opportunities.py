"""The pipeline: what counts, what is left out and said so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.domain.facts import ContractLine
from desktop.domain.opportunities import REMEMBERED_DAYS, Chance, Pipeline, is_open, pipeline, unbooked


def test_that_only_open_ones_add_up_and_those_without_an_amount_are_counted_apart() -> None:
    chances = [
        Chance("a", "upsell", arr_cents=1_000, likelihood=0.5),
        Chance("b", "upsell", arr_cents=2_000),
        Chance("c", "cross_sell"),
        Chance("d", "upsell", arr_cents=9_000, likelihood=1.0, state="won"),
    ]
    assert pipeline(chances) == Pipeline(n=3, arr_cents=3_000, unvalued=1, weighted_cents=500, rated=1)
    assert pipeline([]) == Pipeline(0, 0, 0, 0, 0)


@pytest.mark.parametrize(("state", "open_"), [(None, True), ("open", True), ("Won", False), ("lost ", False)])
def test_that_an_opportunity_is_open_until_it_is_won_or_lost(state: str | None, open_: bool) -> None:
    assert is_open(Chance("a", "upsell", state=state)) is open_


DAY = date(2026, 11, 23)
WON = Chance("a", "upsell", arr_cents=1_000, close_on=date(2026, 11, 1), state="won")
LINE = ContractLine("l1", "acme", 10_000, date(2026, 1, 1))
MORE = LINE._replace(id="l2", product="Seats", arr_cents=1_000, start_on=date(2026, 12, 1))


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        ([LINE], {"a"}),
        ([], {"a"}),
        ([LINE, MORE], set[str]()),  # it begins next month
        ([LINE, MORE._replace(start_on=date(2026, 10, 1))], set[str]()),  # signed before anybody said so
        ([LINE, MORE._replace(start_on=date(2026, 6, 1))], {"a"}),  # something else, long before
    ],
)
def test_that_what_was_won_is_in_the_contract_once_that_has_risen(lines: list[ContractLine], missing: set[str]) -> None:
    assert unbooked([WON], lines, DAY) == missing


def test_that_one_rise_stands_for_one_that_was_won_and_not_for_two() -> None:
    second = WON._replace(id="b", close_on=date(2026, 11, 2))
    assert unbooked([WON, second], [LINE, MORE], DAY) == {"b"}
    assert unbooked([WON, second], [LINE, MORE._replace(arr_cents=2_000)], DAY) == set()


def test_that_nobody_is_reminded_of_what_is_open_lost_long_ago_or_still_to_come() -> None:
    long_ago = DAY - timedelta(days=REMEMBERED_DAYS)
    others = [
        WON._replace(state="open"),
        WON._replace(state="lost"),
        WON._replace(close_on=None),
        WON._replace(close_on=long_ago),
        WON._replace(close_on=DAY + timedelta(days=1)),
    ]
    assert unbooked(others, [LINE], DAY) == set()
