"""Reads what becomes of a contract: renewed, notice given, upgraded, downgraded, ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from desktop.domain.drafts import ChangeDraft, EndDraft, NoticeDraft, RenewDraft
from desktop.domain.grammar.dates import AGREED
from desktop.domain.grammar.figures import (
    checked_amount,
    checked_months,
    looks_like_amount,
    read_months,
    spelled_amount,
)
from desktop.domain.grammar.naming import refuse_rest
from desktop.domain.grammar.reading import Line, Reading, scan, take_day
from desktop.domain.grammar.tokens import Token, as_written


def read_renew(line: Line) -> tuple[Reading, RenewDraft | None]:
    """renew +12m [120k] [day]."""
    reading = scan(line, [_take_months, take_day, _take_amount])
    cents = _settle_amount(reading)
    if reading.months is None and not reading.refusals:
        reading.miss("A renewal needs its term: type the months after renew, such as +12m.", "months")
    day = reading.settle_day(AGREED)
    refuse_rest(reading, reading.free_text(), "renew takes months, an amount and a day")
    if reading.months is None or line.account is None or reading.refusals:
        return reading, None
    return reading, RenewDraft(account=line.account, months=reading.months, on_day=day, arr_cents=cents)


def read_notice(line: Line) -> tuple[Reading, NoticeDraft | None]:
    """notice [day] [reason]."""
    reading = scan(line, [take_day])
    day = reading.settle_day(AGREED)
    reason = reading.settle_text("reason")
    if line.account is None or reading.refusals:
        return reading, None
    return reading, NoticeDraft(account=line.account, given_on=day, reason=reason)


def read_end(line: Line) -> tuple[Reading, EndDraft | None]:
    """end [day] [reason]."""
    reading = scan(line, [take_day])
    day = reading.settle_day(AGREED)
    reason = reading.settle_text("reason")
    if line.account is None or reading.refusals:
        return reading, None
    return reading, EndDraft(account=line.account, on_day=day, reason=reason)


def read_change(line: Line, way: Literal["up", "down"]) -> tuple[Reading, ChangeDraft | None]:
    """upgrade [line] 140k [day] ["reason"]: the words before the amount name the line, what comes after is why."""
    tokens = list(line.head)
    first = next((at for at, token in enumerate(tokens) if looks_like_amount(token)), 0)
    named = [token for token in tokens[:first] if token.kind == "word"]
    reading = scan(line._replace(head=tokens[first:]), [take_day, _take_amount])
    cents = _settle_amount(reading)
    if cents is None and not reading.refusals:
        verb = "An upgrade" if way == "up" else "A downgrade"
        reading.miss(f"{verb} needs what the line costs a year from then on: type it, such as 140k.", "amount")
    called = as_written(line.text, named) if named else None
    if called is not None:
        reading.mark(named, "line", called)
    day = reading.settle_day(AGREED)
    reason = reading.settle_text("reason")
    if line.account is None or cents is None or reading.refusals:
        return reading, None
    draft = ChangeDraft(account=line.account, on_day=day, way=way, arr_cents=cents, called=called, reason=reason)
    return reading, draft


def _take_months(reading: Reading, tokens: Sequence[Token], at: int) -> int:
    found = read_months(tokens, at) if reading.months is None else None
    if found is None:
        return 0
    taken = tokens[at : at + found[1]]
    try:
        reading.months = checked_months(found[0])
        reading.mark(taken, "months", f"+{found[0]} months" if found[0] > 1 else "+1 month")
    except ValueError as error:
        reading.refuse(taken, str(error), "months")
    return found[1]


def _take_amount(reading: Reading, tokens: Sequence[Token], at: int) -> int:
    if reading.amount is not None or not looks_like_amount(tokens[at]):
        return 0
    reading.amount = tokens[at]
    return 1


def _settle_amount(reading: Reading) -> int | None:
    if reading.amount is None:
        return None
    try:
        cents = checked_amount(reading.amount.value, months_known=reading.months is not None)
    except ValueError as error:
        reading.refuse([reading.amount], str(error), "amount")
        return None
    reading.mark([reading.amount], "amount", spelled_amount(cents))
    return cents
