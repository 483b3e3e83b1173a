"""Changing a contract within a term, ending it, adding a line to it, and correcting one: each one change set.

A change ends the line on its day and adds the line that follows: what the line said until then stays. A correction says
what the line ought to have said all along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from desktop.domain.calendar import add_months
from desktop.domain.contract_terms import Terms, cut, run_of, terms_of
from desktop.domain.contracts import known_lines
from desktop.domain.drafts import AddLineDraft, ChangeDraft, CorrectLineDraft, EndDraft, RemoveLineDraft
from desktop.domain.errors import Rejected
from desktop.domain.facts import ContractLine
from desktop.domain.grammar.words import fold, listed
from desktop.domain.renewals import renewal_rows
from desktop.operations.contracts import (
    MOST_MONTHS,
    MOST_NOTICE_DAYS,
    add_following,
    add_line,
    ended_at,
    lines_of,
    take_away,
    term_values,
)
from desktop.store.tx import Tx, Value

MOST_SEATS = 10_000_000
MOST_CENTS = 10**14
LONGEST_NAME = 200
GONE = "There is no such contract line any more: it may have been taken back. Nothing was saved."


def change(tx: Tx, draft: ChangeDraft, *, as_of: date) -> str:
    """End a line on the day and have a line with the new terms follow it; returns the new line's id.

    Raises:
        Rejected: no line or several could be meant, it does not run on that day, or something is out of bounds.
    """
    lines = lines_of(tx, draft.account)
    line = _meant(lines, draft, max(as_of, draft.on_day))
    terms = _new_terms(draft, line)
    if draft.on_day <= line.start_on:
        raise Rejected(
            f"{called(line)} begins on {line.start_on.isoformat()}: choose a later day, or correct the line.",
            field="on_day",
        )
    if draft.way == "up" and terms.arr_cents <= line.arr_cents and not line.trial and draft.terms is None:
        raise Rejected(f"{called(line)} is worth {_money(line)} a year: an upgrade goes above that.", field="amount")
    if draft.way == "down" and terms.arr_cents >= line.arr_cents:
        raise Rejected(f"{called(line)} is worth {_money(line)} a year: a downgrade goes below that.", field="amount")
    check_terms(terms)
    rest = cut(line, draft.on_day)
    if draft.months is not None:
        _check_months(draft.months)
        rest = [(draft.on_day, add_months(draft.on_day, draft.months))]
        terms = replace(terms, term_months=draft.months)
    following = run_of(line, lines.values())[1:]
    closed: dict[str, Value] = ended_at(lines, line, draft.on_day, as_of)
    if draft.reason is not None:
        closed["reason"] = draft.reason
    if draft.on_day > as_of or terms.product != line.product:
        # Until then nothing is left to decide about it; and a line of another product is no successor of it.
        closed |= {"outcome": "renewed", "outcome_on": min(draft.on_day, as_of).isoformat()}
    tx.update("contract_line", line.id, closed)
    if draft.months is not None:
        take_away(tx, following)
    else:
        for each in following:
            tx.update("contract_line", each.id, term_values(replace(terms, trial=each.trial)))
    added = [add_following(tx, line, terms, start_on, end_on) for start_on, end_on in rest]
    way = "Converted to paid" if line.trial and not terms.trial else _way(line, terms)
    tx.label = f"{way}: {called(line)}"
    return added[0]


def end(tx: Tx, draft: EndDraft, *, as_of: date) -> str:
    """End a line, or every line that runs or is overdue, so that the day is the first without it; returns the first id.

    Raises:
        Rejected: none runs on that day, or not the one that is meant.
    """
    lines = lines_of(tx, draft.account)
    known_on = min(draft.on_day, as_of)
    overdue = {row.line_id: row for row in renewal_rows(lines.values(), as_of=as_of) if row.overdue}
    running = _running(lines.values(), max(as_of, draft.on_day), draft.on_day)
    meant = [line for line in lines.values() if draft.line in (None, line.id)]
    ended: list[ContractLine] = []
    for line in meant:
        closed: dict[str, Value] = {"outcome": "ended", "outcome_on": known_on.isoformat()}
        if line.id in overdue:
            closed["outcome_on"] = max(known_on, line.end_on or known_on).isoformat()
        elif line.id in running and line.start_on < draft.on_day:
            closed |= ended_at(lines, line, draft.on_day, as_of)
        elif not (line.end_on == draft.on_day and line.outcome is None):
            continue
        if draft.reason is not None:
            closed["reason"] = draft.reason
        tx.update("contract_line", line.id, closed)
        take_away(tx, [each for each in run_of(line, lines.values())[1:] if each.start_on >= draft.on_day])
        ended.append(line)
    if not ended:
        which = "that contract line does not run" if draft.line is not None else "no contract line of this account runs"
        raise Rejected(f"There is nothing to end on {draft.on_day.isoformat()}: {which} before that day.", field="date")
    tx.label = f"Contract ended: {called(ended[0])}" if len(ended) == 1 else f"Contract ended: {len(ended)} lines"
    return ended[0].id


def add(tx: Tx, draft: AddLineDraft, *, as_of: date) -> str:
    """Add a contract line; returns its id.

    Raises:
        Rejected: it ends before it begins, or something is out of bounds.
    """
    del as_of
    check_terms(draft.terms)
    end_on = draft.end_on
    if end_on is None and draft.terms.term_months is not None:
        end_on = add_months(draft.start_on, draft.terms.term_months)
    _check_days(draft.start_on, end_on)
    line = add_line(tx, draft.account, draft.terms, draft.start_on, end_on, reason=draft.reason)
    tx.label = f"Contract line added: {_name(draft.terms.product, draft.terms.plan)}"
    return line


def correct(tx: Tx, draft: CorrectLineDraft, *, as_of: date) -> str:
    """Say what a line ought to have said all along; returns its id.

    Raises:
        Rejected: it is gone, or something is out of bounds.
    """
    del as_of
    line = _line(lines_of(tx, draft.account), draft.line)
    check_terms(draft.terms)
    _check_days(draft.start_on, draft.end_on)
    tx.update(
        "contract_line",
        line.id,
        {
            **term_values(draft.terms),
            "start_on": draft.start_on.isoformat(),
            "end_on": None if draft.end_on is None else draft.end_on.isoformat(),
        },
    )
    tx.label = f"Contract line corrected: {called(line)}"
    return line.id


def remove(tx: Tx, draft: RemoveLineDraft, *, as_of: date) -> str:
    """Take a line away that never was; returns its id.

    Raises:
        Rejected: it is gone already.
    """
    del as_of
    line = _line(lines_of(tx, draft.account), draft.line)
    tx.delete("contract_line", line.id)
    tx.label = f"Contract line removed: {called(line)}"
    return line.id


def called(line: ContractLine) -> str:
    """What a line is called: its product and plan."""
    return _name(line.product, line.plan)


def check_terms(terms: Terms) -> None:
    """
    Raises:
        Rejected: something is out of bounds; the field says what.
    """
    if not 0 <= terms.arr_cents <= MOST_CENTS:
        raise Rejected("ARR is 0 or more, and at most a thousand billion; nothing was saved.", field="amount")
    if terms.seats is not None and not 0 <= terms.seats <= MOST_SEATS:
        raise Rejected(f"Seats are 0 to {MOST_SEATS:,}; {terms.seats} was not saved.", field="seats")
    if terms.term_months is not None:
        _check_months(terms.term_months)
    if terms.notice_days is not None and not 0 <= terms.notice_days <= MOST_NOTICE_DAYS:
        raise Rejected(
            f"A notice period has 0 to {MOST_NOTICE_DAYS} days; {terms.notice_days} was not saved.", field="notice_days"
        )
    for field, said in (("product", terms.product), ("plan", terms.plan)):
        if said is not None and len(said) > LONGEST_NAME:
            raise Rejected(f"A {field} has at most {LONGEST_NAME} characters; this one has {len(said)}.", field=field)


def _meant(lines: Mapping[str, ContractLine], draft: ChangeDraft, known_on: date) -> ContractLine:
    if draft.line is not None:
        line = _line(lines, draft.line)
        if line.id not in _running(lines.values(), known_on, draft.on_day):
            raise Rejected(
                f"{called(line)} does not run on {draft.on_day.isoformat()}: choose another day.", field="date"
            )
        return line
    running = [lines[each] for each in _running(lines.values(), known_on, draft.on_day)]
    if draft.called is not None:
        typed = fold(draft.called)
        running = [
            line for line in running if any(fold(said or "").startswith(typed) for said in (line.product, line.plan))
        ]
        if not running:
            raise Rejected(
                f'No contract line that runs on {draft.on_day.isoformat()} is called "{draft.called}".', field="line"
            )
    if not running:
        raise Rejected(f"No contract line of this account runs on {draft.on_day.isoformat()}.", field="date")
    if len(running) > 1:
        names = listed(sorted({called(line) for line in running}))
        raise Rejected(f"Which line: {names}? Type its name before the amount.", field="line")
    return running[0]


def _running(lines: Iterable[ContractLine], known_on: date, day: date) -> list[str]:
    known = known_lines(lines, as_of=known_on)
    runs = known.counts_on(day).tolist()
    return [line.id for line, is_running in zip(known.lines, runs, strict=True) if is_running]


def _line(lines: Mapping[str, ContractLine], line: str) -> ContractLine:
    if line not in lines:
        raise Rejected(GONE)
    return lines[line]


def _new_terms(draft: ChangeDraft, line: ContractLine) -> Terms:
    terms = draft.terms or terms_of(line)
    if draft.arr_cents is not None:
        terms = replace(terms, arr_cents=draft.arr_cents)
    # Who pays more for a trial has bought it.
    return replace(terms, trial=None) if draft.terms is None and line.trial else terms


def _way(line: ContractLine, terms: Terms) -> str:
    if terms.arr_cents == line.arr_cents:
        return "Contract changed"
    return "Upgraded" if terms.arr_cents > line.arr_cents else "Downgraded"


def _check_months(months: int) -> None:
    if not 1 <= months <= MOST_MONTHS:
        raise Rejected(f"A term runs 1 to {MOST_MONTHS} months; {months} was not saved.", field="months")


def _check_days(start_on: date, end_on: date | None) -> None:
    if end_on is not None and end_on <= start_on:
        raise Rejected(
            f"A line from {start_on.isoformat()} cannot end on {end_on.isoformat()}: choose a later end.", field="end"
        )


def _name(product: str | None, plan: str | None) -> str:
    return " ".join(filter(None, (product, plan))) or "the contract line"


def _money(line: ContractLine) -> str:
    units, rest = divmod(line.arr_cents, 100)
    return f"{units:,}" + (f".{rest:02d}" if rest else "")
