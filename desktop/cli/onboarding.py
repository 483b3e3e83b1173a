"""The command for onboardings: how long value takes, how each plan stands, and which milestones slip."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.options import as_of_options, file_argument, json_option, today_or
from desktop.cli.output import UNKNOWN, note, number, one_line, percent, print_json, print_table
from desktop.domain.counting import counted

if TYPE_CHECKING:
    from desktop.domain.plans import OnboardingFigures, PlanStatus
    from desktop.domain.slippage import Slippage


@click.command()
@file_argument
@as_of_options
@json_option
def onboarding(file: Path, as_of: date | None, known_then: bool, as_json: bool) -> None:
    """Onboardings: how long value takes, where each plan is, whose turn it is, and which milestones slip."""
    from desktop.cli.opened import looked_at
    from desktop.operations import onboarding as figures

    day = today_or(as_of)
    with looked_at(file, day, known_then=known_then) as (_, conn):
        read = figures.read_plans(conn, day)
    found = figures.plan_figures(read)
    if as_json:
        print_json(_json(found, read.names))
    else:
        _print(found, read.names)


def _json(found: OnboardingFigures, names: dict[str, str]) -> dict[str, Any]:
    ttv = found.ttv
    return {
        "as_of": found.day,
        "ttv": {
            "median_days": ttv.median_days,
            "p90_days": ttv.p90_days,
            "reached": ttv.reached,
            "censored": ttv.censored,
            "lost": ttv.lost,
            "n": ttv.n,
            "curve": [[days, survival] for days, survival in ttv.curve],
        },
        "lost_before_value": [
            {"account": names[each.account], "days": each.days, "on": each.on} for each in found.lost
        ],
        "running": sum(plan.state == "running" for plan in found.plans),
        "past_target": found.past_target,
        "turns": dict(found.turns),
        "plans": [_plan(each, names) for each in found.plans],
        "slippage": _slippage(found.slippage),
        "by_milestone": [_slippage(each) for each in found.by_name],
    }


def _plan(plan: PlanStatus, names: dict[str, str]) -> dict[str, Any]:
    values = plan._asdict()
    del values["onboarding"]
    values["blocked"] = values.pop("is_blocked")
    return {**values, "account": names[plan.account], "days_over": plan.days_over}


def _slippage(row: Slippage) -> dict[str, Any]:
    from desktop.cli.team_json import rate

    return {
        "milestone": row.name,
        "done": {"n": row.n, "median_days": row.median_days},
        "on_time": rate(row.on_time),
        "overdue": {"n": row.overdue, "median_days": row.median_so_far, "longest_days": row.longest_so_far},
        "not_due": row.not_due,
        "unplanned": row.unplanned,
        "moved": row.moved,
        "blocked": row.blocked,
        "blocked_days": row.blocked_days,
    }


def _print(found: OnboardingFigures, names: dict[str, str]) -> None:
    running = [plan for plan in found.plans if plan.state == "running"]
    ttv, turns = found.ttv, found.turns
    if not found.plans:
        click.echo("No onboarding has begun.")
        note("A plan is an onboarding with milestones: import both, or start one in the window.")
        return
    unsaid = f", not said {turns['unsaid']}" if turns["unsaid"] else ""
    click.echo(
        f"{counted(len(running), 'plan')} on the way, {found.past_target} past target; turn: ours {turns['ours']}, "
        f"theirs {turns['theirs']}{unsaid}.\n{_value(ttv.median_days, ttv.p90_days, ttv.n)}: {ttv.reached} reached it, "
        f"{ttv.censored - ttv.lost} wait, {ttv.lost} lost before value."
    )
    for each in found.lost:
        click.echo(
            f"  Lost: {one_line(names[each.account])}, {counted(each.days, 'day')} without value, {each.on.isoformat()}"
        )
    if running:
        click.echo("")
        print_table(
            ("account", "day", "target", "done", "next", "turn", "due", "", "ends at this pace"),
            [_plan_cells(plan, names) for plan in running],
            right=(1, 2, 3),
        )
    _print_slippage(found)


def _value(median: int | None, p90: int | None, n: int) -> str:
    half = "not half reach value yet" if median is None else f"half reach value within {counted(median, 'day')}"
    most = "" if p90 is None else f", nine in ten within {p90}"
    return f"{half[0].upper()}{half[1:]}{most} (n = {n})"


def _plan_cells(plan: PlanStatus, names: dict[str, str]) -> tuple[str, ...]:
    blocked = ""
    if plan.is_blocked:
        blocked = "blocked" if plan.blocked_days is None else f"blocked for {counted(plan.blocked_days, 'day')}"
    over = f"{plan.days_over} over" if plan.days_over else ""
    return (
        names[plan.account],
        str(plan.day_of),
        UNKNOWN if plan.target_days is None else str(plan.target_days),
        f"{plan.done} of {plan.milestones}",
        plan.next_milestone or "nothing open",
        "" if plan.turn is None else "not said" if plan.turn == "unsaid" else plan.turn,
        "" if plan.next_milestone is None else UNKNOWN if plan.due_on is None else plan.due_on.isoformat(),
        ", ".join(part for part in (over, blocked) if part),
        UNKNOWN if plan.forecast_on is None else plan.forecast_on.isoformat(),
    )


def _print_slippage(found: OnboardingFigures) -> None:
    whole = found.slippage
    if not whole.n + whole.overdue + whole.not_due:
        return
    told = [row for row in found.by_name if row.n or row.overdue]
    click.echo("\nMilestones against the day each was planned for first; open ones past it are counted apart")
    print_table(
        ("milestone", "done", "median", "on time", "overdue", "so far", "longest", "open", "moved", "blocked"),
        [_slip_cells(row) for row in (*told, whole)],
        right=(1, 2, 3, 4, 5, 6, 7, 8, 9),
    )
    rest = len(found.by_name) - len(told)
    if rest:
        click.echo(f"and {counted(rest, 'other')} of which none is done or overdue")


def _slip_cells(row: Slippage) -> tuple[str, ...]:
    few = ", few" if row.on_time.n and row.on_time.is_small else ""
    share = percent(row.on_time.value, digits=0)
    return (
        row.name,
        str(row.n),
        "no data" if row.median_days is None else f"{row.median_days:+g} d" if row.median_days else "0 d",
        share if row.on_time.value is None else f"{share} ({row.on_time.n}{few})",
        str(row.overdue),
        "" if row.median_so_far is None else f"{number(row.median_so_far)} d",
        "" if row.longest_so_far is None else f"{row.longest_so_far} d",
        str(row.not_due),
        str(row.moved),
        f"{row.blocked_days} d" if row.blocked_days else "",
    )
