"""The book's own fields: one added, and what an account says in it, kept as it was typed."""

from __future__ import annotations

from desktop.domain.errors import Rejected
from desktop.domain.identity import derived_id
from desktop.exchange.recognise import plain
from desktop.store.queries.names import account_name
from desktop.store.queries.own_fields import field_names, next_position
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx

LONGEST_NAME, LONGEST_VALUE = 80, 2000


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
    known = field_names(tx.conn)
    field = next((row for row, each in known if each.casefold() == said.casefold()), None)
    if field is None:
        # The same as an import of that column would give it.
        field = derived_id("own_field", [plain(said) or said])
        tx.put("own_field", field, {"name": said, "position": next_position(tx.conn)})
    row = derived_id("own_value", [account, field])
    is_there = is_living(tx.conn, "own_value", row)
    if text.strip():
        tx.put("own_value", row, {"account": account, "own_field": field, "value": text})
    elif is_there:
        tx.delete("own_value", row)
    tx.label = f"{said} {'set' if text.strip() else 'cleared'}: {account_name(tx.conn, account)}"
