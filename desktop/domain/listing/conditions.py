"""One condition an account has to meet to be listed, as a record: the same behind a chip, a typed word and a view."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, NamedTuple

from desktop.domain.listing.fields import Field

Operator = Literal["is", "is_not", "contains", "unknown", "known", "at_least", "at_most", "within", "past"]
TEXT_OPERATORS: tuple[Operator, ...] = ("is", "is_not", "contains", "known", "unknown")
NUMBER_OPERATORS: tuple[Operator, ...] = ("at_least", "at_most", "is", "known", "unknown")
TO_OPERATORS: tuple[Operator, ...] = ("within", "at_least", "at_most", "past", "known", "unknown")
SINCE_OPERATORS: tuple[Operator, ...] = ("within", "at_least", "at_most", "known", "unknown")
BARE: frozenset[Operator] = frozenset({"unknown", "known", "past"})
"""Operators that need no value."""

_AMOUNT = re.compile(
    r"([+-]?)(\d[\d,'\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE} ]*(?:\.\d+)?|\.\d+)\s*(k|m|bn)?", re.I
)
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000, "bn": 1_000_000_000}
_THOUSANDS = re.compile(r"[,'\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE} ]")


class Condition(NamedTuple):
    """What is asked of one field.

    Args:
        field: its key.
        values: texts; amounts as plain numbers in units or percent; days as a count, or an ISO date. None for BARE.
    """

    field: str
    operator: Operator
    values: tuple[str, ...] = ()


def operators(field: Field) -> tuple[Operator, ...]:
    """What can be asked of a field."""
    return {"text": TEXT_OPERATORS, "to": TO_OPERATORS, "since": SINCE_OPERATORS}.get(field.kind, NUMBER_OPERATORS)


def checked(field: Field, operator: Operator, values: tuple[str, ...]) -> Condition:
    """The condition that was asked for, its values as they are kept.

    Raises:
        ValueError: the field cannot be asked that, or a value is none; says why.
    """
    if operator not in operators(field):
        raise ValueError(f"{field.says} cannot be asked that.")
    if operator in BARE:
        return Condition(field.key, operator)
    said = [" ".join(value.split()) for value in values]
    kept = list(dict.fromkeys(each for each in said if each))
    if not kept:
        raise ValueError(f"{field.says}: type what it is compared with.")
    if field.kind == "text":
        return Condition(field.key, operator, tuple(kept))
    if len(kept) > 1 and operator != "is":
        raise ValueError(f"{field.says}: type one value.")
    if field.kind in ("to", "since"):
        return _of_days(field, operator, kept[0])
    return Condition(field.key, operator, tuple(plain_number(amount(field, value)) for value in kept))


def _of_days(field: Field, operator: Operator, value: str) -> Condition:
    count = re.fullmatch(r"(\d{1,5})\s*(?:d|days?)?", value)
    if count is not None:
        if operator == "at_most":
            operator = "within"
        return Condition(field.key, operator, (str(int(count[1])),))
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{field.says}: {value!r} is neither a number of days nor a date like 2026-12-31.") from None
    if operator == "within":
        operator = "at_most"
    return Condition(field.key, operator, (day.isoformat(),))


def amount(field: Field, text: str) -> float:
    """A typed number: 50k, 1.5 m, 50,000, 80 %.

    Raises:
        ValueError: it is none.
    """
    said = text.strip().removesuffix("%").strip() if field.kind == "percent" else text.strip()
    found = _AMOUNT.fullmatch(said.replace("\N{MINUS SIGN}", "-"))
    if found is None:
        raise ValueError(f"{field.says}: {text!r} is no number. Type one like 60, or 50k.")
    digits = float(_THOUSANDS.sub("", found[2])) * _TIMES[(found[3] or "").casefold()]
    return -digits if found[1] == "-" else digits


def plain_number(value: float) -> str:
    """A number as it is kept: without what it does not need."""
    return str(int(value)) if value == int(value) else repr(value)


def is_day(value: str) -> bool:
    """Whether the value of a condition on a day is a date, and not a number of days."""
    return "-" in value
