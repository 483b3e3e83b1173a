"""What is worked towards with one account: its plans, goals, risks and opportunities; and what a change would do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.errors import Rejected
from desktop.domain.facts import ContractLine
from desktop.domain.goals import Goal
from desktop.domain.grammar.words import fold
from desktop.domain.opportunities import Chance, Pipeline, pipeline, unbooked
from desktop.domain.shifting import Move, PlanMove, kickoff_moved, moved, with_those_after
from desktop.domain.templates import Planned, Template, planned, target_of
from desktop.operations.accounts import typed_day
from desktop.operations.onboardings import steps_of
from desktop.store.connection import Connection
from desktop.store.queries import success as rows_of
from desktop.store.queries import templates as plans_of
from desktop.store.queries.success import RiskRow
from desktop.store.queries.templates import PlanHead, PlanStep

_SHIFT = re.compile(r"([+-]?)([0-9]{1,4}) ?(d|days?|w|weeks?)")


@dataclass(frozen=True, slots=True)
class Success:
    """What the account is worked towards.

    Args:
        heads, steps: its plans, the newest first, and their milestones.
        goals: those met last; met later than the day = still open.
        risks: those open on the day, the newest first. reasons: what a risk is usually called in this book.
        chances: open ones first. pipeline: those added up. unbooked: those won (by id) that the contract does not show.
        people: the contacts who have not left, by name.
    """

    templates: tuple[Template, ...]
    heads: tuple[PlanHead, ...]
    steps: tuple[PlanStep, ...]
    goals: tuple[Goal, ...]
    risks: tuple[RiskRow, ...]
    chances: tuple[Chance, ...]
    pipeline: Pipeline
    unbooked: frozenset[str]
    reasons: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StartPreview:
    """The plan that would begin."""

    template: Template
    started_on: date
    target_on: date
    milestones: tuple[Planned, ...]


def success(
    conn: Connection, account: str, day: date, people: Sequence[str], lines: Sequence[ContractLine] = ()
) -> Success:
    """All of it as known on `day`; `lines` are the account's contract, those to come too."""
    goals = [
        goal._replace(done_on=None, status=None) if goal.done_on is not None and goal.done_on > day else goal
        for goal in rows_of.objectives(conn, account, day)
    ]
    risks = [
        risk
        for risk in rows_of.risks(conn, account)
        if risk.opened_on <= day and (risk.closed_on is None or risk.closed_on > day)
    ]
    chances = rows_of.chances(conn, account)
    return Success(
        templates=tuple(plans_of.templates(conn)),
        heads=tuple(plans_of.plan_heads(conn, account)),
        steps=tuple(plans_of.plan_steps(conn, account)),
        goals=tuple(sorted(goals, key=lambda goal: goal.done_on is not None or goal.status == "dropped")),
        risks=tuple(risks),
        chances=tuple(sorted(chances, key=lambda each: each.state in ("won", "lost"))),
        pipeline=pipeline(chances),
        unbooked=unbooked(chances, lines, day),
        reasons=tuple(rows_of.risk_reasons(conn)),
        people=tuple(people),
    )


def start_preview(templates: Sequence[Template], called: str, typed: str, *, as_of: date) -> StartPreview:
    """The plan that a template and a day as typed would begin; no day is today.

    Raises:
        Rejected: no template is called so, or it is no day.
    """
    template = next((each for each in templates if fold(each.name) == fold(called)), None)
    if template is None:
        raise Rejected("Choose a template: the library holds them.", field="template")
    start = typed_day(typed, as_of=as_of) or as_of
    return StartPreview(template, start, target_of(template, start), planned(template, start))


def kickoff_preview(known: Success, head: PlanHead, typed: str, *, as_of: date, with_target: bool) -> PlanMove:
    """What moving the kickoff would do.

    Args:
        typed: a distance (+1w, -3 d, a week) or the day of the kickoff.

    Raises:
        Rejected: it is neither.
    """
    days = typed_shift(typed, head.started_on, as_of=as_of)
    steps = steps_of(known.steps, head.id, is_only=len(known.heads) == 1)
    return kickoff_moved(steps, days, head.started_on, head.target_on, with_target=with_target)


def step_preview(known: Success, step: PlanStep, typed: str, *, as_of: date, those_after: bool) -> tuple[Move, ...]:
    """What giving a milestone another day would do.

    Raises:
        Rejected: it is no day, or the milestone is done or waived.
    """
    due_on = typed_due(typed, step, as_of=as_of)
    return with_those_after(steps_of(known.steps, step.onboarding), step.id, due_on, those_after=those_after)


def typed_due(typed: str, step: PlanStep, *, as_of: date) -> date:
    """The day a milestone is moved to: a day, or a distance from the one it has.

    Raises:
        Rejected: it is neither, or there is no day to count from.
    """
    if _SHIFT.fullmatch(_plain(typed)) is not None:
        if step.due_on is None:
            raise Rejected(f"{step.name} has no day yet: type the day it is due.", field="due_on")
        return moved(step.due_on, typed_shift(typed, step.due_on, as_of=as_of))
    due_on = typed_day(typed, as_of=as_of)
    if due_on is None:
        raise Rejected("Type the day it is due, or how far it moves: 12 dec, fri, +1w.", field="due_on")
    return due_on


def typed_shift(typed: str, start: date, *, as_of: date) -> int:
    """Calendar days from `start`: a distance (+1w, -3 d, a week), or a day.

    Raises:
        Rejected: it is neither.
    """
    plain = _plain(typed)
    found = _SHIFT.fullmatch(plain)
    if found is not None:
        days = int(found[2]) * (7 if found[3].startswith("w") else 1)
        return -days if found[1] == "-" else days
    day = typed_day(typed, as_of=as_of)
    if day is None:
        raise Rejected("Type how far it moves, or the new day: +1w, -3d, 8 dec.", field="days")
    return (day - start).days


def _plain(typed: str) -> str:
    said = " ".join(typed.casefold().replace("\N{MINUS SIGN}", "-").split())
    return said.replace("a week", "1 week").replace("a day", "1 day")
