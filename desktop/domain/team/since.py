"""What others did to an account since whoever reviews their books noted something about it last."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Noted(NamedTuple):
    """When somebody noted something about an account last, and who."""

    at: datetime
    by: str


class Since(NamedTuple):
    """What changed of an account since a note, as the journal of its book tells it.

    Args:
        noted: the note it is counted from.
        rows: by kind of row, how many were added or changed, each once in a change set; the most first.
        people: who did, by name.
        newest: when that happened last; None = nothing changed.
    """

    noted: Noted
    rows: tuple[tuple[str, int], ...] = ()
    people: tuple[str, ...] = ()
    newest: datetime | None = None

    @property
    def changes(self) -> int:
        return sum(number for _, number in self.rows)


def counted_from(since: Since, noted: Noted) -> Since:
    """The same, counted from the newest note there is by now: one that was left after it was read begins anew."""
    return Since(noted) if noted.at > since.noted.at else since
