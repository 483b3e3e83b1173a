"""Rules that need more than one cell of a row; each gives the column at fault and the reason, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from desktop.domain.errors import Rejected
from desktop.domain.surveys import SCALES, check_answer
from desktop.exchange.cells import Value

Fields = Mapping[str, Sequence[Value]]
Fault = tuple[int, str, str]
"""(row, column, reason)"""

WHOLE_ACCOUNT_METRICS = {"active_users", "logins", "events"}
FEATURE_METRICS = {"feature_users", "eligible_users"}


NEEDED: dict[str, tuple[str, ...]] = {
    "accounts": ("parent",),
    "subscriptions": ("start_on", "end_on"),
    "tickets": ("opened_on", "closed_on"),
    "risks": ("opened_on", "closed_on"),
    "ownerships": ("from_on", "until_on"),
    "surveys": ("kind", "score", "scale_min", "scale_max", "direction"),
    "qbrs": ("held_on", "planned_on"),
}
"""Fields that the rules of a kind compare; of a known row they count as stored where the source says nothing."""


def faults(kind: str, fields: Fields, rows: int) -> Iterator[Fault]:
    """The rows that break a rule of their kind."""
    for first, last, columns in _ORDERED.get(kind, ()):
        if first in fields and last in fields:
            # The same pairs come again and again, and hardly one is wrong: each is looked at once.
            pairs = list(zip(fields[first], fields[last], strict=True))
            wrong: dict[tuple[Value, Value], str] = {
                (start, end): f"is before {first} ({start})"
                for start, end in set(pairs)
                if start is not None and end is not None and str(end) < str(start)
            }
            for row, pair in enumerate(pairs) if wrong else ():
                if pair in wrong:
                    yield row, columns, wrong[pair]
    check = _CHECKS.get(kind)
    if check is not None:
        yield from check(fields, rows)


_ORDERED = {
    "subscriptions": (("start_on", "end_on", "end_on"),),
    "tickets": (("opened_on", "closed_on", "closed_on"),),
    "risks": (("opened_on", "closed_on", "closed_on"),),
    "ownerships": (("from_on", "until_on", "until_on"),),
}


def _column(fields: Fields, name: str, rows: int) -> Sequence[Value]:
    return fields.get(name) or [None] * rows


def _surveys(fields: Fields, rows: int) -> Iterator[Fault]:
    columns = (_column(fields, name, rows) for name in ("kind", "score", "scale_min", "scale_max", "direction"))
    answers = list(zip(*columns, strict=True))
    wrong = {answer: found for answer in set(answers) if (found := _refusal(*answer)) is not None}
    for row, answer in enumerate(answers) if wrong else ():
        if answer in wrong:
            yield row, *wrong[answer]


def _refusal(kind: Value, score: Value, low: Value, high: Value, direction: Value) -> tuple[str, str] | None:
    """The column at fault and the reason, of one answer."""
    if kind is None:
        return None
    least, most = SCALES[str(kind)]
    try:
        check_answer(
            str(kind),
            None if score is None else float(score),
            least if low is None else float(low),
            most if high is None else float(high),
            None if direction is None else str(direction),
        )
    except Rejected as problem:
        return problem.field or "score", str(problem)
    return None


def _qbrs(fields: Fields, rows: int) -> Iterator[Fault]:
    held, planned = _column(fields, "held_on", rows), _column(fields, "planned_on", rows)
    for row in range(rows):
        if held[row] is None and planned[row] is None:
            yield row, "held_on", "is empty, and so is planned_on: one of them is needed"


def _usage(fields: Fields, rows: int) -> Iterator[Fault]:
    values, features = fields["value"], _column(fields, "feature", rows)
    for row, metric in enumerate(fields["metric"]):
        value = values[row]
        if metric in FEATURE_METRICS and not features[row]:
            yield row, "feature", f"is empty: {metric} is counted per feature"
        if (metric in FEATURE_METRICS or metric in WHOLE_ACCOUNT_METRICS) and value is not None and float(value) < 0:
            yield row, "value", "is below zero"


_CHECKS: dict[str, Callable[[Fields, int], Iterator[Fault]]] = {"surveys": _surveys, "qbrs": _qbrs, "usage": _usage}
