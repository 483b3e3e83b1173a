"""What has become of a closed quarter's figures since, by account, and which entries made the difference.

Closed figures never change; today's value of the same period may, because facts were entered late or corrected. The
difference is shared out over the accounts by what each adds to the figure, so that the parts add up to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import NamedTuple

from desktop.domain.name_order import order_key
from desktop.domain.quarters.frozen import AccountPart, Frozen, FrozenFigure
from desktop.domain.quarters.keys import COLUMNS, KEYS, RATES, UNITS, Number, Unit, bare, column_of, window_of

_CONTRACTS = frozenset({"account", "contract_line", "ownership"})
_HEALTH = frozenset(
    {
        "account",
        "contact",
        "contract_line",
        "milestone",
        "objective",
        "onboarding",
        "ownership",
        "qbr",
        "survey_response",
        "ticket",
        "touchpoint",
        "usage_batch",
    }
)
_TABLES: Mapping[str, frozenset[str]] = {
    "at_risk_arr_cents": _HEALTH | {"risk", "renewal_call"},
    "nps": frozenset({"account", "ownership", "survey_response"}),
    "csat": frozenset({"account", "ownership", "survey_response", "ticket"}),
    "ces": frozenset({"account", "ownership", "survey_response"}),
    "ttv": _CONTRACTS | {"onboarding", "milestone"},
    "health": _HEALTH,
}
"""What a figure is made of, by the first word of its key; the others are made of contracts alone."""


class Entry(NamedTuple):
    """A field of a row that is dated in or before a period, and was entered or changed after the period was closed.

    Args:
        account: id; None = of no one account (usage of many).
        field: None = the row was added; "deleted_at" = it was taken back, or came back.
        old, new: as they were at the closing and are today.
        says: what the row says today, by field.
        dated_on: the row's own day; None = it has none.
        at: when it was entered, UTC.
    """

    account: str | None
    table: str
    row: str
    field: str | None
    old: object
    new: object
    says: Mapping[str, object]
    dated_on: date | None
    at: datetime
    by: str


class PartChange(NamedTuple):
    """An account's part in a difference, in the figure's unit, and what was entered of it."""

    account: str
    name: str
    difference: float
    entries: tuple[Entry, ...]


class Restated(NamedTuple):
    """A closed figure beside today's.

    Args:
        current: what the same days come to today.
        difference: current less closed; None = one of them has no data.
        parts: the accounts that made it, the largest part first; empty where the figure is no sum over accounts.
        unattributed: what of the difference no account accounts for; 0 for sums and rates.
        entries: where the figure is no sum over accounts: what was entered that it is made of.
    """

    key: str
    grouping: str
    unit: Unit
    closed: Number
    current: Number
    difference: Number
    parts: tuple[PartChange, ...]
    unattributed: float
    entries: tuple[Entry, ...]

    @property
    def is_restated(self) -> bool:
        return self.closed != self.current


def restatement(closed: Frozen, today: Frozen, entries: Iterable[Entry]) -> list[Restated]:
    """Every figure that was closed, beside today's value, in the order of KEYS, the whole before its groups.

    Groups that did not exist at the closing, or are gone, are compared with no data.

    Args:
        entries: since the closing, of facts dated in or before the period.
    """
    now = {(figure.key, figure.grouping): figure for figure in today.figures}
    then = {(figure.key, figure.grouping): figure for figure in closed.figures}
    order = {key: at for at, key in enumerate(KEYS)}
    known = [pair for pair in {**then, **now} if pair[0] in order]
    known.sort(key=lambda pair: (pair[1] != "", pair[1], order[pair[0]]))
    made, moved = list(entries), _moved(closed.parts, today.parts)
    return [_restated(pair, then.get(pair), now.get(pair), closed.parts, today.parts, made, moved) for pair in known]


def _restated(
    pair: tuple[str, str],
    then: FrozenFigure | None,
    now: FrozenFigure | None,
    closed: Sequence[AccountPart],
    today: Sequence[AccountPart],
    entries: Sequence[Entry],
    moved: AbstractSet[str],
) -> Restated:
    key, grouping = pair
    before, after = None if then is None else then.value, None if now is None else now.value
    difference = None if before is None or after is None else after - before
    parts: list[PartChange] = []
    tables = _TABLES.get(bare(key).split(".")[0], _CONTRACTS)
    about = [entry for entry in entries if entry.table in tables]
    if tables is _CONTRACTS:
        about = [entry for entry in about if entry.account in moved]
    if difference:
        found = _differences(key, grouping, closed, today)
        names = {part.account: part.name for part in (*closed, *today)}
        parts = [
            PartChange(account, names[account], change, tuple(entry for entry in about if entry.account == account))
            for account, change in sorted(
                found.items(), key=lambda item: (-abs(item[1]), order_key(names[item[0]]), item[0])
            )
        ]
    is_sum = bare(key) in COLUMNS or bare(key) in RATES
    return Restated(
        key=key,
        grouping=grouping,
        unit=UNITS[bare(key)],
        closed=before,
        current=after,
        difference=difference,
        parts=tuple(parts),
        unattributed=0 if difference is None else difference - sum(part.difference for part in parts),
        entries=() if is_sum or before == after else tuple(_of_group(about, grouping, closed, today)),
    )


def _moved(closed: Sequence[AccountPart], today: Sequence[AccountPart]) -> set[str]:
    """The accounts whose part in anything is another than it was."""
    before, after = ({part.account: dict(part.values) for part in parts} for parts in (closed, today))
    return {account for account in {**before, **after} if before.get(account, {}) != after.get(account, {})}


def _differences(
    key: str, grouping: str, closed: Sequence[AccountPart], today: Sequence[AccountPart]
) -> dict[str, float]:
    """Account -> its part in the difference, for those that have one.

    Of a rate N/D that became N'/D', an account's part is (its change of N - N/D x its change of D) / D': these add up
    to the difference, and an account of which nothing changed has none.
    """
    name = bare(key)
    if name in COLUMNS:
        column = column_of(key, COLUMNS[name])
        before, after = _values(closed, key, grouping, column), _values(today, key, grouping, column)
        changes = {account: after.get(account, 0) - before.get(account, 0) for account in {**before, **after}}
        return {account: change for account, change in changes.items() if change}
    if name not in RATES:
        return {}
    upper, lower = (column_of(key, column) for column in RATES[name])
    up_before, up_after = _values(closed, key, grouping, upper), _values(today, key, grouping, upper)
    low_before, low_after = _values(closed, key, grouping, lower), _values(today, key, grouping, lower)
    whole_before, whole_after = sum(low_before.values()), sum(low_after.values())
    if not whole_before or not whole_after:
        return {}
    rate = sum(up_before.values()) / whole_before
    found: dict[str, float] = {}
    for account in {**up_before, **up_after, **low_before, **low_after}:
        up = up_after.get(account, 0) - up_before.get(account, 0)
        low = low_after.get(account, 0) - low_before.get(account, 0)
        if up or low:
            found[account] = (up - rate * low) / whole_after
    return found


def _values(parts: Sequence[AccountPart], key: str, grouping: str, column: str) -> dict[str, int]:
    """Account -> its value of a column, of the accounts of a group, for those that have one."""
    return {
        part.account: part.values[column]
        for part in parts
        if column in part.values and (not grouping or _group(part, key, grouping) == grouping)
    }


def _group(part: AccountPart, key: str, grouping: str) -> str:
    """The group of an account in the dimension of a grouping; retention belongs to the owner at the start."""
    if grouping.startswith("segment:"):
        return f"segment:{part.segment}"
    owner = part.owners_at_start[window_of(key)] if bare(key) in RATES else part.owner
    return f"csm:{owner}"


def _of_group(
    entries: Sequence[Entry], grouping: str, closed: Sequence[AccountPart], today: Sequence[AccountPart]
) -> Iterable[Entry]:
    if not grouping:
        return entries
    members = {part.account for part in (*closed, *today) if _group(part, "", grouping) == grouping}
    return [entry for entry in entries if entry.account is None or entry.account in members]
