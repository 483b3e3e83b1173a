"""What a merge finds: rows and fields that came, and fields that two people set apart from each other.

Knows nothing of files and change sets; the store fills these records, and the one choice to be made is made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, NamedTuple

Side = Literal["mine", "theirs"]
Value = str | int | float | bytes | None
What = Literal["new", "changed", "deleted"]
CLOCKS_DIFFER = timedelta(hours=1)
"""Clocks that differ by less decide nothing that people would decide otherwise."""


class Cell(NamedTuple):
    """One field of one row; "deleted_at" stands for whether the row is there at all."""

    table: str
    row: str
    field: str


class Told(NamedTuple):
    """What one side says of a field, who set it, and when.

    Args:
        at: UTC, ISO text; by that person's clock.
        called: of a field that names another row: what that row is called.
    """

    value: Value
    by: str
    at: str
    called: str | None = None


class Conflict(NamedTuple):
    """A field that both sides set since they parted, to different values; or a row deleted here and edited there.

    Args:
        account: the name of the account that the row belongs to, if it does to one.
        title: what the row is called, for tables whose rows have a name.
        later: the side whose change is the later one: kept, unless somebody chooses.
        is_circle: each side put another account below the other's: the values say so in words, and `later` is the side
            that came first, because the second would have been refused.
        is_of_two_rows: each side made a row of its own that says the same thing otherwise, such as pulses of one day;
            both stay, and `later` is the side whose row counts. The cell is of theirs.
        kind: of two rows: which of several things of that day they say, such as who owns it and who covers.
        is_deletion: one side deleted the row, the other edited it; `value` is when it was deleted, None where it was
            not.
    """

    cell: Cell
    account: str | None
    title: str | None
    mine: Told
    theirs: Told
    later: Side
    is_deletion: bool = False
    is_circle: bool = False
    is_of_two_rows: bool = False
    kind: str | None = None

    def told(self, side: Side) -> Told:
        return self.mine if side == "mine" else self.theirs


@dataclass(frozen=True, slots=True)
class Choices:
    """How conflicts are decided: by cell, else by the rule, else the later change; a deletion stays one.

    Args:
        prefer: the side that wins wherever `by_cell` does not say.
    """

    prefer: Side | None = None
    by_cell: Mapping[Cell, Side] = field(default_factory=dict[Cell, Side])

    def of(self, conflict: Conflict) -> Side:
        return self.by_cell.get(conflict.cell) or self.prefer or conflict.later


LATER_WINS = Choices()


class Came(NamedTuple):
    """A row or a field that came with the merge; `field` is None for a whole row.

    Args:
        old_called, new_called: of a field that names another row: what that row is called.
    """

    what: What
    account: str | None
    table: str
    row: str
    title: str | None
    field: str | None
    old: Value
    new: Value
    by: str
    at: str
    old_called: str | None = None
    new_called: str | None = None

    @property
    def cell(self) -> Cell:
        """The field it is about; of a whole row, whether it is there."""
        return Cell(self.table, self.row, self.field or "deleted_at")


class LeftOut(NamedTuple):
    """What a loan copy holds besides its accounts, and is therefore not taken back: rows by table."""

    table: str
    rows: int


class Joined(NamedTuple):
    """Somebody of whom both had made a record, which is one now.

    Args:
        account, name: what they are called.
    """

    account: str
    name: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge brought, or, of a preview, would bring.

    Args:
        change_sets: how many came that were not known here.
        kept: the side that each conflict was decided for, in their order.
        ahead: by how far what came is dated after the moment it came at: the clock there is wrong, and "the later" goes
            by it.
    """

    change_sets: int
    came: tuple[Came, ...]
    conflicts: tuple[Conflict, ...]
    kept: tuple[Side, ...]
    left_out: tuple[LeftOut, ...] = ()
    ahead: timedelta = timedelta()
    joined: tuple[Joined, ...] = ()

    @property
    def new(self) -> int:
        return sum(each.what == "new" for each in self.came)

    @property
    def changed(self) -> int:
        return sum(each.what == "changed" for each in self.came)

    @property
    def deleted(self) -> int:
        return sum(each.what == "deleted" for each in self.came)

    @property
    def uncontested(self) -> tuple[Came, ...]:
        """What came without a conflict about it."""
        contested = {each.cell for each in self.conflicts}
        contested |= {each.cell._replace(field="deleted_at") for each in self.conflicts if each.is_of_two_rows}
        return tuple(each for each in self.came if each.cell not in contested)

    def uncontested_of(self, what: What) -> int:
        """How many came without a conflict about them."""
        return sum(each.what == what for each in self.uncontested)

    @property
    def taken(self) -> int:
        """How many rows and fields are theirs now: what came uncontested, and the conflicts they won."""
        return len(self.uncontested) + self.kept.count("theirs")

    @property
    def is_clock_wrong(self) -> bool:
        """Whether a clock there is ahead by more than clocks usually differ."""
        return self.ahead > CLOCKS_DIFFER

    @property
    def is_nothing(self) -> bool:
        return self.change_sets == 0
