"""What happens to a contract: renewed, notice given, its notice period learnt; about the line that governs next."""

from __future__ import annotations

import re
from datetime import date

from desktop.domain.calendar import add_months
from desktop.domain.contracts import known_lines
from desktop.domain.drafts import NoticeDraft, RenewDraft
from desktop.domain.errors import Rejected
from desktop.domain.facts import ContractLine
from desktop.domain.renewals import RenewalRow, renewal_rows
from desktop.store.queries.facts import contract_lines
from desktop.store.queries.names import account_name
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx, Value

MOST_MONTHS = 120
MOST_NOTICE_DAYS = 3650


def renew(tx: Tx, draft: RenewDraft, *, as_of: date) -> str:
    """Close the account's next term as renewed and add the line that follows it; returns the new line's id.

    The new line lasts as long as was agreed, and no less than the old one would have: a multi-year contract that can be
    left each year is not cut short by staying.

    Raises:
        Rejected: no line of the account has a term that could be renewed, or the months or ARR are out of bounds.
    """
    if not 1 <= draft.months <= MOST_MONTHS:
        raise Rejected(f"A renewal runs 1 to {MOST_MONTHS} months; {draft.months} was not saved.", field="months")
    if draft.arr_cents is not None and draft.arr_cents < 0:
        raise Rejected("ARR cannot be below zero; the renewal was not saved.", field="arr_cents")
    lines = _lines(tx, draft.account)
    row = _open_terms(lines, as_of, "renew")[0]
    line = lines[row.line_id]
    # The outcome ends the line at its end_on, so a line that rolled on takes the end it has reached.
    closed: dict[str, Value] = {
        "end_on": row.renews_on.isoformat(),
        "outcome": "renewed",
        "outcome_on": draft.on_day.isoformat(),
    }
    if line.term_months is None and line.end_on is not None and line.end_on < row.renews_on:
        # Unsaid, its term is what it lasts; with the later end, the terms it rolled on by would be forgotten.
        closed["term_months"] = _term_months(lines, line, as_of)
    tx.update("contract_line", line.id, closed)
    agreed = add_months(row.renews_on, draft.months)
    end_on = None if line.end_on is None else max(line.end_on, agreed)
    new_line = tx.insert(
        "contract_line",
        {
            "account": line.account,
            "product": line.product,
            "plan": line.plan,
            "plan_rank": line.plan_rank,
            "seats": line.seats,
            "arr_cents": line.arr_cents if draft.arr_cents is None else draft.arr_cents,
            "start_on": row.renews_on.isoformat(),
            "end_on": end_on.isoformat() if end_on else None,
            "term_months": draft.months,
            "auto_renew": None if line.auto_renew is None else int(line.auto_renew),
            "notice_days": line.notice_days,
        },
    )
    tx.label = f"Renewed for {draft.months} months"
    return new_line


def give_notice(tx: Tx, draft: NoticeDraft, *, as_of: date) -> str:
    """Record the notice on the account's lines whose terms end next, on the same day; returns the first one's id.

    Raises:
        Rejected: no line of the account has a term.
    """
    rows = _open_terms(_lines(tx, draft.account), as_of, "give notice of")
    values: dict[str, Value] = {"notice_given_on": draft.given_on.isoformat()}
    if draft.reason is not None:
        values["reason"] = draft.reason
    for row in rows:
        if row.renews_on == rows[0].renews_on:
            tx.update("contract_line", row.line_id, values)
    tx.label = "Notice given"
    return rows[0].line_id


def set_notice_days(tx: Tx, line: str, days: int, *, account: str) -> None:
    """Note how many days before the end of its term a contract line (by id) has to be left.

    Raises:
        Rejected: it is not a line of the account any more, or the days are out of bounds.
    """
    if not 0 <= days <= MOST_NOTICE_DAYS:
        raise Rejected(
            f"A notice period has 0 to {MOST_NOTICE_DAYS} days; {days} was not saved.",
            field="notice_days",
        )
    if not is_living(tx.conn, "contract_line", line, account=account):
        raise Rejected("There is no such contract line any more: it may have been taken back. Nothing was saved.")
    tx.update("contract_line", line, {"notice_days": days})
    tx.label = f"Notice period set: {days} d, {account_name(tx.conn, account)}"


def typed_days(text: str) -> int:
    """The days of a notice period that was typed: 60, 60 d, 60 days.

    Raises:
        Rejected: it is no whole number of days.
    """
    found = re.fullmatch(r"([0-9]{1,9})\s*(d|days?)?", text.strip().casefold())
    if found is None:
        raise Rejected(f'"{text.strip()[:40]}" is no number of days: type one like 60.', field="notice_days")
    return int(found[1])


def _lines(tx: Tx, account: str) -> dict[str, ContractLine]:
    return {line.id: line for line in contract_lines(tx.conn) if line.account == account}


def _open_terms(lines: dict[str, ContractLine], as_of: date, what: str) -> list[RenewalRow]:
    """The terms about which something is left to decide, the first governing date first; at least one."""
    rows = [row for row in renewal_rows(lines.values(), as_of=as_of) if row.outcome is None]
    if not rows:
        raise Rejected(f"There is nothing to {what}: no contract line of this account has a term that is still open.")
    return rows


def _term_months(lines: dict[str, ContractLine], line: ContractLine, as_of: date) -> int:
    known = known_lines(lines.values(), as_of=as_of)
    return int(known.months[[each.id for each in known.lines].index(line.id)])
