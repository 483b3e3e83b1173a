"""One of the people who work in copies of the small book, by the program's own operations alone."""

from __future__ import annotations

import random
import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.domain.errors import Rejected
from tests.end_to_end.colleagues.book import CSMS, TODAY
from tests.end_to_end.colleagues.daily import DAILY
from tests.end_to_end.colleagues.desk import Desk
from tests.end_to_end.colleagues.settings import SETTINGS
from tests.store.books import Clock
from tests.store.merge.people import Ledger, Person

DOES = {**DAILY, **SETTINGS}
CLOCKS_WRONG_BY = timedelta(), timedelta(days=9), timedelta(minutes=4)


class Colleague(Person):
    """A person at a computer whose clock may be wrong, who works on one day."""

    def __init__(self, path: Path, choose: random.Random, ledger: Ledger | None = None) -> None:
        super().__init__(path, choose, ledger)
        self.day = TODAY + timedelta(days=choose.randint(0, 14))
        self.name = choose.choice(CSMS)
        self.clock = Clock(
            datetime(2026, 5, 20, 9, tzinfo=UTC) + choose.choice(CLOCKS_WRONG_BY) * choose.uniform(-1, 1)
        )

    def copied(self, path: Path) -> Colleague:
        shutil.copy(self.path, path)
        other = Colleague(path, self._choose, self.ledger)
        other.clock = Clock(self.clock.at)
        return other

    def works(self, steps: int, shape: dict[str, int] | None = None) -> None:
        """Do some random things, those of `shape` more often; sometimes the program is closed afterwards."""
        weights = {
            **dict.fromkeys(DOES, 2),
            "types a line": 30,
            "imports": 8,
            "undoes": 6,
            "redoes": 3,
            **(shape or {}),
        }
        for what in self._choose.choices(list(weights), list(weights.values()), k=steps):
            self.does(what)
        if self._choose.random() < 0.2:
            self.close()

    def does(self, what: str) -> None:
        """One thing of DOES, unless the program refuses it."""
        with self.opened() as book, suppress(Rejected):
            DOES[what](Desk(book, self._choose, self.day, self.name, self.clock))
