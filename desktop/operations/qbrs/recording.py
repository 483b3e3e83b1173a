"""Recording a review that was held: who came, what was won and decided, what both sides promised, when the next is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.drafts import PromiseDraft
from desktop.domain.errors import Rejected
from desktop.domain.grammar.dates import PAST, read_day, resolve
from desktop.domain.grammar.tokens import tokenise
from desktop.domain.qbrs.schedule import standing
from desktop.operations.qbrs.preparing import checked
from desktop.store.queries import facts
from desktop.store.queries import qbrs as rows
from desktop.store.tx import Tx, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What came of a review.

    Args:
        decision: what was asked and the answer.
        next_on: the day agreed for the next one; None = none was.
    """

    account: str
    held_on: date
    attendees: str | None = None
    wins: str | None = None
    decision: str | None = None
    next_on: date | None = None
    promises: tuple[PromiseDraft, ...] = ()


def held_day(text: str, *, as_of: date) -> date:
    """The day that is typed for a review that was held: today, yesterday, mon, 3 sep, 2026-09-03.

    Raises:
        Rejected: it is no day.
    """
    tokens = tokenise(text)
    found = read_day(tokens, 0)
    if found is None or found[1] != len(tokens):
        raise Rejected(f'"{text.strip()}" is no day: type one like today, mon or 2026-09-03.', field="held_on")
    try:
        return resolve(found[0], as_of=as_of, sense=PAST)
    except ValueError as why:
        raise Rejected(str(why), field="held_on") from None


def record_review(tx: Tx, record: Record, *, as_of: date) -> str:
    """Note that the next review of an account was held, with all that came of it, as one change set.

    The promises become tasks of the review, and the next date a planned review.

    Returns:
        The review's id.
    Raises:
        Rejected: the account is gone, the day is still to come, the next date is not after it, or a promise is empty.
    """
    account = next(iter(facts.accounts(tx.conn, record.account)), None)
    if account is None:
        raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")
    if record.held_on > as_of:
        raise Rejected(
            f"{record.held_on.isoformat()} is still to come: a review is recorded once it was held.", field="held_on"
        )
    if record.next_on is not None and record.next_on <= record.held_on:
        raise Rejected("The next review is after this one: type a later day, or none.", field="next_on")
    reviews = rows.reviews(tx.conn, record.account)
    values: dict[str, Value] = {
        "held_on": record.held_on.isoformat(),
        "attendees": checked(record.attendees, "attendees"),
        "wins": checked(record.wins, "wins"),
        "decision": checked(record.decision, "decision"),
        "next_on": None if record.next_on is None else record.next_on.isoformat(),
    }
    # A review of that very day that was noted already, in a line say, is the same one.
    same = next((each for each in reviews if each.held_on == record.held_on), None)
    found = same or standing(reviews, None, 1, as_of).next
    if found is None:
        review = tx.insert("qbr", {"account": record.account, **values})
    else:
        review = found.id
        tx.update("qbr", review, values)
    for promise in record.promises:
        if not promise.title.strip():
            raise Rejected("A promise needs a title; nothing was saved.", field="promises")
        tx.insert(
            "task",
            {
                "account": record.account,
                "title": promise.title,
                "side": promise.side,
                "due_on": None if promise.due_on is None else promise.due_on.isoformat(),
                "source": "qbr",
                "customer_visible": 1,
                "qbr": review,
            },
        )
    if record.next_on is not None and not any(
        each.planned_on == record.next_on and each.held_on is None and each.id != review for each in reviews
    ):
        tx.insert("qbr", {"account": record.account, "planned_on": record.next_on.isoformat()})
    tx.label = f"QBR recorded: {account.name}"
    return review
