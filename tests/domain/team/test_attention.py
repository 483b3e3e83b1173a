"""Reviews, milestones on time and answers to detractors: just in time, just too late, and not known."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.domain.book import Book
from desktop.domain.facts import Account, Qbr
from desktop.domain.rates import Rate
from desktop.domain.team.attention import Attention
from tests.domain.team.books import DAY, back, line, nps, step, talk, team_of

ACME = (Account("A", "Acme"),)


def work(**rows: Any) -> Attention:
    known: dict[str, Any] = {"accounts": ACME, "lines": [line("A")], **rows}
    qbr_days = known.pop("qbr_days", None)
    return team_of(Book(**known), qbr_days=qbr_days).whole.attention


def held(*days: int) -> list[Qbr]:
    return [Qbr(f"Q {each}", "A", back(each)) for each in days]


@pytest.mark.parametrize(
    ("qbrs", "covered", "due"),
    [
        (held(0), 1, 0),
        (held(89), 1, 0),
        (held(90), 0, 0),
        (held(91), 0, 1),
        (held(400, 60), 1, 0),
        (held(-1), 0, 1),
        ([], 0, 1),
        ([Qbr("P", "A", None, back(3))], 0, 1),
    ],
)
def test_that_a_review_covers_an_account_for_ninety_days_and_is_due_by_cadence(
    qbrs: list[Qbr], covered: int, due: int
) -> None:
    found = work(qbrs=qbrs)
    assert (found.qbr_coverage, found.qbr_overdue, found.qbr_planned) == (Rate(covered, 1, 1), due, 0)


@pytest.mark.parametrize(("days", "due"), [(180, 0), (120, 0), (119, 1)])
def test_that_the_cadence_of_a_segment_says_when_a_review_is_due(days: int, due: int) -> None:
    found = work(qbrs=held(120), qbr_days={"A": days})
    assert (found.qbr_overdue, found.qbr_coverage.numerator) == (due, 0)


@pytest.mark.parametrize(("began", "due"), [(90, 0), (91, 1)])
def test_that_the_first_review_is_due_so_many_days_after_the_account_began(began: int, due: int) -> None:
    assert work(lines=[line("A", began=began)]).qbr_overdue == due
    assert work(accounts=[Account("A", "Acme", started_on=back(began))]).qbr_overdue == due


def test_that_a_review_that_is_due_may_be_planned() -> None:
    planned = [*held(200), Qbr("P", "A", None, back(-5)), Qbr("missed", "A", None, back(5))]
    assert (work(qbrs=planned).qbr_overdue, work(qbrs=planned).qbr_planned) == (1, 1)
    assert work(qbrs=[*held(200), Qbr("missed", "A", None, back(5))]).qbr_planned == 0
    assert work(qbrs=[*held(200), Qbr("today", "A", None, DAY)]).qbr_planned == 1


@pytest.mark.parametrize(
    ("milestone", "expected"),
    [
        (step("A", 10, 10), (1, 1)),
        (step("A", 10, 9), (0, 1)),
        (step("A", 10, 40), (1, 1)),
        (step("A", 10), (0, 1)),
        (step("A", 10, -1, state=None), (0, 1)),
        (step("A", 0), (0, 1)),
        (step("A", -1), (0, 0)),
        (step("A", 364), (0, 1)),
        (step("A", 365), (0, 0)),
        (step("A", None, 10), (0, 0)),
        (step("A", 10, state="waived"), (0, 0)),
        (step("A", 10, state="done"), (0, 0)),
    ],
)
def test_that_milestones_count_when_they_were_due_in_the_period(milestone: Any, expected: tuple[int, int]) -> None:
    found = work(milestones=[milestone]).milestones
    assert (found.numerator, found.denominator, found.n) == (*expected, expected[1])


@pytest.mark.parametrize(("due", "counted"), [(61, 1), (60, 0), (10, 0)])
def test_that_what_fell_due_after_an_account_had_left_is_nobodys_delay(due: int, counted: int) -> None:
    assert work(lines=[line("A", ends=60)], milestones=[step("A", due)]).milestones.n == counted


@pytest.mark.parametrize(
    ("answers", "talks", "expected"),
    [
        ([nps("A", 40, 6)], [talk("A", 40)], (0, 1, 0, None)),
        ([nps("A", 40, 0)], [talk("A", 41), talk("A", 35), talk("A", 1)], (5, 1, 0, None)),
        ([nps("A", 40, 3)], [talk("A", 41)], (None, 0, 1, 40)),
        ([nps("A", 40, 3)], [talk("A", 35, two_way=False), talk("A", 34, state="planned")], (None, 0, 1, 40)),
        ([nps("A", 40, 3)], [talk("A", 35, two_way=None), talk("A", 33, state=None)], (7, 1, 0, None)),
        ([nps("A", 40, 3), nps("A", 20, 3), nps("A", 2, 3)], [talk("A", 30), talk("A", 16)], (7, 2, 1, 2)),
        ([nps("A", 40, 7), nps("A", 30, None)], [], (None, 0, 0, None)),
        ([nps("A", 365, 0)], [], (None, 0, 0, None)),
        ([nps("A", 364, 0)], [], (None, 0, 1, 364)),
        ([nps("A", 0, 0)], [], (None, 0, 1, 0)),
        ([nps("A", 40, 0)], [talk("A", -1)], (None, 0, 1, 40)),
    ],
)
def test_that_who_waits_for_a_follow_up_is_counted_apart_and_never_as_zero_days(
    answers: list[Any], talks: list[Any], expected: tuple[object, ...]
) -> None:
    assert work(answers=answers, touchpoints=talks).follow_ups == expected


def test_that_a_review_is_no_follow_up_but_breaks_the_silence() -> None:
    found = work(answers=[nps("A", 40, 0)], qbrs=held(5))
    assert (found.follow_ups.waiting, found.silent, found.never) == (1, 0, 0)


@pytest.mark.parametrize(
    ("rows", "silent", "never"),
    [
        ({"touchpoints": [talk("A", 29)]}, 0, 0),
        ({"touchpoints": [talk("A", 30)]}, 1, 0),
        ({"touchpoints": [talk("A", 3, two_way=None)]}, 0, 1),
        ({"qbrs": held(30)}, 1, 0),
        ({}, 0, 1),
        ({"touchpoints": [talk("A", 99)], "lines": [line("A", ends=1)]}, 0, 0),
    ],
)
def test_that_silence_is_of_active_accounts_and_never_talked_with_is_no_silence(
    rows: dict[str, Any], silent: int, never: int
) -> None:
    assert (work(**rows).silent, work(**rows).never) == (silent, never)


def test_that_how_new_the_data_is_is_the_newest_thing_recorded() -> None:
    assert work().newest_on is None
    rows = {"answers": [nps("A", 9, None)], "touchpoints": [talk("A", 12), talk("A", 1, state="planned")]}
    assert work(**rows, qbrs=held(30, -4)).newest_on == back(9)
