"""When a run has become needless: named rules that say since when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from desktop.domain.playbooks.facts import AccountFacts, champions, talks, value_on
from desktop.domain.playbooks.triggers import ANSWER_TRIGGERS, RECOVERED, Params, answer_cause, is_undecided

NEVER = "never"
"""No stop condition: the tasks stay until they are done."""
SAME_TERM_DAYS = 60
"""A governing date may move by so many days (a notice period that was corrected) and be still the same term's."""


class Run(NamedTuple):
    """A run as it is saved.

    Args:
        table, row: its cause.
        stopped_on: since when it is needless; None = it goes on, or is done.
        outcome: the key of the stop condition that held.
    """

    id: str
    playbook: str
    trigger: str
    account: str
    table: str
    row: str
    started_on: date
    stopped_on: date | None = None
    outcome: str | None = None


Rule = Callable[[AccountFacts, Run, Params, date], "date | None"]


class Stop(NamedTuple):
    """A stop condition: `words` complete "Stops when ..."; `done` says that it held."""

    words: str
    done: str
    rule: Rule


def _better_answer(facts: AccountFacts, run: Run, params: Params, day: date) -> date | None:
    """The same person answers the same survey again, and it is no cause this time."""
    if run.trigger not in ANSWER_TRIGGERS:
        return None
    cause = next((each for each in facts.answers if each.id == run.row), None)
    if cause is None:
        return None
    better = [
        each.responded_on
        for each in facts.answers
        if each.kind == cause.kind
        and each.contact == cause.contact
        and each.score is not None
        and run.started_on < each.responded_on <= day
        and answer_cause(run.trigger, params, each) is None
    ]
    return min(better, default=None)


def _talked(facts: AccountFacts, run: Run, _params: Params, day: date) -> date | None:
    # What is said on the day of an answer may have come before it; on the day on which silence counts it is the end.
    since = run.started_on + timedelta(days=run.trigger != "silence")
    return next((each.on for each in talks(facts, day) if each.on >= since), None)


def _usage_recovered(facts: AccountFacts, run: Run, _params: Params, day: date) -> date | None:
    recovered = [each for each, trend in facts.trends.items() if run.started_on < each <= day and trend > RECOVERED]
    return min(recovered, default=None)


def _value_reached(facts: AccountFacts, run: Run, _params: Params, day: date) -> date | None:
    reached = value_on(facts, run.row)
    return reached if reached is not None and reached <= day else None


def _decided(facts: AccountFacts, run: Run, params: Params, day: date) -> date | None:
    last = run.started_on + timedelta(days=int(params.get("days", 0)) + SAME_TERM_DAYS)
    mine = [row for row in facts.renewals if row.line_id == run.row]
    if any(is_undecided(row) and row.governs_on <= last for row in mine) or any(row.overdue for row in mine):
        return None
    line = next((each for each in facts.lines if each.id == run.row), None)
    if line is None:
        return day
    said_on = [each for each in (line.outcome_on, line.notice_given_on) if each is not None and each <= day]
    return max(said_on, default=day)


def renewed_on(facts: AccountFacts, run: Run, day: date) -> date | None:
    """The day the line a run is about was renewed."""
    line = next((each for each in facts.lines if each.id == run.row), None)
    if line is None or line.outcome != "renewed" or line.outcome_on is None or line.outcome_on > day:
        return None
    return line.outcome_on


def _new_champion(facts: AccountFacts, _run: Run, _params: Params, day: date) -> date | None:
    # Nobody says since when somebody is one.
    return day if champions(facts, day) else None


def _qbr_held(facts: AccountFacts, run: Run, _params: Params, day: date) -> date | None:
    held = [each.held_on for each in facts.qbrs if each.id != run.row and each.held_on is not None]
    return min((each for each in held if run.started_on <= each <= day), default=None)


def _never(_facts: AccountFacts, _run: Run, _params: Params, _day: date) -> date | None:
    return None


STOPS: Mapping[str, Stop] = MappingProxyType(
    {
        "better_answer": Stop("the same person answers better", "answered better", _better_answer),
        "talked": Stop("somebody has talked with the account", "talked with", _talked),
        "usage_recovered": Stop("usage is back", "usage is back", _usage_recovered),
        "value_reached": Stop("first value is reached", "value reached", _value_reached),
        "decided": Stop("it is renewed or notice is given", "decided", _decided),
        "new_champion": Stop("there is a champion again", "a champion again", _new_champion),
        "qbr_held": Stop("the review is held", "QBR held", _qbr_held),
        NEVER: Stop("never: its tasks stay", "stopped", _never),
    }
)
"""Every stop condition by key."""


def stopped_on(stop: str, facts: AccountFacts, run: Run, params: Params, day: date) -> date | None:
    """Since when a run is needless on `day`; None = it is not."""
    found = STOPS[stop].rule(facts, run, params, day)
    return None if found is None else max(found, run.started_on)
