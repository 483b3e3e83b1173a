"""Others' books, read together: each copied into memory, looked at on a day, and let go of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from desktop.domain.account_rows import AccountRow
from desktop.domain.book_health import scores_on
from desktop.domain.calendar import period_of
from desktop.domain.errors import FileProblem, PortfolioError, Rejected
from desktop.domain.frame import Cause, at_risk_causes, frame_of
from desktop.domain.review_notes import ReviewNote
from desktop.domain.team.others import OtherBook, OtherBooks, TeamAccount, changed_stamp, names_of, together
from desktop.domain.team.since import Noted, Since
from desktop.operations import look
from desktop.operations.brief import Brief, read_brief
from desktop.store.collector import collector_paused
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries.book import book as read_book
from desktop.store.queries.health import health_there
from desktop.store.queries.since_notes import changed_since
from desktop.store.queries.usage import usage_windows
from desktop.store.snapshots import Snapshot, snapshot

REVIEWED = 10
"""So many of the riskiest accounts are reviewed."""


class Unread(NamedTuple):
    """A file that could not be read.

    Args:
        why: what is said beside its name.
        is_sealed: its password opens it.
    """

    name: str
    path: Path
    why: str
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of some files.

    Args:
        paths: of the books that could be read, in their order.
        briefs: of the riskiest accounts: the book's index and the account's id -> what to know of it.
        since: the book's index and the account's id -> what changed since it was noted about; not of copies without
            history.
    """

    day: date
    view: OtherBooks
    paths: tuple[Path, ...]
    unread: tuple[Unread, ...]
    briefs: Mapping[tuple[int, str], Brief]
    since: Mapping[tuple[int, str], Since] = field(default_factory=dict[tuple[int, str], Since])

    @property
    def reviewed(self) -> tuple[tuple[TeamAccount, Brief], ...]:
        """The riskiest accounts, with what to know of each."""
        of = ((each, self.briefs.get((each.book, each.row.id))) for each in riskiest(self.view))
        return tuple((each, brief) for each, brief in of if brief is not None)


def read_others(
    paths: Sequence[Path],
    day: date,
    *,
    own: Path | None = None,
    passwords: Mapping[Path, str] | None = None,
    noted: Mapping[tuple[str, str], Noted] = MappingProxyType({}),
) -> Reading:
    """Read files, none of them for longer than it takes to copy it; what can't be read is told, and the rest shown.

    Args:
        own: the book that is open here, which is not read beside itself.
        passwords: of sealed ones.
        noted: document and account -> the last note about it, from which on changes are counted.
    """
    taken = list(dict.fromkeys(path.resolve() for path in paths))
    names = names_of([path.parts for path in taken])
    books: list[OtherBook] = []
    unread: list[Unread] = []
    copies: list[tuple[Path, Connection]] = []
    since: dict[tuple[int, str], Since] = {}
    # The copies stay until it is known whose accounts are the riskiest: only those have a brief.
    with ExitStack() as stack, collector_paused():
        for path, name in zip(taken, names, strict=True):
            try:
                if own is not None and path == own.resolve():
                    raise FileProblem("This is the book you have open.")
                about, conn = stack.enter_context(snapshot(path, day, password=(passwords or {}).get(path)))
                books.append(_book(conn, about, name, day))
            except PortfolioError as problem:
                why = _why(problem).removeprefix(f"{path.name}: ")
                is_sealed = isinstance(problem, FileProblem) and problem.cause == "sealed"
                unread.append(Unread(name, path, why[:1].upper() + why[1:], is_sealed))
            else:
                if books[-1].takes_replies:
                    found = changed_since(conn, _about(noted, about.doc_id), _end_of(day))
                    since |= {(len(books) - 1, account): each for account, each in found.items()}
                copies.append((path, conn))
        view = together(books)
        briefs: dict[tuple[int, str], Brief] = {}
        for each in riskiest(view):
            brief = read_brief(copies[each.book][1], each.row.id, day)
            if brief is not None:
                briefs[each.book, each.row.id] = brief
    return Reading(day, view, tuple(path for path, _ in copies), tuple(unread), briefs, since)


def _why(problem: PortfolioError) -> str:
    """What is the matter with somebody else's file: what to do about it here is not for whoever only reads it."""
    if not isinstance(problem, FileProblem):
        return str(problem)
    return f"{problem.what} Ask for the file again." if problem.cause == "damaged" else problem.what


def changed_in(
    path: Path, day: date, noted: Mapping[tuple[str, str], Noted], password: str | None
) -> list[tuple[str, Since]]:
    """The names of the accounts of a file that were noted about, with what changed of each since.

    Raises:
        FileProblem: the file can't be read.
        Rejected: it is a copy without history.
    """
    with snapshot(path, day, password=password) as (about, conn):
        if about.copy_kind in ("snapshot", "redacted"):
            raise Rejected(f"{path.name} is a copy without history: nobody can tell what changed in it.")
        found = changed_since(conn, _about(noted, about.doc_id), _end_of(day))
        return [(each.name, found[each.id]) for each in facts.accounts(conn) if each.id in found]


def _about(noted: Mapping[tuple[str, str], Noted], document: str) -> dict[str, Noted]:
    return {account: each for (of, account), each in noted.items() if of == document}


def _end_of(day: date) -> datetime:
    """The last moment of a day, here."""
    return datetime.combine(day, time.max).astimezone(UTC)


def by_file(found: Reading, notes: Sequence[ReviewNote]) -> dict[int, list[ReviewNote]]:
    """Which file (by number) each note goes back to: of the copies of its book that hold the account, the newest."""
    books = found.view.books
    oldest_first = sorted(range(len(books)), key=lambda number: changed_stamp(books[number]))
    holds = {(books[number].document, row.id): number for number in oldest_first for row in books[number].rows}
    meant: dict[int, list[ReviewNote]] = {}
    for note in notes:
        number = holds.get((note.document, note.account))
        if number is not None and books[number].takes_replies:
            meant.setdefault(number, []).append(note)
    return meant


def brief_of(path: Path, account: str, day: date, *, password: str | None = None) -> Brief | None:
    """What to know of one account of a file; None = it is not there any more.

    Raises:
        FileProblem: the file can't be read any more.
    """
    with snapshot(path, day, password=password) as (_, conn):
        return read_brief(conn, account, day)


def riskiest(view: OtherBooks) -> tuple[TeamAccount, ...]:
    """What is reviewed: each account once, and of those told differently, as the file changed last has it."""
    return tuple(each for each in view.accounts if each.counts)[:REVIEWED]


def _book(conn: Connection, about: Snapshot, name: str, day: date) -> OtherBook:
    rows, causes = _accounts(conn, day)
    takes_replies = about.copy_kind not in ("snapshot", "redacted")
    return OtherBook(
        name, about.doc_id, about.currency, takes_replies, about.changed_at, about.changed_by, tuple(rows), causes
    )


def _accounts(conn: Connection, day: date) -> tuple[list[AccountRow], dict[str, tuple[Cause, ...]]]:
    rows = look.accounts(conn, day)
    columns = health_there(conn, (day,))
    windows = usage_windows(conn, columns.accounts, day)
    scores = scores_on(columns, windows, day)
    frame = frame_of(read_book(conn), windows, period_of(as_of=day, start=None, end=None), scores)
    causes: dict[str, tuple[Cause, ...]] = {}
    for cause, holds in at_risk_causes(frame).items():
        for at in np.flatnonzero(holds).tolist():
            causes[frame.ids[at]] = (*causes.get(frame.ids[at], ()), cause)
    return rows, causes
