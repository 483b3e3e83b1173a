"""The open document: made, opened, read, changed, undone and closed. Everything that writes goes through here."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from desktop.domain.errors import FileProblem, Rejected
from desktop.domain.merge import LATER_WINS, Cell, Choices, Merged
from desktop.domain.shown import ShownScore
from desktop.store import asof, backup, clock, making, opening, schema, shown, undo
from desktop.store.erasing import carrying_out, marks
from desktop.store.erasing.carrying_out import Erased
from desktop.store.lock import Lock, current_user
from desktop.store.merge import merging, others, taking_back
from desktop.store.problems import told_plainly
from desktop.store.sharing import exporting
from desktop.store.sharing.exporting import Copy
from desktop.store.sharing.made import remember
from desktop.store.sharing.manifest import Manifest
from desktop.store.tx import Tx
from desktop.store.watch import Watch
from desktop.store.writing import Hand, Performed, Writing

P = ParamSpec("P")
R = TypeVar("R")

_log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


class Portfolio:
    """One open file. Not thread-safe: a job opens its own, for reading."""

    def __init__(self, path: Path, conn: sqlite3.Connection, lock: Lock | None, clock_: Callable[[], datetime]) -> None:
        self.path = path
        self._conn = conn
        self._lock = lock
        self._clock = clock_
        self.doc_id, self.currency = opening.identity(conn, path)
        self._watch = Watch(path, conn)
        self._writing = Writing(path, conn, self._watch, self.doc_id)

    # -- opening and closing

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        currency: str = "USD",
        first: Callable[[Tx], None] = lambda _: None,
        clock_: Callable[[], datetime] = _now,
    ) -> Portfolio:
        """Make a new file, open for writing.

        Args:
            currency: ISO 4217 code of the one currency of the file.
            first: writes what every new file holds (scorecard, playbooks); not undoable.
        Raises:
            FileProblem: there is a file already, or it cannot be written.
            Rejected: the currency is no three-letter code.
        """
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            raise Rejected(f"{currency!r} is not a currency code such as USD or EUR.", field="currency")
        path = _resolved(path)
        with told_plainly(path):
            if path.exists():
                raise FileProblem(f"{path} exists already. Choose another name, or remove it first.")
            making.make(path, currency.upper(), clock_())
        made = cls.open(path, clock_=clock_)
        try:
            made.perform_by(made.hand(), first, kind="system")
        except BaseException:
            made.close()
            path.unlink(missing_ok=True)
            raise
        return made

    @classmethod
    def open(cls, path: Path, *, writable: bool = True, clock_: Callable[[], datetime] = _now) -> Portfolio:
        """Open a file, having looked at it from outside and inside first; an older one is backed up and migrated.

        Args:
            writable: False takes no lock and refuses to write.
        Raises:
            FileProblem: missing, not a portfolio, too new, damaged, altered, or open for writing elsewhere.
        """
        path = _resolved(path)
        with told_plainly(path):
            version = opening.read_version(path)
            opening.refuse_super_journal(path)
            if writable and not os.access(path, os.W_OK):
                raise FileProblem(
                    f"{path.name} is read-only. Open it for reading, or change its permission.", cause="read-only"
                )
            lock = Lock.take(path) if writable else None
            try:
                if lock is not None:
                    backup.clear_drafts(path.parent)
                return cls._open_checked(path, version, lock, clock_)
            except BaseException:
                if lock is not None:
                    lock.release()
                raise

    @classmethod
    def _open_checked(cls, path: Path, version: int, lock: Lock | None, clock_: Callable[[], datetime]) -> Portfolio:
        conn = opening.connect(path, writable=lock is not None)
        try:
            missing = opening.check_schema(conn, path, version)
            opening.identity(conn, path)
            if version < schema.VERSION:
                if lock is None:
                    raise FileProblem(f"{path.name} is from an older Perennial: open it for writing once to update it.")
                opening.quick_check(conn, path)
                backup.make(conn, path, reason="before-update")
                making.migrate(conn, version)
            elif missing and lock is not None:
                opening.quick_check(conn, path)
                with making.transaction(conn):
                    for statement in missing:
                        conn.execute(statement)
                _log.warning("%d triggers or indexes were missing from the file and were made again", len(missing))
            portfolio = cls(path, conn, lock, clock_)
            portfolio._check_contents()
        except BaseException:
            conn.close()
            raise
        return portfolio

    def _check_contents(self) -> None:
        """Check the file whole, unless it is just as it was when that was last done, not long ago."""
        if not self._writing.is_checked_lately():
            opening.quick_check(self._conn, self.path)
            self._writing.remember(checked_at=time.time())

    def back_up(self, reason: str, *, thins: bool = True) -> Path:
        """Copy the file to its backup folder, and check the copy.

        Args:
            reason: a word for the copy's name, such as "by-hand" or "before-import".
            thins: False = older ones are not thinned out yet (`backup.thin`).
        Raises:
            FileProblem: the copy could not be made, or did not pass its check.
        """
        with told_plainly(self.path):
            return backup.make(self._conn, self.path, reason=reason, at=self._clock(), thins=thins)

    @property
    def is_backup_due(self) -> bool:
        """Whether half an hour of change goes without a backup, if something is edited now."""
        return backup.is_due(self.path, self.doc_id, self._clock())

    def back_up_beside(self, reason: str = backup.EVERY_HALF_HOUR) -> Path:
        """As back_up, in another thread: edits go on meanwhile.

        Raises:
            FileProblem: as back_up.
        """
        with told_plainly(self.path):
            self._watch.refuse_other_file()
            # Outside a transaction, which would keep others from saving from its first step to its last.
            with closing(opening.connect(self.path, writable=False)) as conn:
                return backup.make(conn, self.path, reason=reason, at=self._clock())

    def save_copy(self, target: Path) -> None:
        """Copy the book as it is in this process to `target`, even if the file itself is gone by now.

        Raises:
            FileProblem: there is something at `target`, it cannot be written, or the copy did not pass its check.
        """
        with told_plainly(target):
            if target.exists():
                raise FileProblem(f"{target} exists already. Choose another name, or remove it first.")
            backup.copy(self._conn, target)

    def export(self, target: Path, copy: Copy) -> Manifest:
        """Write a copy for somebody else; this file stays as it is.

        Raises:
            Rejected, FileProblem: see `sharing.exporting.export`.
        """
        hand = self.hand()
        with told_plainly(self.path):
            self._watch.refuse_other_file()
            path = _resolved(target)
            said = exporting.export(self._conn, path, copy, at=hand.at, by=hand.author)
            remember(said, path)
            return said

    def close(self) -> None:
        """Let go of the file and its lock; closing twice is fine."""
        if self._lock is not None:
            self.keep_columns()
        self._conn.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def forget_columns(self) -> None:
        """Forget what is kept beside the rows; it is made again from them.

        Raises:
            FileProblem: as perform.
        """
        self._refuse_reading_only()
        with told_plainly(self.path):
            self._watch.refuse_changes()
            self._writing.beside_the_journal(lambda conn: conn.execute("DELETE FROM derived"))

    def keep_shown(self, day: date, scores: Sequence[ShownScore]) -> None:
        """Keep what was shown of health on a day, outside the journal."""
        try:
            if self._lock is None or not self._watch.is_as_left():
                return
            self._writing.beside_the_journal(lambda conn: shown.keep(conn, self.replica, day, scores))
        except (sqlite3.Error, OSError) as problem:
            _log.warning("what was shown was not kept: %s", type(problem).__name__)

    def keep_columns(self) -> None:
        """Keep the columns of a large book whose rows have changed, for whoever reads all of it next."""
        try:
            if not self._watch.is_as_left() or not opening.is_large(self._conn):
                return
            # Opening a file imports no numpy.
            from desktop.store import derived

            if derived.is_due(self._conn):
                self._writing.beside_the_journal(derived.renew)
        except (sqlite3.Error, OSError) as problem:
            # Nothing is lost: who reads it next reads the rows.
            _log.warning("the columns were not kept: %s", type(problem).__name__)

    def __enter__(self) -> Portfolio:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_writable(self) -> bool:
        return self._lock is not None

    @property
    def replica(self) -> str:
        return self._writing.replica

    # -- reading

    def read(self, query: Callable[Concatenate[sqlite3.Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query on one consistent state of the file."""
        with told_plainly(self.path):
            self._conn.execute("BEGIN")
            try:
                return query(self._conn, *args, **kwargs)
            finally:
                # An error of the disk may have ended it by itself.
                if self._conn.in_transaction:
                    self._conn.execute("ROLLBACK")

    @contextmanager
    def beside(self) -> Generator[sqlite3.Connection]:
        """A connection of its own for reading the present in another thread; one consistent state of the file.

        Until it is let go, nobody can save: read, let go, then compute.
        """
        with told_plainly(self.path):
            self._watch.refuse_other_file()
            conn = opening.connect(self.path, writable=False)
            try:
                conn.execute("BEGIN")
                yield conn
            finally:
                conn.close()

    @contextmanager
    def looked_at(self, day: date, *, known_then: bool = False) -> Generator[sqlite3.Connection]:
        """A connection that shows the book as of `day`: known now, or with `known_then` only what was recorded by then.

        Queries need not know: where history differs from today, a temporary table of the same name stands before ours.
        One consistent state of the file; until it is let go, nobody can save.
        """
        with told_plainly(self.path):
            self._watch.refuse_other_file()
            conn = opening.connect(self.path, writable=False)
            try:
                conn.execute("BEGIN")
                asof.lay_over(conn, clock.end_of_day(day), known_then=known_then)
                yield conn
            finally:
                conn.close()

    # -- writing

    def hand(self) -> Hand:
        """The present moment, and whoever runs the program."""
        return Hand(self._clock(), current_user())

    def perform(self, operation: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> Performed[R]:
        """Run an operation as one change set: all of it is saved, or, if it raises, nothing.

        Raises:
            Rejected: the operation refused.
            FileProblem: the file could not be written, or is not as we left it.
        """
        return self._write(self.hand(), "edit", lambda tx: operation(tx, *args, **kwargs))

    def perform_by(
        self, hand: Hand, operation: Callable[[Tx], R], *, kind: str = "edit", keep: bool = True, after: int = 0
    ) -> Performed[R]:
        """`perform` in somebody's name and time.

        Args:
            kind: "system" is history that cannot be undone; "import" can.
            after: its stamp is later than this one, and than all in the file.
            keep: False rehearses: all is done and then rolled back, so that the answer is true and nothing saved.
        """
        if keep:
            return self._write(hand, kind, operation, after=after)
        self._refuse_reading_only()
        with told_plainly(self.path):
            return self._writing.rehearse(hand, kind, operation, after=after)

    def merge(
        self,
        paths: Sequence[Path],
        choices: Choices = LATER_WINS,
        *,
        other_books: bool = False,
        password: str | None = None,
        keep: bool = True,
    ) -> Performed[Merged]:
        """Take in what others did in their copies: one change set, undone as one. The other files are not written to.

        Args:
            choices: how conflicts are decided; by default the later change is kept.
            other_books: also merge files that are not copies of this book.
            password: opens those that are sealed.
            keep: False only looks: the answer is true, and nothing is saved.
        Raises:
            Rejected: a file is no copy that can come back.
            FileProblem: a file is missing, damaged, altered or in use; nothing of any was taken.
        """
        for path in paths:
            if path.exists() and path.samefile(self.path):
                raise Rejected(f"{path.name} is this very file: name the copy that somebody else worked on.")
        made: list[Path] = []
        is_refused = True
        try:
            with others.attached(
                self._conn,
                paths,
                self._clock(),
                password,
                lambda: made.append(self.back_up("before-merge", thins=False)) if keep else None,
            ) as found:
                merging.refuse_unfit(self._conn, found, other_books=other_books)
                is_refused = False
                after = max((other.newest_hlc for other in found), default=0)
                erased_before = self.read(marks.number)
                performed = self.perform_by(
                    self.hand(), lambda tx: merging.merge(tx, found, choices), kind="merge", keep=keep, after=after
                )
        finally:
            for copy in made:
                # A file that is refused is not to push out a backup of something that was done.
                if is_refused:
                    backup.take_back(copy)
                else:
                    backup.thin(copy)
        if self.read(marks.number) > erased_before:
            self._pack()
        return performed

    def erase(self, contact: str, kept: Collection[Cell] = ()) -> Performed[Erased]:
        """Erase a contact (by id) for good: not undone, and no merge brings the person back.

        Args:
            kept: fields that name somebody else of the same name.
        Raises:
            Rejected: there is no such contact, or a field to keep does not name the person.
            FileProblem: as perform.
        """
        hand = self.hand()
        on_day = clock.day_of(clock.stamp(hand.at, after=0)).isoformat()
        done = self.perform_by(hand, lambda tx: carrying_out.erase(tx, contact, kept, on_day), kind=marks.KIND)
        plan, left_as_they_are = done.result
        self._pack()
        carrying_out.forget_drafts(self.doc_id, plan)
        with told_plainly(self.path):
            left = carrying_out.count_left(self._conn.serialize(), plan)
            backups = carrying_out.backups_holding(self.doc_id, plan.people, plan.said)
        return Performed(Erased(plan, left_as_they_are, left, tuple(backups)), done.changes)

    def backups_holding_erased(self) -> list[backup.Found]:
        """The backups in which somebody who was erased from the book since still stands."""
        people = self.read(marks.read, "main").people
        with told_plainly(self.path):
            return carrying_out.backups_holding(self.doc_id, people) if people else []

    def purge_backups(self, found: Sequence[backup.Found]) -> None:
        """Remove backups for good, after one of the book as it is now was made.

        Raises:
            FileProblem: no backup could be made, so none was removed.
        """
        if found:
            self.back_up("after-erasing")
        with told_plainly(self.path):
            for each in found:
                backup.remove(each)

    def _pack(self) -> None:
        """Write the file anew without what was removed: free pages may hold it."""
        with told_plainly(self.path):
            self._watch.refuse_changes()
            try:
                self._conn.execute("VACUUM")
            finally:
                self._watch.look_again()
            self._writing.remember()

    def undo(self) -> Performed[tuple[undo.Left, ...]]:
        """Take back this replica's newest change set that still stands.

        Raises:
            Rejected: there is none.
        """
        stack = self.stacks().done
        if not stack:
            raise Rejected("There is nothing to undo.")
        if stack[-1].is_merge and self.read(taking_back.is_possible, stack[-1].txn):
            return self._write(self.hand(), "unmerge", lambda tx: _take_back(tx, stack[-1]))
        return self._write(self.hand(), "undo", lambda tx: _revert(tx, stack[-1], "Undo"))

    def redo(self) -> Performed[tuple[undo.Left, ...]]:
        """Do again what was undone last.

        Raises:
            Rejected: nothing was undone, or something new was done since.
        """
        stack = self.stacks().undone
        if not stack:
            raise Rejected("There is nothing to redo.")
        return self._write(self.hand(), "redo", lambda tx: _revert(tx, stack[-1], "Redo"))

    def stacks(self) -> undo.Stacks:
        """What undo and redo would act on."""
        return self.read(undo.stacks, self.replica)

    def _write(self, hand: Hand, kind: str, operation: Callable[[Tx], R], *, after: int = 0) -> Performed[R]:
        self._refuse_reading_only()
        with told_plainly(self.path):
            return self._writing.write(hand, kind, operation, after=after)

    def _refuse_reading_only(self) -> None:
        if self._lock is None:
            raise FileProblem(f"{self.path.name} is open for reading only: save a copy to change it.")


def _revert(tx: Tx, entry: undo.Entry, word: str) -> tuple[undo.Left, ...]:
    tx.label = f"{word}: {entry.label}"
    return undo.revert(tx, entry.txn)


def _take_back(tx: Tx, entry: undo.Entry) -> tuple[undo.Left, ...]:
    taking_back.take_back(tx, entry.txn, entry.label)
    return ()


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except RuntimeError:
        raise FileProblem(f"{path} is a link that leads back to itself.") from None
