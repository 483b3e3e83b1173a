"""What a playbook asks for once its trigger happened.

Knows nothing of tasks that exist already: a run names its tasks so that whoever saves them makes each only once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from desktop.domain.cadences import folded
from desktop.domain.facts import SurveyAnswer
from desktop.domain.playbooks.definition import Playbook
from desktop.domain.playbooks.facts import AccountFacts, talks
from desktop.domain.playbooks.stops import Run, stopped_on
from desktop.domain.playbooks.triggers import ANSWER_TRIGGERS, TRIGGERS, Cause, answer_cause

FRESH_DAYS = 30
"""A cause older than this is history: it was entered late, or is known already, and nobody is to be called about it."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class PlaybookTask(NamedTuple):
    """A task a run asks for. `identity` is (playbook, cause, template): the same cause never makes it twice."""

    identity: tuple[str, str, str]
    title: str
    due_on: date
    owner: str
    side: str


class PlaybookRun(NamedTuple):
    """A playbook and the cause that starts it."""

    playbook: str
    cause: Cause
    tasks: tuple[PlaybookTask, ...]

    @property
    def identity(self) -> tuple[str, str]:
        return (self.playbook, self.cause.identity)


def is_fresh(on: date, day: date) -> bool:
    return day - timedelta(days=FRESH_DAYS) < on <= day


def applies_to(playbook: Playbook, segment: str | None) -> bool:
    """Whether a playbook is for accounts of a segment; segments are compared in any case."""
    return playbook.segment is None or folded(playbook.segment) == folded(segment)


def run_of(playbook: Playbook, cause: Cause, *, account_name: str, contact_name: str | None = None) -> PlaybookRun:
    """The run a cause starts. Everything in it follows from the cause: seen elsewhere or later, it is the same.

    Args:
        account_name, contact_name: for the titles; an unnamed contact is "whoever answered".
    """
    names = {
        "contact": contact_name or "whoever answered",
        "account": account_name,
        "score": "unknown" if cause.score is None else f"{cause.score:g}",
        "date": "an unknown day" if cause.about_on is None else _spelled(cause.about_on),
    }
    return PlaybookRun(
        playbook.key,
        cause,
        tuple(
            PlaybookTask(
                identity=(playbook.key, cause.identity, task.key),
                title=task.title.format_map(names),
                due_on=_due_on(cause, task.due_days),
                owner=task.owner,
                side=task.side,
            )
            for task in playbook.tasks
        ),
    )


def due_runs(
    playbooks: Iterable[Playbook],
    answer: SurveyAnswer,
    *,
    account_name: str,
    contact_name: str | None = None,
    segment: str | None = None,
) -> tuple[PlaybookRun, ...]:
    """The runs a survey answer starts, with their tasks. Days count from the answer."""
    return tuple(
        run_of(playbook, cause, account_name=account_name, contact_name=contact_name)
        for playbook in playbooks
        if playbook.trigger in ANSWER_TRIGGERS
        and applies_to(playbook, segment)
        and (cause := answer_cause(playbook.trigger, playbook.params, answer)) is not None
    )


def standing_causes(playbook: Playbook, facts: AccountFacts, day: date) -> list[Cause]:
    """The causes of an account that call for a playbook on `day`: fresh, and neither answered nor settled since."""
    if not playbook.enabled or not facts.is_active or not applies_to(playbook, facts.account.segment):
        return []
    found = TRIGGERS[playbook.trigger].causes(facts, playbook.params, day)
    return [cause for cause in found if is_fresh(cause.on, day) and not _is_settled(playbook, facts, cause, day)]


def _is_settled(playbook: Playbook, facts: AccountFacts, cause: Cause, day: date) -> bool:
    if playbook.trigger in ANSWER_TRIGGERS and any(each.on > cause.on for each in talks(facts, day)):
        return True
    run = Run("", playbook.key, playbook.trigger, cause.account, cause.table, cause.row, cause.on)
    return stopped_on(playbook.stop, facts, run, playbook.params, day) is not None


def _due_on(cause: Cause, days: int) -> date:
    if days < 0 and cause.deadline is not None:
        # What was seen late has less time, and never a day before it happened.
        return max(cause.deadline + timedelta(days=days), cause.on)
    return cause.on + timedelta(days=days)


def _spelled(day: date) -> str:
    """In the same words wherever it is written."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
