"""Who is meant: names and external ids in the sources, resolved to rows of the portfolio."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from desktop.domain.identity import derived_id
from desktop.store.queries import directory
from desktop.store.queries.directory import ContactEntry, OnboardingEntry
from desktop.store.tx import Tx


class Directory:
    """Accounts, contacts, onboardings, contract lines and touchpoints by what the sources may call them."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._wanted: dict[str, tuple[str, str]] = {}

    def account(self, called: str) -> str:
        """The account's id.

        Raises:
            ValueError: there is none, or more than one; the text says which.
        """
        return self._accounts.find(called)

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
        """The contact's id; one that is not known yet is created when `write_contacts` is called.

        Raises:
            ValueError: several contacts of the account have this name.
        """
        asked = name_and_email(called)[1] or called
        meant = self._contacts.meant.get((account, asked.casefold()), ())
        if len(meant) > 1:
            raise ValueError(f"is the name of {len(meant)} contacts of this account: use the email")
        if meant:
            return meant[0]
        found = contact_id(account, asked)
        if found not in self._contacts.living:
            # Of several spellings the first in the alphabet, one that says a name before a bare address: then the order
            # of the sources does not matter.
            _, *before = self._wanted.get(found, (account,))
            self._wanted[found] = account, min((called, *before), key=lambda each: ("<" not in each, each))
        return found

    def write_contacts(self, used: Collection[str]) -> None:
        """Create the contacts that were named and not known, as far as they are in `used`."""
        fresh: list[tuple[str, str, str, str | None]] = []
        for contact, (account, called) in self._wanted.items():
            if contact not in used:
                continue
            name, email = name_and_email(called)
            if contact in self._contacts.dead:
                self._tx.put("contact", contact, {"account": account, "name": name, "email": email})
            else:
                fresh.append((contact, account, name, email))
        self._tx.insert_many("contact", ("id", "account", "name", "email"), fresh)

    def onboarding(self, account: str, called: str, milestone: str) -> str | None:
        """The onboarding of that name, the latest if there are several.

        With none said, the one that has the milestone already, else the account's latest; None if it has none.

        Raises:
            ValueError: the account has no onboarding of that name.
        """
        known = self._onboardings.get(account, [])
        if called:
            for onboarding in reversed(known):
                if called in (onboarding.name, onboarding.external_id):
                    return onboarding.id
            raise ValueError("is no onboarding of this account: import the onboardings first")
        if (account, milestone) in self._milestone_homes:
            return self._milestone_homes[account, milestone]
        return known[-1].id if known else None

    def touchpoint(self, called: str) -> str:
        """The touchpoint with that external id.

        Raises:
            ValueError: there is none.
        """
        try:
            return self._touchpoints[called]
        except KeyError:
            raise ValueError("is no touchpoint of this portfolio: import the touchpoints first") from None

    # Each is read when it is first asked for: an import of accounts need not read the book's contract lines.

    @cached_property
    def currency(self) -> str:
        """The one currency of the portfolio."""
        return directory.currency(self._tx.conn)

    @cached_property
    def _accounts(self) -> Names:
        return Names(directory.accounts(self._tx.conn))

    @cached_property
    def _contacts(self) -> _Contacts:
        return _Contacts.of(directory.contacts(self._tx.conn))

    @cached_property
    def _onboardings(self) -> dict[str, list[OnboardingEntry]]:
        found: dict[str, list[OnboardingEntry]] = {}
        for onboarding in directory.onboardings(self._tx.conn):
            found.setdefault(onboarding.account, []).append(onboarding)
        return found

    @cached_property
    def _milestone_homes(self) -> dict[tuple[str, str], str | None]:
        return directory.milestone_homes(self._tx.conn)

    @cached_property
    def _line_accounts(self) -> dict[str, str]:
        return directory.line_accounts(self._tx.conn)

    @cached_property
    def _touchpoints(self) -> dict[str, str]:
        return directory.touchpoints(self._tx.conn)


def contact_id(account: str, called: str) -> str:
    """The id of a contact without an external id, by email or name: whoever mentions them first makes the same row."""
    return derived_id("contact", [account, called.casefold()])


def name_and_email(called: str) -> tuple[str, str | None]:
    """What a contact is called until somebody says more: "Jana <jana@x.example>", or an address that gives a name."""
    if "@" not in called:
        return called, None
    both = _NAME_AND_EMAIL.fullmatch(called)
    if both:
        return both[1], both[2]
    before, _, after = called.partition("@")
    return (before, called) if before and after else (called, None)


_NAME_AND_EMAIL = re.compile(r"([^<>]*[^<>\s])\s*<([^<>@\s]+@[^<>@\s]+)>")


class Names:
    """Accounts by external id, else by name, else by name in any case."""

    def __init__(self, rows: Iterable[tuple[str, str | None, str]]) -> None:
        self._by_external: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = {}
        self._by_folded: dict[str, list[str]] = {}
        for account, external_id, name in rows:
            if external_id:
                self._by_external[external_id] = account
            self._by_name.setdefault(name, []).append(account)
            self._by_folded.setdefault(name.casefold(), []).append(account)

    def find(self, called: str) -> str:
        """The account's id; ValueError says that there is none, or more than one."""
        if called in self._by_external:
            return self._by_external[called]
        found = self._by_name.get(called) or self._by_folded.get(called.casefold()) or []
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValueError("is no account of this portfolio: add it to a file of accounts")
        raise ValueError(f"is the name of {len(found)} accounts: use the external id")


class _Contacts(NamedTuple):
    """The book's contacts by what they may be called within an account, and which ids are there at all.

    An external id goes before an email, and that before names, of which several may have the same.
    """

    meant: dict[tuple[str, str], list[str]]
    living: set[str]
    dead: set[str]

    @staticmethod
    def of(rows: Sequence[ContactEntry]) -> _Contacts:
        found = _Contacts({}, set(), set())
        exact: dict[tuple[str, str], list[str]] = {}
        by_external: dict[tuple[str, str], list[str]] = {}
        for contact, account, external_id, name, email, deleted in rows:
            if deleted:
                found.dead.add(contact)
                continue
            found.living.add(contact)
            found.meant.setdefault((account, name.casefold()), []).append(contact)
            if email:
                exact.setdefault((account, email.casefold()), [contact])
            if external_id:
                by_external[account, external_id.casefold()] = [contact]
        found.meant.update(exact)
        found.meant.update(by_external)
        return found
