"""Work beside the window: one task at a time per subject, the latest wins, and what is late is dropped.

What somebody looks at comes first: a patient task begins when nothing else is waited for, and a task that nobody looks
at any more lets others pass.

Knows nothing of files. This and the excepthook are the only places that catch every exception.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal, Slot

CALM_MS = 50
"""So long nothing is waited for before what is patient begins: an answer is painted, and may ask for the next one."""


class Cancelled(Exception):
    """Raised inside a task that is no longer wanted."""


class Ticket:
    """One started task: who asked may cancel it, and the task asks whether it still is wanted."""

    def __init__(self) -> None:
        self.only_computes = False
        """Whether it holds nothing any more that others wait for, such as a file."""
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
        *,
        is_patient: bool,
    ) -> None:
        self.subject, self.ticket = subject, Ticket()
        self.run, self.done, self.failed, self.dropped = run, done, failed, dropped
        self.is_patient = is_patient
        """Whether nobody looks at what it is for."""
        self.is_behind = False
        """Whether it has begun without keeping others waiting."""
        self.has_let_pass = False
        """Whether that was on the thread of what is looked at."""
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
        self._expected: set[str] = set()
        """The subjects of those that will be started as soon as something else is painted."""
        self._patient: deque[int] = deque()
        """The patient ones that have not begun."""
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MS)
        self._calm.timeout.connect(self._begin_patient)
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
            is_patient: nobody looks at what it is for yet: all that is asked for now goes past it.
        """
        self.cancel(subject)
        task = _Task(subject, run, done, failed, dropped, is_patient=is_patient)
        number = next(self._numbers)
        self._expected.discard(subject)
        self._tasks[number] = self._waiting[subject] = task
        if is_patient:
            self._patient.append(number)
            self._calm.start()
        else:
            self._pool.start(_Work(task, number, self._answer))
        return task.ticket

    def expect(self, subject: str) -> None:
        """A task will be started as soon as something else is painted: what is patient waits for it, too.

        It has to be started then, or cancelled.
        """
        self._expected.add(subject)

    def let_pass(self, subject: str) -> bool:
        """Nobody looks at what a task is for any more: what is asked for from now on does not wait for its end.

        Returns:
            False = it cannot, because it still holds what others may need, or has not begun.
        """
        task = self._waiting.get(subject)
        if task is None or not task.ticket.only_computes:
            return False
        if not task.is_behind:
            task.is_behind = task.has_let_pass = True
            self._pool.releaseThread()
        task.is_patient = True
        self._calm.start()
        return True

    def bring_forward(self, subject: str) -> bool:
        """Somebody looks at it again: what is patient waits for it.

        Returns:
            False = it has yet to begin.
        """
        task = self._waiting.get(subject)
        if task is None or not task.is_behind:
            return False
        task.is_patient = False
        return True

    def cancel(self, subject: str) -> None:
        waiting = self._waiting.pop(subject, None)
        if waiting is not None:
            waiting.ticket.cancel()
        if waiting is not None or subject in self._expected:
            self._expected.discard(subject)
            self._calm.start()

    def cancel_all(self) -> None:
        for subject in (*self._waiting, *self._expected):
            self.cancel(subject)

    @property
    def is_idle(self) -> bool:
        return not self._waiting and not self._expected

    def finish(self, milliseconds: int = -1) -> bool:
        """Cancel everything and wait until no thread runs, for ever by default: False if one still does."""
        self.cancel_all()
        while self._patient:
            del self._tasks[self._patient.popleft()]
        is_done = self._pool.waitForDone(milliseconds)
        return self._patient_pool.waitForDone(milliseconds) and is_done

    def _begin_patient(self) -> None:
        """Begin the next patient task, if nobody waits for anything else and the one before has ended."""
        is_free = not self._expected and all(task.is_patient for task in self._waiting.values())
        if not is_free or any(task.is_behind for task in self._tasks.values()):
            return
        while self._patient:
            number = self._patient.popleft()
            task = self._tasks[number]
            if not task.ticket.is_cancelled:
                task.is_behind = True
                self._patient_pool.start(_Work(task, number, self._answer))
                return
            del self._tasks[number]

    @Slot(int)
    def _take(self, number: int) -> None:
        task = self._tasks.pop(number)
        if task.has_let_pass:
            self._pool.reserveThread()
        self._calm.start()
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
