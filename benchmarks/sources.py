"""CSV files to import, made once from a seed and kept under build/ (git-ignored)."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from benchmarks.book import ACCOUNTS, AS_OF, FOLDER, account_name, person_name, use_own_folder

Rows = Iterator[tuple[str, ...]]


def surveys(rows: int) -> Path:
    """Answers of two years; two thirds by contacts the book knows, a third by ten thousand it does not know yet."""
    return _cached(f"surveys-{rows}", lambda: _surveys(rows))


def subscriptions(rows: int) -> Path:
    """Contract lines with the ids another system gave them."""
    return _cached(f"subscriptions-{rows}", lambda: _subscriptions(rows))


def usage(rows: int) -> Path:
    """Weekly readings of five series an account, as far back as the rows reach."""
    return _cached(f"usage-{rows}", lambda: _usage(rows))


def _cached(name: str, rows: Callable[[], Rows]) -> Path:
    use_own_folder()
    path = FOLDER / f"{name}.csv"
    if not path.exists():
        draft = path.with_suffix(".draft")
        with draft.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows())
        draft.rename(path)
    return path


def _surveys(rows: int) -> Rows:
    rng = random.Random("surveys")
    yield "account", "contact", "kind", "responded_on", "score", "direction", "comment"
    for row in range(rows):
        number, kind = row % ACCOUNTS, rng.choice(("nps", "csat", "ces"))
        top = {"nps": 10, "csat": 5, "ces": 7}[kind]
        score = "" if rng.random() < 0.1 else str(min(top, max(1, round(rng.gauss(0.75, 0.2) * top))))
        comment = f"Remark {row}: works well, the reports are slow" if rng.random() < 0.3 else ""
        day = (AS_OF - timedelta(days=rng.randint(0, 730))).isoformat()
        direction = "ease" if kind == "ces" else ""
        yield account_name(number), person_name(number, rng.randint(0, 2)), kind, day, score, direction, comment


def _subscriptions(rows: int) -> Rows:
    rng = random.Random("subscriptions")
    yield (
        *("account", "external_id", "product", "plan", "plan_rank", "arr", "seats", "start_on", "end_on"),
        *("term_months", "auto_renew", "notice_days", "likelihood"),
    )
    for row in range(rows):
        start = AS_OF - timedelta(days=rng.randint(0, 900))
        end = start + timedelta(days=365)
        arr, seats, likelihood = rng.randint(500, 90_000), rng.randint(1, 400), f"{rng.random():.2f}"
        named = (account_name(row % ACCOUNTS), f"L-{row:07d}", rng.choice(("Analytics", "Sharing")), "Pro", "2")
        yield (*named, f"{arr}.50", str(seats), start.isoformat(), end.isoformat(), "12", "true", "60", likelihood)


def _usage(rows: int) -> Rows:
    rng = random.Random("usage")
    yield "account", "on", "metric", "feature", "value"
    series = [("active_users", ""), ("logins", ""), ("events", "")]
    series += [("feature_users", "export"), ("eligible_users", "export")]
    for row in range(rows):
        number, rest = row % ACCOUNTS, row // ACCOUNTS
        metric, feature = series[rest % len(series)]
        day = (AS_OF - timedelta(days=1 + 7 * (rest // len(series)))).isoformat()
        yield account_name(number), day, metric, feature, str(rng.randint(1, 400))
