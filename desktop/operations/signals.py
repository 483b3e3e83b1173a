"""The signals of the book on a day: reading what the rules need, and asking them."""

from __future__ import annotations

from datetime import date

from desktop.domain.book import accounts_on
from desktop.domain.book_health import book_health
from desktop.domain.signals.book_signals import BookSignals, book_signals
from desktop.store.connection import Connection
from desktop.store.queries.book import book as read_book
from desktop.store.queries.cadences import cadences
from desktop.store.queries.opportunities import opportunities
from desktop.store.queries.usage import usage_windows


def signals(conn: Connection, day: date) -> BookSignals:
    """What every rule says of every account on `day`, the worst first."""
    book = read_book(conn)
    ids = tuple(account.id for account in accounts_on(book, day))
    windows = usage_windows(conn, ids, day)
    scores = book_health(book, ids, windows, day)
    return book_signals(book, windows, scores, day, opportunities(conn), cadences(conn, "contact"))
