"""Typing into a list what an account's contract does not say yet: its notice period, the end of its term, its seats.

What several lines say differently is no cell: it is corrected on the account's page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from desktop.domain.errors import Rejected
from desktop.domain.facts import ContractLine
from desktop.domain.today.gaps import running_lines, undecided_terms
from desktop.operations.accounts import typed_day
from desktop.operations.contract_changes import MOST_SEATS
from desktop.operations.contracts import MOST_NOTICE_DAYS, lines_of, typed_days
from desktop.store.tx import Tx, Value

NOTICE, ENDS, SEATS = "notice_days", "ends_on", "seats_sold"
CONTRACT: Mapping[str, str] = MappingProxyType({NOTICE: "Notice period", ENDS: "Renewal date", SEATS: "Seats"})
"""Key of a cell -> what it is called."""


def set_contract_cell(tx: Tx, account: str, key: str, said: str, *, as_of: date) -> None:
    """Save what was typed for the contract of an account (by id); blank takes away what is there.

    The notice period is of every line that has none, the seats and the end of a term of the only line that runs, or of
    the only one that lacks them.

    Raises:
        Rejected: it cannot be read, is out of bounds, or could be meant of several lines.
    """
    known = lines_of(tx, account)
    running = running_lines(list(known.values()), as_of).get(account, [])
    if not running:
        raise Rejected(f"{CONTRACT[key]}: no contract line of this account runs. Add one on its page first.")
    if key == NOTICE:
        _set_notice(tx, [known[each.id] for each in running], said, account, as_of)
    elif key == ENDS:
        _set_end(tx, running, said, as_of)
    else:
        value = None if not said else _whole(said)
        _set(tx, _one(running, lambda line: line.seats, key), "seats", value)


def _set_notice(tx: Tx, running: Sequence[ContractLine], said: str, account: str, as_of: date) -> None:
    days = None if not said else typed_days(said)
    if days is not None and days > MOST_NOTICE_DAYS:
        raise Rejected(f"A notice period has 0 to {MOST_NOTICE_DAYS} days; {days} was not saved.", field=NOTICE)
    due = {row.line_id for row in undecided_terms(running, as_of).get(account, ())}
    termed = [line for line in running if line.id in due]
    if not termed:
        raise Rejected("There is no notice to give: no term of this account is to be decided. Type its renewal date.")
    lacking = [line for line in termed if line.notice_days is None]
    if not lacking and len({line.notice_days for line in termed}) > 1:
        raise Rejected("Its lines have different notice periods: correct them on the account's page, Contract.")
    for line in lacking or termed:
        _set(tx, line, "notice_days", days)


def _set_end(tx: Tx, running: Sequence[ContractLine], said: str, as_of: date) -> None:
    line = _one(running, lambda line: line.end_on, ENDS)
    day = typed_day(said, as_of=as_of)
    if day is not None and day <= as_of:
        raise Rejected(f"{day.isoformat()} has passed: type the day on which the present term ends.", field=ENDS)
    _set(tx, line, "end_on", None if day is None else day.isoformat())


def _one(running: Sequence[ContractLine], of: Callable[[ContractLine], object], key: str) -> ContractLine:
    """The line that is meant: the only one, or the only one of which nothing is said."""
    lacking = [line for line in running if of(line) is None]
    meant = running if len(running) == 1 else lacking
    if len(meant) != 1:
        raise Rejected(
            f"{CONTRACT[key]}: {len(running)} contract lines run. Correct the one you mean on the account's page, "
            "Contract."
        )
    return meant[0]


def _set(tx: Tx, line: ContractLine, column: str, value: Value) -> None:
    tx.update("contract_line", line.id, {column: value})


def _whole(said: str) -> int:
    found = re.fullmatch(r"[0-9]{1,9}", said.replace(" ", ""))
    if found is None or int(found[0]) > MOST_SEATS:
        raise Rejected(f'"{said[:40]}" is no number of seats: type one like 25.', field=SEATS)
    return int(found[0])
