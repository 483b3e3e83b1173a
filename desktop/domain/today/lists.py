"""The short lists beside the queue: meetings ahead, promises due, opt-outs ahead, and who is quiet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from desktop.domain.calendar import days_after
from desktop.domain.playbooks.progress import Progress, progress
from desktop.domain.signals.book_signals import AccountSignals
from desktop.domain.signals.quiet import QuietRow
from desktop.domain.team.tasks import Task, is_open, side_of
from desktop.domain.today.queue import Standing

MEETING_DAYS = 7
"""The day itself and the six after it."""
PROMISE_DAYS = 8
"""What is promised for the next week; what is late always counts."""
OPT_OUT_DAYS = 180


class Meeting(NamedTuple):
    """A touchpoint or QBR that is planned.

    Args:
        at: the time of day as it was noted; None = only the day is known.
        who: with whom, with the role.
        about: the subject or topic.
        row: the id of the touchpoint or QBR.
    """

    account: str
    name: str
    on: date
    at: str | None
    kind: str
    who: str | None
    role: str | None
    about: str | None
    row: str = ""


class Promise(NamedTuple):
    """An open promise that is due.

    Args:
        days: from the day looked at; negative = late.
    """

    task: str
    account: str
    name: str
    title: str
    side: Literal["ours", "theirs", "unsaid"]
    due_on: date
    days: int


class OpenTask(NamedTuple):
    """A task that is neither done nor dropped.

    Args:
        due_on, days: None = no day; negative = late.
        is_promise: agreed with the customer, or theirs to see.
        of: how far the run of the playbook is that made it; None = no playbook made it.
    """

    task: str
    account: str
    name: str
    title: str
    side: Literal["ours", "theirs", "unsaid"]
    due_on: date | None
    days: int | None
    is_promise: bool
    of: Progress | None = None


class OptOut(NamedTuple):
    """The next day until which an account can opt out, of all it can opt out of within the days looked ahead.

    Args:
        arr_cents: of these terms together.
        notice_known: False = the day is that of the renewal, as the notice is unknown.
        terms, unknown: how many they are, and of how many the notice is unknown.
    """

    account: str
    name: str
    on: date
    days: int
    arr_cents: int
    standing: Standing
    notice_known: bool
    terms: int = 1
    unknown: int = 0


class Quiet(NamedTuple):
    """A line of the quiet, with its name and health."""

    account: str
    name: str
    arr_cents: int
    standing: Standing
    days: int | None
    limit_days: float
    is_quiet: bool


def meetings(rows: Iterable[Meeting], day: date) -> list[Meeting]:
    """Those of the day and the six after it, in order."""
    last = days_after(day, MEETING_DAYS - 1)
    return sorted((each for each in rows if day <= each.on <= last), key=meeting_order)


def promises(tasks: Iterable[Task], names: Mapping[str, str], day: date) -> list[Promise]:
    """Open promises that are late or due within eight days, the earliest first.

    What the customer owes counts too, though it was not said in a talk.
    """
    last = days_after(day, PROMISE_DAYS)
    found = [
        Promise(
            each.id, each.account, names[each.account], each.title, side_of(each.side), each.due_on,
            (each.due_on - day).days,
        )
        for each in tasks
        if each.due_on is not None
        and each.due_on <= last
        and each.account in names
        and is_open(each, day)
        and (each.is_promise or side_of(each.side) == "theirs")
    ]  # fmt: skip
    return sorted(found, key=promise_order)


def open_tasks(tasks: Iterable[Task], names: Mapping[str, str], day: date) -> list[OpenTask]:
    """Every open task by the day it is due, ours before theirs; those without a day last."""
    every = list(tasks)
    runs = progress(every, day)
    found = [
        OpenTask(
            each.id,
            each.account,
            names[each.account],
            each.title,
            side_of(each.side),
            each.due_on,
            None if each.due_on is None else (each.due_on - day).days,
            each.is_promise,
            runs.get(each.run or ""),
        )
        for each in every
        if each.account in names and is_open(each, day)
    ]
    return sorted(found, key=task_order)


def opt_outs(accounts: Iterable[AccountSignals], standings: Mapping[str, Standing]) -> list[OptOut]:
    """The opt-outs of the next 180 days, by day."""
    found = [
        OptOut(
            each.account.id,
            each.account.name,
            each.undecided.governs_on,
            each.undecided.days,
            sum(term.arr_cents for term in each.open_terms if term.days <= OPT_OUT_DAYS),
            standings[each.account.id],
            each.undecided.notice_known,
            sum(term.days <= OPT_OUT_DAYS for term in each.open_terms),
            sum(term.days <= OPT_OUT_DAYS and not term.notice_known for term in each.open_terms),
        )
        for each in accounts
        if each.undecided is not None and each.undecided.days <= OPT_OUT_DAYS
    ]
    return sorted(found, key=opt_out_order)


def quiet(rows: Sequence[QuietRow], names: Mapping[str, str], standings: Mapping[str, Standing]) -> list[Quiet]:
    """The quiet with names: who is, then the largest that are not."""
    return [
        Quiet(
            each.account, names[each.account], each.arr_cents, standings[each.account], each.days, each.limit_days,
            each.is_quiet,
        )
        for each in rows
    ]  # fmt: skip


def meeting_order(each: Meeting) -> tuple[date, str, str, str, str, str, str]:
    said = each.who or "", each.about or ""
    return each.on, each.at or "", each.name, each.account, each.kind, *said


def promise_order(each: Promise) -> tuple[date, str, str, str]:
    return each.due_on, each.name, each.title, each.task


def task_order(each: OpenTask) -> tuple[date, bool, str, str, str]:
    return each.due_on or date.max, each.side == "theirs", each.name, each.title, each.task


def opt_out_order(each: OptOut) -> tuple[date, int, str, str]:
    return each.on, -each.arr_cents, each.name, each.account
