"""Changes to the open file: one at a time, the reads beside the window giving way, and what undo and redo would do.

Belongs to one open file, and knows neither the day that is looked at nor widgets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from desktop.domain.errors import Rejected
from desktop.jobs import Cancelled, Jobs, Ticket
from desktop.reads import Reads

if TYPE_CHECKING:
    from desktop.domain.shown import ShownScore
    from desktop.store.changes import Changes
    from desktop.store.portfolio import Portfolio
    from desktop.store.queries.playbooks import Started
    from desktop.store.tx import Tx
    from desktop.store.writing import Performed

R = TypeVar("R")

ENTRIES = ("merge", "unmerge", "undo", "redo")
"""Kinds of change sets that are entries of their own, even if they changed nothing."""

LOOK_AGAIN_SECONDS = 60.0
"""An edit after that looks again whether a backup is due: which lists a folder."""
FEW_SHOWN = 1_000
"""What is shown of more accounts is kept when the file is closed: nobody waits for it then."""


class Writes:
    """What is written to one file.

    Args:
        changed: is told of every change set that changed something.
        progressed: is told the share done, 0-1, of a long one, from another thread.
        today: the day of the clock on the wall.
    """

    def __init__(
        self,
        portfolio: Portfolio,
        jobs: Jobs,
        reads: Reads,
        changed: Callable[[Changes], None],
        progressed: Callable[[float], None],
        today: Callable[[], date],
    ) -> None:
        self._portfolio, self._jobs, self._reads = portfolio, jobs, reads
        self._changed, self._progressed, self._today = changed, progressed, today
        self._shown: tuple[date, Sequence[ShownScore]] | None = None
        """What is shown of health on a day, as it was shown first."""
        self._kept_on: date | None = None
        """The day that what was shown was kept of last."""
        self._changed_on: date | None = None
        self.is_running = False
        """Whether a long change is being made."""
        self.undo_label: str | None = None
        """What undo would take back; None = nothing."""
        self.redo_label: str | None = None
        """What redo would do again; None = nothing."""
        self.undo_depth = 0
        """How many changes could be undone, one after the other."""
        self.started: Started | None = None
        """What playbooks started with the newest change; None = nothing, or it was taken back."""
        self._backup_looked_for: float | None = None
        self._read_stacks()

    def perform(self, operation: Callable[[Tx], R]) -> Performed[R]:
        """Make a change, with what the playbooks make of it, and tell of it; see Session.perform."""
        txn, is_kept = 0, False

        def acting(tx: Tx) -> R:
            nonlocal txn, is_kept
            from desktop.operations.playbook_runs import act_on_edit

            result = operation(tx)
            act_on_edit(tx, as_of=self._today())
            txn, is_kept = tx.txn, self._keep_shown(tx)
            return result

        self.started = None
        performed = self._now(lambda: self._portfolio.perform(acting))
        if "playbook_run" in performed.changes.tables:
            from desktop.store.queries.playbooks import started

            self.started = self._portfolio.read(started, txn)
        if is_kept:
            self._kept_on = self._today()
        return performed

    def undo(self) -> str:
        """See Session.undo."""
        label, self.started = self.undo_label or "", None
        done = self._now(self._portfolio.undo)
        return f"Undone: {label}" if done.changes else f"Nothing in the book had to be taken back: {label}"

    def redo(self) -> str:
        """See Session.redo."""
        label, self.started = self.redo_label or "", None
        self._now(self._portfolio.redo)
        return f"Done again: {label}"

    def _now(self, write: Callable[[], Performed[R]]) -> Performed[R]:
        # Who reads keeps others from saving: they are stopped, and read again what they were asked for.
        stopped = self._reads.stop()
        try:
            performed = write()
            self._tell(performed)
        finally:
            self._reads.start_again(stopped)
        return performed

    def note_shown(self, day: date, scores: Sequence[ShownScore]) -> None:
        """Have what is shown of health kept with what is changed on that day; who only looks writes nothing."""
        if self._shown is None or self._shown[0] != day:
            self._shown = day, scores

    def _keep_shown(self, tx: Tx) -> bool:
        """Keep what is shown beside the change set that is being made, once a day; True = it will be kept with it."""
        from desktop.store import shown

        if self._shown is None or self._shown[0] != self._today() or self._kept_on == self._shown[0]:
            return False
        if len(self._shown[1]) > FEW_SHOWN or not shown.has_changed(tx.conn, tx.txn):
            return False
        shown.keep(tx.conn, tx.replica, *self._shown)
        return True

    def finish(self) -> None:
        """The file will be closed: keep what was shown on the day of the last change, where that was not done yet."""
        if self._shown is not None and self._shown[0] == self._changed_on != self._kept_on:
            self._portfolio.keep_shown(*self._shown)

    def rehearse(self, operation: Callable[[Tx], R]) -> R:
        """Do all of it and take it back; nobody hears of it."""
        portfolio = self._portfolio
        return portfolio.perform_by(portfolio.hand(), operation, keep=False).result

    def beside(
        self,
        operation: Callable[[Tx, Callable[[float], None]], R],
        *,
        kind: str,
        done: Callable[[Performed[R]], None],
        failed: Callable[[Exception], None],
    ) -> Callable[[], None]:
        """Make a change beside the window; see Session.perform_long."""
        portfolio = self._portfolio
        hand = portfolio.hand()

        def run(ticket: Ticket) -> Performed[R]:
            def progress(share: float) -> None:
                ticket.check()
                self._progressed(share)

            def whole(tx: Tx) -> R:
                result = operation(tx, progress)
                # The last moment at which all of it can still be left undone.
                ticket.check()
                return result

            if kind == "import":
                portfolio.back_up("before-import")
                ticket.check()
            return portfolio.perform_by(hand, whole, kind=kind)

        return self.alone(run, done, failed, tell=self._tell)

    def with_book(
        self,
        write: Callable[[Portfolio], Performed[R]],
        done: Callable[[Performed[R]], None],
        failed: Callable[[Exception], None],
    ) -> Callable[[], None]:
        """Do beside the window what takes the whole book and not one change set: a merge, an erasing."""
        return self.alone(lambda _ticket: write(self._portfolio), done, failed, tell=self._tell)

    def alone(
        self,
        run: Callable[[Ticket], R],
        done: Callable[[R], None],
        failed: Callable[[Exception], None],
        *,
        tell: Callable[[R], None] | None = None,
    ) -> Callable[[], None]:
        """Do what needs the file's own connection beside the window: nobody else gets it meanwhile.

        Args:
            tell: is given the result before the reads that had to stop begin again.
        Returns:
            What cancels it.
        """
        stopped = self._reads.stop()

        def finish(result: R) -> None:
            self.is_running = False
            if tell is not None:
                tell(result)
            self._reads.start_again(stopped)
            done(result)

        def fail(problem: Exception) -> None:
            self.is_running = False
            self._reads.start_again(stopped)
            if not isinstance(problem, Cancelled):
                failed(problem)

        self.is_running = True
        # Not taken out of the jobs when it is cancelled: it has to roll back first, and then say that it has.
        return self._jobs.start("write", run, finish, fail).cancel

    def refuse_if_running(self) -> None:
        """
        Raises:
            Rejected: a long change is being made.
        """
        if self.is_running:
            raise Rejected("Something is still being saved. Try again in a moment; what you typed is kept.")

    def _tell(self, performed: Performed[R]) -> None:
        before = self.undo_label, self.redo_label
        if performed.changes or performed.changes.kind in ENTRIES:
            self._read_stacks()
        if performed.changes:
            self._changed_on = self._today()
            self._changed(performed.changes)
            self._back_up()
        elif before != (self.undo_label, self.redo_label):
            # A merge of which nothing shows, and undoing it: only the entries know.
            self._changed(performed.changes)

    def _back_up(self) -> None:
        """Copy the file beside the window, where half an hour of change goes without a copy."""
        now = monotonic()
        if self._backup_looked_for is not None and now < self._backup_looked_for + LOOK_AGAIN_SECONDS:
            return
        self._backup_looked_for = now
        if self._portfolio.is_backup_due:
            self._jobs.start("backup", lambda _ticket: self._portfolio.back_up_beside(), _nothing, is_patient=True)

    def _read_stacks(self) -> None:
        stacks = self._portfolio.stacks() if self._portfolio.is_writable else None
        self.undo_label = stacks.done[-1].label if stacks is not None and stacks.done else None
        self.redo_label = stacks.undone[-1].label if stacks is not None and stacks.undone else None
        self.undo_depth = len(stacks.done) if stacks is not None else 0


def _nothing(_made: object) -> None:
    """A backup that worked is not worth a word."""
