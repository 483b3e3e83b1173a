"""Keeping a way to look at a list under a name: in the file, so that it travels with it and can be undone."""

from __future__ import annotations

from desktop.domain.errors import Rejected
from desktop.domain.listing.views import LONGEST_NAME, View, written_view
from desktop.operations.naming import refuse_taken, said_name
from desktop.store.queries import saved_views as stored
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx

PAGE = "accounts"


def save_view(tx: Tx, view: View) -> str:
    """Keep a view under its name, which is free.

    Returns:
        Its id.
    Raises:
        Rejected: it has no name, too long a one, or another view has it.
    """
    name = _free_name(tx, view.name)
    tx.label = f"View saved: {name}"
    values = {"page": PAGE, "name": name, "definition": written_view(view), "position": 0}
    return tx.insert("saved_view", {**values, "position": stored.next_position(tx.conn, PAGE)})


def change_view(tx: Tx, id: str, view: View) -> None:
    """Keep another way to look under the name of a view (by id).

    Raises:
        Rejected: it is not there any more.
    """
    name = _name_of(tx, id)
    tx.update("saved_view", id, {"definition": written_view(view)})
    tx.label = f"View changed: {name}"


def rename_view(tx: Tx, id: str, name: str) -> None:
    """Give a view (by id) another name.

    Raises:
        Rejected: it is not there any more, there is no name, too long a one, or another view has it.
    """
    before = _name_of(tx, id)
    after = _free_name(tx, name, besides=id)
    tx.update("saved_view", id, {"name": after})
    tx.label = f"View renamed: {before} to {after}"


def delete_view(tx: Tx, id: str) -> None:
    """Take a view (by id) away; the accounts stay.

    Raises:
        Rejected: it is not there any more.
    """
    tx.label = f"View deleted: {_name_of(tx, id)}"
    tx.delete("saved_view", id)


def _name_of(tx: Tx, id: str) -> str:
    if not is_living(tx.conn, "saved_view", id):
        raise Rejected("There is no such view any more: it may have been taken back. Save it under a name.")
    return next(each.name for each in stored.saved_views(tx.conn, PAGE) if each.id == id)


def _free_name(tx: Tx, name: str, *, besides: str | None = None) -> str:
    said = said_name("view", name, longest=LONGEST_NAME)
    others = (each.name for each in stored.saved_views(tx.conn, PAGE) if each.id != besides)
    if said.casefold() in {each.casefold() for each in others}:
        raise refuse_taken("view", said)
    return said
