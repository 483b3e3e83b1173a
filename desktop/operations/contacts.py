"""Adding a person at a customer, by as little as a name."""

from __future__ import annotations

from desktop.domain.errors import Rejected
from desktop.operations.imports.directory import name_and_email
from desktop.store.queries.names import names
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx

LONGEST_NAME = 200


def add_contact(tx: Tx, account: str, typed: str) -> str:
    """Add somebody to an account (by id).

    Args:
        typed: a name, an e-mail address, or both: "Jana Rowe", "Jana Rowe <jana@tindle.example>".
    Returns:
        The contact's id.
    Raises:
        Rejected: there is no name, it is too long, somebody who has not left has it, or the account is gone.
    """
    said = " ".join(typed.split()).removeprefix("@").strip()
    if not said:
        raise Rejected("A contact needs a name: type it.", field="name")
    if len(said) > LONGEST_NAME:
        raise Rejected(f"A name has at most {LONGEST_NAME} characters; this one has {len(said)}.", field="name")
    if not is_living(tx.conn, "account", account):
        raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")
    name, email = name_and_email(said)
    folded = name.casefold()
    if any(
        known.account == account and not known.left and known.name.casefold() == folded
        for known in names(tx.conn).contacts
    ):
        raise Rejected(f"{name} is a contact here already: type another name.", field="name")
    tx.label = f"Contact added: {name}"
    return tx.insert("contact", {"account": account, "name": name, "email": email})
