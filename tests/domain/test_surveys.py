"""The rules of NPS, CSAT and CES: what is refused, what counts, and how sure a figure is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from desktop.domain.calendar import Period
from desktop.domain.errors import Rejected
from desktop.domain.facts import SurveyAnswer, Ticket
from desktop.domain.surveys import (
    SCALES,
    Ces,
    Csat,
    Nps,
    answers_from_tickets,
    ces,
    check_answer,
    csat,
    csat_band,
    latest_per_contact,
    normalised,
    nps,
    plain_wald_half_width,
    response_rate,
)

YEAR = Period(date(2024, 12, 31), date(2025, 12, 31))
MIDYEAR = date(2025, 6, 15)
laws = settings(deadline=None, max_examples=100)


def answer(
    kind: str,
    score: float | None,
    *,
    on: date = MIDYEAR,
    contact: str | None = None,
    scale: tuple[float, float] | None = None,
    direction: str | None = None,
) -> SurveyAnswer:
    low, high = scale or SCALES[kind]
    return SurveyAnswer("s", "acme", kind, on, score, low, high, contact=contact, direction=direction)


def answers(kind: str, counts: dict[float, int], direction: str | None = None) -> list[SurveyAnswer]:
    return [answer(kind, score, direction=direction) for score, count in counts.items() for _ in range(count)]


def promoters_passives_detractors(promoters: int, passives: int, detractors: int) -> list[SurveyAnswer]:
    return answers("nps", {10: promoters, 8: passives, 3: detractors})


# What is refused


@pytest.mark.parametrize(
    ("kind", "score", "low", "high", "direction"),
    [
        ("nps", 0, 0, 10, None),
        ("nps", 10, 0, 10, None),
        ("nps", 7.0, 0, 10, None),
        ("nps", None, 0, 10, None),
        ("csat", 1, 1, 5, None),
        ("csat", 4.5, 1, 5, None),
        ("csat", 10, 1, 10, "ease"),
        ("csat", 1, 0, 1, None),
        ("ces", 7, 1, 7, "ease"),
        ("ces", 1, 1, 5, "effort"),
        ("ces", None, 1, 7, "effort"),
    ],
)
def test_that_an_answer_on_its_scale_is_accepted(
    kind: str, score: float | None, low: float, high: float, direction: str | None
) -> None:
    check_answer(kind, score, low, high, direction)


@pytest.mark.parametrize(
    ("kind", "score", "low", "high", "direction", "field"),
    [
        ("nps", 11, 0, 10, None, "score"),
        ("nps", -1, 0, 10, None, "score"),
        ("nps", 7.5, 0, 10, None, "score"),
        ("nps", 4, 1, 5, None, "scale_min"),
        ("nps", None, 0, 100, None, "scale_min"),
        ("csat", 0, 1, 5, None, "score"),
        ("csat", 5.1, 1, 5, None, "score"),
        ("csat", math.nan, 1, 5, None, "score"),
        ("csat", math.inf, 1, 5, None, "score"),
        ("nps", math.nan, 0, 10, None, "score"),
        ("nps", -math.inf, 0, 10, None, "score"),
        ("csat", 3, 5, 1, None, "scale_min"),
        ("csat", 3, 3, 3, None, "scale_min"),
        ("csat", None, 5, 5, None, "scale_min"),
        ("csat", 3, math.nan, 5, None, "scale_min"),
        ("csat", 3, 1, math.inf, None, "scale_min"),
        ("csat", 3, -math.inf, 5, None, "scale_min"),
        ("ces", 4, 1, 7, None, "direction"),
        ("ces", None, 1, 7, None, "direction"),
        ("ces", 4, 1, 7, "up", "direction"),
        ("ces", 8, 1, 7, "ease", "score"),
        ("csat", 4, 1, 5, "effort", "direction"),
        ("nps", 4, 0, 10, "effort", "direction"),
        ("smile", 4, 1, 5, None, "kind"),
        ("NPS", 4, 0, 10, None, "kind"),
        ("", None, 0, 10, None, "kind"),
    ],
)
def test_that_an_answer_that_cannot_be_read_later_is_refused(
    kind: str, score: float | None, low: float, high: float, direction: str | None, field: str
) -> None:
    with pytest.raises(Rejected) as refusal:
        check_answer(kind, score, low, high, direction)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("kind", "score", "scale", "message"),
    [
        ("nps", 11, (0, 10), "NPS runs from 0 to 10; 11 was not saved."),
        ("nps", 11.0, (0.0, 10.0), "NPS runs from 0 to 10; 11 was not saved."),
        ("nps", 10.0000001, (0, 10), "NPS runs from 0 to 10; 10.0000001 was not saved."),
        ("nps", 7.5, (0, 10), "NPS takes whole numbers from 0 to 10; 7.5 was not saved."),
        ("csat", 0, (1, 5), "CSAT runs from 1 to 5; 0 was not saved."),
    ],
)
def test_that_a_refusal_names_the_scale_and_the_score(
    kind: str, score: float, scale: tuple[float, float], message: str
) -> None:
    with pytest.raises(Rejected) as refusal:
        check_answer(kind, score, *scale)
    assert str(refusal.value) == message


# Which answers count


def test_that_a_contact_counts_once_with_the_latest_answer() -> None:
    rows = [
        answer("nps", 2, on=date(2025, 9, 1), contact="jana"),
        answer("nps", 10, on=date(2025, 3, 1), contact="jana"),
        answer("nps", 9, contact="omar"),
    ]
    assert [a.score for a in latest_per_contact(rows)] == [2, 9]


def test_that_on_the_same_day_the_later_row_counts() -> None:
    rows = [answer("nps", 2, contact="jana"), answer("nps", 10, contact="jana")]
    assert [a.score for a in latest_per_contact(rows)] == [10]
    assert [a.score for a in latest_per_contact(reversed(rows))] == [2]


def test_that_answers_without_a_contact_count_by_themselves() -> None:
    assert nps(answers("nps", {9: 3, 1: 2}), YEAR).n == 5


def test_that_a_request_without_answer_does_not_take_back_an_answer() -> None:
    rows = [
        answer("nps", 9, on=date(2025, 3, 1), contact="jana"),
        answer("nps", None, on=date(2025, 9, 1), contact="jana"),
    ]
    assert nps(rows, YEAR).value == 100


def test_that_a_contact_has_a_latest_answer_to_each_kind_of_survey() -> None:
    rows = [answer("nps", 9, contact="jana"), answer("csat", 4, contact="jana")]
    assert latest_per_contact(rows) == rows


def test_that_the_latest_answer_is_the_latest_within_the_period() -> None:
    rows = [
        answer("nps", 9, on=date(2025, 12, 31), contact="jana"),
        answer("nps", 0, on=date(2026, 1, 1), contact="jana"),
    ]
    assert nps(rows, YEAR).value == 100


@pytest.mark.parametrize(
    ("on", "n"),
    [
        (date(2024, 12, 31), 0),
        (date(2025, 1, 1), 1),
        (date(2025, 12, 31), 1),
        (date(2026, 1, 1), 0),
    ],
)
def test_that_a_period_excludes_its_first_day_and_includes_its_last(on: date, n: int) -> None:
    ticket = Ticket("t", "acme", date(2024, 1, 1), closed_on=on, csat=4)
    asked = answer("nps", None, on=on)
    assert nps([answer("nps", 9, on=on)], YEAR).n == n
    assert csat([answer("csat", 4, on=on)], [], YEAR).n == n
    assert csat([], [ticket], YEAR).n == n
    assert ces([answer("ces", 4, on=on, direction="ease")], YEAR).n == n
    assert response_rate([asked], "nps", YEAR).denominator == n


def test_that_one_kind_of_survey_never_counts_for_another() -> None:
    rows = [answer("nps", 5), answer("csat", 5), answer("ces", 5, direction="ease")]
    assert (nps(rows, YEAR).n, csat(rows, [], YEAR).n, ces(rows, YEAR).n) == (1, 1, 1)


def test_that_no_answers_are_no_data_and_not_zero() -> None:
    asked = [answer("nps", None), answer("csat", None), answer("ces", None, direction="ease")]
    for rows in ([], asked):
        figure = nps(rows, YEAR)
        assert (figure.value, figure.n, figure.low, figure.high) == (None, 0, None, None)
        assert csat(rows, [], YEAR) == Csat(None, 0, None, None, None)
        assert ces(rows, YEAR) == Ces(None, None, None, 0, None, None)


# Response rate


def test_that_the_response_rate_is_answered_over_asked() -> None:
    rows = [answer("nps", 9), answer("nps", None), answer("nps", None), answer("csat", 4)]
    rate = response_rate(rows, "nps", YEAR)
    assert (rate.numerator, rate.denominator) == (1, 3)
    assert nps(rows, YEAR).response_rate == rate


@pytest.mark.parametrize(
    "unanswered",
    [
        pytest.param([], id="none"),
        pytest.param([answer("csat", None)], id="of another kind"),
        pytest.param([answer("nps", None, on=date(2026, 1, 1))], id="after the period"),
        pytest.param([answer("nps", None, on=date(2024, 12, 31))], id="before the period"),
    ],
)
def test_that_without_unanswered_rows_the_response_rate_is_unknown(unanswered: list[SurveyAnswer]) -> None:
    rate = response_rate([answer("nps", 9), answer("nps", 8), *unanswered], "nps", YEAR)
    assert (rate.value, rate.numerator, rate.denominator, rate.n) == (None, 2, 0, 2)


def test_that_nobody_answering_is_a_response_rate_of_zero() -> None:
    assert response_rate([answer("nps", None)], "nps", YEAR).value == 0


# NPS


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        (promoters_passives_detractors(100, 90, 60), 16),
        ([answer("nps", s, contact=f"c{i}") for i, s in enumerate((3, 4, 5, 6, 8, 8, 8, 9, 10, 10))], -10),
        (answers("nps", {9: 1, 6: 1}), 0),
        (answers("nps", {7: 1, 8: 1}), 0),
        (answers("nps", {0: 4}), -100),
        (answers("nps", {9: 4}), 100),
    ],
)
def test_that_nps_is_promoters_minus_detractors_in_percent(rows: list[SurveyAnswer], value: float) -> None:
    assert nps(rows, YEAR).value == pytest.approx(value)


@pytest.mark.parametrize(
    ("score", "group"),
    [(s, "detractors") for s in range(7)] + [(7, "passives"), (8, "passives"), (9, "promoters"), (10, "promoters")],
)
def test_that_every_score_belongs_to_one_group(score: int, group: str) -> None:
    figure = nps([answer("nps", score)], YEAR)
    counts = {"promoters": figure.promoters, "passives": figure.passives, "detractors": figure.detractors}
    assert counts == {"promoters": 0, "passives": 0, "detractors": 0} | {group: 1}


def test_that_the_interval_of_ten_answers_is_as_wide_as_it_should_be() -> None:
    figure = nps(answers("nps", {3: 4, 8: 3, 10: 3}), YEAR)
    assert figure.low == pytest.approx(-51.45, abs=0.005)
    assert figure.high == pytest.approx(36.06, abs=0.005)


@pytest.mark.parametrize(
    ("counts", "half_width"),
    [((100, 90, 60), 9.72), ((5, 0, 0), 0), ((0, 5, 0), 0), ((1, 0, 1), 100 * 1.959964 / math.sqrt(2))],
)
def test_that_the_plain_interval_is_there_for_comparison(counts: tuple[int, int, int], half_width: float) -> None:
    assert plain_wald_half_width(*counts) == pytest.approx(half_width, abs=0.005)


def test_that_the_plain_interval_of_no_answers_is_no_data() -> None:
    assert plain_wald_half_width(0, 0, 0) is None


def test_that_answers_all_alike_still_have_an_interval() -> None:
    figure = nps(promoters_passives_detractors(5, 0, 0), YEAR)
    assert figure.low is not None
    assert figure.low < 90
    assert figure.high == 100


# CSAT


def test_that_csat_is_the_percent_in_the_top_two_boxes() -> None:
    figure = csat(answers("csat", {5: 42, 4: 32, 3: 10, 2: 9, 1: 14}), [], YEAR)
    assert figure.value == pytest.approx(69.16, abs=0.005)
    assert (figure.n, figure.band) == (107, "room for improvement")


def test_that_the_csat_interval_is_wilsons() -> None:
    figure = csat(answers("csat", {5: 81, 1: 182}), [], YEAR)
    assert figure.low == pytest.approx(25.53, abs=0.005)
    assert figure.high == pytest.approx(36.62, abs=0.005)


@pytest.mark.parametrize(
    ("scale", "lowest_satisfied"),
    [
        ((1, 5), 4),
        ((0, 4), 3),
        ((1, 7), 6),
        ((1, 10), 9),
        ((0, 10), 9),
        ((1, 4), 3),
        ((1, 3), 3),
        ((0, 1), 1),
        ((1, 2), 2),
        ((0, 100), 75),
    ],
)
def test_that_each_scale_has_its_own_satisfied_boxes(scale: tuple[int, int], lowest_satisfied: int) -> None:
    satisfied = {
        score
        for score in range(scale[0], scale[1] + 1)
        if csat([answer("csat", score, scale=scale)], [], YEAR).value == 100
    }
    assert satisfied == set(range(lowest_satisfied, scale[1] + 1))


@pytest.mark.parametrize(
    ("percent", "band"),
    [
        (100, "excellent"),
        (80, "excellent"),
        (79.999, "room for improvement"),
        (60, "room for improvement"),
        (59.999, "friction"),
        (0, "friction"),
    ],
)
def test_that_csat_bands_include_their_lower_edges(percent: float, band: str) -> None:
    assert csat_band(percent) == band


@pytest.mark.parametrize(("good", "n", "band"), [(12, 15, "excellent"), (33, 55, "room for improvement")])
def test_that_a_csat_computed_on_a_band_edge_is_in_the_band(good: int, n: int, band: str) -> None:
    assert csat(answers("csat", {5: good, 1: n - good}), [], YEAR).band == band


def test_that_all_csat_answers_of_a_contact_count() -> None:
    rows = [answer("csat", 5, contact="jana"), answer("csat", 1, contact="jana")]
    assert csat(rows, [], YEAR).value == 50


def test_that_a_ticket_counts_once_on_its_closing_day_and_only_when_closed() -> None:
    opened, closed = date(2025, 3, 1), date(2025, 4, 1)
    tickets = [
        Ticket("1", "acme", opened, closed_on=closed, csat=5),
        Ticket("2", "acme", opened, closed_on=closed, csat=2),
        Ticket("3", "acme", opened, closed_on=closed),
        Ticket("4", "acme", opened, csat=5),
    ]
    assert [(a.id, a.responded_on, normalised(a)) for a in answers_from_tickets(tickets)] == [
        ("1", closed, 100),
        ("2", closed, 25),
    ]
    figure = csat([answer("csat", 4)], tickets, YEAR)
    assert (figure.n, figure.value) == (3, pytest.approx(200 / 3))
    assert csat([], tickets, Period(date(2025, 2, 1), date(2025, 3, 31))).n == 0
    assert csat([], tickets, Period(closed, date(2025, 12, 31))).n == 0


# CES


def test_that_ces_is_the_mean_on_the_ease_scale() -> None:
    figure = ces(answers("ces", {1: 80, 2: 210, 3: 140, 4: 110, 5: 160, 6: 180, 7: 120}, "ease"), YEAR)
    assert figure.mean_ease == pytest.approx(4.08)
    assert figure.percent_easy == pytest.approx(46)
    assert figure.index == pytest.approx(30 - 43)
    assert figure.n == 1000


def test_that_an_effort_survey_is_reported_on_the_ease_scale() -> None:
    figure = ces(answers("ces", {2: 30, 4: 40, 6: 30}, "effort"), YEAR)
    assert figure.mean_ease == pytest.approx(4.0)
    hard = ces(answers("ces", {7: 3, 6: 1}, "effort"), YEAR)
    assert (hard.mean_ease, hard.percent_easy, hard.index) == (1.25, 0, -100)


@pytest.mark.parametrize(
    ("score", "scale", "direction", "ease"),
    [
        (1, (1, 7), "ease", 1),
        (1, (1, 7), "effort", 7),
        (2, (1, 7), "effort", 6),
        (1, (1, 5), "ease", 1),
        (4, (1, 5), "ease", 5.5),
        (5, (1, 5), "ease", 7),
        (2, (1, 5), "effort", 5.5),
        (0, (0, 10), "effort", 7),
        (5, (0, 10), "ease", 4),
        (3, (1, 4), "ease", 5),
    ],
)
def test_that_other_scales_are_laid_linearly_onto_one_to_seven(
    score: float, scale: tuple[float, float], direction: str, ease: float
) -> None:
    assert ces([answer("ces", score, scale=scale, direction=direction)], YEAR).mean_ease == ease


@pytest.mark.parametrize(
    ("score", "percent_easy", "index"),
    [(1, 0, -100), (3, 0, -100), (4, 0, 0), (5, 100, 0), (6, 100, 100), (7, 100, 100)],
)
def test_that_easy_starts_at_five_and_the_index_counts_six_up_and_three_down(
    score: int, percent_easy: float, index: float
) -> None:
    figure = ces([answer("ces", score, direction="ease")], YEAR)
    assert (figure.percent_easy, figure.index) == (percent_easy, index)


def test_that_a_ces_answer_of_unknown_direction_is_left_out() -> None:
    rows = [answer("ces", 7, direction="ease"), answer("ces", 1)]
    assert (ces(rows, YEAR).mean_ease, ces(rows, YEAR).n) == (7, 1)


# One answer between worst and best


@pytest.mark.parametrize(
    ("given_answer", "expected"),
    [
        (answer("nps", 3), 30),
        (answer("csat", 4), 75),
        (answer("csat", 1), 0),
        (answer("ces", 7, direction="ease"), 100),
        (answer("ces", 7, direction="effort"), 0),
        (answer("ces", 3, direction="effort"), 100 * 4 / 6),
        (answer("csat", 8, scale=(0, 10)), 80),
        (answer("csat", 5, direction="effort"), 100),
    ],
)
def test_that_a_normalised_answer_is_its_place_between_worst_and_best(
    given_answer: SurveyAnswer, expected: float
) -> None:
    assert normalised(given_answer) == pytest.approx(expected)


def test_that_an_unanswered_row_has_no_place_on_the_scale() -> None:
    with pytest.raises(ValueError, match="no score"):
        normalised(answer("nps", None))


# Laws

around_the_period = st.dates(date(2024, 11, 1), date(2026, 2, 28))


@dataclass(frozen=True, slots=True)
class Book:
    answers: list[SurveyAnswer]
    tickets: list[Ticket]


@st.composite
def survey_answers(draw: st.DrawFn) -> SurveyAnswer:
    kind = draw(st.sampled_from(["nps", "csat", "ces"]))
    low, high = (0, 10) if kind == "nps" else draw(st.sampled_from([(1, 5), (1, 7), (0, 1), (0, 10), (0, 100)]))
    return answer(
        kind,
        draw(st.none() | st.integers(low, high)),
        on=draw(around_the_period),
        contact=draw(st.sampled_from([None, "jana", "omar", "li"])),
        scale=(low, high),
        direction=draw(st.sampled_from(["ease", "effort"])) if kind == "ces" else None,
    )


def closed_ticket(closed_on: date | None, score: int | None) -> Ticket:
    return Ticket("t", "acme", date(2024, 10, 1), closed_on=closed_on, csat=score)


tickets = st.builds(closed_ticket, st.none() | around_the_period, st.none() | st.integers(1, 5))
books = st.builds(Book, st.lists(survey_answers(), max_size=30), st.lists(tickets, max_size=8))


def figures(book: Book) -> tuple[Nps, Csat, Ces]:
    return nps(book.answers, YEAR), csat(book.answers, book.tickets, YEAR), ces(book.answers, YEAR)


@laws
@given(books, st.randoms(use_true_random=False))
def test_that_the_order_of_rows_changes_nothing(book: Book, random: Random) -> None:
    # Ties of a contact on one day are the exception the rule names, and are settled before shuffling.
    unique = {(a.kind, a.contact or i, a.responded_on): a for i, a in enumerate(book.answers)}
    rows, shuffled_tickets = list(unique.values()), list(book.tickets)
    expected = figures(Book(list(rows), list(book.tickets)))
    random.shuffle(rows)
    random.shuffle(shuffled_tickets)
    assert figures(Book(rows, shuffled_tickets)) == expected


@laws
@given(books)
def test_that_a_fact_dated_after_the_period_changes_nothing(book: Book) -> None:
    known = Book(
        [a for a in book.answers if a.responded_on <= YEAR.end],
        [t._replace(closed_on=None) if t.closed_on and t.closed_on > YEAR.end else t for t in book.tickets],
    )
    assert figures(book) == figures(known)


@laws
@given(books)
def test_that_a_fact_dated_before_the_period_changes_nothing(book: Book) -> None:
    known = Book(
        [a for a in book.answers if a.responded_on > YEAR.start],
        [t for t in book.tickets if not t.closed_on or t.closed_on > YEAR.start],
    )
    assert figures(book) == figures(known)


@laws
@given(books)
def test_that_every_figure_stays_within_its_bounds(book: Book) -> None:
    promoter_score, satisfaction, effort = figures(book)
    assert promoter_score.promoters + promoter_score.passives + promoter_score.detractors == promoter_score.n
    for value, low, high in (
        (promoter_score.value, -100, 100),
        (promoter_score.low, -100, 100),
        (promoter_score.high, -100, 100),
        (promoter_score.response_rate.value, 0, 1),
        (satisfaction.value, 0, 100),
        (satisfaction.low, 0, 100),
        (satisfaction.high, 0, 100),
        (effort.mean_ease, 1, 7),
        (effort.percent_easy, 0, 100),
        (effort.index, -100, 100),
        (effort.low, -100, 100),
        (effort.high, -100, 100),
    ):
        assert value is None or low <= value <= high


counts = st.integers(0, 200)
net_counts = st.tuples(counts, counts, counts).filter(lambda c: sum(c) >= 2)


def net_figures(up: int, middle: int, down: int) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """(value, low, high) of an NPS and of a CES index with the same three counts."""
    score = nps(promoters_passives_detractors(up, middle, down), YEAR)
    effort = ces(answers("ces", {6: up, 4: middle, 3: down}, "ease"), YEAR)
    assert score.value is not None
    assert score.low is not None
    assert score.high is not None
    assert effort.index is not None
    assert effort.low is not None
    assert effort.high is not None
    return (score.value, score.low, score.high), (effort.index, effort.low, effort.high)


@laws
@given(net_counts)
def test_that_net_intervals_contain_the_estimate_from_two_answers_on(three: tuple[int, int, int]) -> None:
    for value, low, high in net_figures(*three):
        assert -100 <= low <= value <= high <= 100


@laws
@given(net_counts, st.integers(2, 4))
def test_that_net_intervals_shrink_with_n(three: tuple[int, int, int], times: int) -> None:
    up, middle, down = three
    few, many = net_figures(up, middle, down), net_figures(up * times, middle * times, down * times)
    for (_, low, high), (_, more_low, more_high) in zip(few, many, strict=True):
        assert more_high - more_low < high - low


@laws
@given(net_counts)
def test_that_net_intervals_mirror_when_promoters_and_detractors_swap(three: tuple[int, int, int]) -> None:
    up, middle, down = three
    (value, low, high), _ = net_figures(up, middle, down)
    (mirrored, mirrored_low, mirrored_high), _ = net_figures(down, middle, up)
    assert (mirrored, mirrored_low, mirrored_high) == pytest.approx((-value, -high, -low))


@pytest.mark.parametrize(("three", "end"), [((3, 0, 0), 100), ((0, 0, 3), -100)])
def test_that_intervals_are_clipped_at_the_ends_of_the_scale(three: tuple[int, int, int], end: float) -> None:
    for value, low, high in net_figures(*three):
        assert value == end
        assert (high if end > 0 else low) == end


@laws
@given(counts, counts, st.integers(2, 4))
def test_that_the_csat_interval_contains_the_estimate_and_shrinks_with_n(good: int, bad: int, times: int) -> None:
    assume(good + bad >= 2)
    few = csat(answers("csat", {5: good, 1: bad}), [], YEAR)
    many = csat(answers("csat", {5: good * times, 1: bad * times}), [], YEAR)
    assert few.value is not None
    assert few.low is not None
    assert few.high is not None
    assert many.low is not None
    assert many.high is not None
    assert 0 <= few.low <= few.value <= few.high <= 100
    assert many.high - many.low < few.high - few.low


@laws
@given(st.sampled_from([(1, 7), (1, 5), (0, 10), (0, 100)]).flatmap(lambda s: st.tuples(st.just(s), st.integers(*s))))
def test_that_effort_is_ease_read_from_the_other_end(scale_and_score: tuple[tuple[int, int], int]) -> None:
    (low, high), score = scale_and_score
    ease = answer("ces", score, scale=(low, high), direction="ease")
    effort = answer("ces", low + high - score, scale=(low, high), direction="effort")
    assert ces([ease], YEAR) == ces([effort], YEAR)
    assert normalised(ease) == normalised(effort)
    assert normalised(ease) + normalised(effort._replace(direction="ease")) == pytest.approx(100)
