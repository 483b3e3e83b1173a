"""The whole book, or what of it is about one account, read at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import chain
from operator import attrgetter

from desktop.domain.book import Book
from desktop.domain.name_order import in_name_order
from desktop.store.collector import collector_paused
from desktop.store.queries import facts
from desktop.store.queries.scorecards import scorecards


def book(conn: sqlite3.Connection, account: str | None = None) -> Book:
    """Every fact of the portfolio but usage.

    Args:
        account: the id of the only account to read; None = all.
    """
    with collector_paused():
        return Book(
            accounts=facts.accounts(conn, account),
            lines=facts.contract_lines(conn, account),
            answers=facts.survey_answers(conn, account),
            tickets=facts.tickets(conn, account),
            touchpoints=facts.touchpoints(conn, account),
            qbrs=facts.qbrs(conn, account),
            contacts=facts.contacts(conn, account),
            onboardings=facts.onboardings(conn, account),
            milestones=facts.milestones(conn, account),
            objectives=facts.objectives(conn, account),
            ownerships=facts.ownerships(conn, account),
            risks=facts.risks(conn, account),
            calls=facts.renewal_calls(conn, account),
            churns=facts.churns(conn, account),
            overrides=facts.overrides(conn, account),
            pulses=facts.pulses(conn, account),
            scorecards=scorecards(conn),
        )


def book_of(conn: sqlite3.Connection, accounts: Sequence[str]) -> Book:
    """Every fact of a few accounts (by id, each once) but usage, each account's in the order of `book`."""
    with collector_paused():
        each = [book(conn, account) for account in accounts]
        parts = {
            field.name: list(chain.from_iterable(getattr(one, field.name) for one in each)) for field in fields(Book)
        }
        by_letters = sorted(parts["accounts"], key=attrgetter("name", "id"))
        parts["accounts"] = in_name_order(by_letters, [each.name for each in by_letters])
        return replace(Book(**parts), scorecards=scorecards(conn))
