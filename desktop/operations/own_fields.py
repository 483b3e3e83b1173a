"""The portfolio's own fields: one added, named otherwise or taken out of use, and what an account says in it."""

from __future__ import annotations

from desktop.domain.errors import Rejected
from desktop.domain.identity import derived_id
from desktop.exchange.recognise import plain
from desktop.operations.naming import refuse_taken, said_name
from desktop.store.queries import own_fields as stored
from desktop.store.queries.names import account_name
from desktop.store.queries.rows import is_living
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
    tx.label = f"Own field added: {said}"
    return put_own_field(tx, said)


def put_own_field(tx: Tx, name: str) -> str:
    """The field of that name (by id), added where there is none: what an import of a column of that name writes to.

    A retired one comes back with its values. A field that once had the name and is called otherwise now is left alone;
    the new one's id follows from the name too, so that two people who import the same column make one field.
    """
    known = stored.all_fields(tx.conn)
    named = [each for each in known if _identity(each.name) == _identity(name)]
    if named:
        found = min(named, key=lambda each: each.is_retired)
        if found.is_retired:
            tx.update("own_field", found.id, {"name": name, "deleted_at": None})
        return found.id
    field, taken = derived_id("own_field", [_identity(name)]), {each.id for each in known}
    while field in taken:
        field = derived_id("own_field", [_identity(name), field])
    return tx.insert("own_field", {"name": name, "position": stored.next_position(tx.conn)}, id=field)


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
    said = said_name("field", name, longest=LONGEST_NAME)
    if not is_living(tx.conn, "account", account):
        raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")
    if len(text) > LONGEST_VALUE:
        raise Rejected(f"A field has at most {LONGEST_VALUE} characters; this has {len(text)}.", field="value")
    field = put_own_field(tx, said)
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
    said = said_name("field", name, longest=LONGEST_NAME)
    others = (known for field, known in stored.living_fields(tx.conn) if field != besides)
    if any(_identity(known) == _identity(said) for known in others):
        raise refuse_taken("field", said)
    return said


def _identity(name: str) -> str:
    """What a field is told apart by, as a column of a file is: of a name that is nothing but punctuation, all of it."""
    return plain(name) or name
