"""Which contact or milestone of an account is meant by a few letters of its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from desktop.domain.grammar.records import ContactName, MilestoneName, RowName
from desktop.domain.grammar.words import fold, name_keys

_Named = TypeVar("_Named", MilestoneName, RowName)


def match_contacts(typed: str, contacts: Sequence[ContactName]) -> list[ContactName]:
    """The contacts a name fits: by the full name or email, else by the beginning of any part; who left comes last."""
    for group in ([c for c in contacts if not c.left], [c for c in contacts if c.left]):
        if matches := _among(typed, group):
            return matches
    return []


def is_full_name(typed: str, contacts: Sequence[ContactName]) -> bool:
    """Whether some contact is called exactly so."""
    key = fold(typed)
    return any(name_keys(contact.name)[0] == key for contact in contacts)


def match_milestones(typed: str, milestones: Sequence[MilestoneName]) -> list[MilestoneName]:
    """The milestones some words fit: the full name, its beginning, from a later word on, or each word of them
    beginning a word of the name; open ones first."""
    for group in ([m for m in milestones if not m.done], [m for m in milestones if m.done]):
        if matches := _steps_among(typed, group):
            return matches
    return []


def match_rows(typed: str, rows: Sequence[RowName]) -> list[RowName]:
    """The things some words fit, as milestones are found."""
    return _steps_among(typed, rows)


def _among(typed: str, contacts: Sequence[ContactName]) -> list[ContactName]:
    key, plain = fold(typed), typed.casefold()
    if not key:
        return []
    exact = [c for c in contacts if name_keys(c.name)[0] == key or (c.email or "").casefold() == plain]
    return exact or [
        c
        for c in contacts
        if any(part.startswith(key) for part in name_keys(c.name)) or (c.email or "").casefold().startswith(plain)
    ]


def _steps_among(typed: str, milestones: Sequence[_Named]) -> list[_Named]:
    key, words = fold(typed), [fold(word) for word in typed.split()]
    if not key:
        return []
    return (
        [m for m in milestones if name_keys(m.name)[0] == key]
        or [m for m in milestones if name_keys(m.name)[0].startswith(key)]
        or [m for m in milestones if any(part.startswith(key) for part in name_keys(m.name)[1:])]
        or [m for m in milestones if _begins_words(words, m.name)]
    )


def _begins_words(words: Sequence[str], name: str) -> bool:
    parts = [fold(part) for part in name.split()]
    return all(any(part.startswith(word) for part in parts) for word in words)
