"""Typing into the cells of a list of accounts, many at once: one change set, and each cell that is refused says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache, partial
from typing import NamedTuple

from desktop.domain.book import owners_on
from desktop.domain.errors import Rejected
from desktop.domain.identity import derived_id
from desktop.domain.listing.fields import FIELDS, OWN
from desktop.operations.accounts import LONGEST_STEP, typed_day
from desktop.operations.contract_cells import CONTRACT, set_contract_cell
from desktop.operations.handover import csm_called, hand_over_to
from desktop.operations.own_fields import LONGEST_VALUE
from desktop.store.queries import own_fields as stored
from desktop.store.queries.facts import ownerships
from desktop.store.queries.names import accounts_called
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx, Value

LONGEST_TEXT = 200
COLUMNS = {"step": "next_step", "due": "next_step_on"}
"""Field -> its column of the table, where that is called otherwise."""


class Cell(NamedTuple):
    """What was typed for a field (by key) of an account (by id); blank takes away what is there."""

    account: str
    field: str
    text: str


class RefusedCell(NamedTuple):
    """A cell that was not saved, and why."""

    cell: Cell
    why: str


class SavedCells(NamedTuple):
    """What became of some cells: how many accounts they were of, and those refused."""

    accounts: int
    refused: tuple[RefusedCell, ...]


def set_cells(tx: Tx, cells: Sequence[Cell], *, as_of: date) -> SavedCells:
    """Save cells in one change set. Those refused are handed back; the others are saved all the same.

    Args:
        cells: the later wins where two are of one place. A CSM takes over on `as_of`.
    """
    own = {OWN + field: (field, name) for field, name in stored.living_fields(tx.conn)}
    refused: list[RefusedCell] = []
    accounts: dict[str, None] = {}
    fields: dict[str, None] = {}
    # Finding out how a name is spelled looks at every account: once a name, not once a cell.
    set_csm = partial(_set_csm, tx, as_of, cache(partial(csm_called, tx)))
    for cell in cells:
        try:
            if not is_living(tx.conn, "account", cell.account):
                raise Rejected("There is no such account any more: it may have been taken back.")
            _set(tx, cell, own, set_csm, as_of)
        except Rejected as why:
            refused.append(RefusedCell(cell, str(why)))
        else:
            accounts[cell.account] = fields[cell.field] = None
    if accounts:
        tx.label = _label(tx, list(accounts), list(fields), cells, {key: name for key, (_, name) in own.items()})
    return SavedCells(len(accounts), tuple(refused))


def _set(tx: Tx, cell: Cell, own: dict[str, tuple[str, str]], set_csm: Callable[[str, str], None], as_of: date) -> None:
    said = " ".join(cell.text.split())
    if cell.field == "csm":
        set_csm(cell.account, said)
    elif cell.field in CONTRACT:
        set_contract_cell(tx, cell.account, cell.field, said, as_of=as_of)
    elif cell.field in own:
        _set_own(tx, own[cell.field], cell.account, said)
    else:
        field = next((each for each in FIELDS if each.key == cell.field), None)
        if field is None or not field.is_editable:
            called = "This field" if field is None else field.says
            raise Rejected(f"{called} is not typed here: it is worked out, or changed on the account's page.")
        value: Value
        if field.key == "due":
            day = typed_day(said, as_of=as_of)
            value = None if day is None else day.isoformat()
        else:
            value = _text(field.says, said, LONGEST_STEP if field.key == "step" else LONGEST_TEXT)
        tx.update("account", cell.account, {COLUMNS.get(field.key, field.key): value})


def _text(called: str, said: str, longest: int) -> str | None:
    if len(said) > longest:
        raise Rejected(f"{called} has at most {longest} characters; this one has {len(said)}.")
    return said or None


def _set_own(tx: Tx, field: tuple[str, str], account: str, said: str) -> None:
    known_by, name = field
    value = _text(name, said, LONGEST_VALUE)
    rows = stored.value_rows(tx.conn, known_by, account)
    for row in rows:
        if value is None:
            tx.delete("own_value", row)
        else:
            tx.update("own_value", row, {"value": value})
    if not rows and value is not None:
        row = derived_id("own_value", [account, known_by])
        tx.put("own_value", row, {"account": account, "own_field": known_by, "value": value})


def _set_csm(tx: Tx, as_of: date, spelled: Callable[[str], str], account: str, said: str) -> None:
    owner = owners_on(ownerships(tx.conn, account), as_of).get(account)
    if not said:
        if owner is not None:
            raise Rejected(f"{owner} looks after it until somebody else does: type the name of who takes over.")
    elif owner is None or owner.casefold() != said.casefold():
        hand_over_to(tx, account, spelled(said), as_of)


def _label(tx: Tx, accounts: Sequence[str], fields: Sequence[str], cells: Iterable[Cell], own: dict[str, str]) -> str:
    named = {**{each.key: each.says for each in FIELDS}, **CONTRACT, "due": "Next step's date", **own}
    what = named[fields[0]] if len(fields) == 1 else f"{len(fields)} columns"
    is_taken_away = all(not cell.text.strip() for cell in cells)
    return f"{what} {'removed' if is_taken_away else 'set'}: {accounts_called(tx.conn, accounts)}"
