"""The renewal forecast: which terms are in it, what is called of them, and that its parts add up."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.calendar import Period
from desktop.domain.facts import ContractLine, RenewalCall
from desktop.domain.forecast.automatic import AccountState, automatic_call
from desktop.domain.forecast.calls import CATEGORIES, Standing, by_account, latest_call
from desktop.domain.forecast.terms import Term, overdue_terms, terms_in
from desktop.domain.forecast.totals import COLUMNS, CalledTerm, Forecast, Totals, forecast
from desktop.domain.renewals import renewal_rate
from tests.domain.contract_books import ACCOUNTS, Says, books, days, line, periods, with_later_facts
from tests.domain.forecast_books import call, calls, judged, states, term, with_later_calls

laws = settings(deadline=None, max_examples=60)
YEAR = Period(date(2024, 6, 30), date(2025, 6, 30))
NOW = date(2024, 11, 30)
LINE: Says = {"start": "2024-01-01", "end": "2025-01-01", "id": "line"}


def only(*lines: ContractLine, as_of: date = NOW, window: Period = YEAR) -> Term:
    (found,) = terms_in(lines, window, as_of=as_of)
    return found


# -- terms


def test_that_a_term_says_when_it_began_until_when_it_can_be_left_and_that_it_is_open() -> None:
    found = only(line(**LINE, notice_days=90, likelihood=0.4))
    assert found == term(likelihood=0.4)


def test_that_a_term_without_a_notice_period_is_governed_by_its_end() -> None:
    found = only(line(**LINE))
    assert (found.opts_out_on, found.governs_on) == (None, date(2025, 1, 1))


@pytest.mark.parametrize(
    ("says", "as_of", "closed", "leaves", "overdue"),
    [
        ({}, "2024-12-31", None, False, False),
        ({}, "2025-01-01", None, False, True),
        ({"outcome": "renewed", "outcome_on": "2024-11-01"}, "2024-11-30", 100, False, False),
        ({"outcome": "renewed", "outcome_on": "2024-12-01"}, "2024-11-30", None, False, False),
        ({"outcome": "ended", "outcome_on": "2024-11-01"}, "2024-11-30", 0, False, False),
        ({"outcome": "ended", "outcome_on": "2025-02-01"}, "2025-03-01", 0, False, False),
        ({"notice_given_on": "2024-09-01"}, "2024-11-30", None, True, False),
        ({"notice_given_on": "2024-12-01"}, "2024-11-30", None, False, False),
        # Who gave notice has left, although nobody noted the outcome.
        ({"notice_given_on": "2024-09-01"}, "2025-03-01", 0, False, False),
        ({"auto_renew": True}, "2024-11-30", None, False, False),
        ({"auto_renew": True}, "2025-01-01", 100, False, False),
        ({"auto_renew": True, "notice_given_on": "2024-09-01"}, "2024-11-30", None, True, False),
        # Too late for this term: it goes on, and the next one is the last.
        ({"auto_renew": True, "notice_given_on": "2024-11-01"}, "2024-11-30", None, False, False),
    ],
)
def test_that_a_term_is_open_until_it_is_known_what_became_of_it(
    says: Says, as_of: str, closed: int | None, leaves: bool, overdue: bool
) -> None:
    terms = terms_in([line(**LINE, notice_days=90, **says)], YEAR, as_of=date.fromisoformat(as_of))
    found = terms[0]
    assert (found.ends_on, found.closed_cents, found.leaves, found.is_overdue) == (
        date(2025, 1, 1),
        closed,
        leaves,
        overdue,
    )


def test_that_of_a_term_that_was_replaced_that_much_is_closed_as_the_successor_brings() -> None:
    smaller = line(arr=60, start="2025-01-01", end="2026-01-01", id="next")
    assert only(line(**LINE), smaller, as_of=date(2025, 1, 1)).closed_cents == 60
    assert only(line(**LINE, outcome="renewed"), smaller, as_of=date(2025, 1, 1)).closed_cents == 60
    # The day before, the successor has not started, and is not known of.
    early = line(**LINE, outcome="renewed", outcome_on="2024-11-01")
    assert only(early, smaller).closed_cents == 100


def test_that_a_line_that_can_be_left_each_month_has_a_term_a_month() -> None:
    rolling = line(start="2024-01-15", end="2024-02-15", auto_renew=True)
    found = terms_in([rolling], Period(NOW, NOW + timedelta(90)), as_of=NOW)
    assert [each.ends_on.isoformat() for each in found] == ["2024-12-15", "2025-01-15", "2025-02-15"]
    assert [each.starts_on.isoformat() for each in found] == ["2024-11-15", "2024-12-15", "2025-01-15"]
    assert all(each.goes_on for each in found)


@pytest.mark.parametrize(
    ("start", "end", "months", "starts"),
    [
        ("2026-01-31", "2026-05-31", 1, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        ("2025-01-01", "2026-03-01", 12, ["2025-01-01", "2026-01-01"]),
        ("2024-02-29", "2027-02-28", 12, ["2024-02-29", "2025-02-28", "2026-02-28"]),
    ],
)
def test_that_a_term_begins_where_the_one_before_ended_counted_from_the_start_of_the_line(
    start: str, end: str, months: int, starts: list[str]
) -> None:
    ends = [date.fromisoformat(each) for each in (start, end)]
    odd = ContractLine("L", "A", 100, ends[0], ends[1], term_months=months)
    found = terms_in([odd], Period(ends[0], ends[1]), as_of=ends[0])
    assert [each.starts_on.isoformat() for each in found] == starts
    assert [each.ends_on for each in found] == [*(each.starts_on for each in found[1:]), ends[1]]


def test_that_overdue_terms_of_before_are_told_apart_and_count_nowhere() -> None:
    lines = [line(start="2023-01-01", end="2024-01-01", id="late", product="plus"), line(**LINE)]
    assert [each.line_id for each in overdue_terms(lines, as_of=NOW)] == ["late"]
    found = forecast(lines, (), {}, Period(NOW, YEAR.end), as_of=NOW)
    assert [each.line_id for each in found.overdue] == ["late"]
    assert found.whole.atr_cents == 100
    within = forecast(lines, (), {}, Period(date(2023, 12, 31), YEAR.end), as_of=NOW)
    assert (within.overdue, within.whole.atr_cents) == ((), 200)


@given(books(), periods(), days())
@laws
def test_that_the_atr_of_a_period_that_is_over_is_what_its_renewal_rate_divides_by(
    book: list[ContractLine], period: Period, day: date
) -> None:
    found = terms_in(book, period, as_of=period.end)
    rate = renewal_rate(book, period)
    assert sum(each.arr_cents for each in found) == rate.denominator
    assert sum(each.closed_cents or 0 for each in found) == rate.numerator
    assert all(each.starts_on < each.ends_on for each in terms_in(book, period, as_of=day))


# -- the automatic call


@pytest.mark.parametrize(
    ("says", "state", "category", "cents"),
    [
        ({"closed_cents": 40}, ("red", True), "closed", 40),
        ({"closed_cents": 0, "notice_given_on": "2024-09-01"}, ("green", False), "closed", 0),
        ({"notice_given_on": "2024-09-01", "likelihood": 0.9}, ("green", False), "omitted", 0),
        ({"is_overdue": True, "likelihood": 0.9}, ("green", False), "at risk", 0),
        # It can be left no more, whatever is feared.
        ({"goes_on": True, "likelihood": 0.1}, ("red", True), "commit", 100),
        ({"goes_on": True, "opts_out_on": "2024-12-15"}, ("green", True), "at risk", 0),
        ({"goes_on": True, "opts_out_on": None}, ("red", False), "at risk", 0),
        ({"likelihood": 0.95}, ("green", True), "at risk", 0),
        ({"likelihood": 0.95}, ("red", False), "at risk", 0),
        ({"likelihood": 0.85}, ("amber", False), "commit", 100),
        ({"likelihood": 0.84}, ("green", False), "most likely", 100),
        ({"likelihood": 0.6}, ("green", False), "most likely", 100),
        ({"likelihood": 0.4}, ("green", False), "best case", 0),
        ({"likelihood": 0.39}, ("green", False), "at risk", 0),
        ({"likelihood": 0.0}, ("green", False), "at risk", 0),
        ({}, ("green", False), "most likely", 100),
        ({}, ("amber", False), "best case", 0),
        ({}, ("unscored", False), "best case", 0),
        ({"goes_on": True, "opts_out_on": "2024-12-15"}, ("green", False), "commit", 100),
        ({"goes_on": True, "opts_out_on": "2024-12-15"}, ("amber", False), "most likely", 100),
        ({"goes_on": True, "opts_out_on": "2024-12-15"}, ("unscored", False), "most likely", 100),
        # Notice that came too late does not end this term.
        ({"goes_on": True, "opts_out_on": "2024-12-15", "notice_given_on": "2024-12-20"},
         ("green", False), "commit", 100),
    ],
)  # fmt: skip
def test_that_the_rule_goes_by_facts_then_contract_then_fears_then_likelihood_then_health(
    says: Says, state: tuple[str, bool], category: str, cents: int
) -> None:
    found = automatic_call(term(**says), AccountState(*state), day=NOW)
    assert (found.category, found.called_cents) == (category, cents)
    assert found.reason


def test_that_on_the_opt_out_date_itself_it_can_still_be_left() -> None:
    rolling = term(goes_on=True)
    assert automatic_call(rolling, AccountState("red"), day=date(2024, 10, 3)).category == "at risk"
    assert automatic_call(rolling, AccountState("red"), day=date(2024, 10, 4)).category == "commit"


# -- which call stands


def standing_of(*made: RenewalCall, of: Term | None = None, kind: str = "csm", day: date = NOW) -> str | None:
    assert kind in ("automatic", "csm", "final")
    found = latest_call(by_account(made).get("A", ()), of or term(), kind, day=day)
    return None if found is None else found.category


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ((), None),
        ((call("2024-05-01", "best case"),), "best case"),
        ((call("2024-05-01", "best case"), call("2024-06-01", "commit")), "commit"),
        ((call("2024-06-01", "commit"), call("2024-05-01", "best case")), "commit"),
        # Of one day the later written.
        ((call("2024-05-01", "commit"), call("2024-05-01", "at risk")), "at risk"),
        # Said in the term before, it was about that one's end.
        ((call("2023-12-31", "at risk"),), None),
        ((call("2024-01-01", "at risk"),), "at risk"),
        ((call("2024-11-30", "at risk"),), "at risk"),
        ((call("2024-12-01", "at risk"),), None),
        ((call("2024-05-01", "commit", "final"), call("2024-05-01", "commit", "automatic")), None),
        ((call("2024-05-01", "commit"), call("2024-06-01", None)), "commit"),
        ((call("2024-05-01", "commit", contract_line="line"),), "commit"),
        ((call("2024-05-01", "commit", contract_line="another"),), None),
        ((call("2024-05-01", "commit", account="B"),), None),
    ],
)
def test_that_the_latest_call_of_the_kind_stands_that_was_made_in_the_term(
    made: tuple[RenewalCall, ...], expected: str | None
) -> None:
    assert standing_of(*made) == expected


def one(*made: RenewalCall, lines: tuple[ContractLine, ...] = (line(**LINE),), as_of: date = NOW) -> CalledTerm:
    return next(each for each in forecast(lines, made, {}, YEAR, as_of=as_of).terms if each.term.line_id == "line")


@pytest.mark.parametrize(
    ("category", "amount", "cents"),
    [
        ("commit", None, 100),
        ("most likely", None, 100),
        ("best case", None, 0),
        ("at risk", None, 0),
        ("omitted", None, 0),
        ("at risk", 20, 20),
        ("best case", 60, 60),
        ("commit", 0, 0),
        # More than is up for renewal is expansion.
        ("commit", 250, 100),
    ],
)
def test_that_a_call_counts_its_amount_and_without_one_what_its_category_says(
    category: str, amount: int | None, cents: int
) -> None:
    assert one(call("2024-05-01", category, amount=amount)).csm == Standing(
        category, cents, date(2024, 5, 1)  # type: ignore[arg-type]
    )  # fmt: skip


def test_that_a_call_of_an_account_is_shared_over_the_lines_that_ran_on_its_day() -> None:
    other = line(arr=300, start="2024-03-01", end="2026-03-01", id="other")
    ended = line(arr=900, start="2023-01-01", end="2024-04-01", id="ended", outcome="ended")
    lines = (line(**LINE), other, ended)
    assert one(call("2024-05-01", amount=200), lines=lines).csm == Standing("commit", 50, date(2024, 5, 1))
    assert one(call("2024-03-15", amount=260), lines=lines).csm == Standing("commit", 20, date(2024, 3, 15))
    assert one(call("2024-02-01", amount=50, contract_line="line"), lines=lines).csm == Standing(
        "commit", 50, date(2024, 2, 1)
    )


def test_that_the_highest_ranking_kind_counts_and_the_rule_is_told_beside_a_call_that_was_kept() -> None:
    kept, csm = call("2024-05-01", "commit", "automatic"), call("2024-09-01", "at risk")
    final = call("2024-06-01", "best case", "final")
    risky = (line(**LINE, likelihood=0.2),)
    assert one(lines=risky).standing.category == "at risk"
    found = one(kept, lines=risky)
    assert (found.standing.category, found.rule.category) == ("commit", "at risk")
    assert one(kept, csm, lines=risky).standing.category == "at risk"
    assert one(kept, csm, final, lines=risky).standing.category == "best case"


def test_that_a_fact_overtakes_an_automatic_call_that_was_kept_but_no_persons() -> None:
    kept, csm = call("2024-05-01", "commit", "automatic"), call("2024-05-01", "commit")
    left = (line(**LINE, notice_given_on="2024-09-01"),)
    found = one(kept, csm, lines=left)
    assert (found.automatic.category, found.csm.category if found.csm else None) == ("omitted", "commit")


def test_that_a_closed_term_is_closed_in_every_kind() -> None:
    found = one(call("2024-05-01", "at risk"), lines=(line(**LINE, outcome="renewed", outcome_on="2024-11-01"),))
    for column in COLUMNS:
        said = found.called(column)
        assert said is not None
        assert (said.category, said.called_cents) == ("closed", 100)


# -- totals


def test_that_the_forecast_of_a_small_book_is_the_one_worked_out_by_hand() -> None:
    lines = (
        line("A", 100_00, "2024-01-01", "2025-01-01", id="a", likelihood=0.8, notice_days=30),
        line("B", 50_00, "2024-02-01", "2025-02-01", id="b", notice_days=30),
        line("C", 30_00, "2024-03-01", "2024-09-01", id="c", outcome="ended"),
        line("C", 20_00, "2024-03-01", "2025-03-01", id="d", product="plus", notice_given_on="2024-10-01"),
    )
    made = (call("2024-05-01", "best case", amount=60_00), call("2024-06-01", "omitted", "final", account="B"))
    found = forecast(
        lines, made, {"B": AccountState("green")}, YEAR, as_of=NOW, group_of={"A": "x", "B": "x", "C": "y"}
    )
    whole = found.whole
    assert (whole.terms, whole.accounts, whole.atr_cents) == (4, 3, 200_00)
    assert (whole.open_terms, whole.open_atr_cents, whole.closed_cents) == (3, 170_00, 0)
    # A: most likely by its likelihood; B: most likely, being green; the notice is omitted, what ended closed.
    automatic = whole.calls["automatic"]
    assert {name: part.atr_cents for name, part in automatic.by_category.items() if part.terms} == {
        "most likely": 150_00,
        "omitted": 20_00,
        "closed": 30_00,
    }
    assert (automatic.called_cents, automatic.n) == (150_00, 4)
    csm = whole.calls["csm"]
    assert (csm.called_cents, csm.n, csm.not_called.atr_cents, csm.not_called.terms) == (60_00, 2, 70_00, 2)
    assert whole.calls["standing"].called_cents == 60_00
    assert whole.gap == (-40_00, 60_00, 100_00, 1)
    # 100 x 0.8, what ended and what was given notice of as nothing; B was not judged.
    assert whole.weighted == (80_00, 3, 1, 50_00)
    assert [(name, each.atr_cents) for name, each in found.groups.items()] == [("x", 150_00), ("y", 50_00)]


def test_that_what_can_be_left_no_more_is_forecast_in_full_unless_somebody_judged_it() -> None:
    rolling = line(**LINE, notice_days=90, auto_renew=True)
    assert one(lines=(rolling,)).weighted_cents == 100
    assert one(lines=(rolling._replace(likelihood=0.25),)).weighted_cents == 25


def test_that_a_window_without_terms_has_no_gap_and_nothing_called() -> None:
    found = forecast((), (), {}, YEAR, as_of=NOW)
    assert (found.whole.terms, found.whole.gap.n, found.whole.weighted) == (0, 0, (0, 0, 0, 0))
    assert (found.terms, found.groups, found.overdue) == ((), {}, ())


# -- laws

windows = periods()


@st.composite
def forecasts(draw: st.DrawFn) -> tuple[Forecast, list[ContractLine], list[RenewalCall], dict[str, AccountState]]:
    book = draw(books().flatmap(judged))
    made, state = draw(calls()), draw(states())
    everyone: dict[str, str] = dict.fromkeys(ACCOUNTS, "one")
    groups = everyone | draw(st.dictionaries(st.sampled_from(ACCOUNTS), st.just("two")))
    found = forecast(book, made, state, draw(windows), as_of=draw(days()), group_of=groups)
    return found, book, made, state


@given(forecasts())
@laws
def test_that_the_categories_of_every_kind_partition_the_atr(
    drawn: tuple[Forecast, list[ContractLine], list[RenewalCall], dict[str, AccountState]],
) -> None:
    whole = drawn[0].whole
    for column in COLUMNS:
        said = whole.calls[column]
        parts = [*said.by_category.values(), said.not_called]
        assert sum(part.atr_cents for part in parts) == whole.atr_cents
        assert sum(part.terms for part in parts) == whole.terms
        assert set(said.by_category) == set(CATEGORIES)
        assert all(0 <= part.called_cents <= part.atr_cents for part in parts)
        # A person may call closed what is not closed yet.
        assert said.by_category["closed"].called_cents >= whole.closed_cents
    assert whole.calls["automatic"].not_called.terms == whole.calls["standing"].not_called.terms == 0
    assert whole.gap.cents == whole.gap.csm_cents - whole.gap.automatic_cents
    weighted = whole.weighted
    assert weighted.terms + weighted.unknown_terms == whole.terms
    assert 0 <= weighted.cents <= whole.atr_cents - weighted.unknown_atr_cents


def flat(totals: Totals) -> dict[str, int]:
    """Every number that has to add up over groups."""
    numbers = {
        "terms": totals.terms,
        "accounts": totals.accounts,
        "atr": totals.atr_cents,
        "open": totals.open_terms,
        "open atr": totals.open_atr_cents,
        "closed": totals.closed_cents,
    }
    for name, record in (("gap", totals.gap), ("weighted", totals.weighted)):
        numbers |= {f"{name} {field}": number for field, number in record._asdict().items()}
    for column, said in totals.calls.items():
        for category, part in {**said.by_category, "not called": said.not_called}.items():
            numbers |= {f"{column} {category} {field}": number for field, number in part._asdict().items()}
    return numbers


@given(forecasts())
@laws
def test_that_the_groups_of_a_forecast_add_up(
    drawn: tuple[Forecast, list[ContractLine], list[RenewalCall], dict[str, AccountState]],
) -> None:
    found = drawn[0]
    summed = dict.fromkeys(flat(found.whole), 0)
    for each in found.groups.values():
        summed = {name: summed[name] + number for name, number in flat(each).items()}
    assert summed == flat(found.whole)


@given(forecasts(), st.randoms(use_true_random=False))
@laws
def test_that_the_order_of_lines_changes_no_forecast(
    drawn: tuple[Forecast, list[ContractLine], list[RenewalCall], dict[str, AccountState]], random: Random
) -> None:
    found, book, made, state = drawn
    mixed = list(book)
    random.shuffle(mixed)
    # Of calls of one day the later written stands, so that only the order of their days may change.
    ordered = sorted(made, key=lambda each: (-each.on_day.toordinal(), made.index(each)))
    again = forecast(mixed, ordered, state, found.window, as_of=found.as_of)
    assert (again.terms, again.whole, again.overdue) == (found.terms, found.whole, found.overdue)


@given(forecasts(), st.data())
@laws
def test_that_a_fact_dated_after_the_day_changes_no_forecast(
    drawn: tuple[Forecast, list[ContractLine], list[RenewalCall], dict[str, AccountState]], data: st.DataObject
) -> None:
    found, book, made, state = drawn
    later_lines = data.draw(with_later_facts(book, found.as_of))
    later_calls = data.draw(with_later_calls(made, found.as_of))
    again = forecast(later_lines, later_calls, state, found.window, as_of=found.as_of)
    keep = [each._replace(term=each.term._replace(likelihood=None), weighted_cents=None) for each in found.terms]
    kept = [each._replace(term=each.term._replace(likelihood=None), weighted_cents=None) for each in again.terms]
    assert kept == keep
    assert (again.whole, again.overdue) == (found.whole, found.overdue)
