"""The year of a book as bars: nothing is cut off, every day can be pointed at, and shapes stand beside the colours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.charts.book_year import NOTHING, draw, summary
from desktop.charts.tokens import DARK, LIGHT, Tokens
from desktop.domain.account_rows import BANDS
from desktop.domain.health_history import history_days
from desktop.domain.today.year import BookYear, MonthEnd, Step
from tests.charts.conftest import Page

Pages = Callable[..., Page]
DAY = date(2026, 11, 23)
DAYS = history_days(DAY, 12)


def year(cents: list[tuple[int, ...]], steps: dict[int, Step] | None = None) -> BookYear:
    """The last days of a year, with what each band has on them."""
    days = DAYS[len(DAYS) - len(cents) :]
    steps = steps or {}
    return BookYear(
        tuple(
            MonthEnd(on=on, cents=each, accounts=tuple(int(one > 0) for one in each), largest=steps.get(at))
            for at, (on, each) in enumerate(zip(days, cents, strict=True))
        )
    )


GROWING = year(
    [(100_000_00 + 20_000_00 * at, 50_000_00, 10_000_00, 5_000_00) for at in range(13)],
    {5: Step("v", "Verity", 0, 90_000_00), 8: Step("w", "Wren", 900_00, 0)},
)


def plain(texts: list[str]) -> list[str]:
    return [text.replace("\N{NO-BREAK SPACE}", " ") for text in texts]


@given(
    cents=st.lists(st.tuples(*[st.integers(0, 10**12)] * 4), min_size=0, max_size=13),
    step=st.integers(-(10**12), 10**12),
    size=st.sampled_from([(300, 160), (620, 220), (1100, 400)]),
)
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_whatever_the_book_nothing_is_cut_off_and_every_day_can_be_pointed_at(
    page: Pages, cents: list[tuple[int, ...]], step: int, size: tuple[int, int]
) -> None:
    name = "An uncommonly long name of a customer, with a comma"
    data = year(cents, {at: Step("a", name, 0, step) for at in range(0, 13, 2)})
    drawn = page(draw, data, size=size)
    assert drawn.cut_off() == []
    assert len(drawn.drawing) == len(cents)
    assert drawn.clashes() == []
    for values, most in ((drawn.drawing.x, size[0]), (drawn.drawing.y, size[1])):
        assert ((values >= 0) & (values <= most)).all()


def test_that_months_amounts_bands_and_the_largest_change_are_written(page: Pages) -> None:
    texts = plain(page(draw, GROWING, size=(940, 260)).texts)
    assert {"Nov 2025", "Dec", "Jan 2026", "Oct", "23 Nov", "0", "200 k", *BANDS, "Verity +90 k"} <= set(texts)
    assert not any("Wren" in text for text in texts), "too small to be told"


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_that_a_bar_is_green_below_and_unscored_on_top(page: Pages, tokens: Tokens) -> None:
    quarters = page(draw, year([(100, 100, 100, 100)] * 13), size=(940, 260), tokens=tokens)
    x, top, bottom = round(quarters.drawing.x[3]), quarters.drawing.boxes[3, 1], quarters.drawing.boxes[3, 3]
    seen = [quarters.colour_at(x, round(bottom + (top - bottom) * share)) for share in (0.12, 0.37, 0.62, 0.87)]
    assert seen == [tokens.fill_of(band) for band in BANDS]


def test_that_a_band_nobody_was_in_is_not_named(page: Pages) -> None:
    texts = page(draw, year([(100, 0, 0, 0)] * 3)).texts
    assert "green" in texts
    assert not {"amber", "red", "unscored"} & set(texts)


def test_that_a_mark_says_its_day_and_leads_to_it(page: Pages) -> None:
    drawing = page(draw, GROWING).drawing
    assert drawing.keys[0] == "2025-11-30"
    assert drawing.keys[-1] == "2026-11-23"
    assert drawing.outline == "box"
    said = drawing.says(5).replace("\N{NO-BREAK SPACE}", " ").split("\n")
    assert said == [
        "30 Apr 2026: 265 k ARR, 4 accounts",
        "green 200 k (1), amber 50 k (1), red 10 k (1), unscored 5 k (1)",
        "Largest change of the month: Verity +90 k",
    ]
    assert "900" in drawing.says(8)
    assert np.diff(drawing.y).max() < 0, "each bar is higher than the one before"


def test_that_a_sentence_tells_what_the_bars_show(page: Pages) -> None:
    said = summary(year([(100_00, 0, 0, 0), (300_00, 0, 100_00, 0)])).replace("\N{NO-BREAK SPACE}", " ")
    assert said == "400 ARR on 23 Nov 2026: green 300 (1), red 100 (1). 100 on 31 Oct 2026: green 100 (1)."
    assert summary(BookYear(())) == NOTHING == page(draw, BookYear(())).texts[0]
