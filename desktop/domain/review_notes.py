"""What somebody who reads others' books notes about their accounts; what begins with ">" or "<" is a task."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from desktop.domain.drafts import TaskDraft
from desktop.domain.errors import Rejected
from desktop.domain.grammar import AccountName, parse

MARKS = (">", "<")
LONGEST = 2000


class ReviewNote(NamedTuple):
    """A note about an account (by id) of a book (by the id of its document), as it was typed."""

    id: str
    account: str
    document: str
    on_day: date
    author: str
    text: str

    @property
    def is_task(self) -> bool:
        return self.text.startswith(MARKS)

    @property
    def task(self) -> TaskDraft | None:
        """What is to be done, and by when, counted from the day it was typed; None = it is only a note.

        Raises:
            Rejected: it can't be read as one.
        """
        return read_task(self.text, self.account, self.on_day) if self.is_task else None


def typed_note(text: str, account: str, on_day: date) -> str:
    """A note or a task as it is kept.

    Raises:
        Rejected: there is nothing in it, it is too long, or it is a task that can't be read.
    """
    said = " ".join(text.split())
    if not said.strip("".join(MARKS)).strip():
        raise Rejected("There is nothing to note yet: type it.", field="text")
    if len(said) > LONGEST:
        raise Rejected(f"A note has at most {LONGEST} characters.", field="text")
    if said.startswith(MARKS):
        read_task(said, account, on_day)
    return said


def read_task(text: str, account: str, on_day: date) -> TaskDraft:
    """`> call the CFO fri` as a task.

    Raises:
        Rejected: no task can be read from it.
    """
    parsed = parse(f"task {text}", accounts=[AccountName(account, "")], contacts=(), as_of=on_day, account=account)
    if not isinstance(parsed.draft, TaskDraft):
        why = " ".join(dict.fromkeys(refusal.message for refusal in parsed.refusals))
        raise Rejected(why or "That is no task: type what is to be done, and by when.", field="text")
    return parsed.draft
