"""Who is meant: names and external ids in the sources, resolved to rows of the portfolio."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.domain.identity import derived_id
from desktop.store.connection import Connection
from desktop.store.tx import Tx


class Directory:
    """Accounts, contacts, onboardings, contract lines and touchpoints by what the sources may call them."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._accounts = _Names(
            tx.conn.execute("SELECT id, external_id, name FROM account WHERE deleted_at IS NULL").fetchall()
        )
        self._contacts: dict[tuple[str, str], str] = {}
        self._born: list[tuple[str, str, str, str | None]] = []
        rows = tx.conn.execute("SELECT id, account, external_id, name, email, deleted_at FROM contact ORDER BY rowid")
        self._dead_contacts: set[str] = set()
        for contact, account, external_id, name, email, deleted_at in rows:
            if deleted_at is not None:
                self._dead_contacts.add(contact)
                continue
            for called in (external_id, email, name):
                if called:
                    self._contacts.setdefault((account, called.casefold()), contact)
        self._onboardings = _by_account(
            tx.conn,
            "SELECT account, id, name, external_id FROM onboarding WHERE deleted_at IS NULL ORDER BY started_on",
        )
        self._line_accounts: dict[str, str] = dict(
            tx.conn.execute(
                "SELECT external_id, account FROM contract_line WHERE external_id IS NOT NULL AND deleted_at IS NULL"
            ).fetchall()
        )
        self._touchpoints: dict[str, str] = dict(
            tx.conn.execute(
                "SELECT external_id, id FROM touchpoint WHERE external_id IS NOT NULL AND deleted_at IS NULL"
            ).fetchall()
        )

    def account(self, called: str) -> str:
        """The account's id.

        Raises:
            ValueError: there is none, or more than one; the text says which.
        """
        return self._accounts[called]

    def account_of_line(self, external_id: str) -> str:
        """The account whose contract line this is.

        Raises:
            ValueError: no contract line has this external id.
        """
        try:
            return self._line_accounts[external_id]
        except KeyError:
            raise ValueError("is no contract line of this portfolio: import the subscriptions with it") from None

    def contact(self, account: str, called: str) -> str:
        """The contact's id; one that is not known yet is created when `write_contacts` is called."""
        key = (account, called.casefold())
        found = self._contacts.get(key)
        if found is None:
            found = derived_id("contact", [account, called])
            email = called if "@" in called else None
            self._contacts[key] = found
            self._born.append((found, account, called.split("@")[0] if email else called, email))
        return found

    def write_contacts(self) -> None:
        """Create the contacts that were named and not known."""
        for contact, account, name, email in self._born:
            if contact in self._dead_contacts:
                self._tx.put("contact", contact, {"account": account, "name": name, "email": email})
        fresh = [row for row in self._born if row[0] not in self._dead_contacts]
        if fresh:
            self._tx.insert_many("contact", ("id", "account", "name", "email"), fresh)
        self._born.clear()

    def onboarding(self, account: str, called: str) -> str | None:
        """The onboarding of that name; with none said, the account's latest; None if it has none.

        Raises:
            ValueError: the account has no onboarding of that name.
        """
        known = self._onboardings.get(account, [])
        if not called:
            return known[-1][0] if known else None
        for onboarding, name, external_id in known:
            if called in (name, external_id):
                return onboarding
        raise ValueError("is no onboarding of this account: import the onboardings first")

    def touchpoint(self, called: str) -> str:
        """The touchpoint with that external id.

        Raises:
            ValueError: there is none.
        """
        try:
            return self._touchpoints[called]
        except KeyError:
            raise ValueError("is no touchpoint of this portfolio: import the touchpoints first") from None


class _Names:
    """Accounts by external id, else by name, else by name in any case; asked for once per text."""

    def __init__(self, rows: list[tuple[str, str | None, str]]) -> None:
        self._by_external = {external_id: account for account, external_id, _ in rows if external_id}
        self._by_name: dict[str, list[str]] = {}
        self._by_folded: dict[str, list[str]] = {}
        for account, _, name in rows:
            self._by_name.setdefault(name, []).append(account)
            self._by_folded.setdefault(name.casefold(), []).append(account)

    def __getitem__(self, called: str) -> str:
        if called in self._by_external:
            return self._by_external[called]
        found = self._by_name.get(called) or self._by_folded.get(called.casefold()) or []
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValueError("is no account of this portfolio: add it to a file of accounts")
        raise ValueError(f"is the name of {len(found)} accounts: use the external id")


def _by_account(conn: Connection, sql: str) -> dict[str, list[tuple[str, str | None, str | None]]]:
    found: dict[str, list[tuple[str, str | None, str | None]]] = {}
    rows: Iterator[tuple[str, str, str | None, str | None]] = conn.execute(sql)
    for account, row, name, external_id in rows:
        found.setdefault(account, []).append((row, name, external_id))
    return found
