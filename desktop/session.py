"""The one object that both Qt and the file know: what is open, which day is looked at, and every read and change.

Must not know widgets. Views read and change through it and listen to its signals; the command line does not need it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import FileProblem, Rejected
from desktop.jobs import Jobs, Ticket
from desktop.reads import Read, Reader, Reads
from desktop.writes import Writes

if TYPE_CHECKING:
    # A session is there before the window's first frame; the store is imported when a file is opened.
    from desktop.domain.merge import Cell, Choices, Merged
    from desktop.domain.shown import ShownScore
    from desktop.store.backup import Found
    from desktop.store.connection import Connection
    from desktop.store.erasing.carrying_out import Erased
    from desktop.store.portfolio import Portfolio
    from desktop.store.queries.playbooks import Started
    from desktop.store.restoring import Restored
    from desktop.store.sharing.exporting import Copy
    from desktop.store.sharing.manifest import Manifest
    from desktop.store.tx import Tx
    from desktop.store.writing import Performed

P = ParamSpec("P")
R = TypeVar("R")

NOTHING_OPEN = "No portfolio is open."


class Session(QObject):
    """An open portfolio, or none.

    Args:
        failed: is told what went wrong in the background.
        today: the day of the clock on the wall.
    """

    opened = Signal()
    closing = Signal()
    """The file will be let go of: what is being typed can still be saved."""
    closed = Signal()
    changed = Signal(object)
    """Changes: after every change set, undo and redo included."""
    progressed = Signal(float)
    """The share done, 0-1, of what `perform_long` does."""
    looked = Signal()
    """Another day is looked at."""

    def __init__(
        self,
        *,
        failed: Callable[[Exception], None],
        today: Callable[[], date] = date.today,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._portfolio: Portfolio | None = None
        self._as_of: date | None = None
        self._known_then = False
        self._writes: Writes | None = None
        self._failed = failed
        self._jobs = Jobs(failed, self)
        self._reads = Reads(self._jobs, self._reader)

    # -- the file

    @property
    def is_open(self) -> bool:
        return self._portfolio is not None

    @property
    def is_writable(self) -> bool:
        """Whether something can be changed now: not in a file opened for reading, and not in the past."""
        return self._portfolio is not None and self._portfolio.is_writable and not self.is_past

    @property
    def is_read_only_file(self) -> bool:
        return self._portfolio is not None and not self._portfolio.is_writable

    @property
    def path(self) -> Path | None:
        return None if self._portfolio is None else self._portfolio.path

    @property
    def doc_id(self) -> str:
        return self._open.doc_id

    @property
    def currency(self) -> str:
        return self._open.currency

    def open(self, path: Path, *, writable: bool = True) -> None:
        """Open a file in place of the one that is open; if it cannot be opened, that one stays.

        Raises:
            FileProblem: as Portfolio.open.
        """
        if self._portfolio is not None and self._portfolio.path == path.resolve():
            return
        from desktop.store.portfolio import Portfolio

        self.adopt(Portfolio.open(path, writable=writable))

    def open_later(self, path: Path, *, writable: bool, failed: Callable[[Exception], None]) -> None:
        """`open`, with the file's checks beside the window; `opened` tells when it is done."""

        def run(ticket: Ticket) -> Portfolio:
            from desktop.store.portfolio import Portfolio

            portfolio = Portfolio.open(path, writable=writable)
            if ticket.is_cancelled:
                portfolio.close()
                ticket.check()
            return portfolio

        # What nobody takes any more is closed: its lock would stay.
        self._jobs.start("open", run, self.adopt, failed, dropped=_let_go)

    def work_later(
        self,
        subject: str,
        run: Callable[[], R],
        done: Callable[[R], None],
        failed: Callable[[Exception], None],
        *,
        is_patient: bool = False,
    ) -> None:
        """Do something beside the window that has nothing to do with the open file, such as making another one.

        Args:
            is_patient: as of read_later.
        """
        self._jobs.start(subject, lambda _ticket: run(), done, failed, is_patient=is_patient)

    def newest_backup(self, path: Path) -> Found | None:
        """The newest backup of a file on this computer, as far as nobody found it damaged; None = there is none."""
        return next((each for each in self.backups(path) if not each.is_marked), None)

    def backups(self, path: Path) -> list[Found]:
        """The backups of a file on this computer, the newest first; those found damaged are marked."""
        from desktop.store import restoring

        return restoring.of_file(path)

    def back_up_later(self, *, done: Callable[[Path], None], failed: Callable[[Exception], None]) -> None:
        """Back the open book up because somebody asks for it, beside the window."""
        portfolio = self._open
        self.work_later("back up", lambda: portfolio.back_up_beside("by-hand"), done, failed)

    def restore_later(
        self,
        path: Path,
        *,
        name: str | None = None,
        done: Callable[[Restored], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Put a backup of a file that is not open in its place, beside the window.

        Args:
            name: of the backup; None = the newest sound one.
        """
        from desktop.store import restoring

        # Nothing need be open, whose clock could be asked.
        at = datetime.now(UTC)
        self.work_later("restore", lambda: restoring.restore(path, at=at, name=name), done, failed)

    def create(self, path: Path, *, currency: str, first: Callable[[Tx], None]) -> None:
        """Make a new file and open it; `first` writes what every new one holds.

        Raises:
            FileProblem, Rejected: as Portfolio.create.
        """
        from desktop.store.portfolio import Portfolio

        self.adopt(Portfolio.create(path, currency=currency, first=first))

    def adopt(self, portfolio: Portfolio) -> None:
        """Take an open portfolio in place of the one that is open."""
        self.close()
        self._portfolio = portfolio
        self._as_of, self._known_then = None, False
        self._writes = Writes(portfolio, self._jobs, self._reads, self.changed.emit, self.progressed.emit, self._today)
        self.opened.emit()

    def close(self) -> None:
        """Let go of the file; without one nothing happens."""
        if self._portfolio is None:
            return
        self.closing.emit()
        self._reads.forget_all()
        self._jobs.finish()
        if self._writes is not None:
            self._writes.finish()
        self._portfolio.close()
        self._portfolio = self._writes = None
        self.closed.emit()

    def save_copy(self, target: Path) -> None:
        """Copy the open book to another file, though its own may be gone.

        Raises:
            FileProblem: as Portfolio.save_copy.
        """
        self._open.save_copy(target)

    # -- the day

    @property
    def today(self) -> date:
        return self._today()

    @property
    def moment(self) -> datetime:
        """The present moment, as changes are stamped with it."""
        return self._open.hand().at

    @property
    def day(self) -> date:
        """The day that is looked at."""
        return self._as_of or self._today()

    @property
    def is_past(self) -> bool:
        return self._as_of is not None

    @property
    def known_then(self) -> bool:
        return self._known_then

    def look_at(self, day: date | None, *, known_then: bool = False) -> None:
        """Look at the book as of a day, for reading; None returns to today.

        Raises:
            Rejected: the day is still to come.
        """
        if day is not None and day > self._today():
            raise Rejected("That day is still to come: choose one that has been.", field="as_of")
        if day == self._today() and not known_then:
            day = None
        if (day, known_then) != (self._as_of, self._known_then):
            self._as_of, self._known_then = day, known_then and day is not None
            self.looked.emit()

    # -- reading

    def read(self, query: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query that takes no time, on the day that is looked at."""
        portfolio = self._open
        # While a long change is made the connection is another thread's: what was there before is read beside it.
        is_free = self._writes is None or not self._writes.is_running
        if self._as_of is None and is_free:
            return portfolio.read(query, *args, **kwargs)
        with self._reader()() as conn:
            return query(conn, *args, **kwargs)

    def read_later(
        self,
        subject: str,
        query: Callable[[Connection], R],
        done: Callable[[Any], None],
        *,
        then: Callable[[R], Any] | None = None,
        failed: Callable[[Exception], None] | None = None,
        is_patient: bool = False,
        is_of_today: bool = False,
    ) -> None:
        """Run a query beside the window; of several about one subject only the last is answered.

        Args:
            then: computes from what was read, after the file was let go, still beside the window.
            done: is called with the result, on the window's thread.
            is_patient: it is only an addition to what is shown: all other reads go past it.
            is_of_today: reads the present, whichever day is looked at.
        """
        read = Read(query, then, done, failed or self._failed, is_patient, is_of_today)
        self._reads.start(subject, read)

    def expect_read(self, subject: str) -> None:
        """That is read as soon as something else is painted, before what is patient; else it is to be forgotten."""
        self._jobs.expect(subject)

    def forget_read(self, subject: str) -> None:
        """Nobody waits for that answer any more."""
        self._reads.forget(subject)

    def put_behind(self, subject: str) -> None:
        """Nobody looks at what that answer is for now: it comes after what is looked at."""
        self._reads.put_behind(subject)

    def bring_forward(self, subject: str) -> None:
        """Somebody looks again at what that answer is for."""
        self._reads.bring_forward(subject)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being read in the background."""
        return self._jobs.is_idle

    def _reader(self, is_of_today: bool = False) -> Reader:
        """What opens a connection of its own to the day that is looked at now, or to the present."""
        portfolio, as_of, known_then = self._open, self._as_of, self._known_then
        return (
            portfolio.beside
            if as_of is None or is_of_today
            else lambda: portfolio.looked_at(as_of, known_then=known_then)
        )

    # -- changing

    def perform(self, operation: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> Performed[R]:
        """Run an operation as one change set, with what the playbooks make of it.

        Raises:
            Rejected: the operation refused, or the past is looked at; nothing is saved.
            FileProblem: the file could not be written; nothing is saved.
        """
        return self._writable().perform(lambda tx: operation(tx, *args, **kwargs))

    def note_shown(self, day: date, scores: Sequence[ShownScore]) -> None:
        """Tell what is shown of health on a day; today's is kept as soon as something is changed today."""
        if self._writes is not None and self.is_writable and day == self.today:
            self._writes.note_shown(day, scores)

    @property
    def started(self) -> Started | None:
        """What playbooks started with the newest change; None = nothing, or it was taken back."""
        started = None if self._writes is None else self._writes.started
        return started if started is not None and started.tasks else None

    def rehearse(self, operation: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What an operation would return: all of it is done and taken back at once; nobody hears of it.

        Raises:
            Rejected, FileProblem: as perform.
        """
        return self._writable().rehearse(lambda tx: operation(tx, *args, **kwargs))

    def perform_long(
        self,
        operation: Callable[[Tx, Callable[[float], None]], R],
        *,
        kind: str,
        done: Callable[[Performed[R]], None],
        failed: Callable[[Exception], None],
    ) -> Callable[[], None]:
        """Run an operation that takes seconds beside the window; until it is done nothing else can be changed.

        Args:
            operation: is given the change set and a function to call with the share done, 0-1; that is where it ends
                when it is cancelled.
        Returns:
            What cancels it: then nothing is saved, and neither `done` nor `failed` is called.
        Raises:
            Rejected: the past is looked at, or another one is running.
        """
        return self._writable().beside(operation, kind=kind, done=done, failed=failed)

    def merge(
        self,
        paths: Sequence[Path],
        choices: Choices,
        *,
        other_books: bool,
        password: str | None,
        keep: bool,
        done: Callable[[Performed[Merged]], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Take in what others did in their copies, beside the window; until it is done nothing else can be changed.

        Args:
            keep: False only looks at what would come: the answer is true, and nothing is saved.
            done, failed: one of them is called, on the window's thread.
            choices, other_books, password: as of Portfolio.merge.
        Raises:
            Rejected: the past is looked at, or something is being saved.
        """
        self._writable().with_book(
            lambda book: book.merge(paths, choices, other_books=other_books, password=password, keep=keep), done, failed
        )

    def erase(
        self,
        contact: str,
        kept: Sequence[Cell],
        *,
        done: Callable[[Performed[Erased]], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Erase a contact (by id) for good, beside the window.

        Args:
            kept: fields that name somebody else of the same name.
        Raises:
            Rejected: the past is looked at, or something is being saved.
        """
        self._writable().with_book(lambda book: book.erase(contact, kept), done, failed)

    def purge_backups(self, found: Sequence[Found]) -> None:
        """Remove backups for good, after one of the book as it is now was made.

        Raises:
            FileProblem: no backup could be made, so none was removed.
        """
        self._writable()
        self._open.purge_backups(found)

    def share(
        self,
        target: Path,
        copy: Copy,
        *,
        done: Callable[[Manifest], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Write a copy of the book as it is now for somebody else, beside the window.

        Raises:
            Rejected: something is being saved.
            FileProblem: nothing is open.
        """
        portfolio, writes = self._open, self._writes
        assert writes is not None
        writes.refuse_if_running()
        writes.alone(lambda _ticket: portfolio.export(target, copy), done, failed)

    def undo(self) -> str:
        """Take back the newest change of ours that still stands.

        Returns:
            What became of it, in words.
        """
        return self._writable().undo()

    def redo(self) -> str:
        """Do again what was taken back last.

        Returns:
            What became of it, in words.
        """
        return self._writable().redo()

    @property
    def undo_label(self) -> str | None:
        """What undo would take back; None = nothing."""
        return self._writes.undo_label if self._writes is not None and self.is_writable else None

    @property
    def redo_label(self) -> str | None:
        """What redo would do again; None = nothing."""
        return self._writes.redo_label if self._writes is not None and self.is_writable else None

    @property
    def undo_depth(self) -> int:
        """How many changes of ours stand and could be undone, one after the other."""
        return 0 if self._writes is None else self._writes.undo_depth

    def _writable(self) -> Writes:
        """What writes to the open file, if it can be written to now."""
        if self._as_of is not None:
            raise Rejected("The past can only be read. Press Esc to come back to today; what you typed is kept.")
        if self._writes is None:
            raise FileProblem(NOTHING_OPEN)
        self._writes.refuse_if_running()
        return self._writes

    @property
    def _open(self) -> Portfolio:
        if self._portfolio is None:
            raise FileProblem(NOTHING_OPEN)
        return self._portfolio


def _let_go(portfolio: Portfolio) -> None:
    portfolio.close()
