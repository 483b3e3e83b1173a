"""How fields of the journal and their values are written for people."""

from __future__ import annotations

import re

from desktop.cli.output import money, number, one_line

LINK = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""The id of another row: of no use to a reader."""
FLAGS = ("auto_renew", "trial", "escalated", "two_way", "first_value", "customer_visible", "enabled")


def field_name(name: str) -> str:
    return {"arr_cents": "ARR", "on_day": "on"}.get(name, name.removesuffix("_cents").replace("_", " "))


def field_value(field: str, value: object) -> str:
    if value is None:
        return "(empty)"
    if field.endswith("_cents") and isinstance(value, int):
        return money(value)
    if field in FLAGS:
        return "yes" if value else "no"
    if LINK.fullmatch(str(value)):
        return "another"
    return number(value) if isinstance(value, float) else one_line(str(value))


def row_name(table: str, account: str | None, title: str | None) -> str:
    """What a row is called in a sentence: "account Acme", "task 'Call Jana' of Acme"."""
    kind = table.replace("_", " ")
    if table == "account":
        return f"account {one_line(account or 'unknown')}"
    named = kind if title is None else f"{kind} {one_line(title)!r}"
    return f"{named} of {one_line(account)}" if account else named
