"""Reads beside the window: the latest about a subject wins, and all give way to a write and are then done again.

A reader keeps others from saving. So it lets the file go before anything is computed, and is interrupted where somebody
wants to save.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop.jobs import Jobs, Ticket

if TYPE_CHECKING:
    from desktop.store.connection import Connection

LOOK_AFTER = 10_000
"""Steps of SQLite after which a statement looks whether it is still wanted."""

Reader = Callable[[], "AbstractContextManager[Connection]"]
"""Opens a connection of its own to the state that is to be read."""


class Read(NamedTuple):
    """A read as it was asked for: it may have to be done again.

    Args:
        then: computes from what was read, once the file is let go.
        done, failed: are called with the outcome, on the window's thread.
        is_patient: see Jobs.start.
        is_of_today: reads the present, whichever day is looked at.
        is_behind: somebody looks at something else now.
    """

    query: Callable[[Connection], Any]
    then: Callable[[Any], Any] | None
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    is_patient: bool
    is_of_today: bool = False
    is_behind: bool = False


class Reads:
    """The reads that are waited for, by what they are about.

    Args:
        reader: what a read that begins now reads through; it is told whether the present is asked for.
    """

    def __init__(self, jobs: Jobs, reader: Callable[[bool], Reader]) -> None:
        self._jobs, self._reader = jobs, reader
        self._waiting: dict[str, Read] = {}

    def start(self, subject: str, read: Read) -> None:
        """Read in the background; what was asked before about the same subject is not answered any more."""
        reader = self._reader(read.is_of_today)
        self._waiting[subject] = read

        def run(ticket: Ticket) -> Any:
            with reader() as conn, _interrupting(conn, ticket):
                found = read.query(conn)
            ticket.only_computes = True
            ticket.check()
            return found if read.then is None else read.then(found)

        def answer(result: Any) -> None:
            self._waiting.pop(subject, None)
            read.done(result)

        def fail(problem: Exception) -> None:
            self._waiting.pop(subject, None)
            read.failed(problem)

        self._jobs.start(subject, run, answer, fail, is_patient=read.is_patient or read.is_behind)

    def put_behind(self, subject: str) -> None:
        """Somebody looks at something else: what is read for that comes first, and this after it.

        What reads the file is interrupted and done again later; what only computes goes on beside the rest.
        """
        read = self._waiting.get(subject)
        if read is None or read.is_patient or read.is_behind:
            return
        self._waiting[subject] = read = read._replace(is_behind=True)
        if not self._jobs.let_pass(subject):
            self.start(subject, read)

    def bring_forward(self, subject: str) -> None:
        """Somebody looks again at what was put behind."""
        read = self._waiting.get(subject)
        if read is None or not read.is_behind:
            return
        self._waiting[subject] = read = read._replace(is_behind=False)
        if not self._jobs.bring_forward(subject):
            self.start(subject, read)

    def forget(self, subject: str) -> None:
        """Nobody waits for that answer any more."""
        self._waiting.pop(subject, None)
        self._jobs.cancel(subject)

    def forget_all(self) -> None:
        for subject in tuple(self._waiting):
            self.forget(subject)

    def stop(self) -> dict[str, Read]:
        """Interrupt all of them, for somebody who wants to save.

        Returns:
            What `start_again` is to be given afterwards.
        """
        for subject in self._waiting:
            self._jobs.cancel(subject)
        return dict(self._waiting)

    def start_again(self, stopped: dict[str, Read]) -> None:
        """Do them again, but for those that who heard of the change asked anew, or does not want any more."""
        for subject, read in stopped.items():
            if self._waiting.get(subject) is read:
                self.start(subject, read)


@contextmanager
def _interrupting(conn: Connection, ticket: Ticket) -> Generator[None]:
    ticket.on_cancel(conn.interrupt)
    # That ends only the statement which is running; most of a long read are rows being made between two of them.
    conn.set_progress_handler(lambda: ticket.is_cancelled, LOOK_AFTER)
    try:
        yield
    finally:
        conn.set_progress_handler(None, 0)
        ticket.off_cancel(conn.interrupt)
