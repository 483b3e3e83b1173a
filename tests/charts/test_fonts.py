"""Texts are measured as they are drawn, and any name can be drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from desktop.charts import fonts
from desktop.charts.drawing import Drawing, nothing
from desktop.charts.sheet import Sheet
from desktop.charts.tokens import FONT, Tokens
from tests.charts.conftest import Page


def draw(figure: Figure, text: str, tokens: Tokens) -> Drawing:
    Sheet(figure, tokens).text(10, 20, text, tokens.ink)
    return nothing(text)


def test_that_the_programs_own_font_is_used() -> None:
    assert fonts.families()[0] == FONT
    assert fonts.font(12, fonts.MEDIUM).get_weight() == 500


@pytest.mark.parametrize("text", ["Brombacher Maschinenbau", "median day 36", "11111", "90 %"])
def test_that_a_text_is_as_wide_as_it_was_measured(text: str, page: Callable[..., Page]) -> None:
    drawn = page(draw, text, scale=2)
    pixels = np.asarray(drawn.canvas.buffer_rgba())[..., :3]
    inked = np.flatnonzero((pixels != pixels[0, 0]).any(axis=(0, 2)))
    assert 10 * 2 <= inked[0] <= 10 * 2 + 4
    assert abs((inked[-1] - inked[0]) / 2 - fonts.width_of(text)) < 4


def test_that_all_figures_are_equally_wide() -> None:
    assert len({round(fonts.width_of(figure * 8), 2) for figure in "0123456789"}) == 1


@pytest.mark.parametrize(
    "name", ["$x^{2}$", "A$ & B$", r"\alpha $\frac{1}{", "100 % $", "a\nb\tc", "日本 Ltd", "\u200b\ue000", "ä ß Ł"]
)
def test_that_any_name_is_drawn_as_it_is_and_is_no_formula(name: str, page: Callable[..., Page]) -> None:
    (text,) = page(draw, name).texts
    assert text == fonts.plain(name)
    assert "\n" not in text
    assert text.count("$") == name.count("$")


@given(st.text(max_size=30), st.integers(20, 200))
@settings(deadline=None, max_examples=100)
def test_that_a_shortened_text_fits(text: str, width: int) -> None:
    short: Any = fonts.elided(text, width)
    assert short == text or short.endswith("…")
    assert fonts.width_of(short) <= width or short == "…"
