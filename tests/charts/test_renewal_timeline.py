"""Terms over time: where they lie, what they say, and that ten thousand are as quick to point at as ten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.charts.renewal_timeline import NOTHING, TOO_LATE, RenewalTimeline, Term, draw, height_for, summary
from desktop.charts.tokens import DARK, LIGHT, Tokens
from desktop.charts.words import ENGLISH
from tests.charts.conftest import Page

DAY = date(2026, 11, 23)
Pages = Callable[..., Page]


def term(
    name: str = "Acme", *, ends: int = 60, notice: int | None = 30, key: str | None = None, since: int = 300,
    notice_given_on: date | None = None,
) -> Term:  # fmt: skip
    end = DAY + timedelta(ends)
    return Term(
        account=name,
        key=key or name,
        line="Planner",
        start_on=DAY - timedelta(since),
        end_on=end,
        opts_out_on=None if notice is None else end - timedelta(notice),
        arr_cents=3_800_000,
        is_overdue=ends < 0,
        notice_given_on=notice_given_on,
    )


def of(*terms: Term) -> RenewalTimeline:
    return RenewalTimeline(DAY, terms)


@given(
    data=st.lists(
        st.builds(
            term,
            name=st.sampled_from(["A", "Brombacher Maschinenbau und Söhne", "$ & $", "日本"]),
            ends=st.integers(-500, 2000),
            notice=st.none() | st.integers(0, 400),
            since=st.integers(501, 3000),
        ),
        max_size=12,
    ),
    size=st.sampled_from([(360, 200), (800, 320), (400, 90)]),
)
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_whatever_the_terms_no_name_is_cut_off_and_all_can_be_pointed_at(
    page: Pages, data: list[Term], size: tuple[int, int]
) -> None:
    drawn = page(draw, of(*data), size=size)
    assert drawn.cut_off() == []
    drawing = drawn.drawing
    assert len(drawing) == len(data)
    assert ((drawing.x >= 0) & (drawing.x <= size[0]) & (drawing.y >= 0) & (drawing.y <= size[1])).all()
    assert (drawing.boxes[:, 2] > drawing.boxes[:, 0]).all()


def test_that_a_term_is_pointed_at_anywhere_along_its_bar(page: Pages) -> None:
    drawing = page(draw, of(term("Acme"), term("Zeta", ends=90)), size=(800, 100)).drawing
    for at in range(2):
        left, top, right, bottom = drawing.boxes[at]
        for x in (left + 1, (left + right) / 2, right - 1):
            assert drawing.nearest(x, (top + bottom) / 2) == at
    assert drawing.outline == "box"
    assert list(drawing.keys) == ["Acme", "Zeta"]


def test_that_later_ends_lie_further_right_and_the_opt_out_before_them(page: Pages) -> None:
    drawing = page(draw, of(term("A", ends=60), term("B", ends=120), term("C", ends=120, notice=None))).drawing
    assert drawing.boxes[0, 2] < drawing.boxes[1, 2]
    assert (drawing.x[:2] < drawing.boxes[:2, 2]).all()
    assert drawing.x[2] == drawing.boxes[2, 2], "without a notice period there is no opt-out date"


def test_that_terms_of_one_account_share_its_row_without_covering_each_other(page: Pages) -> None:
    boxes = page(draw, of(term(ends=60), term(ends=90), term("Zeta"))).drawing.boxes
    assert boxes[0, 3] <= boxes[1, 1]
    assert boxes[1, 3] <= boxes[2, 1]
    assert boxes[0, 3] - boxes[0, 1] < boxes[2, 3] - boxes[2, 1]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (term(), "Acme, Planner: 38 k, opts out 23 Dec 2026 (in 30 d), ends 22 Jan 2027"),
        (term(notice=60), "Acme, Planner: 38 k, opts out 23 Nov 2026 (today), ends 22 Jan 2027"),
        (term(notice=70), "Acme, Planner: 38 k, could opt out until 13 Nov 2026 (10 d ago), ends 22 Jan 2027"),
        (term(notice=None), "Acme, Planner: 38 k, ends 22 Jan 2027, notice period unknown"),
        (term(ends=-12), "Acme, Planner: 38 k, ended 12 d ago, no outcome"),
        (term(notice_given_on=DAY), "Acme, Planner: 38 k, ends 22 Jan 2027, notice given 23 Nov 2026"),
        (term()._replace(line=""), "Acme: 38 k, opts out 23 Dec 2026 (in 30 d), ends 22 Jan 2027"),
    ],
)
def test_that_a_term_says_what_can_still_be_done(page: Pages, given: Term, expected: str) -> None:
    assert page(draw, of(given)).drawing.says(0).replace("\N{NO-BREAK SPACE}", " ") == expected


def test_that_what_a_bar_cannot_show_is_written_behind_it(page: Pages) -> None:
    data = of(term("Late", ends=-12), term("A"), term("B"), term("C", notice=None), term("D", notice_given_on=DAY))
    texts = page(draw, data, size=(800, 200)).texts
    assert {"ended 12 d ago, no outcome", "notice unknown", "notice given 23 Nov", "Today", *"ABCD"} <= set(texts)
    assert texts.count(TOO_LATE) == 1


@pytest.mark.parametrize(("height", "is_named"), [(120, True), (70, False)])
def test_that_rows_are_named_where_the_names_have_room(page: Pages, height: int, is_named: bool) -> None:
    data = of(*(term(f"Account {i}", ends=30 + i) for i in range(5)))
    drawn = page(draw, data, size=(600, height))
    assert ("Account 3" in drawn.texts) == is_named
    assert drawn.clashes() == []
    assert "Account 3" in page(draw, data, size=(600, height_for(data))).texts


def test_that_a_day_gone_by_is_not_called_today(page: Pages) -> None:
    texts = page(draw, RenewalTimeline(DAY, [term()], is_today=False), size=(800, 320)).texts
    assert "Today" not in texts
    assert ENGLISH.day(DAY) in texts


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
def test_that_it_lies_on_the_themes_ground(page: Pages, tokens: Tokens) -> None:
    assert page(draw, of(term()), tokens=tokens).colour_at(2, 2) == tokens.window


def test_that_ten_thousand_terms_are_few_things_to_draw(page: Pages) -> None:
    data = of(*(term(f"A{i // 2}", ends=1 + i % 360, notice=i % 90 or None) for i in range(10_000)))
    drawn = page(draw, data, size=(800, 400))
    assert len(drawn.figure.findobj()) < 200
    assert len(drawn.drawing) == 10_000
    assert drawn.drawing.nearest(float(drawn.drawing.x[5000]), float(drawn.drawing.y[5000])) is not None
    assert np.isfinite(drawn.drawing.boxes).all()


def test_that_a_sentence_tells_what_the_timeline_shows(page: Pages) -> None:
    assert summary(of(term("Late", ends=-12), term("Acme"), term("Zeta", notice=10))) == (
        "3 terms of 3 accounts; next to opt out: Acme by 23 Dec 2026; 1 ended without an outcome."
    )
    assert summary(of()) == NOTHING == page(draw, of()).texts[0]
