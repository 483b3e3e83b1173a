"""How the Onboarding page's figures came about: the plans on their way, and how far milestones of one name slip."""

from __future__ import annotations

from datetime import date

from desktop.domain.explain import Column, Explanation, Input, Phrase, Row
from desktop.domain.explain.of_day import counted, left_out, numbers_of, of_day
from desktop.domain.explain.phrases import count, of_unit, plural, share
from desktop.domain.slippage import Slippage
from desktop.operations.onboarding_view import OnboardingView

TURN = {"ours": "our turn", "theirs": "their turn"}


def explained_plans(view: OnboardingView, day: date) -> Explanation:
    """The plans on their way, the latest past its target first."""
    n, waits = len(view.plans), view.curve.waits
    past, without = view.past_target, sum(plan.target is None for plan in view.plans)
    return of_day(
        day,
        key="plans",
        title="Plans on the way",
        value=n,
        unit="count",
        row_of="plan",
        sentence=(count(n), f" {plural(n, 'plan is', 'plans are')} on the way, ", count(past), " past target."),
        formula="onboardings that have begun and are not live, of accounts with a contract line that runs",
        numbers=(
            *(count(past), " past target + ", count(n - past - without), " within"),
            *((" + ", count(without), " without a target") if without else ()),
            *(" = ", count(n)),
        ),
        inputs=(
            *numbers_of(("past target", past), ("onboardings begun", len(waits))),
            *(
                (Input(f"half of {len(waits):,} reach value by day", of_unit(view.curve.median_day, "count")),)
                if view.curve.median_day is not None
                else ()
            ),
        ),
        n=n,
        n_of=plural(n, "plan"),
        exclusions=left_out(
            ("onboarding", max(len(waits) - n, 0), "live already, or the account has no line that runs any more")
        ),
        columns=counted(
            n,
            Column("day", "day", "days"),
            Column("target", "target", "days"),
            Column("next", "next", "text"),
            Column("turn", "whose turn", "text"),
        ),
        rows=tuple(
            Row(
                plan.account,
                plan.account_name,
                (
                    1,
                    plan.day_of,
                    plan.target,
                    plan.next_milestone or f"{plan.done} of {plan.milestones} done",
                    TURN.get(plan.turn or ""),
                ),
            )
            for plan in view.plans
        ),
        assumptions=(("The time to value, plan by plan, is behind “Share that reached value”.",),),
        definition="Day n counts from the start of the plan; past target is later than the day it was planned for.",
    )


def explained_slippage(view: OnboardingView, row: Slippage, day: date) -> Explanation:
    """The milestones of one name: when each was planned first, when it was done, and how far that is apart."""
    known = view.slipped.get(row.name, ())
    late = int(row.on_time.n - row.on_time.numerator)
    return of_day(
        day,
        key="slippage",
        title=f"Slip of {row.name}",
        value=row.median_days,
        unit="days",
        direction="lower is better",
        row_of="milestone",
        sentence=(*_middle(row), count(late), f" of {row.on_time.n:,} late."),
        formula="median of (day done - day first planned), of those done",
        numbers=("middle of ", count(row.n), f" {plural(row.n, 'slip')} = ", of_unit(row.median_days, "days")),
        inputs=(
            *numbers_of(("done", row.n)),
            Input("done by the day first planned", count(int(row.on_time.numerator))),
            Input("on time, of those done or overdue", share(row.on_time.value)),
            *numbers_of(
                ("late, done or still open", late),
                ("still open and past their day", row.overdue),
                ("longest of these so far, days", row.longest_so_far or 0),
                ("planned anew", row.moved),
                ("blocked now", row.blocked),
                ("days blocked", row.blocked_days),
            ),
        ),
        n=row.on_time.n,
        n_of=f"{plural(row.on_time.n, 'milestone')} done or overdue",
        exclusions=left_out(
            ("milestone", row.not_due, "open, and its day has not come"),
            ("milestone", row.unplanned, "no day was planned"),
            ("milestone", row.overdue, "open and past its day: the delay is not over, so the median leaves it out"),
        ),
        columns=(
            Column("slip", "slip", "days", is_narrow=True),
            Column("planned", "planned", "date", is_narrow=True),
            Column("done", "done", "date", is_narrow=True),
            Column("state", "state", "text", is_narrow=True),
        ),
        rows=tuple(
            Row(
                each.account,
                view.names.get(each.account, each.account),
                (each.days, each.planned_on, each.done_on, "still open" if each.is_overdue else None),
            )
            for each in sorted(known, key=lambda each: (each.is_overdue, -each.days, each.account))
            if each.done_on is not None or each.is_overdue
        ),
        part=None,
        no_sum="it is the middle of the slips of those done",
        assumptions=(("The day first planned is the journal's: moving a date makes no milestone punctual.",),),
        definition="Below 0 is early. Waived ones, those done on an unknown day and open ones of accounts that left "
        "do not count.",
    )


def _middle(row: Slippage) -> Phrase:
    """How far half of those done were from the day planned first."""
    if row.median_days is None:
        return ("None is done; ",)
    side = "at least {} before" if row.median_days < 0 else "at most {} after"
    first, second = side.split("{}")
    days = of_unit(abs(row.median_days), "days")
    return (f"Half of the {row.n:,} done came {first}", days, f"{second} the day first planned; ")
