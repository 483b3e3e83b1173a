"""What changed in a book between two days: scores that moved and by what, detractors, slips, and ARR.

Looks at the accounts that moved only; of those, the input or cap that moved most names the cause, and the facts dated
in between name the event.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from operator import attrgetter
from typing import Literal, NamedTuple, TypeVar

import numpy as np

from desktop.domain.book import Book
from desktop.domain.calendar import Period
from desktop.domain.facts import Contact, SurveyAnswer
from desktop.domain.health import HealthScores, shown_scores
from desktop.domain.health_facts import is_detractor
from desktop.domain.scorecards import CAPS, INPUTS
from desktop.domain.today.queue import Standing

LEAST_POINTS = 5
"""A move of so many whole points is told; a change of band always is."""

CauseKind = Literal[
    "answer", "talk", "silence", "tickets opened", "tickets closed", "done", "fell due",
    "champion left", "champion named", "replied", "notice given", "notice withdrawn", "slipped", "arr", "input",
]  # fmt: skip

R = TypeVar("R")


class Cause(NamedTuple):
    """Why something changed; values, days and names only.

    Args:
        about: a person, a milestone, an input of the score, or the kind of survey.
        value: a score; of "tickets": how many; of "arr": cents; of "silence": days; of "input": its raw value then.
        on: the day of it; of "slipped": the day it is due now.
        who: who answered.
    """

    kind: CauseKind
    about: str | None = None
    value: float | None = None
    on: date | None = None
    who: str | None = None


class Moved(NamedTuple):
    """An account that changed.

    Args:
        points: by how many whole points; None = one of the days has no score.
        causes: what moved the score first, then what else happened.
    """

    account: str
    name: str
    before: Standing
    after: Standing
    points: int | None
    causes: tuple[Cause, ...]
    arr_cents: int

    @property
    def has_moved(self) -> bool:
        return self.before.band != self.after.band or abs(self.points or 0) >= LEAST_POINTS


def known_by(moved: Moved) -> str:
    """What a change is recognised by once it was seen, without a word of it: another cause makes it another change."""
    told = repr((moved.account, moved.after, moved.points, moved.causes))
    return sha256(told.encode()).hexdigest()[:12]


class Slip(NamedTuple):
    """A milestone whose day was moved to a later one."""

    account: str
    name: str
    from_on: date
    to_on: date


def changes(
    book: Book,
    before: HealthScores,
    after: HealthScores,
    slips: Iterable[Slip],
    arr_before: Mapping[str, int],
    arr_after: Mapping[str, int],
    period: Period,
) -> list[Moved]:
    """Every account of which something is to be told, falls first, each with its causes.

    Args:
        before, after: health at both ends of the period, of the same accounts.
        slips: milestones moved within the period.
        arr_before, arr_after: ARR in cents at both ends.
    """
    ids = after.inputs.accounts
    standings = [standings_of(scores) for scores in (before, after)]
    named = {each.id: each.name for each in book.accounts}
    happened = _Happened(book, period, set(named))
    slipped = _grouped(slips, lambda each: each.account)
    # Whose score could have moved: most have not, and are not looked at one by one.
    shown = [np.nan_to_num(shown_scores(scores), nan=-1e6) for scores in (before, after)]
    may_differ = (np.abs(shown[1] - shown[0]) >= LEAST_POINTS) | (before.band != after.band)
    told = {ids[at] for at in np.flatnonzero(may_differ).tolist()}
    told |= {account for account, cents in arr_after.items() if cents != arr_before.get(account, 0)}
    told |= {account for account, cents in arr_before.items() if cents != arr_after.get(account, 0)}
    told |= {*slipped, *happened.detractors}
    found: list[Moved] = []
    for at, account in enumerate(ids):
        if account not in told:
            continue
        was, now = standings[0][at], standings[1][at]
        points = None if was.score is None or now.score is None else now.score - was.score
        arr = arr_after.get(account, 0)
        moved = Moved(account, named[account], was, now, points, (), arr)
        causes: list[Cause] = []
        if moved.has_moved and arr_before.get(account, 0) > 0 and arr > 0:
            causes += _cause(before, after, at, happened, account, period)
        gained = arr - arr_before.get(account, 0)
        if gained:
            causes.append(Cause("arr", value=gained))
        causes += [_answer(each, happened) for each in happened.detractors.get(account, ())]
        causes += [Cause("slipped", each.name, on=each.to_on) for each in slipped.get(account, ())[:1]]
        causes = list(dict.fromkeys(causes))
        if causes:
            found.append(moved._replace(causes=tuple(causes)))
    return sorted(found, key=moved_order)


def standings_of(scores: HealthScores) -> list[Standing]:
    """Health as a list shows it, of every account in order."""
    columns = zip(shown_scores(scores).tolist(), scores.band.tolist(), scores.coverage.tolist(), strict=True)
    return [
        Standing(None if band == "unscored" or math.isnan(shown) else int(shown), band, coverage)
        for shown, band, coverage in columns
    ]


class _Happened:
    """The facts dated in the period, by account; what is not asked for is not sorted."""

    def __init__(self, book: Book, period: Period, accounts: Collection[str]) -> None:
        self.people: dict[str, Contact] = {}
        self._book, self._period = book, period
        within = [
            each
            for each in book.answers
            if each.score is not None and each.account in accounts and period.start < each.responded_on <= period.end
        ]
        # Of one day the row written later is the one that counts.
        within.sort(key=attrgetter("responded_on"))
        self.answers = _grouped(within, lambda each: each.account)
        self.detractors = _grouped((each for each in within if is_detractor(each)), lambda each: each.account)
        if within:
            self.people = {each.id: each for each in book.contacts}
        talks = [each for each in book.touchpoints if each.is_talk and period.start < each.on_day <= period.end]
        self.talks = _grouped(sorted(talks, key=lambda each: (each.on_day, each.id)), lambda each: each.account)

    def contact(self, row: str | None) -> str | None:
        if not self.people:
            self.people = {each.id: each for each in self._book.contacts}
        found = self.people.get(row or "")
        return None if found is None else found.name

    def champions(self, account: str) -> list[Contact]:
        return [
            each
            for each in self._book.contacts
            if each.account == account and (each.role or "").strip().casefold() == "champion"
        ]

    def tickets(self, account: str) -> tuple[int, int]:
        """How many were opened, and closed, within the period."""
        own = [each for each in self._book.tickets if each.account == account]
        opened = sum(each.opened_on in self._period for each in own)
        closed = sum(each.closed_on is not None and each.closed_on in self._period for each in own)
        return opened, closed

    def outcomes(self, account: str) -> tuple[str | None, str | None]:
        """The last milestone or goal done within the period, and the last that fell due and is open."""
        steps = [
            *((each.name, each.due_on, each.done_on) for each in self._book.milestones if each.account == account),
            *((each.goal, each.due_on, each.done_on) for each in self._book.objectives if each.account == account),
        ]
        done = [(on, name) for name, _, on in steps if on is not None and on in self._period]
        due = [
            (on, name)
            for name, on, done_on in steps
            if on is not None and on in self._period and (done_on is None or done_on > self._period.end)
        ]
        return max(done)[1] if done else None, max(due)[1] if due else None


def _cause(
    before: HealthScores, after: HealthScores, at: int, happened: _Happened, account: str, period: Period
) -> list[Cause]:
    """What moved the score most, in its direction; nothing where one of the days has none."""
    was, now = before.score[at], after.score[at]
    if math.isnan(was) or math.isnan(now):
        return []
    delta = np.concatenate(
        [after.points[at] - before.points[at], after.cap_points[at] - before.cap_points[at]]
    ) * math.copysign(1.0, now - was)
    names = (*INPUTS, *CAPS)
    most = int(delta.argmax())
    if delta[most] <= 0:
        return []
    return [_event(names[most], now > was, after, at, happened, account, period)]


def _event(
    name: str, rose: bool, after: HealthScores, at: int, happened: _Happened, account: str, period: Period
) -> Cause:
    if name == "feedback":
        answers = happened.answers.get(account, ())
        return _answer(answers[-1], happened) if answers else Cause("input", name)
    if name == "engagement":
        talks = happened.talks.get(account, ())
        if rose and talks:
            return Cause("talk", happened.contact(talks[-1].contact) or talks[-1].kind, on=talks[-1].on_day)
        days = float(after.inputs.raw[at, INPUTS.index(name)])
        return Cause("input", name) if rose or math.isnan(days) else Cause("silence", value=days)
    if name == "support":
        opened, closed = happened.tickets(account)
        counted = closed if rose else opened
        return Cause("tickets closed" if rose else "tickets opened", value=counted) if counted else Cause("input", name)
    if name == "outcomes":
        done, due = happened.outcomes(account)
        said = done if rose else due or done
        return Cause("done" if rose or not due else "fell due", said) if said else Cause("input", name)
    if name == "champion_left":
        champions = happened.champions(account)
        left = [(each.left_on, each.name) for each in champions if each.left_on and each.left_on in period]
        if rose:
            return Cause("champion named", next((each.name for each in champions if each.left_on is None), None))
        return Cause("champion left", max(left)[1] if left else None, on=max(left)[0] if left else None)
    if name == "unanswered_detractor":
        detractors = happened.detractors.get(account, ())
        return Cause("replied") if rose or not detractors else _answer(detractors[-1], happened)
    if name == "notice_given":
        return Cause("notice withdrawn" if rose else "notice given")
    raw = float(after.inputs.raw[at, INPUTS.index(name)])
    return Cause("input", name, None if math.isnan(raw) else raw)


def _answer(answer: SurveyAnswer, happened: _Happened) -> Cause:
    return Cause("answer", answer.kind, answer.score, answer.responded_on, happened.contact(answer.contact))


def moved_order(moved: Moved) -> tuple[int, int, int, str, str]:
    """Falls by points, then rises, then what has no move of the score, the largest first."""
    group = 2 if not moved.has_moved or moved.points is None else 0 if moved.points < 0 else 1
    return group, -abs(moved.points or 0) if group < 2 else 0, -moved.arr_cents, moved.name, moved.account


def _grouped(rows: Iterable[R], key: Callable[[R], str]) -> dict[str, Sequence[R]]:
    found: defaultdict[str, list[R]] = defaultdict(list)
    for each in rows:
        found[key(each)].append(each)
    return dict(found)
