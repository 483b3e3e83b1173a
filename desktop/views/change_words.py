"""What a row, a field and a value of the journal are called: shared by the history and by what a merge brings."""

from __future__ import annotations

import re
from datetime import date

from desktop.domain.playbooks.stops import STOPS
from desktop.views import format as fmt

Value = str | int | float | bytes | None

LINK = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""The id of another row: of no use to a reader."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FLAGS = ("auto_renew", "trial", "escalated", "two_way", "first_value", "customer_visible")
NAMES = {
    "arr_cents": "ARR",
    "next_step_on": "day of the next step",
    "on_day": "day",
    "responded_on": "day",
    "started_on": "start",
    "start_on": "start",
    "end_on": "end",
    "first_value": "is the first value",
    "customer_visible": "shown to the customer",
    "auto_renew": "renews by itself",
    "two_way": "somebody answered",
    "notice_days": "notice in days",
    "term_months": "term in months",
    "csm": "CSM",
    "parent": "account above",
}
KINDS = {
    "contract_line": "Contract line",
    "own_value": "Own field",
    "own_field": "Own field",
    "objective": "Goal",
    "playbook_run": "Playbook",
    "survey_response": "Answer",
    "qbr": "QBR",
    "renewal_call": "Forecast",
}


def row_called(table: str, title: str | None) -> str:
    kind = KINDS.get(table, table.replace("_", " ").capitalize())
    return f"{kind} “{title}”" if title and table != "account" else kind


def field_name(field: str) -> str:
    return NAMES.get(field) or field.removesuffix("_cents").replace("_", " ")


def value_of(field: str, value: Value) -> str | None:
    """The value for people; None = there is none."""
    if value is None or value == "":
        return None
    if field in FLAGS:
        return "yes" if value else "no"
    if field.endswith("_cents") and isinstance(value, int):
        return fmt.money(value)
    if isinstance(value, float):
        return fmt.number(value, 0 if value.is_integer() else 2)
    text = str(value)
    if field == "outcome" and text in STOPS:
        return STOPS[text].done
    if LINK.fullmatch(text):
        return "another"
    return day_of(text) if DAY.fullmatch(text) else text


def day_of(value: Value) -> str:
    text = str(value)
    try:
        return fmt.day(date.fromisoformat(text))
    except ValueError:
        return fmt.UNKNOWN if value is None else text


def answer_said(kind: str, value: float | None, of: float | None) -> str:
    """An answer: NPS 3, CSAT 4 of 5."""
    if value is None:
        return f"{kind.upper()} asked"
    figure = fmt.number(value, 0 if value == round(value) else 1)
    return f"NPS {figure}" if kind == "nps" else f"{kind.upper()} {figure} of {fmt.number(of or 0)}"
