"""Accounts to list, of which only what a test is about is said."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop.domain.account_rows import AccountRow

DAY = date(2026, 11, 23)


def row(name: str, **said: Any) -> AccountRow:
    unknown: dict[str, Any] = dict.fromkeys(AccountRow._fields)
    shown = said.get("shown")
    known: dict[str, Any] = {"id": name.casefold(), "name": name, "arr_cents": 0, "band": "unscored", "coverage": 0.0}
    values: dict[str, Any] = {**unknown, **known, "is_ended": False, "score": shown, **said}
    return AccountRow(**values)
