"""A small book whose names are hard to read: verbs, numbers and accents in them, namesakes, people who left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from desktop.domain.grammar import AccountName, ContactName, MilestoneName, Parsed, parse

MONDAY = date(2026, 11, 23)

ACCOUNTS = [
    AccountName("acme", "Acme", "CRM-1"),
    AccountName("foods", "Acme Foods", "CRM-12"),
    AccountName("brack", "Brackwater Foods"),
    AccountName("call", "Call Center Ltd"),
    AccountName("risk", "Risk Partners"),
    AccountName("ostrava", "Ostrava Freight"),
    AccountName("tindle", "Tindle & Rowe"),
    AccountName("studio", "Studio 54"),
    AccountName("3m", "3M"),
    AccountName("soehne", "Müller Söhne"),
    AccountName("krakow", "Łódź Küche A/S"),
    AccountName("twin1", "Twin Oaks", "T-1"),
    AccountName("twin2", "Twin Oaks", "T-2"),
    AccountName("muller", "Muller"),
    AccountName("umlaut", "Müller"),
]

CONTACTS = [
    ContactName("jana", "acme", "Jana Rowe", "j.rowe@acme.example"),
    ContactName("tom", "acme", "Tom Lee"),
    ContactName("jane", "acme", "Jane Doe", left=True),
    ContactName("zoe", "acme", "Zoë Ångström"),
    ContactName("old", "acme", "Jan Alt", left=True),
    ContactName("ana1", "foods", "Ana Berg", "ana.berg@foods.example"),
    ContactName("ana2", "foods", "Ana Cole"),
    ContactName("sam1", "foods", "Sam Poe", "sam@foods.example"),
    ContactName("sam2", "foods", "Sam Poe"),
]

MILESTONES = [
    MilestoneName("sso", "acme", "SSO"),
    MilestoneName("import", "acme", "Data import"),
    MilestoneName("check", "acme", "Data check"),
    MilestoneName("friday", "acme", "Friday demo"),
    MilestoneName("kickoff", "acme", "Kickoff", done=True),
    MilestoneName("golive", "ostrava", "Go live"),
]


@pytest.fixture(scope="session")
def read() -> Callable[..., Parsed]:
    """Parses a line against the book, on Mon 23 Nov 2026 unless another day is given."""

    def read_line(text: str, *, page: str | None = None, as_of: date = MONDAY) -> Parsed:
        return parse(text, accounts=ACCOUNTS, contacts=CONTACTS, milestones=MILESTONES, as_of=as_of, account=page)

    return read_line
