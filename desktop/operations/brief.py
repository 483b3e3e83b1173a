"""Reading what to know of an account before a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain import brief as rules
from desktop.domain.account_rows import CHANGE_DAYS, AccountRow
from desktop.domain.brief import Known, Moved, Question
from desktop.domain.calendar import days_before
from desktop.domain.facts import Contact, SurveyAnswer, Ticket
from desktop.domain.health import explain
from desktop.domain.today.lists import Meeting, meeting_order
from desktop.operations import look
from desktop.store.connection import Connection
from desktop.store.queries import account as rows_of
from desktop.store.queries.book import book as read_book
from desktop.store.queries.brief import Promise, Talk, last_talks
from desktop.store.queries.today import meetings

TALKS, AHEAD = 3, 2


@dataclass(frozen=True, slots=True)
class Brief:
    """What to know of an account on a day.

    Args:
        talks: the last three conversations, the newest first.
        ahead: the next two meetings and reviews that are planned, from the day on.
        ours, theirs: open promises, the earliest due first; a side that is not known is ours to find out.
        moved: what changed the score in the last 30 days.
        left, answers, notices: who left, what was answered and when notice was given in the last 30 days.
    """

    row: AccountRow
    day: date
    talks: tuple[Talk, ...]
    ahead: tuple[Meeting, ...]
    ours: tuple[Promise, ...]
    theirs: tuple[Promise, ...]
    moved: tuple[Moved, ...]
    left: tuple[Contact, ...]
    answers: tuple[SurveyAnswer, ...]
    notices: tuple[date, ...]
    tickets: tuple[Ticket, ...]
    question: Question


def read_brief(conn: Connection, account: str, day: date) -> Brief | None:
    """The brief of an account (by id), or None where it is not there on `day`."""
    rows = look.account_rows_of(conn, (account,), day)
    if not rows:
        return None
    book = read_book(conn, account)
    before = days_before(day, CHANGE_DAYS)
    now, then = (explain(look.account_score(conn, account, each), account) for each in (day, before))
    promises = [Promise(task["title"], task["due_on"], task["side"]) for task in rows_of.open_tasks(conn, account, day)]
    theirs = tuple(each for each in promises if each.side == "theirs")
    tickets = tuple(rules.open_tickets(book.tickets, day))
    known = Known(
        contacts=book.contacts,
        answers=book.answers,
        tickets=book.tickets,
        objectives=book.objectives,
        their_promises=[
            (each.title, None if each.due_on is None else date.fromisoformat(each.due_on)) for each in theirs
        ],
        last_two_way_on=rows[0].last_two_way_on,
        opts_out_on=rows[0].opts_out_on,
    )
    return Brief(
        row=rows[0],
        day=day,
        talks=tuple(last_talks(conn, account, day, at_most=TALKS)),
        ahead=tuple(sorted(meetings(conn, day, date.max, (account,)), key=meeting_order)[:AHEAD]),
        ours=tuple(each for each in promises if each.side != "theirs"),
        theirs=theirs,
        moved=tuple(rules.moved(now, then)) if rows[0].change_30d is not None else (),
        left=tuple(rules.newly_left(book.contacts, day)),
        answers=tuple(rules.fresh_answers(book.answers, day)),
        notices=tuple(rules.notices(book.lines, day)),
        tickets=tickets,
        question=rules.question(known, day),
    )
