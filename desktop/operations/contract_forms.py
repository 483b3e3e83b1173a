"""A contract's form: what stands in its fields at first, as text, and the draft that what was typed makes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from desktop.domain.contract_terms import Terms
from desktop.domain.drafts import (
    AddLineDraft,
    ChangeDraft,
    ContractDraft,
    CorrectLineDraft,
    EndDraft,
    NoticeDraft,
    RenewDraft,
)
from desktop.domain.errors import Rejected
from desktop.domain.facts import ContractLine
from desktop.domain.grammar.dates import AGREED, read_day, resolve
from desktop.domain.grammar.figures import checked_amount, looks_like_amount, spelled_amount
from desktop.domain.grammar.tokens import tokenise
from desktop.domain.opportunities import Chance
from desktop.store.connection import Connection
from desktop.store.queries.reasons import contract_reasons, plan_ranks

Kind = Literal["renew", "change", "notice", "end", "add", "correct"]
Typed = Mapping[str, str]
YES, NO, UNKNOWN = "yes", "no", "unknown"
TERMS = ("product", "plan", "rank", "seats", "amount", "months", "auto_renew", "notice_days")
KEYS: dict[Kind, tuple[str, ...]] = {
    "renew": ("amount", "months", "plan", "rank", "seats", "auto_renew", "notice_days", "day", "reason"),
    "change": ("amount", "plan", "rank", "seats", "auto_renew", "notice_days", "months", "day", "reason"),
    "notice": ("day", "reason"),
    "end": ("day", "reason"),
    "add": ("product", "plan", "rank", "seats", "amount", "day", "months", "auto_renew", "notice_days", "trial"),
    "correct": (*TERMS, "trial", "day", "end"),
}
"""The fields of each form, in their order."""


def first_values(kind: Kind, line: ContractLine | None, *, as_of: date) -> dict[str, str]:
    """What stands in the fields of a form before anything is typed."""
    said = dict.fromkeys(KEYS[kind], "")
    if "day" in said:
        said["day"] = as_of.isoformat()
    if line is not None and kind not in ("notice", "end", "add"):
        said |= {key: value for key, value in _values(line).items() if key in said}
        if kind == "change" and not line.trial:
            said["months"] = ""
    if kind == "correct" and line is not None:
        said |= {"day": line.start_on.isoformat(), "end": line.end_on.isoformat() if line.end_on else ""}
    if kind == "renew" and not said["months"]:
        said["months"] = "12"
    for key in ("auto_renew", "trial"):
        if key in said and not said[key]:
            said[key] = UNKNOWN if key == "auto_renew" else NO
    return said


def won_values(line: ContractLine | None, chance: Chance) -> dict[str, str]:
    """What an opportunity that was won changes of these: the price with what it brings, or a product of its own."""
    if line is None:
        amount = "" if chance.arr_cents is None else spelled_amount(chance.arr_cents)
        return {"product": chance.product or "", "amount": amount}
    said = {} if chance.arr_cents is None else {"amount": spelled_amount(line.arr_cents + chance.arr_cents)}
    if chance.kind == "feature_upgrade" and chance.product:
        said["plan"] = chance.product
    return said


def contract_draft(
    conn: Connection, kind: Kind, account: str, line: ContractLine | None, typed: Typed, *, as_of: date
) -> ContractDraft:
    """What was typed, as a draft.

    Raises:
        Rejected: a part of it can't be read; its field says which.
    """
    day = _day(typed.get("day", ""), as_of, "day") or as_of
    reason = typed.get("reason", "").strip() or None
    only = None if line is None else line.id
    if kind == "notice":
        return NoticeDraft(account=account, given_on=day, reason=reason, line=only)
    if kind == "end":
        return EndDraft(account=account, on_day=day, reason=reason, line=only)
    terms = _terms(conn, kind, line, typed)
    if kind == "add":
        return AddLineDraft(account=account, terms=terms, start_on=day, reason=reason)
    if line is None:
        raise Rejected("There is no such contract line any more: it may have been taken back. Nothing was saved.")
    if kind == "correct":
        end_on = _day(typed.get("end", ""), as_of, "end")
        return CorrectLineDraft(account=account, line=line.id, terms=terms, start_on=day, end_on=end_on)
    if kind == "renew":
        if terms.term_months is None:
            raise Rejected("A renewal needs its term: type the months, such as 12.", field="months")
        return RenewDraft(
            account=account, months=terms.term_months, on_day=day, line=line.id, terms=terms, reason=reason
        )
    months = _whole(typed.get("months", ""), "months")
    return ChangeDraft(account=account, on_day=day, line=line.id, terms=terms, months=months, reason=reason)


def reasons_of(conn: Connection) -> tuple[str, ...]:
    """The reasons the book knows for what becomes of contracts, the most used first."""
    return tuple(contract_reasons(conn))


def _values(line: ContractLine) -> dict[str, str]:
    return {
        "product": line.product or "",
        "plan": line.plan or "",
        "rank": _text(line.plan_rank),
        "seats": _text(line.seats),
        "amount": spelled_amount(line.arr_cents),
        "months": _text(line.term_months),
        "auto_renew": UNKNOWN if line.auto_renew is None else YES if line.auto_renew else NO,
        "notice_days": _text(line.notice_days),
        "trial": YES if line.trial else NO,
    }


def _terms(conn: Connection, kind: Kind, line: ContractLine | None, typed: Typed) -> Terms:
    product = typed["product"].strip() or None if "product" in typed else (line.product if line else None)
    plan = typed.get("plan", "").strip() or None
    rank = _whole(typed.get("rank", ""), "rank")
    if line is not None and plan != line.plan and rank == line.plan_rank:
        # The rank that stands there is the old plan's.
        rank = None
    if rank is None and plan is not None:
        rank = plan_ranks(conn).get((product, plan))
    months = _whole(typed.get("months", ""), "months")
    if kind == "change" and line is not None and months is None:
        months = line.term_months
    auto = typed.get("auto_renew", UNKNOWN)
    return Terms(
        arr_cents=_amount(typed.get("amount", "")),
        product=product,
        plan=plan,
        plan_rank=rank,
        seats=_whole(typed.get("seats", ""), "seats"),
        term_months=months,
        auto_renew=None if auto == UNKNOWN else auto == YES,
        notice_days=_whole(typed.get("notice_days", ""), "notice_days"),
        trial=True if typed.get("trial") == YES else None,
    )


def _day(text: str, as_of: date, field: str) -> date | None:
    if not text.strip():
        return None
    tokens = tokenise(text)
    found = read_day(tokens, 0)
    if found is None or found[1] != len(tokens):
        raise Rejected(f'"{text.strip()[:40]}" is no day: type one like 2026-12-31, 31 dec, fri or +2w.', field=field)
    try:
        return resolve(found[0], as_of=as_of, sense=AGREED)
    except ValueError as why:
        raise Rejected(str(why), field=field) from None


def _amount(text: str) -> int:
    tokens = tokenise(text)
    if len(tokens) != 1 or not looks_like_amount(tokens[0]):
        raise Rejected("What does it cost a year? Type an amount like 120k or 120000.50.", field="amount")
    try:
        return checked_amount(tokens[0].value, months_known=True)
    except ValueError as why:
        raise Rejected(str(why), field="amount") from None


def _whole(text: str, field: str) -> int | None:
    said = text.strip().replace(",", "")
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= 9):
        raise Rejected(f'"{said[:40]}" is no whole number: type one, or nothing where it is unknown.', field=field)
    return int(said)


def _text(value: int | None) -> str:
    return "" if value is None else str(value)
