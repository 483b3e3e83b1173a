"""What happens to a contract: renewed, notice given, its notice period learnt; about the line that governs next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from desktop.domain.calendar import add_months
from desktop.domain.contract_terms import Terms, last_day_by_notice, run_of, terms_of
from desktop.domain.contracts import known_lines
from desktop.domain.drafts import NoticeDraft, RenewDraft
from desktop.domain.errors import Rejected
from desktop.domain.facts import ContractLine
from desktop.domain.identity import derived_id
from desktop.domain.renewals import RenewalRow, renewal_rows
from desktop.store.queries.facts import contract_lines
from desktop.store.queries.names import account_name
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx, Value

MOST_MONTHS = 120
MOST_NOTICE_DAYS = 3650


def renew(tx: Tx, draft: RenewDraft, *, as_of: date) -> str:
    """Close a line's next term as renewed and add the line that follows it; returns the new line's id.

    The new line lasts as long as was agreed, and no less than the old one would have: a multi-year contract that can be
    left each year is not cut short by staying.

    Raises:
        Rejected: the line, or any line of the account, has no term that could be renewed, or something is out of
            bounds.
    """
    if not 1 <= draft.months <= MOST_MONTHS:
        raise Rejected(f"A renewal runs 1 to {MOST_MONTHS} months; {draft.months} was not saved.", field="months")
    if draft.arr_cents is not None and draft.arr_cents < 0:
        raise Rejected("ARR cannot be below zero; the renewal was not saved.", field="arr_cents")
    lines = lines_of(tx, draft.account)
    row = _open_terms(lines, as_of, "renew", draft.line)[0]
    line = lines[row.line_id]
    run = run_of(line, lines.values())
    # The outcome ends the line at its end_on, so a line that rolled on takes the end it has reached.
    closed: dict[str, Value] = {
        **ended_at(lines, line, row.renews_on, as_of),
        "outcome": "renewed",
        "outcome_on": draft.on_day.isoformat(),
    }
    if draft.reason is not None:
        closed["reason"] = draft.reason
    tx.update("contract_line", line.id, closed)
    take_away(tx, run[1:])
    agreed = add_months(row.renews_on, draft.months)
    ends = [each.end_on for each in run]
    end_on = None if None in ends else max([agreed, *(end for end in ends if end is not None)])
    terms = draft.terms or terms_of(line)
    if draft.arr_cents is not None:
        terms = replace(terms, arr_cents=draft.arr_cents)
    terms = replace(terms, term_months=draft.months, trial=None)
    new_line = add_following(tx, line, terms, row.renews_on, end_on)
    tx.label = f"Renewed for {draft.months} months"
    return new_line


def give_notice(tx: Tx, draft: NoticeDraft, *, as_of: date) -> str:
    """Record the notice on the account's lines whose terms end next, on the same day; returns the first one's id.

    It ends a line with the first term whose opt-out date it meets. Within a contract of several years that can be left
    each year, or one without an end, that day becomes the line's end.

    Raises:
        Rejected: no line of the account has a term, or not the one that is meant.
    """
    lines = lines_of(tx, draft.account)
    rows = _open_terms(lines, as_of, "give notice of", draft.line)
    reason: dict[str, Value] = {} if draft.reason is None else {"reason": draft.reason}
    for row in rows:
        if row.renews_on == rows[0].renews_on:
            run = run_of(lines[row.line_id], lines.values())
            at, last_day = last_day_by_notice(run, draft.given_on)
            line = run[at]
            values: dict[str, Value] = {"notice_given_on": draft.given_on.isoformat(), **reason}
            if last_day is not None and (line.end_on is None or last_day < line.end_on):
                values["end_on"] = last_day.isoformat()
            tx.update("contract_line", line.id, values)
            take_away(tx, run[at + 1 :])
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


def lines_of(tx: Tx, account: str) -> dict[str, ContractLine]:
    """The account's contract lines by id."""
    return {line.id: line for line in contract_lines(tx.conn, account)}


def ended_at(lines: Mapping[str, ContractLine], line: ContractLine, day: date, as_of: date) -> dict[str, Value]:
    """What a line says that ends on `day`."""
    values: dict[str, Value] = {"end_on": day.isoformat()}
    if line.term_months is None and line.end_on is not None and line.end_on < day:
        # Unsaid, its term is what it lasts; with the later end, the terms it rolled on by would be forgotten.
        known = known_lines(lines.values(), as_of=max(as_of, line.start_on))
        values["term_months"] = int(known.months[[each.id for each in known.lines].index(line.id)])
    return values


def take_away(tx: Tx, lines: Iterable[ContractLine]) -> None:
    """Lines that were to go on from one that ends earlier: they never were."""
    for line in lines:
        tx.delete("contract_line", line.id)


def add_line(
    tx: Tx, account: str, terms: Terms, start_on: date, end_on: date | None, *, reason: str | None = None
) -> str:
    """A contract line as agreed; returns its id."""
    return tx.insert("contract_line", {**_agreed(account, terms, start_on, end_on), "reason": reason})


def add_following(tx: Tx, line: ContractLine, terms: Terms, start_on: date, end_on: date | None) -> str:
    """A contract line that follows another; returns its id.

    Its id follows from the other's: two people who renew or change the same line apart make one line and not two, and
    where their terms differ a merge tells it. One that was taken back comes again, and of before it says nothing.
    """
    row = derived_id("contract_line", [line.id, "follows"])
    while is_living(tx.conn, "contract_line", row):
        row = derived_id("contract_line", [row, "beside"])
    tx.put("contract_line", row, {**_NOTHING_SAID, **_agreed(line.account, terms, start_on, end_on)})
    return row


_NOTHING_SAID: dict[str, Value] = dict.fromkeys(
    ("notice_given_on", "outcome", "outcome_on", "reason", "likelihood", "next_step")
)
"""What a line has not come to when it begins."""


def _agreed(account: str, terms: Terms, start_on: date, end_on: date | None) -> dict[str, Value]:
    return {
        "account": account,
        **term_values(terms),
        "start_on": start_on.isoformat(),
        "end_on": None if end_on is None else end_on.isoformat(),
    }


def term_values(terms: Terms) -> dict[str, Value]:
    """What is agreed, as it is stored."""
    return {
        "product": terms.product,
        "plan": terms.plan,
        "plan_rank": terms.plan_rank,
        "seats": terms.seats,
        "arr_cents": terms.arr_cents,
        "term_months": terms.term_months,
        "auto_renew": None if terms.auto_renew is None else int(terms.auto_renew),
        "notice_days": terms.notice_days,
        "trial": None if terms.trial is None else int(terms.trial),
    }


def _open_terms(lines: dict[str, ContractLine], as_of: date, what: str, only: str | None = None) -> list[RenewalRow]:
    """The terms about which something is left to decide, the first governing date first; at least one."""
    rows = [row for row in renewal_rows(lines.values(), as_of=as_of) if row.outcome is None]
    if only is not None:
        rows = [row for row in rows if row.line_id == only]
        if not rows:
            raise Rejected(f"There is nothing to {what}: that contract line has no term that is still open.")
    if not rows:
        raise Rejected(f"There is nothing to {what}: no contract line of this account has a term that is still open.")
    return rows
