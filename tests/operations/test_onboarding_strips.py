"""The strips of the Onboarding page: which mark a milestone is, since when it is blocked, and how long strips are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.domain.facts import Account, ContractLine, Milestone, Onboarding
from desktop.domain.slippage import Past
from desktop.operations.charts import OnboardingFacts
from desktop.operations.explain_onboarding import explained_slippage
from desktop.operations.onboarding_view import LONGEST_SPAN, Mark, OnboardingView, onboarding_view

START, DAY = date(2026, 9, 10), date(2026, 11, 23)


def on(day: int) -> date:
    return START + timedelta(days=day)


def step(name: str, due: int | None = None, done: int | None = None, state: str | None = None) -> Milestone:
    return Milestone(
        name,
        "a",
        name,
        "plan",
        None if due is None else on(due),
        None if done is None else on(done),
        state=state,
        side="theirs",
    )


def view(*milestones: Milestone, pasts: dict[str, Past] | None = None, started_on: date = START) -> OnboardingView:
    facts = OnboardingFacts(
        [Account("a", "Acme")],
        [ContractLine("l", "a", 100, date(2020, 1, 1))],
        [Onboarding("plan", "a", started_on, target_on=started_on + timedelta(days=45))],
        list(milestones),
    )
    return onboarding_view(facts, DAY, pasts)


@pytest.mark.parametrize(
    ("milestone", "mark"),
    [
        (step("x", 6, 6, "done"), Mark("done", 6, "x", on(6))),
        (step("x", 6, 4, "done"), Mark("done", 4, "x", on(4))),
        (step("x", 6, 10, "done"), Mark("late", 10, "x", on(10), 4)),
        (step("x", None, 10, "done"), Mark("done", 10, "x", on(10))),
        (step("x", 70), Mark("overdue", 70, "x", on(70), 4)),
        (step("x", 74), Mark("open", 74, "x", on(74))),
        (step("x", 88), Mark("open", 88, "x", on(88))),
    ],
)
def test_that_a_milestone_is_done_late_overdue_or_open_on_its_day(milestone: Milestone, mark: Mark) -> None:
    assert view(milestone).plans[0].marks == (mark,)


def test_that_what_is_waived_or_has_no_day_is_no_mark() -> None:
    assert view(step("x"), step("y", 10, state="waived")).plans[0].marks == ()


def test_that_a_blocked_milestone_says_since_when_if_the_journal_knows() -> None:
    blocked = step("sso", 88, state="blocked")
    known = view(blocked, pasts={"sso": Past(blocked=((on(10), on(12)), (on(43), None)))}).plans[0]
    assert (known.blocked, known.blocked_from, known.turn) == (True, 43, "theirs")
    assert view(blocked).plans[0].blocked_from is None


def test_that_all_strips_are_as_long_as_the_longest_needs_and_never_longer_than_180_days() -> None:
    assert view(step("x", 6)).span == 90
    assert view(step("x", 103)).span == 120
    assert view(step("x", 900)).span == LONGEST_SPAN
    assert view(step("x", 6), started_on=DAY).span == 60


def test_that_slips_are_told_longest_median_first_and_the_few_last() -> None:
    steps = [step("once", 5, 40, "done")]
    steps += [step("slow", 5, 15, "done")._replace(id=f"s{n}") for n in range(2)]
    steps += [step("quick", 5, 6, "done")._replace(id=f"q{n}") for n in range(2)]
    assert [(row.name, row.median_days) for row in view(*steps).slips] == [("slow", 10), ("quick", 1), ("once", 35)]


def test_that_the_page_is_the_same_wherever_the_rows_lie_in_the_file() -> None:
    """Copies that merged in another order hold them in another order."""
    plans = [Onboarding(f"p{n}", "a", START, name=f"Plan {n}") for n in range(2)]
    steps = [
        step("Kickoff", due, done, state)._replace(id=f"{plan.id} {due}", onboarding=plan.id, side=side)
        for plan in plans
        for due, done, state, side in ((3, 5, "done", None), (9, 11, "done", None), (70, None, "open", "ours"))
    ]
    steps += [steps[-1]._replace(id="p1 again", side="theirs"), steps[2]._replace(id="p0 again", side="theirs")]
    accounts, lines = [Account("a", "Acme")], [ContractLine("l", "a", 100, date(2020, 1, 1))]
    one, other = (
        onboarding_view(OnboardingFacts(accounts, lines, begun, known), DAY)
        for begun, known in ((plans, steps), (plans[::-1], steps[::-1]))
    )
    assert (one.plans, one.slips, one.slipped) == (other.plans, other.slips, other.slipped)
    assert explained_slippage(one, one.slips[0], DAY) == explained_slippage(other, other.slips[0], DAY)
