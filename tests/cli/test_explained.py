"""Every figure of `metrics` can be explained, with the same value, and rows that add up to it; of any book."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.cli import explained, figures_json
from desktop.domain.book import Book, accounts_on
from desktop.domain.calendar import Period
from desktop.domain.errors import Rejected
from desktop.domain.explain import KEYS, explain, explain_frame, key_of
from desktop.domain.explain.folding import folded
from desktop.domain.explain.rounding import settled
from desktop.domain.facts import (
    Account,
    Milestone,
    Onboarding,
    Ownership,
    RenewalCall,
    Risk,
    SurveyAnswer,
    Ticket,
    Touchpoint,
)
from desktop.domain.figures import book_figures
from desktop.domain.frame import by_group, frame_of, whole
from desktop.domain.groups import DIMENSIONS
from desktop.domain.scorecards import parse_scorecard
from desktop.domain.usage import UsageWindows, aggregate
from tests.cli.explaining import check
from tests.domain.contract_books import ACCOUNTS, FIRST, books, days, line, periods
from tests.end_to_end.program import NOT_WORDS

CARD = Path(__file__).resolve().parents[2] / "resources" / "scorecards" / "default.toml"
DEFAULT = parse_scorecard(tomllib.loads(CARD.read_text(encoding="utf-8")))
YEAR = Period(date(2023, 12, 31), date(2024, 12, 31))
Json = dict[str, Any]

_accounts = st.sampled_from(ACCOUNTS)
_answers = st.builds(
    SurveyAnswer,
    id=st.just(""),
    account=_accounts,
    kind=st.sampled_from(("nps", "nps", "csat", "ces")),
    responded_on=days(),
    score=st.sampled_from((None, 1, 2, 3, 4, 5)),
    scale_min=st.just(1),
    scale_max=st.just(5),
    contact=st.sampled_from((None, "x", "y")),
    direction=st.sampled_from((None, "ease", "effort")),
)


@st.composite
def whole_books(draw: st.DrawFn) -> Book:
    """Messy contract lines, and a little of everything else."""
    answers = [
        each._replace(id=f"answer {i}", scale_min=0, scale_max=10, score=each.score and 2 * each.score)
        if each.kind == "nps"
        else each._replace(id=f"answer {i}")
        for i, each in enumerate(draw(st.lists(_answers, max_size=8)))
    ]
    begun = draw(st.lists(st.tuples(_accounts, days()), max_size=4))
    done = draw(st.lists(st.tuples(st.integers(0, 3), days()), max_size=4))
    dated = st.tuples(_accounts, days())
    return Book(
        accounts=[
            Account(
                id=account,
                name=f"Account {account}",
                segment=draw(st.sampled_from((None, "Large", "Small"))),
                started_on=draw(st.sampled_from((None, FIRST))),
                acquisition_cost_cents=draw(st.sampled_from((None, 0, 1001))),
            )
            for account in ACCOUNTS
        ],
        lines=draw(books()),
        answers=answers,
        tickets=[
            Ticket(f"ticket {i}", account, day, day + timedelta(3), csat=csat)
            for i, ((account, day), csat) in enumerate(
                draw(st.lists(st.tuples(dated, st.sampled_from((None, 1, 4, 5))), max_size=3))
            )
        ],
        touchpoints=[
            Touchpoint(f"touch {i}", account, day, "call", two_way=True)
            for i, (account, day) in enumerate(draw(st.lists(dated, max_size=3)))
        ],
        onboardings=[Onboarding(f"plan {i}", account, day) for i, (account, day) in enumerate(begun)],
        milestones=[
            Milestone(f"m {i}", begun[plan][0], "value", f"plan {plan}", done_on=day, first_value=True)
            for i, (plan, day) in enumerate(done)
            if plan < len(begun)
        ],
        ownerships=[
            Ownership(f"o {i}", account, draw(st.sampled_from(("Ann", "Bob"))), day)
            for i, (account, day) in enumerate(draw(st.lists(dated, max_size=3)))
        ],
        risks=[
            Risk(f"r {i}", account, "price", day) for i, (account, day) in enumerate(draw(st.lists(dated, max_size=2)))
        ],
        calls=[
            RenewalCall(f"c {i}", account, day, "csm", "at risk")
            for i, (account, day) in enumerate(draw(st.lists(dated, max_size=2)))
        ],
        scorecards=[DEFAULT],
    )


def windows_of(book: Book, period: Period) -> UsageWindows:
    return aggregate([account.id for account in accounts_on(book, period.end)], (), period.end)


@settings(deadline=None, max_examples=20, report_multiple_bugs=False)
@given(whole_books(), periods(), st.sampled_from((None, *DIMENSIONS)))
def test_that_every_figure_is_explained_with_its_own_value_and_rows_that_add_up(
    book: Book, period: Period, by: str | None
) -> None:
    windows = windows_of(book, period)
    frame = frame_of(book, windows, period)
    found = figures_json.metrics(book_figures(book, windows, period, by=by), as_of=period.end, currency="USD")
    groups = {None: (whole(frame), found)}
    if by is not None:
        groups = {name: (chosen, found["groups"][name]) for name, chosen in by_group(frame, by).items()}
    for name, (chosen, figures) in groups.items():
        for key in KEYS:
            explanation = explain_frame(frame, key, chosen, by=by, group=name)
            check(explanation, figures)
            explained.as_json(explanation, as_of=period.end, currency="USD")
            check(folded(explanation), figures)


@settings(deadline=None, max_examples=20)
@given(whole_books(), periods(), st.sampled_from(KEYS))
def test_that_what_is_dated_later_changes_no_explanation(book: Book, period: Period, key: str) -> None:
    later = period.end + timedelta(1)
    added = replace(
        book,
        lines=[*book.lines, line("A", 777, later.isoformat())],
        answers=[*book.answers, SurveyAnswer("later", "A", "nps", later, 0, 0, 10)],
        risks=[*book.risks, Risk("later", "A", "price", later)],
    )
    windows = windows_of(book, period)
    if [account.id for account in accounts_on(added, period.end)] == [a.id for a in accounts_on(book, period.end)]:
        assert explain(book, windows, period, key) == explain(added, windows, period, key)


def _leaves(figures: Json, path: str = "") -> Iterator[str]:
    for key, held in figures.items():
        if isinstance(held, dict):
            yield from _leaves(cast("Json", held), f"{path}{key}.")
        else:
            yield f"{path}{key}"


def test_that_every_key_of_the_json_of_metrics_can_be_explained() -> None:
    book = Book(accounts=[Account("A", "Account A")], scorecards=[DEFAULT])
    found = figures_json.metrics(book_figures(book, windows_of(book, YEAR), YEAR), as_of=YEAR.end, currency="USD")
    for name in ("as_of", "period", "currency"):
        del found[name]
    assert {key_of(leaf) for leaf in _leaves(found)} | {"bridge", "expansion_by_kind"} == set(KEYS)
    assert {key_of(name) for name in found} <= set(KEYS)


def test_that_an_unknown_key_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Rejected, match=r"There is no figure 'nnr': use one of accounts.active, .*nrr.*health.red"):
        key_of("nnr")


@pytest.mark.parametrize(
    ("by", "group", "said"),
    [
        ("segment", "Huge", "No segment is called 'Huge': choose one of \\(none\\)"),
        ("segment", None, "By segment there are several groups: choose one of \\(none\\)"),
        (None, "Huge", "The group 'Huge' is of no dimension"),
        ("colour", "red", "cannot be grouped by 'colour'"),
    ],
)
def test_that_a_group_that_is_not_there_is_refused_with_those_that_are(
    by: str | None, group: str | None, said: str
) -> None:
    book = Book(accounts=[Account("A", "Account A")], scorecards=[DEFAULT])
    with pytest.raises(Rejected, match=said):
        explain(book, windows_of(book, YEAR), YEAR, "nrr", by=by, group=group)


def retention_book() -> Book:
    """1,000,000 at the start: churn 25,000, contraction 25,000, expansion 150,000; one new, one back, one overdue."""
    lines = [
        line("A", 500_000, "2023-01-01", product="core"),
        line("A", 150_000, "2024-05-01", product="more"),
        line("B", 475_000, "2023-01-01", "2024-06-01", product="core"),
        line("B", 450_000, "2024-06-01", product="core", reason="fewer seats"),
        line("C", 25_000, "2023-01-01", "2024-03-01", outcome="ended", reason="price"),
        line("D", 70_000, "2024-02-01"),
        line("E", 10_000, "2022-01-01", "2023-01-01", outcome="ended"),
        line("E", 10_000, "2024-02-01", "2024-08-01"),
        line("F", 5_000, "2024-02-01", trial=True),
    ]
    names = {"A": "Alder", "B": "Birch", "C": "Cedar", "D": "Dogwood", "E": "Elm", "F": "Fir"}
    accounts = [Account(key, name, churn_reason="price" if key == "C" else None) for key, name in names.items()]
    return Book(accounts=accounts, lines=lines, scorecards=[DEFAULT])


def test_that_nrr_says_who_moved_it_who_is_left_out_and_why() -> None:
    book = retention_book()
    found = explain(book, windows_of(book, YEAR), YEAR, "nrr")
    assert (found.value, found.n, found.is_small) == (1.1, 3, True)
    said = explained.as_json(found, as_of=YEAR.end, currency="USD")
    assert said["numbers"] == "(10,000 - 250 churn - 250 contraction + 1,500 expansion) / 10,000 = 110.0 %"
    assert [(row["account"], row["change"], row["kind"], row["reason"]) for row in said["rows"]] == [
        ("Alder", 150_000, "expansion", None),
        ("Birch", -25_000, "contraction", "fewer seats"),
        ("Cedar", -25_000, "churn", "price"),
    ]
    assert [(each["n"], each["what"], each["why"]) for each in said["exclusions"]] == [
        (1, "account", "new since 2023-12-31, and new ARR never counts"),
        (1, "account", "came back since 2023-12-31, and returning ARR never counts"),
        (1, "account", "no ARR at the end of 2023-12-31, and none since"),
    ]


def test_that_accounts_of_which_nothing_changed_are_one_row_that_adds_up() -> None:
    book = retention_book()
    still = [line(f"S{i}", 100_000 + i, "2023-01-01") for i in range(4)]
    book = replace(
        book,
        accounts=[*book.accounts, *(Account(each.account, each.account) for each in still)],
        lines=[*book.lines, *still],
    )
    for key, said, changed in (
        ("nrr", "4 accounts unchanged", ["Alder", "Birch", "Cedar"]),
        ("grr", "5 accounts lost nothing", ["Birch", "Cedar"]),
        ("logo_churn", "6 accounts stayed", ["Cedar"]),
    ):
        found = explain(book, windows_of(book, YEAR), YEAR, key)
        fewer = folded(found)
        assert [row.name for row in fewer.rows] == [*changed, said]
        assert fewer.rows[-1].account == ""
        assert math.fsum(fewer.parts()) == pytest.approx(math.fsum(found.parts()))
        for at, column in enumerate(fewer.columns):
            if column.total is not None:
                assert math.fsum(float(str(row.cells[at])) for row in fewer.rows) == pytest.approx(column.total)
    at = [column.key for column in fewer.columns].index("start")
    assert fewer.rows[-1].cells[at] == sum(each.arr_cents for each in still) + 500_000 + 475_000


def test_that_few_rows_stand_as_they_are() -> None:
    book = retention_book()
    found = explain(book, windows_of(book, YEAR), YEAR, "logo_churn")
    assert folded(found) is found


def test_that_gross_retention_says_whose_growth_is_left_out() -> None:
    book = retention_book()
    found = explain(book, windows_of(book, YEAR), YEAR, "grr")
    assert found.value == 0.95
    grew = [each for each in found.exclusions if "grew" in str(each.why)]
    assert [(each.n, each.arr_cents) for each in grew] == [(1, 150_000)]


def test_that_overdue_lines_and_trials_are_told_where_arr_is() -> None:
    book = retention_book()
    found = explain(book, windows_of(book, YEAR), YEAR, "arr_cents")
    assert {each.what: each.arr_cents for each in found.exclusions} == {
        "accounts": None,
        "trial": 5_000,
        "overdue line": 10_000,
    }


def test_that_an_account_at_risk_names_every_cause_and_counts_once() -> None:
    book = retention_book()
    risky = Book(
        accounts=book.accounts,
        lines=book.lines,
        risks=[Risk("r", "A", "price", date(2024, 5, 1)), Risk("c", "C", "price", date(2024, 1, 1))],
        calls=[RenewalCall("c", "A", date(2024, 6, 1), "csm", "at risk")],
        scorecards=[DEFAULT],
    )
    found = explain(risky, windows_of(risky, YEAR), YEAR, "at_risk_arr_cents")
    assert [(row.name, row.cells) for row in found.rows] == [("Alder", (650_000, "open risk, called at risk"))]
    assert (found.value, [each.n for each in found.exclusions]) == (650_000, [1, 2])


def test_that_superseded_and_empty_answers_are_counted_as_left_out() -> None:
    def answer(number: int, day: str, score: float | None, contact: str | None = "x") -> SurveyAnswer:
        return SurveyAnswer(f"a{number}", "A", "nps", date.fromisoformat(day), score, 0, 10, contact)

    given_answers = [
        answer(1, "2024-02-01", 3),
        answer(2, "2024-05-01", 9),
        answer(3, "2024-06-01", None),
        answer(4, "2024-06-01", 2, None),
        answer(5, "2023-06-01", 10, "y"),
    ]
    book = Book(accounts=[Account("A", "Alder")], answers=given_answers, scorecards=[DEFAULT])
    found = explain(book, windows_of(book, YEAR), YEAR, "nps")
    assert (found.value, found.n) == (0, 2)
    assert [each.n for each in found.exclusions] == [1, 1, 1]
    assert found.parts() == [-50, 50]
    asked = explain(book, windows_of(book, YEAR), YEAR, "nps.response_rate")
    assert (asked.value, asked.n) == (0.75, 4)


def test_that_the_acquisition_cost_that_is_unknown_is_said() -> None:
    book = retention_book()
    found = explain(book, windows_of(book, YEAR), YEAR, "clv")
    assert any("No acquisition cost is known" in str(each) for each in found.assumptions)
    assert sum(found.parts()) == found.value


@given(st.lists(st.floats(-100, 100), max_size=20), st.integers(0, 3))
def test_that_a_rounded_column_adds_up_and_no_cell_is_off_by_a_unit(values: list[float], digits: int) -> None:
    rounded = settled(values, digits)
    whole_sum = math.fsum(rounded)
    assert whole_sum == pytest.approx(math.fsum(values), abs=0.5 * 10**-digits + 1e-6)
    assert all(abs(a - b) < 10**-digits + 1e-6 for a, b in zip(values, rounded, strict=True))


@pytest.mark.parametrize("book", [retention_book(), Book(scorecards=[DEFAULT])], ids=["a book", "an empty book"])
@pytest.mark.parametrize("key", KEYS)
def test_that_every_figure_is_told_to_people_and_never_in_words_of_a_program(
    capsys: pytest.CaptureFixture[str], book: Book, key: str
) -> None:
    explained.print_explanation(explain(book, windows_of(book, YEAR), YEAR, key), "USD")
    printed = capsys.readouterr().out
    assert not NOT_WORDS.search(printed)
    assert "-0.0 " not in printed
    assert "of  " not in printed
