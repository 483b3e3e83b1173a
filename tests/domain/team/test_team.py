"""The team's figures: who they belong to, and the laws that hold for any book."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.book import Book
from desktop.domain.errors import Rejected
from desktop.domain.facts import Account, ContractLine, Milestone, Ownership, Qbr, SurveyAnswer, Touchpoint
from desktop.domain.groups import NONE
from desktop.domain.rates import Rate
from desktop.domain.team.figures import Team, TeamRow
from desktop.domain.team.ownership import handovers, standing
from desktop.domain.team.tasks import Task
from tests.domain.team.books import ACCOUNTS, CSMS, DAY, YEAR, Known, back, books, line, owned, talk, task, team_of

laws = settings(deadline=None, max_examples=60)  # each computes every figure of a book, mostly twice

TWO = (Account("A", "Acme"), Account("B", "Bolt"))


def row(found: Team, csm: str) -> TeamRow:
    return next(each for each in found.rows if each.csm == csm)


def test_that_states_belong_to_the_owner_at_the_end_and_retention_to_the_owner_at_the_beginning() -> None:
    book = Book(
        accounts=TWO,
        lines=[line("A", 100_000, ends=10), line("A", 80_000, began=10), line("B", 50_000)],
        ownerships=[owned("A", "Ines", 900, 100), owned("A", "Mara", 100), owned("B", "Mara")],
    )
    found = team_of(book)
    mara, ines = row(found, "Mara"), row(found, "Ines")
    assert (mara.active, mara.arr_cents, mara.nrr) == (2, 130_000, Rate(50_000, 50_000, 1))
    assert (ines.active, ines.total, ines.arr_cents, ines.nrr) == (0, 0, 0, Rate(80_000, 100_000, 1))
    assert found.whole.nrr == Rate(130_000, 150_000, 2)
    (moved,) = found.whole.gained
    assert moved == ("A", "Ines", "Mara", back(100), 80_000)
    assert (mara.gained, mara.lost, ines.gained, ines.lost) == ((moved,), (), (), (moved,))
    assert found.csms == 1


def test_that_cover_is_shown_and_moves_no_figure() -> None:
    book = Book(accounts=TWO, lines=[line("A"), line("B")], ownerships=[owned("A", "Mara"), owned("B", "Mara")])
    covered = replace(book, ownerships=[*book.ownerships, owned("A", "Ines", 9, -9, "cover")])
    before, after = team_of(book), team_of(covered)
    ines = row(after, "Ines")
    assert (ines.total, ines.arr_cents, ines.attention.active) == (0, 0, 0)
    assert [(each.account, each.csm, each.owner) for each in ines.covering] == [("A", "Ines", "Mara")]
    assert row(after, "Mara").covered == ines.covering
    assert replace(row(after, "Mara"), covered=()) == row(before, "Mara")
    assert after.whole.gained == ()
    assert team_of(replace(covered, ownerships=[*book.ownerships, owned("A", "Ines", 20, 0, "cover")])) == before


@pytest.mark.parametrize(
    ("rows", "since", "expected"),
    [
        ([owned("A", "Ines", 900, 50), owned("A", "Mara", 50)], 51, ("Ines", "Mara", back(50))),
        ([owned("A", "Ines", 900, 50), owned("A", "Mara", 50)], 50, None),
        ([owned("A", "Ines", None, 50), owned("A", "Mara", 50, 20), owned("A", "Ines", 20)], 90, None),
        ([owned("A", "Ines", None, 50), owned("A", "Mara", 50, 20), owned("A", "Tomas", 20)], 90,
         ("Ines", "Tomas", back(20))),
        ([owned("A", "Mara", 50)], 90, None),
        ([owned("A", "Ines", None, 100), owned("A", "Mara", 50)], 90, (None, "Mara", back(50))),
        ([owned("A", "Ines", None, 50)], 90, ("Ines", None, None)),
        ([owned("A", "Ines", None, 0), owned("A", "Mara", 0)], 1, ("Ines", "Mara", DAY)),
        ([owned("A", "Ines", None, -1), owned("A", "Mara", -1)], 90, None),
    ],
)  # fmt: skip
def test_that_what_changed_hands_is_told_by_the_two_ends(
    rows: list[Ownership], since: int, expected: tuple[object, ...] | None
) -> None:
    found = handovers(rows, ["A"], {"A": 7}, back(since), DAY)
    assert [(each.before, each.after, each.on) for each in found] == ([] if expected is None else [expected])


def test_that_a_new_account_is_given_to_somebody_and_not_handed_over() -> None:
    book = Book(
        accounts=[Account("A", "Acme", started_on=back(30))],
        lines=[line("A", began=30)],
        ownerships=[owned("A", "Mara", 30)],
    )
    assert team_of(book).whole.gained == ()


def test_that_accounts_nobody_owns_stand_last_and_count_in_the_book() -> None:
    found = team_of(Book(accounts=TWO, lines=[line("A", 900_000), line("B", 5)], ownerships=[owned("B", "Mara")]))
    assert [each.csm for each in found.rows] == ["Mara", NONE]
    assert (found.rows[1].arr_cents, found.whole.arr_cents, found.csms) == (900_000, 900_005, 1)


def test_that_nothing_can_have_changed_hands_after_the_period() -> None:
    with pytest.raises(Rejected) as refused:
        team_of(Book(accounts=TWO), since=DAY)
    assert refused.value.field == "since"


def test_that_an_empty_book_has_no_rows() -> None:
    found = team_of(Book())
    assert (found.rows, found.whole.total, found.whole.health.mean, found.csms) == ((), 0, None, 0)


def numbers(each: TeamRow) -> list[int]:
    """What adds up."""
    work = each.attention
    return [
        each.active, each.total, each.arr_cents, each.at_risk_arr_cents,
        each.health.green, each.health.amber, each.health.red, each.health.unscored,
        each.nrr.numerator, each.nrr.denominator, each.nrr.n, each.grr.numerator, each.grr.denominator,
        work.active, work.qbr_coverage.numerator, work.qbr_coverage.denominator, work.qbr_overdue, work.qbr_planned,
        work.milestones.numerator, work.milestones.denominator, work.follow_ups.n, work.follow_ups.waiting,
        *work.overdue, *work.promises_late, work.silent, work.never, len(each.gained),
    ]  # fmt: skip


@laws
@given(books())
def test_that_the_rows_add_up_to_the_book(known: Known) -> None:
    found = known.found()
    rows = [numbers(each) for each in found.rows]
    assert numbers(found.whole) == ([sum(column) for column in zip(*rows, strict=True)] if rows else [0] * 29)
    assert sum(len(each.lost) for each in found.rows) == len(found.whole.gained)
    assert sum(len(each.covering) for each in found.rows) == len(found.whole.covering)
    assert {each.csm for each in found.rows} <= {*CSMS, NONE}


@laws
@given(books())
def test_that_every_figure_is_within_its_bounds(known: Known) -> None:
    found = known.found()
    for each in (*found.rows, found.whole):
        work = each.attention
        assert work.active == each.active
        assert work.silent + work.never <= work.active
        assert 0 <= work.qbr_coverage.numerator <= work.qbr_coverage.denominator == work.active
        assert work.qbr_planned <= work.qbr_overdue <= work.active
        assert 0 <= work.milestones.numerator <= work.milestones.denominator
        assert (work.follow_ups.median_days is None) == (work.follow_ups.n == 0)
        assert (work.follow_ups.longest_wait_days is None) == (work.follow_ups.waiting == 0)
        assert all(late <= all_ for late, all_ in zip(work.promises_late, work.overdue, strict=True))


@laws
@given(books(), st.randoms(use_true_random=False))
def test_that_the_order_of_rows_changes_nothing(known: Known, random: Random) -> None:
    assert known.mixed(random).found() == known.found()


@laws
@given(books(), st.integers(1, 40))
def test_that_what_is_dated_later_changes_nothing(known: Known, days: int) -> None:
    book, on = known.book, DAY + timedelta(days=days)
    later = replace(
        book,
        accounts=[*book.accounts, Account("new", "New", started_on=on)],
        lines=[*book.lines, *(ContractLine(f"new {each}", each, 9_000_000, on) for each in ACCOUNTS)],
        ownerships=[*book.ownerships, *(Ownership(f"new {each}", each, "Zoe", on) for each in (*ACCOUNTS, "new"))],
        answers=[*book.answers, *(SurveyAnswer(f"new {each}", each, "nps", on, 0, 0, 10) for each in ACCOUNTS)],
        touchpoints=[*book.touchpoints, *(Touchpoint(f"new {each}", each, on, "call", "held", True) for each in "AB")],
        qbrs=[*book.qbrs, *(Qbr(f"new {each}", each, on) for each in "AB")],
        milestones=[
            *(each if each.done_on else each._replace(done_on=on) for each in book.milestones),
            *(Milestone(f"new {each}", each, "Later", due_on=on) for each in "AB"),
        ],
    )
    tasks = [
        *(each if each.done_on else each._replace(done_on=on) for each in known.tasks),
        *(Task(f"new {each}", each, "Later", on) for each in "AB"),
        *(Task(f"begun {each}", each, "Led to later", back(9), begun_on=on) for each in "AB"),
    ]
    # Done on a day to come, a milestone is open today, as it was without a day.
    known_now = replace(book, milestones=[each._replace(state=None) for each in book.milestones])
    then = replace(later, milestones=[each._replace(state=None) for each in later.milestones])
    assert team_of(then, tasks) == team_of(known_now, known.tasks)


@laws
@given(books(), st.sampled_from(ACCOUNTS), st.integers(0, 300))
def test_that_handing_an_account_over_moves_it_and_leaves_the_sum_the_same(
    known: Known, account: str, days: int
) -> None:
    on = back(days)
    rows = [each for each in known.book.ownerships if each.account != account]
    given_to = [Ownership("before", account, "Mara", None, on), Ownership("after", account, "Ines", on)]
    before = Known(replace(known.book, ownerships=[*rows, Ownership("before", account, "Mara")]), known.tasks)
    after = Known(replace(known.book, ownerships=[*rows, *given_to]), known.tasks)
    first, last = before.found(), after.found()
    assert replace(last.whole, gained=()) == replace(first.whole, gained=())
    assert standing(given_to, on)[account].csm == "Ines"
    assert standing(given_to, on - timedelta(days=1))[account].csm == "Mara"
    moved = [each for each in last.whole.gained if each.account == account]
    assert [(each.before, each.after, each.on) for each in moved] == [("Mara", "Ines", on)] * (on > YEAR.start)


def test_that_silent_accounts_are_listed_for_longest_first() -> None:
    book = Book(
        accounts=[Account(each, each) for each in "ABC"],
        lines=[line(each, no) for no, each in enumerate("ABC", start=1)],
        touchpoints=[talk("A", 30), talk("B", 29), talk("C", 80)],
        ownerships=[owned("C", "Mara")],
    )
    found = team_of(book)
    assert [(each.account, each.silent_days) for each in found.quiet] == [("C", 80), ("A", 30)]
    assert (found.owners["C"], found.owners["A"]) == ("Mara", NONE)


def test_that_late_tasks_are_counted_by_whose_turn_it_is() -> None:
    tasks = [
        task("A", 1, is_promise=True), task("A", 5, side="theirs"), task("A", 9, side=None), task("A", 0),
        task("A", None), task("A", 3, done_on=0), task("A", 4, dropped_on=2), task("A", 6, done_on=-1),
        task("A", 7, begun_on=-1), task("A", 8, begun_on=8),
    ]  # fmt: skip
    work = team_of(Book(accounts=TWO), tasks).whole.attention
    assert (work.overdue, work.promises_late) == ((3, 1, 1), (1, 0, 0))
    assert work.overdue.total == 5
