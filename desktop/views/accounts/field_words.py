"""How a field of an account is written, where it has no look of its own; and conditions in words, for chips."""

from __future__ import annotations

from datetime import date

from desktop.domain.listing.columns import Value
from desktop.domain.listing.conditions import Condition, Operator, is_day
from desktop.domain.listing.fields import Field
from desktop.views import format

OPERATORS: dict[Operator, str] = {
    "is": "is",
    "is_not": "is not",
    "contains": "contains",
    "unknown": "is unknown",
    "known": "is known",
    "at_least": "at least",
    "at_most": "at most",
    "within": "within",
    "past": "is past",
}
BY_KIND: dict[str, dict[Operator, str]] = {
    "to": {"within": "within days", "at_least": "not before", "at_most": "by the day"},
    "since": {"within": "within the last days", "at_least": "at least days ago", "at_most": "by the day"},
}


def value_text(value: Value, field: Field, day: date) -> str:
    """A value as a cell says it."""
    if value is None or value == "":
        return format.UNKNOWN
    if isinstance(value, date):
        return format.days((day - value).days) if field.kind == "since" else format.day(value)
    if isinstance(value, str):
        return value
    if field.kind == "money":
        return format.money(int(value))
    if field.kind == "percent":
        return format.percent(value)
    return format.number(value, 0 if value == int(value) else 1)


def value_copied(value: Value, field: Field) -> str:
    """A value for a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if field.kind == "money" and isinstance(value, int):
        return format.money_in_full(value)
    return value if isinstance(value, str) else f"{round(value, 4):g}"


def operator_text(operator: Operator, field: Field) -> str:
    """What an operator is called for a field, in a list to choose from."""
    return BY_KIND.get(field.kind, {}).get(operator, OPERATORS[operator])


def condition_text(condition: Condition, field: Field) -> str:
    """A condition as its chip says it: "ARR at least 50 k", "CSM: Jana or Mara"."""
    operator = condition.operator
    if operator in ("unknown", "known", "past"):
        return f"{field.says}: {operator}"
    values = " or ".join(_said(value, field) for value in condition.values)
    if field.kind in ("to", "since") and not is_day(condition.values[0]):
        if operator == "within":
            return f"{field.says} within {values}" if field.kind == "to" else f"{field.says} in the last {values}"
        return f"{field.says} in {values} or later" if field.kind == "to" else f"{field.says} {values} ago or longer"
    if field.kind in ("to", "since"):
        return f"{field.says} {'from' if operator == 'at_least' else 'by'} {values}"
    if operator == "is":
        return f"{field.says}: {values}"
    return f"{field.says} {OPERATORS[operator]} {values}"


def _said(value: str, field: Field) -> str:
    if field.kind == "text":
        return value
    if field.kind in ("to", "since"):
        return format.day(date.fromisoformat(value)) if is_day(value) else format.days(int(value))
    if field.kind == "money":
        return format.money(round(float(value) * 100))
    number = format.number(float(value), 0 if float(value).is_integer() else 2)
    return f"{number}{format.THIN}%" if field.kind == "percent" else number
