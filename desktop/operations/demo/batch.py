"""What the demo hands over: rows in the native CSV format, in batches that each have an author and a clock.

`Ledger` collects rows with the day they were written down and deals them out to the batches. Must not know the stories.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from desktop.operations.demo.names import INES, MARA, TOMAS

Row = Mapping[str, str]
Cell = str | int | float | bool | date | None

KINDS = (
    "accounts", "ownerships", "contacts", "subscriptions", "calls", "onboardings", "milestones", "touchpoints",
    "surveys", "usage", "tickets", "qbrs", "objectives", "tasks", "risks", "opportunities", "churns", "pulses",
)  # fmt: skip
"""Every kind of the native format, those that others refer to first."""

FEEDS = frozenset({"ownerships", "contacts", "subscriptions", "touchpoints", "surveys", "usage", "tickets", "churns"})
"""Kinds that whoever writes next brings along; the rest waits for the account's own CSM."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "accounts": ("name",),
    "ownerships": ("account", "csm", "from_on"),
    "contacts": ("account", "name"),
    "calls": ("account", "on", "kind"),
    "onboardings": ("account", "started_on", "name"),
    "milestones": ("account", "onboarding", "name"),
    "usage": ("account", "on", "metric", "feature"),
    "objectives": ("account", "goal"),
    "risks": ("account", "reason", "opened_on"),
    "churns": ("account", "on"),
    "pulses": ("account", "on"),
}
"""What tells rows of a kind apart; the kinds left out carry an external id."""

BASE_BACK = 396
"""Days before as-of on which the base book was written: thirteen months."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

BASE_LABEL = "Book brought in from the spreadsheets"


@dataclass(frozen=True, slots=True)
class DemoBatch:
    """One import: what somebody wrote down at one sitting.

    Args:
        written_at: UTC, with its time zone.
        rows: kind -> rows of text cells; a missing cell says nothing, an empty survey score says "not answered".
    """

    written_at: datetime
    author: str
    label: str
    rows: Mapping[str, Sequence[Row]]


class _Entry(NamedTuple):
    written_on: date
    author: str | None
    kind: str
    row: dict[str, str]


class _Sitting(NamedTuple):
    """A day on which an author writes down what has come up; at the closing one, everything left."""

    on: date
    author: str
    label: str


def cell(value: Cell) -> str:
    """A value as the text of a native CSV cell; None is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:g}" if isinstance(value, float) else str(value)


def working_day(day: date) -> date:
    """The day itself, or the Friday before where it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def spelled(day: date) -> str:
    """ "3 Apr", the same in every locale."""
    return f"{day.day} {MONTHS[day.month - 1]}"


class Ledger:
    """Rows of the book with the day each was written down.

    Args:
        as_of: the day the book is made for; every `back` counts days before it, negative ones days after it.
    """

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of
        self._entries: list[_Entry] = []
        self._exact: set[tuple[date, str]] = set()

    def day(self, back: int) -> date:
        return self.as_of - timedelta(days=back)

    def next_working(self, nth: int) -> int:
        """Days before as-of, so 0 or less, of the nth working day from as-of on; 0 = the first."""
        backs = [back for back in range(0, -2 * nth - 9, -1) if self.day(back).weekday() < 5]
        return backs[nth]

    def sit_down(self, on: date, author: str) -> None:
        """Has the author write on that very day, whatever the rhythm."""
        self._exact.add((min(on, self.day(1)), author))

    def write(self, kind: str, written_on: date, author: str, cells: Mapping[str, Cell]) -> None:
        """Adds a row, or further cells of a row that is there.

        Args:
            written_on: it goes into the next batch of that day or later; at the latest the last one.
        """
        row = {name: cell(value) for name, value in cells.items() if value is not None}
        if kind == "surveys":
            row.setdefault("score", "")
        shared = kind in FEEDS or (kind == "accounts" and "started_on" in row)
        day = min(written_on, self.day(1))
        self._entries.append(_Entry(day, None if shared else author, kind, row))

    def batches(self, *, few: bool = False) -> Iterator[DemoBatch]:
        """Everything written, in order of time; a row that a batch names twice becomes one.

        Args:
            few: hardly any history: the base, two sittings of everybody, the exact days and the last.
        """
        waiting = sorted(self._entries, key=lambda entry: entry.written_on)
        sittings = self._sittings(few)
        previous: datetime | None = None
        for number, sitting in enumerate(sittings):
            is_last = number == len(sittings) - 1
            taken: list[_Entry] = []
            left: list[_Entry] = []
            for entry in waiting:
                is_due = entry.written_on <= sitting.on and (entry.author in (None, sitting.author) or number == 0)
                (taken if is_due or is_last else left).append(entry)
            waiting = left
            if not taken:
                continue
            written_at = datetime.combine(sitting.on, time(9, 5) if number == 0 else time(14, 10), UTC)
            if previous is not None and written_at <= previous:
                written_at = previous + timedelta(minutes=25)
            previous = written_at
            yield DemoBatch(written_at, sitting.author, sitting.label, _merged(taken))

    def _sittings(self, few: bool) -> list[_Sitting]:
        """Fortnightly in the first half, weekly in the second, then each CSM once more, and the exact days."""
        early_backs = (250, 249, 248) if few else range(BASE_BACK - 14, 182, -14)
        late_backs = (120, 119, 118, 117) if few else range(182, 4, -7)
        # Forward from a weekend: the accounts are dated BASE_BACK, and nothing may be written before they are.
        base = self.day(BASE_BACK)
        base += timedelta(days=-base.weekday() % 7 if base.weekday() > 4 else 0)
        days: dict[tuple[date, str], str] = {}
        early = (MARA, TOMAS, INES)
        late = (MARA, TOMAS, MARA, INES)
        for number, back in enumerate(early_backs):
            days[working_day(self.day(back)), early[number % 3]] = "Fortnight"
        for number, back in enumerate(late_backs):
            days[working_day(self.day(back)), late[number % 4]] = "Week"
        last_working_day = working_day(self.day(1))
        days[last_working_day, INES] = days[last_working_day, TOMAS] = "Week"
        for on, author in self._exact:
            if on > base:
                days.setdefault((on, author), "Notes")
        days.pop((self.day(1), MARA), None)
        order = {name: place for place, name in enumerate((INES, TOMAS, MARA))}
        later = sorted(days.items(), key=lambda item: (item[0][0], order[item[0][1]]))
        return [
            _Sitting(base, MARA, BASE_LABEL),
            *(_Sitting(on, author, f"{span} to {spelled(on)}: {author}") for (on, author), span in later),
            _Sitting(self.day(1), MARA, f"Answers and notes of {spelled(self.day(1))}: {MARA}"),
        ]


def _merged(entries: Sequence[_Entry]) -> dict[str, tuple[Row, ...]]:
    kinds: defaultdict[str, dict[tuple[str, ...], dict[str, str]]] = defaultdict(dict)
    for entry in entries:
        columns = KEYS.get(entry.kind, ("external_id",))
        key = tuple(entry.row.get(column, "") for column in columns)
        kinds[entry.kind].setdefault(key, {}).update(entry.row)
    return {kind: tuple(kinds[kind].values()) for kind in KINDS if kind in kinds}
