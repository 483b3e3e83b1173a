"""The portfolio's own fields: one added, named otherwise or taken out of use, and what an account says in it."""

from __future__ import annotations

from desktop.domain.errors import Rejected
from desktop.domain.identity import derived_id
from desktop.exchange.recognise import plain
from desktop.store.queries import own_fields as stored
from desktop.store.queries.names import account_name
from desktop.store.queries.rows import exists, is_living
from desktop.store.tx import Tx

LONGEST_NAME, LONGEST_VALUE = 80, 2000


def add_own_field(tx: Tx, name: str) -> str:
    """Add a field that every account can have a value of; one that was retired comes back with its values.

    Returns:
        Its id: the one an import of a column of that name finds.
    Raises:
        Rejected: there is no name, too long a one, or another field has it.
    """
    said = _free_name(tx, name)
    field = derived_id("own_field", [plain(said) or said])
    tx.label = f"Own field added: {said}"
    if exists(tx.conn, "own_field", field):
        tx.update("own_field", field, {"name": said, "deleted_at": None})
    else:
        tx.insert("own_field", {"name": said, "position": stored.next_position(tx.conn)}, id=field)
    return field


def rename_own_field(tx: Tx, field: str, name: str) -> None:
    """Give a field (by id) another name; its values stay.

    Raises:
        Rejected: it is not there any more, there is no name, too long a one, or another field has it.
    """
    before = _name_of(tx, field)
    said = _free_name(tx, name, besides=field)
    tx.update("own_field", field, {"name": said})
    tx.label = f"Own field renamed: {before} to {said}"


def retire_own_field(tx: Tx, field: str) -> None:
    """Take a field (by id) out of use; its values stay in the file and come back with it.

    Raises:
        Rejected: it is not there any more.
    """
    tx.label = f"Own field retired: {_name_of(tx, field)}"
    tx.delete("own_field", field)


def set_own_value(tx: Tx, account: str, name: str, text: str) -> None:
    """Let the account (by id) say something in one of the book's own fields, which is added where it is new.

    Args:
        text: kept as it is, spaces and all; blank = nothing is said any more.
    Raises:
        Rejected: the account is gone, there is no name, or something is too long.
    """
    said = " ".join(name.split())
    if not is_living(tx.conn, "account", account):
        raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")
    if not said:
        raise Rejected("A field needs a name: type it.", field="name")
    if len(said) > LONGEST_NAME:
        raise Rejected(f"A field's name has at most {LONGEST_NAME} characters; this one has {len(said)}.", field="name")
    if len(text) > LONGEST_VALUE:
        raise Rejected(f"A field has at most {LONGEST_VALUE} characters; this has {len(text)}.", field="value")
    known = stored.living_fields(tx.conn)
    field = next((row for row, each in known if each.casefold() == said.casefold()), None)
    if field is None:
        # The same as an import of that column would give it.
        field = derived_id("own_field", [plain(said) or said])
        tx.put("own_field", field, {"name": said, "position": stored.next_position(tx.conn)})
    row = derived_id("own_value", [account, field])
    is_there = is_living(tx.conn, "own_value", row)
    if text.strip():
        tx.put("own_value", row, {"account": account, "own_field": field, "value": text})
    elif is_there:
        tx.delete("own_value", row)
    tx.label = f"{said} {'set' if text.strip() else 'cleared'}: {account_name(tx.conn, account)}"


def _name_of(tx: Tx, field: str) -> str:
    found = dict(stored.living_fields(tx.conn)).get(field)
    if found is None:
        raise Rejected("There is no such field any more: it may have been taken back. Nothing was saved.")
    return found


def _free_name(tx: Tx, name: str, *, besides: str | None = None) -> str:
    said = " ".join(name.split())
    if not said:
        raise Rejected("A field needs a name: type it.", field="name")
    if len(said) > LONGEST_NAME:
        raise Rejected(f"A field's name has at most {LONGEST_NAME} characters; this one has {len(said)}.", field="name")
    others = (known for field, known in stored.living_fields(tx.conn) if field != besides)
    if any((plain(known) or known) == (plain(said) or said) for known in others):
        raise Rejected(f"There is a field {said} already: type another name.", field="name")
    return said
