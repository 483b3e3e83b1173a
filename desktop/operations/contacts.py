"""People at a customer: added by as little as a name, changed, gone, back, and two records of one person made one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from desktop.domain.errors import Rejected
from desktop.operations.imports.directory import name_and_email
from desktop.store.queries.contacts import contact_fields, has_left_on, rows_of_contact
from desktop.store.queries.names import contact_name, names
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx, Value

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


ROLES = ("champion", "buyer", "user", "admin", "finance", "executive")
INFLUENCES = ("decides", "sways", "uses")
STANCES = ("supporter", "neutral", "critic")
LONGEST_TEXT = 2000
GONE = "There is no such contact any more: it may have been taken back. Nothing was saved."
_CHOICES = {"influence": INFLUENCES, "stance": STANCES}
_TEXTS = ("name", "email", "title", "phone", "role", "notes")


def change_contact(tx: Tx, contact: str, said: Mapping[str, str | None], *, account: str) -> None:
    """Say something else of a contact (by id), in one change set.

    Args:
        said: field -> what it says now, None or blank = unknown; name, email, title, phone, role, influence, stance,
            notes.
    Raises:
        Rejected: the contact is gone, there is no name, or an influence or stance is none of those there are.
    """
    _require(tx, contact, account)
    values: dict[str, Value] = {}
    for field, text in said.items():
        plain = (text or "").strip() or None
        if field in _CHOICES:
            plain = plain.casefold() if plain else None
            if plain is not None and plain not in _CHOICES[field]:
                raise Rejected(f'"{plain}" is no {field}: choose {", ".join(_CHOICES[field])}.', field=field)
        elif field not in _TEXTS:
            raise KeyError(field)
        longest = LONGEST_TEXT if field == "notes" else LONGEST_NAME
        if plain is not None and len(plain) > longest:
            raise Rejected(
                f"A contact's {field} may have at most {longest} characters; this one has {len(plain)}.", field=field
            )
        values[field] = plain
    if "name" in values and values["name"] is None:
        raise Rejected("A contact needs a name: type it.", field="name")
    if values:
        tx.update("contact", contact, values)
    tx.label = f"Contact changed: {contact_name(tx.conn, contact)}"


def leave(tx: Tx, contact: str, on_day: date, *, account: str) -> None:
    """Note that a contact (by id) left, or will leave, on a day; a day that was noted before gives way.

    Raises:
        Rejected: the contact is gone.
    """
    _require(tx, contact, account)
    tx.update("contact", contact, {"left_on": on_day.isoformat()})
    tx.label = f"Contact left: {contact_name(tx.conn, contact)}"


def come_back(tx: Tx, contact: str, *, account: str) -> None:
    """Note that a contact (by id) is there after all; from when on is not kept.

    Raises:
        Rejected: the contact is gone, or never left.
    """
    _require(tx, contact, account)
    name = contact_name(tx.conn, contact)
    if not has_left_on(tx.conn, contact):
        raise Rejected(f"{name} has not left; nothing was saved.", field="left_on")
    tx.update("contact", contact, {"left_on": None})
    tx.label = f"Contact is back: {name}"


def change_person(
    tx: Tx, contact: str, said: Mapping[str, str | None], left_on: date | None, same: str | None, *, account: str
) -> None:
    """Say what is known of a contact (by id) now, all of it in one change set.

    Args:
        left_on: None = has not left.
        same: a contact (by id) that is the same person, and goes; None = none.
    Raises:
        Rejected: as `change_contact` and `merge_contacts`.
    """
    if same is not None:
        merge_contacts(tx, contact, same, account=account)
    change_contact(tx, contact, said, account=account)
    label = tx.label
    was = contact_fields(tx.conn, contact)["left_on"]
    if left_on is None and was is not None:
        come_back(tx, contact, account=account)
        label = tx.label
    elif left_on is not None and was != left_on.isoformat():
        leave(tx, contact, left_on, account=account)
        label = tx.label
    tx.label = label


def merge_contacts(tx: Tx, stays: str, goes: str, *, account: str) -> int:
    """Make two records of one person one, in one change set: answers and talks move, unknown fields are filled.

    Args:
        stays, goes: contacts (by id) of the account.
    Returns:
        How many answers and talks moved.
    Raises:
        Rejected: they are the same, or one is gone.
    """
    if stays == goes:
        raise Rejected("Choose two contacts: one stays, the other goes.", field="contact")
    _require(tx, stays, account)
    _require(tx, goes, account)
    kept, gone = contact_fields(tx.conn, stays), contact_fields(tx.conn, goes)
    missing = {field: gone[field] for field, value in kept.items() if value is None and gone[field] is not None}
    # Who is there by one of the two records has not left.
    missing.pop("left_on", None)
    if kept["left_on"] is not None and gone["left_on"] is None:
        missing["left_on"] = None
    if missing:
        tx.update("contact", stays, missing)
    moved = rows_of_contact(tx.conn, goes)
    for table, row in moved:
        tx.update(table, row, {"contact": stays})
    tx.delete("contact", goes)
    tx.label = f"Contacts merged: {contact_name(tx.conn, stays)}"
    return len(moved)


def _require(tx: Tx, contact: str, account: str) -> None:
    if not is_living(tx.conn, "contact", contact, account=account):
        raise Rejected(GONE)
