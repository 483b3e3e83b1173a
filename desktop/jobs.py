"""Work beside the window: one task at a time per subject, the latest wins, and what is late is dropped.

Knows nothing of files. This and the excepthook are the only places that catch every exception.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count
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


class _Task:
    """What is to be done, for whom, and what came of it.

    Belongs to the window's thread. What it knows may be the last that holds a page, and a page that ends on another
    thread ends the program: so the worker lets go of the task before it says that it is done.
    """

    def __init__(
        self,
        subject: str,
        run: Callable[[Ticket], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None,
        dropped: Callable[[Any], None] | None,
    ) -> None:
        self.subject, self.ticket = subject, Ticket()
        self.run, self.done, self.failed, self.dropped = run, done, failed, dropped
        self.result: Any = None
        self.problem: Exception | None = None

    def work(self) -> None:
        try:
            self.ticket.check()
            self.result = self.run(self.ticket)
        except Exception as raised:  # whatever it is belongs to who asked, in their thread
            self.problem = raised


class _Answer(QObject):
    """Tells the window's thread which task is done."""

    arrived = Signal(int)


class _Work(QRunnable):
    def __init__(self, task: _Task, number: int, answer: _Answer) -> None:
        super().__init__()
        self._task: _Task | None = task
        self._number, self._answer = number, answer

    def run(self) -> None:
        task, self._task = self._task, None
        assert task is not None, "the pool runs it once"
        task.work()
        del task
        self._answer.arrived.emit(self._number)


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
        self._numbers = count()
        self._tasks: dict[int, _Task] = {}
        """All that a thread has or will get, the cancelled ones too, until it says that it is done with them."""
        self._waiting: dict[str, _Task] = {}
        """Those whose answer is waited for."""
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
        task = _Task(subject, run, done, failed, dropped)
        number = next(self._numbers)
        self._tasks[number] = self._waiting[subject] = task
        pool = self._patient_pool if is_patient else self._pool
        pool.start(_Work(task, number, self._answer))
        return task.ticket

    def cancel(self, subject: str) -> None:
        waiting = self._waiting.pop(subject, None)
        if waiting is not None:
            waiting.ticket.cancel()

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

    @Slot(int)
    def _take(self, number: int) -> None:
        task = self._tasks.pop(number)
        # The traceback knows the task: together they would keep each other.
        problem, task.problem = task.problem, None
        if self._waiting.get(task.subject) is not task:
            if task.dropped is not None and problem is None:
                task.dropped(task.result)
            return
        del self._waiting[task.subject]
        if problem is None:
            task.done(task.result)
        else:
            (task.failed or self._failed)(problem)
