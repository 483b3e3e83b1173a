"""Detractors nobody has talked with since they answered: the same rule as the cap of the health score, for everybody.

The cap looks only at people who matter; here the others stand too, and after them. A test holds this to
health_inputs.unanswered_detractor, which works on columns and does not say whose answer it is.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from desktop.domain.book import Book
from desktop.domain.facts import Contact, SurveyAnswer
from desktop.domain.health_facts import is_detractor
from desktop.domain.health_inputs import FEEDBACK_DAYS
from desktop.domain.revenue import arr_history
from desktop.domain.signals.situation import said
from desktop.domain.surveys import latest_per_contact

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MS = int((datetime(9999, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds() * 1000)


class Waiting(NamedTuple):
    """A detractor's answer that nobody has replied to.

    Args:
        contact: None = the answer has none.
        days: from the day of the answer to the day looked at, 0 and up.
        weighty: the contact decides, or is champion or buyer; such an answer caps the health score.
        arr_cents: of the account on the day; 0 = it pays nothing (any more).
    """

    answer: SurveyAnswer
    contact: Contact | None
    days: int
    weighty: bool
    arr_cents: int


def unanswered_detractors(book: Book, day: date) -> tuple[Waiting, ...]:
    """NPS answers of 0-6 within (day-365, day], the latest of their contacts, without a two-way contact since.

    A held two-way touchpoint of the account on the day of the answer or later answers it. Contacts who have left are
    left out. Accounts that pay come first, then people who matter, then who has waited longest.
    """
    first_day = day - timedelta(days=min(FEEDBACK_DAYS, day.toordinal() - 1))
    recent = [each for each in book.answers if each.kind == "nps" and first_day < each.responded_on <= day]
    talked: dict[str, date] = {}
    for touchpoint in book.touchpoints:
        if touchpoint.is_talk and touchpoint.on_day <= day:
            talked[touchpoint.account] = max(talked.get(touchpoint.account, date.min), touchpoint.on_day)
    people = {each.id: each for each in book.contacts}
    known = {each.id for each in book.accounts}
    found: list[tuple[SurveyAnswer, Contact | None]] = []
    for answer in latest_per_contact(recent):
        contact = people.get(answer.contact or "")
        has_left = contact is not None and contact.left_on is not None and contact.left_on <= day
        answered = answer.account in talked and answer.responded_on <= talked[answer.account]
        if answer.account in known and is_detractor(answer) and not has_left and not answered:
            found.append((answer, contact))
    if not found:
        return ()
    arr = arr_history(book.lines, as_of=day).by_account(day)
    waiting = [
        Waiting(
            answer,
            contact,
            (day - answer.responded_on).days,
            contact is not None and _is_weighty(contact),
            arr.get(answer.account, 0),
        )
        for answer, contact in found
    ]
    return tuple(sorted(waiting, key=lambda each: (not each.arr_cents, not each.weighty, -each.days, each.answer.id)))


def noted_at(row: str) -> datetime | None:
    """When a row with this id was written, in UTC; None = the id does not tell, as those of imported rows.

    Source: the first 48 bits of a UUIDv7 are milliseconds since 1970, RFC 9562 section 5.7.
    """
    digits = row.replace("-", "")
    if len(row) != 36 or row[14] != "7" or not all(digit in "0123456789abcdef" for digit in digits[:12]):
        return None
    milliseconds = int(digits[:12], 16)
    return _EPOCH + timedelta(milliseconds=milliseconds) if milliseconds <= _LAST_MS else None


def hours_waiting(waiting: Waiting, now: datetime) -> int | None:
    """Whole hours since the answer was noted, where it was noted on its own day; None = only the days count.

    Answers carry a day and no time: only one that was written down at once tells the hour.

    Args:
        now: timezone-aware; its time zone tells which day an answer was noted on.
    """
    noted = noted_at(waiting.answer.id)
    if noted is None or now < noted or noted.astimezone(now.tzinfo).date() != waiting.answer.responded_on:
        return None
    return int((now - noted).total_seconds() // 3600)


def _is_weighty(contact: Contact) -> bool:
    return said(contact.influence) == "decides" or said(contact.role) in ("champion", "buyer")
