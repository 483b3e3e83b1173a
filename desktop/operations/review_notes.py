"""Notes about accounts of others' books: kept in one's own, and sent back as a file that is merged like a loan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from desktop.domain.errors import Rejected
from desktop.domain.identity import derived_id
from desktop.domain.review_notes import ReviewNote, typed_note
from desktop.store import snapshots
from desktop.store.connection import Connection
from desktop.store.queries.rows import exists, is_living
from desktop.store.tx import Tx


class Reply(NamedTuple):
    """A reply that was written.

    Args:
        notes, tasks: how many of each are in it.
        gone: how many are left out, because their accounts are not in the book any more.
    """

    path: Path
    notes: int
    tasks: int
    gone: int


def leave_note(tx: Tx, account: str, document: str, text: str, *, called: str, as_of: date) -> str:
    """Note something about an account of another book; what begins with ">" or "<" is a task.

    Args:
        account, document: the ids of the account and of its book, which this file does not hold.
        called: what the account is called there.
    Returns:
        The note's id.
    Raises:
        Rejected: there is nothing in it, or the task can't be read.
    """
    said = typed_note(text, account, as_of)
    note = ReviewNote("", account, document, as_of, tx.author, said)
    values = {"account": account, "document": document, "on_day": as_of.isoformat(), "author": tx.author, "text": said}
    row = tx.insert("review_note", values)
    tx.label = f"{'Task' if note.is_task else 'Note'} for {called}"
    return row


def remove_note(tx: Tx, note: str) -> None:
    """Take a note back; what was sent of it stays where it was merged.

    Raises:
        Rejected: it is not there any more.
    """
    if not is_living(tx.conn, "review_note", note):
        raise Rejected("There is no such note any more: it may have been taken back. Nothing was saved.")
    tx.delete("review_note", note)
    tx.label = "Review note taken back"


def write_reply(
    book: Path,
    target: Path,
    notes: Sequence[ReviewNote],
    *,
    document: str,
    at: datetime,
    password: str | None = None,
) -> Reply:
    """Write what was noted about a book's accounts to a file that its owner merges: notes and tasks, each once.

    The ids are those of the notes, and of tasks derived from them: however often it is sent and merged, it is the same
    note and the same task.

    Args:
        book: the file that was read.
        document: the id of its book; only notes about that one are sent.
        password: opens the book if it is sealed, and seals the reply.
    Raises:
        Rejected: there is nothing to send, or nothing can come back to that file.
        FileProblem: the book can't be read, or there is something at `target`.
    """
    meant = [note for note in notes if note.document == document]
    if not meant:
        raise Rejected(f"There is no note about {book.name} yet: leave one first.")
    sent: list[ReviewNote] = []
    gone: list[ReviewNote] = []

    def choose(conn: Connection) -> tuple[str, ...]:
        there = [note for note in meant if is_living(conn, "account", note.account)]
        gone.extend(note for note in meant if note not in there)
        sent.extend(note for note in there if not exists(conn, *_row_of(note)))
        if not sent:
            raise Rejected(f"All that you noted for {book.name} is in it already, or its account is gone.")
        return tuple(dict.fromkeys(note.account for note in sent))

    snapshots.write_reply(
        book, target, choose, partial(deliver, notes=sent), document=document, at=at, password=password
    )
    tasks = sum(note.is_task for note in sent)
    return Reply(target, len(sent) - tasks, tasks, len(gone))


def deliver(tx: Tx, notes: Sequence[ReviewNote]) -> None:
    """Write notes and tasks into a copy of the book they are about."""
    for note in notes:
        task = note.task
        table, row = _row_of(note)
        if task is None:
            values = {"account": note.account, "document": note.document, "on_day": note.on_day.isoformat()}
            tx.insert(table, {**values, "author": note.author, "text": note.text}, id=row)
        else:
            due_on = None if task.due_on is None else task.due_on.isoformat()
            values = {"account": note.account, "title": task.title, "side": task.side, "due_on": due_on}
            tx.insert(table, {**values, "source": f"review by {note.author}"}, id=row)
    tx.label = f"Review by {', '.join(dict.fromkeys(note.author for note in notes))}"


def _row_of(note: ReviewNote) -> tuple[str, str]:
    """Which row a note is where it was sent to."""
    return ("task", derived_id("review task", [note.id])) if note.is_task else ("review_note", note.id)
