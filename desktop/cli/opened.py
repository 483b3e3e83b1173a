"""Opening the portfolio for a command."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from desktop.cli.options import Asked
from desktop.store.connection import Connection
from desktop.store.portfolio import Portfolio


@contextmanager
def looked_at(file: Path, day: date, *, known_then: bool) -> Generator[tuple[Portfolio, Connection]]:
    """The file, open for reading, and a connection that shows the book as of `day`."""
    with Portfolio.open(file, writable=False) as book, book.looked_at(day, known_then=known_then) as conn:
        yield book, conn


@contextmanager
def looked_over(file: Path, asked: Asked) -> Generator[tuple[Portfolio, Connection]]:
    """The file, open for reading, and a connection that shows the book as a period asks for it.

    Fields without a date are taken as they were at the period's end; what was known is asked of the as-of day.
    """
    with looked_at(file, asked.as_of if asked.known_then else asked.period.end, known_then=asked.known_then) as found:
        yield found
