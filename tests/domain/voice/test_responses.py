"""Response rates by kind and wave, where who was asked is known, and how much comes from one account."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.calendar import Period
from desktop.domain.facts import SurveyAnswer, Ticket
from desktop.domain.surveys import response_rate
from desktop.domain.voice.responses import concentrations, response_rates
from tests.domain.voice.answers import YEAR, answer

laws = settings(deadline=None, max_examples=100)


def test_that_each_wave_has_its_own_rate_and_one_without_silent_rows_is_unknown() -> None:
    rows = [
        *(answer(f"a{at}", 9, on=date(2025, 3, 1)) for at in range(3)),
        *(answer(f"b{at}", None, on=date(2025, 3, 2)) for at in range(9)),
        *(answer(f"c{at}", 4, on=date(2025, 6, 1)) for at in range(5)),
        answer("d", 4, kind="csat"),
    ]
    waves = {row.id: {"a": "Q1", "b": "Q1", "c": "Q2"}.get(row.id[0]) for row in rows}
    nps, csat = response_rates(rows, waves, YEAR)
    assert (nps.kind, nps.unknown) == ("nps", 5)
    assert [(each.wave, each.rate.value, each.rate.numerator) for each in nps.waves] == [
        ("Q2", None, 5),
        ("Q1", 0.25, 3),
    ]
    assert (nps.waves[1].first_on, nps.waves[1].last_on) == (date(2025, 3, 1), date(2025, 3, 2))
    assert (nps.total.numerator, nps.total.denominator) == (8, 17)
    assert (csat.kind, csat.total.value, csat.unknown) == ("csat", None, 1)


def test_that_nobody_answering_is_zero_and_nobody_asked_is_nothing() -> None:
    assert response_rates([], {}, YEAR) == ()
    (ces,) = response_rates([answer("a", None, kind="ces", direction="ease")], {}, YEAR)
    assert (ces.total.value, ces.waves[0].rate.value) == (0, 0)


def test_that_blank_waves_are_one_without_a_name() -> None:
    rows = [answer("a", 9), answer("b", 9), answer("c", None)]
    (nps,) = response_rates(rows, {"a": " ", "b": None, "c": ""}, YEAR)
    assert [(each.wave, each.rate.denominator) for each in nps.waves] == [(None, 3)]


def test_that_most_answers_come_from_the_account_that_gave_most_as_the_figure_counts_them() -> None:
    rows = [
        *(answer(f"a{at}", 9, contact="jana") for at in range(7)),
        *(answer(f"b{at}", 3, account="bolt", contact=f"p{at}") for at in range(3)),
        answer("c", 5, kind="csat"),
    ]
    tickets = [Ticket(f"t{at}", "bolt", date(2025, 2, 1), date(2025, 2, 3), csat=4) for at in range(2)]
    nps, csat = concentrations(rows, tickets, YEAR)
    assert (nps.kind, nps.account, nps.share.value, nps.share.n, nps.accounts) == ("nps", "bolt", 0.75, 4, 2)
    assert (csat.kind, csat.account, csat.share.numerator, csat.share.n) == ("csat", "bolt", 2, 3)


def test_that_an_answer_on_the_first_day_or_after_the_last_counts_for_nothing() -> None:
    rows = [answer("a", 9, on=YEAR.start), answer("b", 9, on=date(2026, 1, 1))]
    assert response_rates(rows, {}, YEAR) == ()
    assert concentrations(rows, (), YEAR) == ()


rows_of_a_kind = st.lists(
    st.tuples(st.none() | st.integers(0, 10), st.sampled_from(["acme", "bolt", "core"]), st.sampled_from("xyz")),
    max_size=30,
)


@laws
@given(rows_of_a_kind)
def test_that_waves_add_up_to_their_kind_and_no_rate_exceeds_one(
    drawn: list[tuple[int | None, str, str]],
) -> None:
    rows: list[SurveyAnswer] = []
    waves: dict[str, str | None] = {}
    for at, (score, account, wave) in enumerate(drawn):
        rows.append(answer(str(at), score, account=account))
        waves[str(at)] = wave
    for kind in response_rates(rows, waves, YEAR):
        assert kind.total == response_rate(rows, kind.kind, YEAR)
        assert sum(each.rate.n for each in kind.waves) == kind.total.n == len(rows)
        assert sum(each.rate.numerator for each in kind.waves) == kind.total.numerator
        assert kind.unknown <= kind.total.numerator
        for rate in (kind.total, *(each.rate for each in kind.waves)):
            assert rate.value is None or 0 <= rate.value < 1
    for each in concentrations(rows, (), YEAR):
        assert 1 / each.accounts <= (each.share.value or 0) <= 1
        assert each.share.n == sum(row.score is not None for row in rows)


@pytest.mark.parametrize("period", [Period(date(2025, 6, 14), date(2025, 6, 15)), YEAR])
def test_that_the_last_day_of_a_period_is_in_it(period: Period) -> None:
    assert len(response_rates([answer("a", 9)], {}, period)) == 1
