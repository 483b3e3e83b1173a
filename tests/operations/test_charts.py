"""What the charts show of the demo book is what its figures say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from desktop.domain.calendar import period_of
from desktop.domain.facts import Account, ContractLine, Milestone, Onboarding
from desktop.operations import charts, look
from desktop.operations.charts import OnboardingFacts, RenewalFacts
from desktop.operations.demo.write import write_demo
from desktop.operations.history import read_history
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portfolio]:
    path = tmp_path_factory.mktemp("charts") / "demo.perennial"
    write_demo(path, as_of=DAY, accounts=60, seed=1)
    with Portfolio.open(path) as made:
        yield made


def account(book: Portfolio, name: str) -> str:
    return look.account_called(book.read(facts.accounts), name).id


def test_that_the_health_line_ends_with_the_score_of_the_day_and_shows_the_detractor(book: Portfolio) -> None:
    tindle = account(book, "Tindle")
    line = charts.health_line(book.read(read_history, DAY, account=tindle), tindle)
    scores = book.read(look.account_score, tindle, DAY)
    assert line.points[-1].on == DAY
    assert line.points[-1].score == pytest.approx(scores.score[0])
    assert line.points[-1].band == scores.band[0]
    assert len(line.events) <= 5
    assert ("2026-11-22", "NPS 3") in [(event.on.isoformat(), event.label) for event in line.events]


def test_that_the_whole_book_read_at_once_gives_an_account_the_same_line(book: Portfolio) -> None:
    whole = book.read(read_history, DAY)
    for name in ("Kestrel", "Lumen"):
        one = account(book, name)
        alone, among = (charts.health_line(read, one) for read in (book.read(read_history, DAY, account=one), whole))
        assert among.events == alone.events
        assert [point.shown for point in among.points] == [point.shown for point in alone.points]
    assert charts.health_line(whole, "nobody").points == ()


def test_that_an_account_nothing_is_known_of_has_no_line(book: Portfolio) -> None:
    brackwater = account(book, "Brackwater")
    assert charts.health_line(book.read(read_history, DAY, account=brackwater), brackwater).points == ()


def test_that_the_value_curve_says_what_the_figures_say(book: Portfolio) -> None:
    curve = charts.value_curve(book.read(charts.read_onboardings), DAY)
    ttv = book.read(look.metrics, period_of(as_of=DAY)).whole.ttv
    assert (len(curve.waits), sum(wait.reached for wait in curve.waits)) == (ttv.n, ttv.reached)
    assert (curve.median_day, curve.curve) == (ttv.median_days, ttv.curve)
    assert curve.target_day == 45
    assert "Aldermoor Council" in {wait.name for wait in curve.waits if not wait.reached}


def test_that_onboardings_and_targets_after_the_day_are_not_there_yet() -> None:
    begun = DAY - timedelta(20)
    read = OnboardingFacts(
        [Account("a", "Acme")],
        [ContractLine("l", "a", 100, begun)],
        [Onboarding("o", "a", begun, target_on=DAY + timedelta(10)), Onboarding("p", "a", DAY + timedelta(1))],
        [Milestone("m", "a", "Live", "o", done_on=DAY - timedelta(5), first_value=True)],
    )
    now, before = charts.value_curve(read, DAY), charts.value_curve(read, DAY - timedelta(6))
    assert [(wait.days, wait.reached, wait.key) for wait in now.waits] == [(15, True, "a")]
    assert [(wait.days, wait.reached) for wait in before.waits] == [(14, False)]
    assert (now.target_day, now.is_one_target) == (30, True)
    assert charts.value_curve(read, begun - timedelta(1)).target_day is None


def test_that_the_timeline_shows_every_renewal_still_to_decide_in_order_of_opt_out(book: Portfolio) -> None:
    timeline = charts.renewal_timeline(book.read(charts.read_renewals), DAY)
    rows = [(a, row) for a, row in book.read(look.renewals, DAY, within_days=None) if row.outcome is None]
    assert {(term.account, term.end_on, term.opts_out_on) for term in timeline.terms} == {
        (a.name, row.renews_on, row.opts_out_on) for a, row in rows
    }
    assert timeline.terms[0].account == "Quillon Media"
    assert timeline.terms[0].is_overdue
    keys = [term.key for term in timeline.terms]
    first = list(dict.fromkeys(keys))
    assert keys == sorted(keys, key=first.index), "the terms of an account follow each other"
    assert all(term.start_on < term.end_on for term in timeline.terms)


@pytest.mark.parametrize(
    ("line", "start", "end", "overdue"),
    [
        (ContractLine("l", "a", 100, date(2026, 1, 1), date(2027, 1, 1)), date(2026, 1, 1), date(2027, 1, 1), False),
        # Rolling on, a term begins where the last one ended.
        (
            ContractLine("l", "a", 100, date(2024, 1, 1), date(2025, 1, 1), term_months=12, auto_renew=True),
            date(2026, 1, 1),
            date(2027, 1, 1),
            False,
        ),
        (ContractLine("l", "a", 100, date(2025, 1, 1), date(2026, 11, 11)), date(2025, 1, 1), date(2026, 11, 11), True),
    ],
)
def test_that_a_bar_is_the_current_term(line: ContractLine, start: date, end: date, overdue: bool) -> None:
    (term,) = charts.renewal_timeline(RenewalFacts([Account("a", "Acme")], [line]), DAY).terms
    assert (term.start_on, term.end_on, term.is_overdue) == (start, end, overdue)


def test_that_a_line_whose_end_is_decided_is_not_shown() -> None:
    line = ContractLine(
        "l", "a", 100, date(2026, 1, 1), date(2027, 1, 1), outcome="ended", outcome_on=date(2026, 11, 1)
    )
    assert charts.renewal_timeline(RenewalFacts([Account("a", "Acme")], [line]), DAY).terms == []
