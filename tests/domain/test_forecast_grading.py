"""What calls were worth: accuracy and bias, which call is graded, and what the rule would have said on days gone by."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.book import Book
from desktop.domain.calendar import Period
from desktop.domain.facts import Account, ContractLine, RenewalCall, Risk, Touchpoint
from desktop.domain.forecast.at_risk import at_risk, called_at_risk
from desktop.domain.forecast.calls import KINDS, Kind
from desktop.domain.forecast.grading import (
    DAYS_BEFORE,
    Grade,
    GradedTerm,
    TermKey,
    When,
    closed_terms,
    days_to_look_at,
    graded_terms,
    grades,
    grades_by_group,
)
from desktop.domain.forecast.past import Shelf, account_states, lines_as_judged, rule_on
from desktop.domain.scorecards import parse_scorecard
from desktop.domain.usage import UsageWindows, aggregate
from tests.domain.contract_books import Says, line
from tests.domain.forecast_books import call, term

CARD = Path(__file__).resolve().parents[2] / "resources" / "scorecards" / "default.toml"
DEFAULT = parse_scorecard(tomllib.loads(CARD.read_text(encoding="utf-8")))
YEAR = Period(date(2024, 6, 30), date(2025, 6, 30))
AFTER = date(2025, 6, 30)
LINE: Says = {"start": "2024-01-01", "end": "2025-01-01", "id": "line", "notice_days": 90, "auto_renew": True}
KEY = TermKey("line", date(2025, 1, 1))


# -- grades


@pytest.mark.parametrize(
    ("called", "closed", "missed", "accuracy", "by_term", "bias"),
    [
        (100, 100, 0, 1.0, 1.0, 0.0),
        (100, 80, 20, 0.8, 0.8, 0.2),
        (100, 120, 20, 0.8, 0.8, -0.2),
        # Two calls, 50 too high and 50 too low: the sum is right, and no call was.
        (200, 200, 100, 1.0, 0.5, 0.0),
        (100, 300, 200, -1.0, -1.0, -2.0),
        (0, 50, 50, None, None, None),
        (0, 0, 0, None, None, None),
    ],
)
def test_that_accuracy_and_bias_are_those_of_the_reference(
    called: int, closed: int, missed: int, accuracy: float | None, by_term: float | None, bias: float | None
) -> None:
    grade = Grade(called, closed, missed, n=2, of=3)
    assert grade.accuracy == pytest.approx(accuracy)
    assert grade.accuracy_by_term == pytest.approx(by_term)
    assert grade.bias == pytest.approx(bias)


@st.composite
def graded(draw: st.DrawFn) -> list[GradedTerm]:
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(1, 500),
                st.floats(0, 1),
                st.sampled_from(("Ann", "Ben")),
                st.lists(st.one_of(st.none(), st.integers(0, 500)), min_size=6, max_size=6),
            ),
            max_size=8,
        )
    )
    pairs: list[tuple[Kind, When]] = [(kind, when) for kind in KINDS for when in DAYS_BEFORE]
    return [
        GradedTerm(
            term(line_id=f"{at}", arr_cents=arr, closed_cents=round(arr * share)),
            who,
            {pair: None if cents is None else min(cents, arr) for pair, cents in zip(pairs, said, strict=True)},
        )
        for at, (arr, share, who, said) in enumerate(rows)
    ]


@given(graded(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=100)
def test_that_accuracy_is_at_most_one_and_heeds_no_order_and_groups_add_up(
    rows: list[GradedTerm], random: Random
) -> None:
    found = grades(rows)
    mixed = list(rows)
    random.shuffle(mixed)
    assert grades(mixed) == found
    groups = grades_by_group(rows)
    for key, grade in found.items():
        assert grade.of == len(rows)
        if grade.accuracy is not None and grade.accuracy_by_term is not None and grade.bias is not None:
            assert grade.accuracy_by_term <= grade.accuracy + 1e-12
            assert grade.accuracy <= 1
            assert grade.accuracy == pytest.approx(1 - abs(grade.bias))
        else:
            assert grade.called_cents == 0
        parts = [each[key] for each in groups.values()]
        assert tuple(map(sum, zip(*parts, strict=True))) == (tuple(grade) if parts else ())


# -- which call is graded


def called(*made: RenewalCall, lines: tuple[ContractLine, ...] = (line(**LINE),)) -> dict[tuple[str, str], int | None]:
    terms = closed_terms(lines, YEAR, as_of=AFTER)
    rule = {date(2024, 10, 2): {KEY: 77}, date(2024, 7, 5): {}}
    (found,) = graded_terms(terms, lines, made, rule, as_of=AFTER)
    return {(kind, when): cents for (kind, when), cents in found.called.items()}


def test_that_the_days_looked_at_are_the_eve_of_the_governing_date_and_90_days_before() -> None:
    terms = closed_terms([line(**LINE)], YEAR, as_of=AFTER)
    assert [(each.governs_on, each.closed_cents) for each in terms] == [(date(2024, 10, 3), 100)]
    assert days_to_look_at(terms) == {date(2024, 10, 2): {"A"}, date(2024, 7, 5): {"A"}}


@pytest.mark.parametrize(
    ("on", "last", "early"),
    [
        ("2024-07-05", 40, 40),
        ("2024-07-06", 40, None),
        ("2024-10-02", 40, None),
        # On the day itself it is decided.
        ("2024-10-03", None, None),
        # Before the term began, it was about another.
        ("2023-12-31", None, None),
    ],
)
def test_that_the_call_graded_is_the_last_before_the_governing_date(on: str, last: int, early: int | None) -> None:
    found = called(call(on, "at risk", amount=40))
    assert (found["csm", "last"], found["csm", "90 days before"]) == (last, early)


def test_that_the_automatic_call_is_what_the_rule_said_then_unless_it_was_kept() -> None:
    assert (called()["automatic", "last"], called()["automatic", "90 days before"]) == (77, None)
    kept = called(call("2024-06-01", "commit", "automatic", 55))
    assert (kept["automatic", "last"], kept["automatic", "90 days before"]) == (55, 55)


def test_that_only_terms_whose_outcome_is_known_are_graded() -> None:
    says: Says = LINE | {"auto_renew": None}
    silent = line(**says)
    assert closed_terms([silent], YEAR, as_of=AFTER) == []
    early = silent._replace(outcome="renewed", outcome_on=date(2024, 9, 1))
    assert closed_terms([early], YEAR, as_of=date(2024, 12, 31)) == []
    assert len(closed_terms([early], YEAR, as_of=date(2025, 1, 1))) == 1


# -- what the rule said


def book(*lines: ContractLine, risks: tuple[Risk, ...] = ()) -> Book:
    return Book(
        accounts=[Account("A", "Acme"), Account("B", "Bolt")],
        lines=lines,
        risks=risks,
        touchpoints=[Touchpoint("t", "A", date(2024, 9, 20), "call", "held", True)],
        scorecards=[DEFAULT],
    )


def usage(day: date) -> UsageWindows:
    return aggregate(("A",), (), day)


EVE = date(2024, 10, 2)


def rule(at: Book, changes: dict[str, list[tuple[date, float | None]]] | None = None, day: date = EVE) -> int | None:
    return rule_on(at, ("A",), usage(day), changes or {}, day=day, until=AFTER).get(KEY)


def test_that_the_rule_is_asked_with_the_likelihood_that_stood_on_the_day() -> None:
    sure = book(line(**LINE, likelihood=0.9))
    assert rule(sure) == 100
    # It was raised on the eve (that counts), or the day after (that does not).
    assert rule(sure, {"line": [(EVE, 0.1)]}) == 100
    assert rule(sure, {"line": [(EVE + timedelta(1), 0.1)]}) == 0
    assert rule(sure, {"line": [(date(2024, 2, 1), 0.2), (EVE + timedelta(9), 0.1), (AFTER, 0.5)]}) == 0


def test_that_a_risk_that_was_opened_later_is_not_known_to_the_rule() -> None:
    later = Risk("r", "A", "price", EVE + timedelta(1))
    assert rule(book(line(**LINE, likelihood=0.9), risks=(later,))) == 100
    assert rule(book(line(**LINE, likelihood=0.9), risks=(later._replace(opened_on=EVE),))) == 0


def test_that_a_line_that_had_not_begun_was_not_called() -> None:
    assert rule(book(line(**LINE)), day=date(2023, 12, 31)) is None
    assert rule_on(book(line(**LINE)), ("A",), usage(AFTER), {}, day=AFTER, until=AFTER) == {}


def test_that_lines_as_judged_keep_all_else() -> None:
    one = line(**LINE, likelihood=0.9)
    assert lines_as_judged([one], {"line": [(EVE, None)]}, EVE - timedelta(1)) == [one._replace(likelihood=None)]
    assert lines_as_judged([one], {"another": [(EVE, None)]}, EVE - timedelta(1)) == [one]


def test_that_a_book_taken_apart_gives_the_part_of_an_account() -> None:
    whole = book(line(**LINE), line("B", id="theirs"))
    part = Shelf(whole).of(("A",))
    assert [each.id for each in part.lines] == ["line"]
    assert ([each.id for each in part.accounts], len(part.touchpoints)) == (["A"], 1)
    assert Shelf(whole).of(("A", "B")) == replace(
        whole, **{name: list(getattr(whole, name)) for name in whole.__dataclass_fields__ if name != "scorecards"}
    )


def test_that_states_say_band_and_open_risk_of_the_day() -> None:
    at = book(line(**LINE), risks=(Risk("r", "A", "price", date(2024, 5, 1), date(2024, 10, 5)),))
    assert account_states(at, ("A",), usage(EVE), day=EVE)["A"].has_open_risk
    assert not account_states(at, ("A",), usage(date(2024, 10, 5)), day=date(2024, 10, 5))["A"].has_open_risk


# -- at risk


def reasons(
    *made: RenewalCall, band: str = "green", risks: tuple[Risk, ...] = (), day: date = EVE, **says: object
) -> list[str]:
    of: Says = LINE | says
    lines = [line(**of)]
    found = at_risk({"A": 100, "B": 0}, {"A": band, "B": "red"}, lines, risks, made, day=day)
    return [why.kind for each in found for why in each.reasons]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ((), []),
        ((call("2024-05-01", "at risk"),), ["called at risk"]),
        ((call("2024-05-01", "at risk"), call("2024-06-01", "commit")), []),
        ((call("2024-05-01", "at risk", "automatic"),), ["called at risk"]),
        ((call("2024-05-01", "commit"), call("2024-06-01", "at risk", "automatic")), []),
        # The final call goes before a later one of the CSM.
        ((call("2024-05-01", "commit", "final"), call("2024-06-01", "at risk")), []),
        ((call("2024-05-01", "at risk", "final"), call("2024-06-01", "commit")), ["called at risk"]),
        # Said before the term began, it stands no more.
        ((call("2023-12-31", "at risk"),), []),
        ((call("2024-10-03", "at risk"),), []),
    ],
)
def test_that_the_latest_call_of_the_highest_kind_that_stands_makes_it_at_risk(
    made: tuple[RenewalCall, ...], expected: list[str]
) -> None:
    assert reasons(*made) == expected
    assert list(called_at_risk(made, [line(**LINE)], day=EVE)) == (["A"] if expected else [])


def test_that_an_account_at_risk_counts_once_with_every_reason() -> None:
    open_ = Risk("r", "A", "price", date(2024, 5, 1))
    closed = Risk("s", "A", "champion", date(2024, 5, 1), EVE)
    found = reasons(call("2024-05-01", "at risk"), band="red", risks=(open_, closed), notice_given_on="2024-09-01")
    assert found == ["red", "open risk", "notice given", "called at risk"]
    assert reasons(notice_given_on="2024-10-03") == []
