"""What stands of a person in a book: the contact, doubles of it, the history, and every text that names the person."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from desktop.domain.erasing import ERASED, Hit, Plan, Words, are_shared, folded, found_in, words_of
from desktop.domain.errors import Rejected
from desktop.domain.merge import Cell
from desktop.store import triggers
from desktop.store.erasing.scrubbing import PERSONAL, text_columns
from desktop.store.queries.contacts import NAMED_BY

_OWN_NAMES = frozenset(("name", "email", "title", "phone", "external_id", "role"))
"""Fields of other contacts, where a part of a name is theirs."""


class _Said(NamedTuple):
    names: frozenset[str]
    emails: frozenset[str]
    phones: frozenset[str]


def contact_called(conn: sqlite3.Connection, called: str, account: str | None = None) -> str:
    """The id of the contact of this name, address or id; those that were taken back count, too.

    Args:
        account: id of the account it has to be of.
    Raises:
        Rejected: there is none, or several.
    """
    rows = conn.execute(
        "SELECT c.id, c.name, coalesce(c.email, ''), c.account, a.name, c.deleted_at IS NULL FROM contact c "
        "JOIN account a ON a.id = c.account WHERE c.name <> ? ORDER BY 2, 5",
        (ERASED,),
    ).fetchall()
    wanted = folded(called.strip())
    of_account = [row for row in rows if account in (None, row[3])]
    found = [row for row in of_account if wanted in (row[0], folded(row[1]), folded(row[2]))]
    # Doubles at one account are erased together: any of them will do, rather one that is there.
    by_account = {row[3]: row for row in sorted(found, key=lambda row: row[5])}
    if not found:
        raise Rejected(f"There is no contact called {called!r}: give the whole name or the address.", field="contact")
    if len(by_account) > 1:
        told = ", ".join(f"{row[1]} of {row[4]}" for row in by_account.values())
        raise Rejected(f"Several contacts are called so: {told}. Say which with --account.", field="contact")
    (row,) = by_account.values()
    return str(row[0])


def plan(conn: sqlite3.Connection, contact: str) -> Plan:
    """Look at everything that erasing a contact (by id) would change; reads the whole book.

    Raises:
        Rejected: there is no such contact, or it was erased already.
    """
    row = conn.execute(
        "SELECT c.name, c.account, a.name FROM contact c JOIN account a ON a.id = c.account WHERE c.id = ?", (contact,)
    ).fetchone()
    if row is None:
        raise Rejected("There is no such contact in this book.", field="contact")
    name, account, account_name = row
    if name == ERASED:
        raise Rejected("This contact was erased already.", field="contact")
    doubles = _doubles(conn, contact, account)
    people = (contact, *(each for each, _ in doubles))
    said = _said(conn, people)
    words = words_of(account, said.names, said.emails, said.phones)
    in_people = ", ".join("?" * len(people))
    (entries,) = conn.execute(
        f"SELECT count(*) FROM change WHERE tbl = 'contact' AND row IN ({in_people})", people
    ).fetchone()
    talks = sum(
        conn.execute(f"SELECT count(*) FROM {table} WHERE contact IN ({in_people})", people).fetchone()[0]
        for table in NAMED_BY
    )
    known = conn.execute(f"SELECT {', '.join(PERSONAL)} FROM contact WHERE id IN ({in_people})", people).fetchall()
    fields = tuple(
        field for field, *values in zip(PERSONAL, *known, strict=True) if any(value is not None for value in values)
    )
    hits = _hits(conn, account, people, said, words)
    everything = tuple(sorted(said.names | said.emails | said.phones))
    return Plan(contact, account, name, account_name, doubles, everything, words, fields, entries, talks, hits)


def _doubles(conn: sqlite3.Connection, contact: str, account: str) -> tuple[tuple[str, str], ...]:
    """Other records of the same name or address at the account, those that were taken back, too."""
    rows = conn.execute(
        "SELECT id, name, email FROM contact WHERE account = ? AND name <> ? ORDER BY id", (account, ERASED)
    ).fetchall()
    own = next((folded(name), folded(email or "")) for each, name, email in rows if each == contact)
    return tuple(
        (each, name)
        for each, name, email in rows
        if each != contact and (folded(name) == own[0] or (own[1] and folded(email or "") == own[1]))
    )


def _said(conn: sqlite3.Connection, people: Iterable[str]) -> _Said:
    """Every name, address and number these contacts have or had."""
    found: dict[str, set[str]] = {"name": set(), "email": set(), "phone": set()}
    for contact in people:
        for name, email, phone in conn.execute("SELECT name, email, phone FROM contact WHERE id = ?", (contact,)):
            for field, value in (("name", name), ("email", email), ("phone", phone)):
                found[field].add(value or "")
        for field, *both in conn.execute(
            "SELECT col, old, new FROM change WHERE tbl = 'contact' AND row = ? AND col IN ('name', 'email', 'phone')",
            (contact,),
        ):
            found[field] |= {value for value in both if isinstance(value, str)}
    names, emails, phones = (frozenset(each for each in found[field] if each.strip()) for field in found)
    return _Said(names - {ERASED}, emails, phones)


def _hits(
    conn: sqlite3.Connection, account: str, people: tuple[str, ...], said: _Said, words: Words
) -> tuple[Hit, ...]:
    accounts: dict[str, str] = dict(conn.execute("SELECT id, name FROM account").fetchall())
    others = conn.execute("SELECT id, name FROM contact WHERE account = ?", (account,)).fetchall()
    shared = are_shared(account, (name for each, name in others if each not in people), words)
    # An id made from the account's name is not about the person who is called as the account is.
    id_words = words._replace(parts=words.parts - are_shared(account, (accounts.get(account, ""),), words))
    others_words = words._replace(parts=words.parts - shared)
    namesakes = _namesakes(conn, people, said.names)
    # Elsewhere only what is certain counts, and most texts are told apart at a glance.
    telling = _telling(said)
    columns = text_columns(conn)
    owner: dict[tuple[str, str], str | None] = {}
    hits: dict[Cell, Hit] = {}

    def look(cell: Cell, text: str, *, is_past: bool) -> None:
        of = owner.get((cell.table, cell.row))
        is_here = of == account
        if not is_here and not any(each in folded(text) for each in telling):
            return
        own_names = cell.table == "contact" and cell.field in _OWN_NAMES
        found = found_in(text, (words,), parts_alone=is_here and not own_names)
        if found is None or (is_past and cell in hits):
            return
        only_shared = found_in(text, (others_words,), parts_alone=is_here) is None
        is_shared = (
            (not found.is_certain and only_shared)
            or (cell.table == "account" and cell.field == "name")
            or (cell.field == "external_id" and found_in(text, (id_words,), parts_alone=is_here) is None)
            or (not is_here and of in namesakes)
        )
        named = accounts.get(of) if of is not None else None
        hits[cell] = Hit(cell, named, found.around, found.is_certain, is_past, is_shared)

    for table, names in columns.items():
        column = "id" if table == "account" else "account"
        has_account = table == "account" or "account" in triggers.columns(conn, table)
        quoted = ", ".join(f'"{name}"' for name in names)
        for row, of, *texts in conn.execute(
            f'SELECT id, {column if has_account else "NULL"}, {quoted} FROM "{table}" ORDER BY rowid'
        ):
            owner[table, row] = of
            if table == "contact" and row in people:
                continue
            for name, text in zip(names, texts, strict=True):
                if isinstance(text, str) and text:
                    look(Cell(table, row, name), text, is_past=False)
    for table, row, field, *both in conn.execute(
        "SELECT tbl, row, col, old, new FROM change WHERE col <> '' AND (typeof(old) = 'text' OR typeof(new) = 'text')"
    ):
        if field in columns.get(table, ()) and not (table == "contact" and row in people):
            for text in both:
                if isinstance(text, str) and text:
                    look(Cell(table, row, field), text, is_past=True)
    return tuple(sorted(hits.values(), key=lambda each: (each.account or "", each.cell)))


def _namesakes(conn: sqlite3.Connection, people: tuple[str, ...], names: Iterable[str]) -> frozenset[str]:
    """The accounts at which somebody else has one of these names."""
    told = {folded(name) for name in names}
    rows = conn.execute("SELECT id, account, name FROM contact").fetchall()
    return frozenset(account for each, account, name in rows if each not in people and folded(name) in told)


def _telling(said: _Said) -> tuple[str, ...]:
    """What a text must hold to name the person for certain: the longest word of each name, an address, digits."""
    told = {folded(max(name.replace("-", " ").replace(".", " ").split(), key=len, default="")) for name in said.names}
    told |= {folded(email) for email in said.emails}
    told |= {phone.strip()[-2:] for phone in said.phones}
    return tuple(each for each in told if each)
