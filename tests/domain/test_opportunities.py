"""The pipeline: what counts, what is left out and said so."""

from __future__ import annotations

import pytest

from desktop.domain.opportunities import Chance, Pipeline, is_open, pipeline


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
