"""Work beside the window: one task at a time per subject, the latest wins, and what is late is dropped.

Knows nothing of files. This and the excepthook are the only places that catch every exception.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot


class Cancelled(Exception):
    """Raised inside a task that is no longer wanted."""


class Ticket:
    """One started task: who asked may cancel it, and the task asks whether it still is wanted."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._on_cancel: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def cancel(self) -> None:
        # Held while they run: who takes a call back is to be sure that it does not come any more.
        with self._lock:
            self._cancelled.set()
            for call in self._on_cancel:
                call()

    def check(self) -> None:
        """
        Raises:
            Cancelled: nobody waits for the answer any more.
        """
        if self.is_cancelled:
            raise Cancelled

    def on_cancel(self, call: Callable[[], None]) -> None:
        """Have `call` run when the task is cancelled, in the thread that cancels: to interrupt what it waits for."""
        with self._lock:
            self._on_cancel.append(call)
            late = self.is_cancelled
        if late:
            call()

    def off_cancel(self, call: Callable[[], None]) -> None:
        with self._lock:
            self._on_cancel.remove(call)


class _Answer(QObject):
    """Carries an answer from the worker's thread to the window's."""

    arrived = Signal(object, object, object)  # subject, ticket, (result, problem)


class _Work(QRunnable):
    def __init__(self, subject: str, ticket: Ticket, run: Callable[[Ticket], Any], answer: _Answer) -> None:
        super().__init__()
        self._subject, self._ticket, self._run, self._answer = subject, ticket, run, answer

    def run(self) -> None:
        result: Any = None
        problem: Exception | None = None
        try:
            self._ticket.check()
            result = self._run(self._ticket)
        except Exception as raised:  # whatever it is belongs to who asked, in their thread
            problem = raised
        self._answer.arrived.emit(self._subject, self._ticket, (result, problem))


class Jobs(QObject):
    """Starts tasks and hands their answers out on the window's thread.

    Args:
        failed: is told what went wrong with a task whose starter did not ask to be told.
    """

    def __init__(self, failed: Callable[[Exception], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._failed = failed
        # One thread each: more would only fight for the interpreter, and one keeps the order, too.
        self._pool, self._patient_pool = QThreadPool(self), QThreadPool(self)
        for pool in (self._pool, self._patient_pool):
            pool.setMaxThreadCount(1)
        self._waiting: dict[str, tuple[Ticket, Callable[[Any], None], Callable[[Exception], None] | None]] = {}
        self._dropped: dict[Ticket, Callable[[Any], None]] = {}
        self._answer = _Answer(self)
        self._answer.arrived.connect(self._take)

    def start(
        self,
        subject: str,
        run: Callable[[Ticket], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        is_patient: bool = False,
        dropped: Callable[[Any], None] | None = None,
    ) -> Ticket:
        """Run in the background; what was started before about the same subject is cancelled.

        Args:
            done: is called with the result on the window's thread, unless the task was cancelled.
            dropped: is called with the result instead, where it came after the task was cancelled.
            is_patient: it takes seconds and nobody looks at what it is for yet: what is asked for now goes past it.
        """
        self.cancel(subject)
        ticket = Ticket()
        self._waiting[subject] = (ticket, done, failed)
        if dropped is not None:
            self._dropped[ticket] = dropped
        pool = self._patient_pool if is_patient else self._pool
        pool.start(_Work(subject, ticket, run, self._answer))
        return ticket

    def cancel(self, subject: str) -> None:
        waiting = self._waiting.pop(subject, None)
        if waiting is not None:
            waiting[0].cancel()

    def cancel_all(self) -> None:
        for subject in tuple(self._waiting):
            self.cancel(subject)

    @property
    def is_idle(self) -> bool:
        return not self._waiting

    def finish(self, milliseconds: int = -1) -> bool:
        """Cancel everything and wait until no thread runs, for ever by default: False if one still does."""
        self.cancel_all()
        is_done = self._pool.waitForDone(milliseconds)
        return self._patient_pool.waitForDone(milliseconds) and is_done

    @Slot(object, object, object)
    def _take(self, subject: str, ticket: Ticket, outcome: tuple[Any, Exception | None]) -> None:
        dropped = self._dropped.pop(ticket, None)
        waiting = self._waiting.get(subject)
        if waiting is None or waiting[0] is not ticket:
            if dropped is not None and outcome[1] is None:
                dropped(outcome[0])
            return
        del self._waiting[subject]
        result, problem = outcome
        _, done, failed = waiting
        if problem is None:
            done(result)
        else:
            (failed or self._failed)(problem)
