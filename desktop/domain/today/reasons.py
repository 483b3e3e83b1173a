"""Why an account needs somebody, and by when: signs of loss, what was promised, what is planned.

Values, days and names only; the words for people are made where they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple

from desktop.domain.facts import Account, Milestone, Onboarding
from desktop.domain.playbooks.progress import Progress
from desktop.domain.renewals import RenewalRow
from desktop.domain.signals.signal import Evidence, Signal
from desktop.domain.team.tasks import Task

DeadlineKind = Literal[
    "term ended",
    "term ends",
    "reply due",
    "opts out",
    "opt-out unknown",
    "promise",
    "their promise",
    "task",
    "next step",
    "qbr",
    "go-live",
    "offer",
]

WEEK_DAYS = 7
QBR_DAYS = 14
"""A planned review so many days ahead has to be prepared."""
REPLY_DAYS = 2
"""A detractor is to hear from us within so many days, or when the first task its playbook left open is due."""
TALK_DAYS = 30
"""What was said of the renewal within so many days holds: what is left is its outcome."""
NOTICE_DAYS = 180
"""An unknown notice period matters where the term ends within so many days: by then the way out may have passed."""

GO_LIVE_LATE, LATE, NOTICE_UNKNOWN, DUE = 1.0, 0.5, 0.5, 0.25
"""Weights beside the severities 1 to 3 of signals: a go-live past its day weighs as the weakest of them; what is only
late or due costs trust and seldom the account."""


TALKED_ABOUT = frozenset({"risk_despite_use", "opt_out_near", "notice_given"})
"""Signs that ask for a talk about the renewal."""


class Deadline(NamedTuple):
    """A day by which something has to be done.

    Args:
        on: of an unknown opt-out: the end of the term.
        days: from the day looked at; negative = passed.
    """

    kind: DeadlineKind
    on: date
    days: int


class Reason(NamedTuple):
    """One reason why an account needs somebody.

    Args:
        key: that of a signal, or promise, their_promise, task, next_step, qbr_planned, go_live_late, notice_unknown.
        weight: the severity of a signal, 1-3, or one of the weights above.
        deadline: None = it has no day of its own.
        is_loss: a sign that the account may be lost; chances to sell more, and what is only due, are none.
        task: id of the task it is about.
    """

    key: str
    weight: float
    evidence: tuple[Evidence, ...]
    deadline: Deadline | None = None
    is_loss: bool = False
    task: str | None = None

    @property
    def is_chance(self) -> bool:
        return self.key == "ready_to_expand"


class Around(NamedTuple):
    """What stands around the signals of one account on a day.

    Args:
        undecided: the next date until which it can opt out, nobody having decided.
        leaves_on: the end of the term that notice was given for.
        tasks: the open ones.
        qbr_on: the next planned review.
        plan: the onboarding on its way, and its first open milestone.
        runs: how far the runs of playbooks are, by id.
        talked_on: the last two-way talk about the renewal.
    """

    account: Account
    undecided: RenewalRow | None = None
    leaves_on: date | None = None
    tasks: Sequence[Task] = ()
    qbr_on: date | None = None
    plan: Onboarding | None = None
    milestone: Milestone | None = None
    runs: Mapping[str, Progress] = MappingProxyType({})
    talked_on: date | None = None


def reasons(signals: Sequence[Signal], around: Around, day: date) -> list[Reason]:
    """Every reason, the heaviest first; of equal weight in the order of the signals, then by day."""
    found = [_of_signal(signal, around, day) for signal in signals]
    due = sorted(_due(around, day), key=lambda each: (-each.weight, _days(each), each.key, each.task or ""))
    return sorted((*found, *due), key=lambda each: (each.is_chance, -each.weight))


def opt_out(row: RenewalRow | None) -> Deadline | None:
    """Until when an account can opt out; None = no such day is known, or it is decided."""
    if row is None:
        return None
    return Deadline("opts out" if row.notice_known else "opt-out unknown", row.governs_on, row.days)


def _of_signal(signal: Signal, around: Around, day: date) -> Reason:
    is_loss = signal.family != "expansion"
    evidence = signal.evidence
    if signal.key == "unanswered_detractor":
        answered = next((each.on for each in evidence if each.name == "detractor"), None)
        first = next((each for each in around.tasks if each.run is not None and each.begun_on == answered), None)
        # Right behind the answer: what is being done about it.
        evidence = (*evidence[:1], *_playbook(first, around), *evidence[1:])
    if signal.key in TALKED_ABOUT:
        evidence = (*_renewal_talk(signal, around, day), *evidence)
    return Reason(signal.key, float(signal.severity), evidence, _deadline(signal, around, day), is_loss)


def _renewal_talk(signal: Signal, around: Around, day: date) -> tuple[Evidence, ...]:
    """The talk that this sign asks for, where it was held lately; a notice asks for one after it."""
    since = next((each.on for each in signal.evidence if each.name == "notice_given" and each.on is not None), None)
    on = around.talked_on
    if on is None or (day - on).days > TALK_DAYS or (since is not None and on < since):
        return ()
    return (Evidence("renewal_talk", (day - on).days, "days", on),)


def _playbook(task: Task | None, around: Around) -> tuple[Evidence, ...]:
    """How far the playbook is that a task comes from."""
    run = None if task is None or task.run is None else around.runs.get(task.run)
    return () if run is None else (Evidence("playbook", run.done, "count", None, run.tasks, run.playbook),)


def _deadline(signal: Signal, around: Around, day: date) -> Deadline | None:
    """The day that this sign itself sets; else the opt-out."""
    said = {each.name: each for each in signal.evidence}
    if signal.key == "ended_without_outcome" and (ended := said["term_ended"].on):
        return _at("term ended", ended, day)
    if signal.key == "unanswered_detractor" and (answered := said["detractor"].on):
        tasks = [each for each in around.tasks if each.begun_on == answered and not each.is_promise]
        due = [each.due_on for each in tasks if each.due_on is not None]
        return _at("reply due", min([*due, _later(answered, REPLY_DAYS)]), day)
    if signal.key == "notice_given" and around.leaves_on is not None:
        return _at("term ends", around.leaves_on, day)
    if signal.key == "hard_and_slow_start" and (target := _target(around.plan)) is not None:
        return _at("go-live", target, day)
    if signal.key == "ready_to_expand" and "open_opportunity" in said and (close := said["open_opportunity"].on):
        return _at("offer", close, day)
    return opt_out(around.undecided)


def _due(around: Around, day: date) -> list[Reason]:
    found: list[Reason] = []
    for task in around.tasks:
        if task.due_on is None:
            continue
        at = _at("promise" if task.is_promise else "task", task.due_on, day)
        theirs = (task.side or "").casefold() == "theirs"
        if at.days > WEEK_DAYS or (theirs and at.days >= 0):
            continue
        key = "their_promise" if theirs else at.kind
        if theirs:
            at = at._replace(kind="their promise")
        weight = LATE if at.days < 0 else DUE
        evidence = (Evidence(key, at.days, "days", at.on, about=task.title), *_playbook(task, around))
        found.append(Reason(key, weight, evidence, at, task=task.id))
    step, on = around.account.next_step, around.account.next_step_on
    if step and on is not None and on < day and not any(each.title == step for each in around.tasks):
        at = _at("next step", on, day)
        found.append(Reason("next_step", LATE, (Evidence("next_step", at.days, "days", on, about=step),), at))
    if around.qbr_on is not None and 0 <= (at := _at("qbr", around.qbr_on, day)).days <= QBR_DAYS:
        found.append(Reason("qbr_planned", DUE, (Evidence("qbr", at.days, "days", at.on),), at))
    target = _target(around.plan)
    if target is not None and target < day:
        at = _at("go-live", target, day)
        found.append(Reason("go_live_late", GO_LIVE_LATE, _late_plan(around, target, day), at))
    row = around.undecided
    if row is not None and not row.notice_known and row.days <= NOTICE_DAYS:
        evidence = Evidence("renewal", row.days, "days", row.governs_on)
        found.append(Reason("notice_unknown", NOTICE_UNKNOWN, (evidence,), opt_out(row)))
    return found


def _late_plan(around: Around, target: date, day: date) -> tuple[Evidence, ...]:
    plan, milestone = around.plan, around.milestone
    assert plan is not None
    planned = (target - plan.started_on).days
    found = [Evidence("plan_day", (day - plan.started_on).days, "days", target, planned)]
    if milestone is not None:
        state = "blocked" if (milestone.state or "").casefold() == "blocked" else "open"
        found.append(Evidence(f"milestone_{state}", None, None, milestone.due_on, about=milestone.name))
    return tuple(found)


def _target(plan: Onboarding | None) -> date | None:
    return None if plan is None else plan.target_on


def _at(kind: DeadlineKind, on: date, day: date) -> Deadline:
    return Deadline(kind, on, (on - day).days)


def _later(on: date, days: int) -> date:
    return on + timedelta(days=min(days, (date.max - on).days))


def _days(reason: Reason) -> int:
    return reason.deadline.days if reason.deadline is not None else 10**9
