"""A big book to measure on: made once from a seed, straight through the store, and kept under build/ (git-ignored).

Per account: 3 contract lines, 5 answers, 5 touchpoints, 3 tickets, 2 contacts, an owner, an onboarding with two
milestones, and 100 usage readings.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from desktop.domain.identity import derived_id
from desktop.operations.defaults import write_defaults
from desktop.store import derived, schema, usage_rows
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx
from desktop.store.usage_rows import Reading

FOLDER = Path(__file__).resolve().parents[1] / "build" / "bench"
AS_OF = date(2026, 11, 22)
ACCOUNTS = 10_000
READINGS = 100
"""Usage readings of one account: 13 weeks of six series, which is as far as any window looks, then active users every
four weeks back to two years."""

_WRITTEN_AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
_DENSE_WEEKS, _YEARS_WEEKS = 13, 104
_EPOCH = date(1970, 1, 1).toordinal()
_PART = 1_000
"""Accounts in one change set."""

Cell = str | int | float | None
Rows = dict[str, list[tuple[Cell, ...]]]

COLUMNS: dict[str, tuple[str, ...]] = {
    "account": ("id", "name", "segment", "region", "stage", "started_on", "acquisition_cost_cents"),
    "ownership": ("id", "account", "csm", "kind"),
    "contact": ("id", "account", "name", "email", "role", "influence"),
    "contract_line": (
        *("id", "account", "product", "plan", "plan_rank", "seats", "arr_cents", "start_on", "end_on", "term_months"),
        *("auto_renew", "notice_days", "outcome", "outcome_on", "likelihood"),
    ),
    "onboarding": ("id", "account", "name", "started_on", "target_on"),
    "milestone": ("id", "account", "onboarding", "name", "due_on", "done_on", "first_value", "state"),
    "touchpoint": ("id", "account", "contact", "on_day", "kind", "state", "two_way", "topic", "subject"),
    "survey_response": (
        *("id", "account", "contact", "kind", "responded_on", "score", "scale_min", "scale_max", "direction"),
        "comment",
    ),
    "ticket": ("id", "account", "opened_on", "closed_on", "priority", "escalated", "csat", "subject"),
}
"""What is written, parents before what names them."""


def account_name(number: int) -> str:
    return f"Customer {number:06d}"


def person_name(number: int, which: int) -> str:
    return f"Person {which} of {number:06d}"


def use_own_folder() -> None:
    """Keep replica ids and backups of benchmarks apart from the user's own."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ["PERENNIAL_HOME"] = str(FOLDER / "home")


def big_book(accounts: int = ACCOUNTS, readings: int = READINGS) -> Path:
    """The book of that size, made unless it is there already.

    Args:
        readings: of each account; 0 leaves usage out, otherwise at least 78.
    """
    use_own_folder()
    path = FOLDER / f"book-{accounts}-{accounts * readings}-{_recipe()}.perennial"
    if not path.exists():
        for stale in FOLDER.glob(f"book-{accounts}-{accounts * readings}-*"):
            stale.unlink()
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        _write(draft, accounts, readings)
        draft.rename(path)
    return path


def fresh_copy(book: Path, name: str) -> Path:
    """A copy of the book that may be changed; the one before it is removed."""
    copy = FOLDER / f"{name}.perennial"
    for old in FOLDER.glob(f"{name}.perennial*"):
        old.unlink()
    return Path(shutil.copyfile(book, copy))


def _recipe() -> str:
    """Changes where the schema, the columns a book keeps or this module do: no book of another making is measured."""
    made_of = schema.FINGERPRINTS[schema.VERSION].encode() + derived.FORMAT.encode() + Path(__file__).read_bytes()
    return hashlib.sha256(made_of).hexdigest()[:8]


def _write(path: Path, accounts: int, readings: int) -> None:
    with Portfolio.create(path, first=write_defaults, clock_=lambda: _WRITTEN_AT) as book:
        for first in range(0, accounts, _PART):
            book.perform(_write_part, range(first, min(first + _PART, accounts)), readings)


def _write_part(tx: Tx, numbers: Sequence[int], readings: int) -> None:
    rows: Rows = {table: [] for table in COLUMNS}
    usage: list[Reading] = []
    for number in numbers:
        rng = random.Random(f"big book {number}")
        account = _add_account(rows, number, rng)
        if readings:
            usage += _usage(account, rng, readings)
    for table, columns in COLUMNS.items():
        tx.insert_many(table, columns, rows[table])
    if usage:
        usage_rows.add(tx, usage, source="big book")
    tx.label = f"Accounts {numbers[0]} to {numbers[-1]}"


def _day(back: int) -> str:
    return (AS_OF - timedelta(days=back)).isoformat()


def _add_account(rows: Rows, number: int, rng: random.Random) -> str:
    account = derived_id("account", [account_name(number)])
    since = rng.randint(200, 1500)
    segment, region = rng.choice(("SMB", "Mid", "Enterprise")), rng.choice(("EMEA", "AMER", "APAC"))
    cost = rng.randint(1, 90) * 10_000 if rng.random() < 0.5 else None
    rows["account"].append((account, account_name(number), segment, region, "Live", _day(since), cost))
    rows["ownership"].append((f"{account}-o", account, f"CSM {number % 40:02d}", "owner"))
    people = [f"{account}-p{which}" for which in range(2)]
    for which, role in enumerate((rng.choice(("champion", "buyer")), "user")):
        email = f"p{which}.{number}@customer.example"
        influence = "decides" if which == 0 else "uses"
        rows["contact"].append((people[which], account, person_name(number, which), email, role, influence))
    _add_lines(rows, account, rng)
    started = since - rng.randint(0, 30)
    rows["onboarding"].append((f"{account}-b", account, "First rollout", _day(started), _day(started - 60)))
    for which, due in enumerate((started - 30, started - 60)):
        done = _day(due + rng.randint(-20, 25)) if rng.random() < 0.9 and due > 30 else None
        milestone = (f"{account}-m{which}", account, f"{account}-b", f"Step {which + 1}", _day(due), done)
        rows["milestone"].append((*milestone, which, "done" if done else "open"))
    for which in range(5):
        touchpoint = (f"{account}-t{which}", account, rng.choice(people), _day(rng.randint(0, 500)))
        state, two_way = rng.choice(("held", "held", "planned")), int(rng.random() < 0.7)
        kind, topic = rng.choice(("call", "email", "meeting")), rng.choice(("check-in", "renewal", None))
        rows["touchpoint"].append((*touchpoint, kind, state, two_way, topic, "About the quarter"))
    for which, kind in enumerate(("nps", "nps", "nps", "csat", "ces")):
        low, high = {"nps": (0.0, 10.0), "csat": (1.0, 5.0), "ces": (1.0, 7.0)}[kind]
        score = None if rng.random() < 0.1 else float(min(high, max(low, round(rng.gauss(0.75, 0.2) * high))))
        answer = (f"{account}-s{which}", account, rng.choice(people), kind, _day(rng.randint(0, 600)), score, low, high)
        comment = "Works well, the reports are slow" if rng.random() < 0.3 else None
        rows["survey_response"].append((*answer, "ease" if kind == "ces" else None, comment))
    for which in range(3):
        opened = rng.randint(0, 500)
        closed = None if rng.random() < 0.1 else _day(max(0, opened - rng.randint(0, 14)))
        csat = float(rng.randint(2, 5)) if closed and rng.random() < 0.5 else None
        ticket = (f"{account}-k{which}", account, _day(opened), closed, rng.choice(("low", "high")))
        rows["ticket"].append((*ticket, int(rng.random() < 0.1), csat, "Export stops half way"))
    return account


def _add_lines(rows: Rows, account: str, rng: random.Random) -> None:
    """Last year's term, this year's, and a second product; one account in twenty left within the year."""
    end, seats, arr = rng.randint(1, 360), rng.randint(5, 400), rng.randint(3, 300) * 100_000
    gone = rng.random() < 0.05
    fixed = ("Planner", rng.choice(("Basic", "Pro")), 1, seats)
    renewed = (_day(730 - end), _day(365 - end), 12, 1, 60)
    before = round(arr * rng.choice((0.9, 1, 1, 1.1)))
    rows["contract_line"].append((f"{account}-l0", account, *fixed, before, *renewed, "renewed", _day(370 - end), None))
    outcome = ("ended", _day(max(0, 180 - end)), None) if gone and end < 180 else (None, None, rng.random())
    now = (_day(365 - end), _day(-end), 12, 1, rng.choice((30, 60, 90, None)))
    rows["contract_line"].append((f"{account}-l1", account, *fixed, arr, *now, *outcome))
    side = ("Reports", "Pro", 2, None, rng.randint(1, 40) * 50_000)
    open_ended = (_day(rng.randint(10, 700)), None, 12, 1, 30)
    rows["contract_line"].append((f"{account}-l2", account, *side, *open_ended, None, None, None))


def _usage(account: str, rng: random.Random, readings: int) -> Iterator[Reading]:
    today = AS_OF.toordinal() - _EPOCH
    level = rng.uniform(5, 300)
    series = [("active_users", "", level), ("logins", "", level * 4)]
    for feature in ("export", "planning"):
        series += [("feature_users", feature, level * rng.random()), ("eligible_users", feature, level * 1.2)]
    weeks: dict[int, Sequence[int]] = {at: range(_DENSE_WEEKS) for at in range(len(series))}
    sparse = readings - _DENSE_WEEKS * len(series)
    weeks[0] = [
        *range(_DENSE_WEEKS),
        *(_DENSE_WEEKS + (_YEARS_WEEKS - _DENSE_WEEKS) * n // sparse for n in range(sparse)),
    ]
    for at, (metric, feature, usual) in enumerate(series):
        for week in weeks[at]:
            value = float(round(usual * (1 - 0.003 * week) * rng.uniform(0.9, 1.1)))
            yield Reading(account, metric, feature, today - 1 - 7 * week, 0, value)
