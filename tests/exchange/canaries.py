"""A book with something in it that no customer may see, and the page of a review with all that one may."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.operations.qbrs.preparing import NewLine, add_lines
from desktop.operations.qbrs.reading import preparation
from desktop.store.tx import Tx
from desktop.store.writing import Hand
from tests.operations.imports.import_books import TODAY, Book, new_book

WORDS = ("health", "risk", "pulse", "forecast", "score", "churn", "987654321")
"""What would give something internal away."""
INTERNAL: dict[str, dict[str, Any]] = {
    "risk": {"reason": "CANARY-reason", "opened_on": "2026-05-01", "severity": "CANARY-severity",
             "plan": "CANARY-plan", "owner": "CANARY-owner", "notes": "CANARY-risknotes", "outcome": "CANARY-outcome"},
    "pulse": {"on_day": "2026-05-02", "value": 2, "reason": "CANARY-pulse", "author": "CANARY-author"},
    "override": {"value": 12.0, "set_on": "2026-05-02", "reason": "CANARY-override", "author": "CANARY-overrider"},
    "renewal_call": {"on_day": "2026-05-02", "kind": "csm", "category": "CANARY-category", "author": "CANARY-caller",
                     "amount_cents": 987654321},
    "touchpoint": {"on_day": "2026-05-02", "kind": "call", "subject": "CANARY-subject", "notes": "CANARY-talk"},
    "contact": {"name": "Otto", "role": "champion", "stance": "CANARY-stance", "notes": "CANARY-contact"},
    "churn": {"on_day": "2026-05-03", "reason": "CANARY-churn", "notes": "CANARY-churnnotes"},
    "opportunity": {"kind": "upsell", "reason": "CANARY-upsell", "arr_cents": 123456789},
    "task": {"title": "CANARY-task", "source": "playbook detractor", "notes": "CANARY-tasknote", "owner": "CANARY-own"},
    "qbr": {"planned_on": "2026-06-01", "notes": "CANARY-qbrnotes", "risks": "CANARY-qbrrisks",
            "attendees": "CANARY-attendees"},
}  # fmt: skip
"""A word in every field that is for us alone."""


def insert(tx: Tx, table: str, values: dict[str, Any]) -> str:
    return tx.insert(table, values)


@contextmanager
def canary_book(tmp_path: Path) -> Generator[Book]:
    """A book of one account, with a word in every field that is for us alone."""
    with new_book(tmp_path) as made:
        made.import_("accounts", {"name": "Acme", "started_on": "2025-01-01"})
        made.import_("subscriptions", {"account": "Acme", "arr": 100, "start_on": "2025-01-01", "seats": 10})
        made.import_("qbrs", {"account": "Acme", "held_on": "2026-02-01"})
        made.import_(
            "objectives", {"account": "Acme", "goal": "Days saved", "baseline": "1", "current": "4", "target": "5"}
        )
        made.import_(
            "usage",
            *(
                {"account": "Acme", "on": f"2026-0{month}-{day:02}", "metric": "active_users", "value": day}
                for month in (3, 4, 5)
                for day in (2, 9, 16)
            ),
        )
        account = made.ids()["Acme"]
        made.portfolio.perform(lambda tx: tx.update("account", account, {"notes": "CANARY-accountnotes"}))
        for table, values in INTERNAL.items():
            made.portfolio.perform(insert, table, {"account": account, **values})
        yield made


def fill_page(book: Book) -> str:
    """Write every fact that may be shown onto the page; returns the account's id."""
    account = book.ids()["Acme"]
    made = book.portfolio.read(preparation, account, TODAY)
    shown = [each for each in made.facts if not each.is_internal]
    told = {each.kind for each in made.facts}
    assert {"score", "risk"} <= told, "there is something that must not get out"
    lines = [NewLine(each.part or 4, f"{each.what} {each.before} {each.after}", each.key) for each in shown]
    writer = Hand(datetime(2026, 5, 20, 10, tzinfo=UTC), "CANARY-writer")
    book.portfolio.perform_by(writer, lambda tx: add_lines(tx, account, lines, as_of=TODAY), kind="edit")
    return account
