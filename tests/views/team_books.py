"""Small books of several people, each with accounts of its own, some of them at risk."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from desktop.operations.defaults import write_defaults
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx

NAMES = ("Ana", "Ben", "Cleo", "Dov", "Ema", "Finn", "Gus", "Hana")
ACCOUNTS = 4
AT_RISK = 2


def team_books(folder: Path, day: date, *, people: int = 8) -> list[Path]:
    """Books of so many people: in each the first two accounts have an open risk; later people have more at stake."""
    made: list[Path] = []
    for number, name in enumerate(NAMES[:people], start=1):
        path = folder / f"{name}.perennial"
        with Portfolio.create(path, first=write_defaults) as book:
            book.perform(_fill, name, number, day)
        made.append(path)
    return made


def _fill(tx: Tx, name: str, number: int, day: date) -> None:
    began = (day - timedelta(days=200)).isoformat()
    for place in range(1, ACCOUNTS + 1):
        account = tx.insert("account", {"name": f"{name} {place}", "started_on": began})
        tx.insert("ownership", {"account": account, "csm": name, "from_on": began, "kind": "owner"})
        line = {"account": account, "product": "Suite", "arr_cents": (number * 10 - place) * 100_000}
        tx.insert("contract_line", {**line, "start_on": began, "term_months": 12, "notice_days": 30})
        talk = {"account": account, "on_day": (day - timedelta(days=10 * place)).isoformat(), "kind": "call"}
        tx.insert("touchpoint", {**talk, "state": "held", "two_way": 1, "notes": f"Talked with {name}'s customer"})
        if place <= AT_RISK:
            risk = {"account": account, "reason": "price", "opened_on": (day - timedelta(days=5)).isoformat()}
            tx.insert("risk", risk)
    tx.label = "Accounts of a team"
