"""The small book that everybody begins with, and what the files say that people import into it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop.exchange.csv_source import read_csv
from desktop.exchange.recognise import batches
from desktop.operations.defaults import write_defaults
from desktop.operations.imports.sources import import_batches
from desktop.store.portfolio import Portfolio
from tests.end_to_end.program import write_csv
from tests.store.books import Clock
from tests.store.merge.people import same_every_time

TODAY = date(2026, 5, 20)
"""The day on which people part; each works on some day of the fortnight from it."""
NAMES = ("Acme", "Bolt", "Cove")
PEOPLE = ("Jana", "Piet")
CSMS = ("Ada", "Bo", "Cy")
Rows = list[dict[str, object]]

BOOK: dict[str, Rows] = {
    "accounts": [
        {"name": name, "csm": csm, "segment": segment, "started_on": "2024-03-01"}
        for name, csm, segment in zip(NAMES, CSMS, ("Large", "Small", "Large"), strict=True)
    ],
    "contacts": [
        {"account": "Acme", "name": "Jana", "role": "champion"},
        {"account": "Acme", "name": "Piet"},
        {"account": "Bolt", "name": "Jana", "role": "buyer"},
        {"account": "Cove", "name": "Piet", "role": "champion"},
    ],
    "subscriptions": [
        {"account": "Acme", "product": "Core", "arr": 60_000, "start_on": "2025-09-01", "end_on": "2026-08-31",
         "notice_days": 60, "auto_renew": "true", "seats": 100, "term_months": 12},
        {"account": "Bolt", "product": "Core", "arr": 20_000, "start_on": "2024-06-01", "end_on": "2026-05-31",
         "notice_days": 30, "auto_renew": "false", "seats": 20},
        {"account": "Cove", "product": "Core", "arr": 30_000, "start_on": "2025-11-01", "seats": 40},
    ],
    "onboardings": [{"account": "Cove", "name": "Standard", "started_on": "2026-04-01", "target_on": "2026-06-01"}],
    "milestones": [
        {"account": "Cove", "onboarding": "Standard", "name": name, "due_on": due, "first_value": value}
        for name, due, value in (
            ("Kickoff", "2026-04-08", "false"), ("Login", "2026-05-01", "false"), ("Reports", "2026-06-01", "true")
        )
    ],
    "usage": [
        {"account": name, "on": TODAY - timedelta(days=7 * week), "metric": "active_users", "value": 12 + week}
        for name in NAMES
        for week in range(9)
    ],
    "surveys": [
        {"account": "Bolt", "kind": "nps", "responded_on": "2026-02-10", "score": 9, "contact": "Jana"},
    ],
    "tickets": [{"account": "Acme", "opened_on": "2026-05-02", "subject": "Slow", "escalated": "true"}],
    "tasks": [{"account": name, "title": f"Look at {name}", "due_on": "2026-05-25", "side": "ours"} for name in NAMES],
}  # fmt: skip
"""What everybody begins with."""

EXPORT: dict[str, Callable[[random.Random], Rows]] = {
    "accounts": lambda c: [
        {"name": name, "segment": c.choice(("Large", "Small", "")), "csm": c.choice((*CSMS, "")),
         "Tier": c.choice("AB")}
        for name in c.sample(("Acme", "Dune", "Echo"), 2)
    ],
    "contacts": lambda c: [
        {"account": c.choice(("Acme", "Dune")), "name": "Kim", "email": "kim@x.example",
         "external_id": c.choice(("K-1", "")), "title": c.choice(("CEO", "VP", ""))},
        {"account": "Acme", "name": "Jana", "role": c.choice(("champion", "buyer", ""))},
    ],
    "surveys": lambda c: [
        {"account": "Acme", "kind": "nps", "responded_on": c.choice(("2026-05-12", "2026-05-13")),
         "score": c.choice((2, 9)), "contact": c.choice(("kim@x.example", "Kim", "Jana"))},
    ],
    "subscriptions": lambda c: [
        {"account": "Dune", "arr": c.choice((1000, 2000)), "start_on": "2026-01-01",
         "end_on": c.choice(("2026-12-31", ""))},
    ],
    "usage": lambda c: [
        {"account": c.choice(NAMES), "on": f"2026-05-{day}", "metric": "active_users", "value": c.randint(1, 40)}
        for day in (11, 18)
    ],
    "touchpoints": lambda c: [
        {"account": "Acme", "on": "2026-05-11", "kind": "call", "subject": "Imported",
         "contact": c.choice(("Kim", "Piet"))},
    ],
    "tasks": lambda c: [{"account": "Acme", "title": "Imported", "due_on": c.choice(("2026-05-21", "2026-06-01"))}],
    "milestones": lambda c: [
        {"account": "Cove", "onboarding": "Standard", "name": "Login",
         "done_on": c.choice(("2026-05-02", "2026-05-03"))},
    ],
}  # fmt: skip
"""Kind -> what the file of it may say when somebody exports it: the same to all, but for a field or two."""


@cache
def small_book() -> bytes:
    """The same book each time, down to the ids."""
    with TemporaryDirectory() as folder, same_every_time(0, Path(folder)):
        path = Path(folder, "book.perennial")
        clock = Clock(datetime(2026, 5, 20, 8, tzinfo=UTC))
        with Portfolio.create(path, first=write_defaults, clock_=clock) as book:
            paths = [write_csv(Path(folder, f"{kind}.csv"), told) for kind, told in BOOK.items()]
            found = [batch for each in paths for batch in batches(read_csv(each))]
            done = book.perform(import_batches, found, as_of=TODAY).result
            assert done.rejects == []
        return path.read_bytes()
