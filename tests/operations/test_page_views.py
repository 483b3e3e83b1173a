"""What the Renewals and Onboarding pages say: who counts, who does not, and in which order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.domain.facts import Account, ContractLine, Milestone, Onboarding
from desktop.operations.charts import OnboardingFacts, RenewalFacts
from desktop.operations.onboarding_view import onboarding_view
from desktop.operations.renewal_view import AHEAD_DAYS, renewal_view

DAY = date(2026, 11, 23)
ACCOUNTS = [Account(id=name, name=name.upper()) for name in "abcd"]


def line(account: str, end_in: int, *, notice: int | None = 30, **more: object) -> ContractLine:
    values: dict[str, object] = {
        "id": f"line {account} {end_in}",
        "account": account,
        "arr_cents": 100_00,
        "start_on": DAY - timedelta(days=300),
        "end_on": DAY + timedelta(days=end_in),
        "notice_days": notice,
        **more,
    }
    return ContractLine(**values)  # type: ignore[arg-type]


def seen(*lines: ContractLine):
    return renewal_view(RenewalFacts(ACCOUNTS, lines), DAY)


def test_that_what_can_be_left_within_180_days_is_counted_by_its_opt_out() -> None:
    view = seen(line("a", AHEAD_DAYS + 30), line("b", AHEAD_DAYS + 31))
    assert (view.to_renew_cents, view.accounts, view.until) == (100_00, 1, DAY + timedelta(days=180))


def test_that_without_a_notice_period_the_end_decides_and_is_said_to_be_unknown() -> None:
    view = seen(line("a", AHEAD_DAYS, notice=None), line("b", AHEAD_DAYS + 1, notice=None))
    assert (view.to_renew_cents, view.accounts, view.unknown) == (100_00, 1, 2)


def test_that_terms_that_ended_undecided_are_overdue_and_not_ahead() -> None:
    view = seen(line("a", -12), line("b", 90))
    assert (view.overdue, view.overdue_cents, view.to_renew_cents) == (1, 100_00, 100_00)


def test_that_a_term_notice_was_given_on_is_not_to_renew() -> None:
    assert seen(line("a", 90, notice_given_on=DAY - timedelta(days=3))).to_renew_cents == 0


def test_that_two_lines_of_one_account_are_one_account() -> None:
    view = seen(line("a", 90), line("a", 100))
    assert (view.to_renew_cents, view.accounts) == (200_00, 1)


def test_that_an_empty_book_has_nothing_to_renew() -> None:
    view = seen()
    assert (view.timeline.terms, view.to_renew_cents, view.overdue, view.unknown) == ([], 0, 0, 0)


def plan(account: str, days_ago: int, target: int | None = 45, *, live_ago: int | None = None) -> Onboarding:
    started = DAY - timedelta(days=days_ago)
    return Onboarding(
        id=f"plan {account}",
        account=account,
        started_on=started,
        target_on=None if target is None else started + timedelta(days=target),
        live_on=None if live_ago is None else DAY - timedelta(days=live_ago),
    )


def step(account: str, name: str, due_in: int | None, **more: object) -> Milestone:
    values: dict[str, object] = {
        "id": f"{account} {name}",
        "account": account,
        "name": name,
        "onboarding": f"plan {account}",
        "due_on": None if due_in is None else DAY + timedelta(days=due_in),
        **more,
    }
    return Milestone(**values)  # type: ignore[arg-type]


def plans(onboardings: list[Onboarding], milestones: list[Milestone] | None = None):
    lines = [line(account.id, 300) for account in ACCOUNTS]
    return onboarding_view(OnboardingFacts(ACCOUNTS, lines, onboardings, milestones or []), DAY)


def test_that_plans_past_their_target_come_first_the_latest_before_all() -> None:
    view = plans([plan("a", 10), plan("b", 47), plan("c", 74), plan("d", 80, target=None)])
    assert [(each.account, each.days_over) for each in view.plans] == [("c", 29), ("b", 2), ("d", 0), ("a", 0)]
    assert view.past_target == 2


def test_that_a_plan_that_is_live_or_still_to_begin_is_not_on_its_way() -> None:
    view = plans([plan("a", 50, live_ago=1), plan("b", -1), plan("c", 0)])
    assert [each.account for each in view.plans] == ["c"]


def test_that_a_customer_who_left_has_no_plan_on_its_way() -> None:
    facts = OnboardingFacts(ACCOUNTS, [line("a", 300)], [plan("a", 10), plan("b", 10)], [])
    assert [each.account for each in onboarding_view(facts, DAY).plans] == ["a"]


def test_that_the_open_milestone_due_first_is_the_next_with_its_turn() -> None:
    milestones = [
        step("a", "Kick-off", -8, done_on=DAY - timedelta(days=8), state="done"),
        step("a", "Waived", -5, state="waived"),
        step("a", "SSO live", 3, side="theirs", state="blocked"),
        step("a", "Training", 9, side="ours"),
        step("a", "Some day", None),
    ]
    (row,) = plans([plan("a", 10)], milestones).plans
    assert (row.done, row.milestones) == (1, 4)
    assert (row.next_milestone, row.turn, row.due_on, row.blocked) == ("SSO live", "theirs", DAY + timedelta(3), True)


@pytest.mark.parametrize("milestones", [[], [step("a", "Kick-off", -8, done_on=DAY)]])
def test_that_without_an_open_milestone_nothing_is_next(milestones: list[Milestone]) -> None:
    (row,) = plans([plan("a", 10)], milestones).plans
    assert (row.next_milestone, row.turn, row.due_on, row.blocked) == (None, None, None, False)
