"""What happened with an account since its last review: what can be moved into the page, and what stays with us.

Figures and names only; in which words they are told is for whoever shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from desktop.domain.facts import Contact, ContractLine, Milestone, Risk, SurveyAnswer, Ticket
from desktop.domain.goals import Goal
from desktop.domain.qbrs.readiness import is_of_this_review, is_proven
from desktop.domain.team.tasks import Task, is_open, side_of

Kind = Literal[
    "goal", "outcome", "milestone", "kept", "answer", "usage", "seats", "feature", "tickets", "owed", "contract",
    "joined", "left", "score", "cause", "risk", "risk_closed",
]  # fmt: skip
INTERNAL: frozenset[Kind] = frozenset({"score", "cause", "risk", "risk_closed"})
"""Ours alone: never on the page, hidden while the screen is shared."""
SUGGESTED: dict[Kind, int] = {
    "goal": 1, "outcome": 2, "milestone": 2, "kept": 2, "answer": 3, "usage": 3, "seats": 3, "feature": 3,
    "tickets": 3, "owed": 4,
}  # fmt: skip
"""The part of the page a fact belongs into at first sight."""
MOST_ANSWERS = 12


class Fact(NamedTuple):
    """Something that was, became or is so.

    Args:
        key: stable: what a line of the page remembers it by.
        what: the name or title of what it is about; words somebody said, for answers.
        on: the day it happened, or is due.
        who: a person, or whose turn it is (ours, theirs).
        before, after: how it was and is: figures, or texts as they were typed.
        of: what `after` is a part of: seats, the top of a scale, a target as text.
    """

    key: str
    kind: Kind
    what: str = ""
    on: date | None = None
    who: str | None = None
    before: float | str | None = None
    after: float | str | None = None
    of: float | str | None = None
    unit: str | None = None

    @property
    def is_internal(self) -> bool:
        return self.kind in INTERNAL

    @property
    def part(self) -> int | None:
        """Where it belongs at first sight; None = nowhere in particular."""
        return SUGGESTED.get(self.kind)


class Use(NamedTuple):
    """How the account uses what it bought; None = unknown.

    Args:
        change: use of the last 28 days against the 28 before, -1 and up.
        users, users_before: active users now, and at the last review.
        features: (name, share of those who could, 0-1).
    """

    metric: str | None = None
    change: float | None = None
    users: float | None = None
    users_before: float | None = None
    seats: float | None = None
    features: tuple[tuple[str, float], ...] = ()


class Scores(NamedTuple):
    """The score at the last review and on the day, in whole points, and what moved it; None = not enough to judge."""

    before: int | None
    after: int | None
    moved: tuple[tuple[str, float], ...] = ()


class Happened(NamedTuple):
    """What facts are made of; all of one account.

    Args:
        people: contact id -> name.
        joined: (contact id, name, the day they were first written down).
    """

    goals: Sequence[Goal]
    milestones: Sequence[Milestone]
    tasks: Sequence[Task]
    answers: Sequence[SurveyAnswer]
    people: dict[str, str]
    tickets: Sequence[Ticket]
    lines: Sequence[ContractLine]
    contacts: Sequence[Contact]
    joined: Sequence[tuple[str, str, date]]
    risks: Sequence[Risk]
    use: Use
    scores: Scores


def is_internal_key(key: str) -> bool:
    """Whether the fact of this key is ours alone."""
    return key.partition(":")[0] in INTERNAL


def facts_since(known: Happened, since: date | None, day: date) -> list[Fact]:
    """Everything that happened after `since` and by `day`, in the order of the page, what is internal last.

    Args:
        since: the day of the last review; None = there was none, everything counts.
    """

    def fresh(on: date | None) -> bool:
        return on is not None and on <= day and (since is None or on > since)

    return [
        *_goals(known.goals, since, day),
        *(
            Fact(f"milestone:{each.id}", "milestone", each.name, each.done_on)
            for each in sorted(known.milestones, key=lambda each: (each.done_on or date.max, each.name, each.id))
            if fresh(each.done_on)
        ),
        *_promises(known.tasks, since, day),
        *_answers((each for each in known.answers if fresh(each.responded_on)), known.people),
        *_use(known.use),
        *_tickets(known.tickets, since, day),
        *(
            Fact(f"contract:{each.id}", "contract", each.plan or each.product or "", each.start_on, None, None,
                 each.arr_cents)
            for each in sorted(known.lines, key=lambda each: (each.start_on, each.id))
            if fresh(each.start_on)
        ),
        *(Fact(f"joined:{key}", "joined", name, on) for key, name, on in known.joined if fresh(on)),
        *(
            Fact(f"left:{each.id}", "left", each.name, each.left_on, each.role)
            for each in known.contacts
            if fresh(each.left_on)
        ),
        *_internal(known, since, day),
    ]  # fmt: skip


def _goals(goals: Sequence[Goal], since: date | None, day: date) -> Iterable[Fact]:
    alive = [each for each in goals if is_of_this_review(each, since, day)]
    for each in alive:
        yield Fact(f"goal:{each.id}", "goal", each.goal, each.due_on, None, each.baseline, None, each.target, each.unit)
    for each in alive:
        if is_proven(each, since, day):
            done = each.done_on if each.done_on is not None and each.done_on <= day else None
            yield Fact(
                f"outcome:{each.id}", "outcome", each.goal, done, None, each.baseline, each.current, each.target,
                each.unit,
            )  # fmt: skip


def _promises(tasks: Iterable[Task], since: date | None, day: date) -> Iterable[Fact]:
    known = [each for each in tasks if each.is_promise]
    for each in known:
        if each.done_on is not None and each.done_on <= day and (since is None or each.done_on > since):
            yield Fact(f"kept:{each.id}", "kept", each.title, each.done_on, side_of(each.side))
    owed = sorted((each for each in known if is_open(each, day)), key=lambda e: (e.due_on or date.max, e.title))
    for each in owed:
        yield Fact(f"owed:{each.id}", "owed", each.title, each.due_on, side_of(each.side))


def _answers(answers: Iterable[SurveyAnswer], people: dict[str, str]) -> Iterable[Fact]:
    given = [each for each in answers if each.score is not None]
    # Words first: they say more than a figure.
    given.sort(key=lambda each: (not each.comment, -each.responded_on.toordinal(), each.id))
    for each in given[:MOST_ANSWERS]:
        yield Fact(
            f"answer:{each.id}", "answer", each.comment or "", each.responded_on, people.get(each.contact or ""), None,
            each.score, each.scale_max, each.kind,
        )  # fmt: skip


def _use(use: Use) -> Iterable[Fact]:
    if use.change is not None:
        yield Fact("usage", "usage", use.metric or "", after=use.change)
    if use.users is not None:
        yield Fact("seats", "seats", before=use.users_before, after=use.users, of=use.seats)
    for name, share in use.features:
        yield Fact(f"feature:{name}", "feature", name, after=share)


def _tickets(tickets: Sequence[Ticket], since: date | None, day: date) -> Iterable[Fact]:
    known = [each for each in tickets if each.opened_on <= day]
    closed = [each for each in known if each.closed_on is not None and each.closed_on <= day]
    fresh = [each for each in closed if since is None or (each.closed_on or day) > since]
    waiting = [each for each in known if each not in closed]
    if fresh or waiting:
        yield Fact("tickets", "tickets", "", None, None, None, float(len(fresh)), float(len(waiting)))


def _internal(known: Happened, since: date | None, day: date) -> Iterable[Fact]:
    scores = known.scores
    if scores.after is not None or scores.before is not None:
        yield Fact("score", "score", "", since, None, scores.before, scores.after)
    for name, points in scores.moved:
        yield Fact(f"cause:{name}", "cause", name, after=points)
    for each in sorted(known.risks, key=lambda each: (each.closed_on is not None, each.opened_on, each.id)):
        if each.opened_on <= day and (each.closed_on is None or each.closed_on > day):
            yield Fact(f"risk:{each.id}", "risk", each.reason, each.opened_on)
        elif each.closed_on is not None and each.closed_on <= day and (since is None or each.closed_on > since):
            yield Fact(f"risk_closed:{each.id}", "risk_closed", each.reason, each.closed_on, each.outcome)
