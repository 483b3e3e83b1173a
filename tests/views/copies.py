"""A loan copy that somebody else has worked in, while its book went on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.sharing.exporting import Copy
from desktop.store.tx import Tx
from desktop.store.writing import Hand

LENT = 6
FIELDS = ("industry", "region", "notes")
THEIRS, MINE = "Theirs after the call", "Mine after the mail"


def lend(book: Path, target: Path, *, password: str | None = None) -> list[str]:
    """Lend the first six accounts by name.

    Returns:
        Their ids.
    """
    with Portfolio.open(book, writable=False) as lender:
        accounts = sorted(lender.read(facts.accounts), key=lambda account: account.name)[:LENT]
        lender.export(target, Copy("loan", tuple(account.id for account in accounts), password=password))
    return [account.id for account in accounts]


def work_in(copy: Path, accounts: list[str]) -> None:
    """Ana's twenty edits: nineteen of fields nobody else touches, and the next step of the first account."""
    with Portfolio.open(copy) as book:
        cells = [(account, field) for account in accounts for field in (*FIELDS, "segment")][:19]
        for number, (account, field) in enumerate(cells):
            edit(book, account, field, f"{field}-{number}")
        edit(book, accounts[0], "next_step", THEIRS)


def edit(book: Portfolio, account: str, field: str, value: str, *, by: str = "Ana") -> None:
    def write(tx: Tx) -> None:
        tx.label = f"{field} set"
        tx.update("account", account, {field: value})

    book.perform_by(Hand(datetime.now(UTC), by), write)
