"""What became of an import: how many rows of which kind were new, and which were refused and why."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.exchange.tables import Reject


@dataclass(slots=True)
class Tally:
    """Rows of the sources, each counted once; rows = new + updated + unchanged + rejected."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def rows(self) -> int:
        return self.new + self.updated + self.unchanged + self.rejected

    def add(self, other: Tally) -> None:
        self.new += other.new
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.rejected += other.rejected

    def as_json(self) -> dict[str, int]:
        return {
            "rows": self.rows,
            "new": self.new,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
        }


@dataclass(slots=True)
class ImportResult:
    """Everything an import has to say."""

    kinds: dict[str, Tally] = field(default_factory=dict[str, Tally])
    rejects: list[Reject] = field(default_factory=list[Reject])
    notes: list[str] = field(default_factory=list[str])
    tasks: int = 0
    """Tasks that playbooks created for what was imported."""

    @property
    def total(self) -> Tally:
        total = Tally()
        for tally in self.kinds.values():
            total.add(tally)
        return total
