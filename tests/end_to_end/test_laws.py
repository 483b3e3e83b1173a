"""What holds for the figures of any book, on random ones that went through the whole program."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.end_to_end.program import Book, Json
from tests.end_to_end.test_every_key import differences, random_days
from tests.oracle import random_book

AS_OF = "2026-07-01"
SEEDS = [
    *range(1000, 1006),
    *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1006, 1200)),
]
any_book = pytest.mark.parametrize("seed", SEEDS)

Tables = dict[str, list[dict[str, object]]]
DATED = {"on", "responded_on", "opened_on", "held_on", "start_on", "started_on", "from_on", "due_on"}
"""The day of a fact, by its column."""
NAMED_BY_OTHERS = {"accounts", "onboardings", "milestones"}
"""Rows that others belong to at the import: without them it would be another book."""


def tables(seed: int) -> Tables:
    """A random book in which nobody answers the same kind of survey twice on a day: there the later row counts."""
    found = random_book.tables(seed)
    answers = {
        (row["account"], row["contact"], row["kind"], row["responded_on"]): row for row in found.get("surveys", [])
    }
    return {**found, "surveys": list(answers.values())} if answers else found


def metrics(
    folder: Path, name: str, book: Mapping[str, list[dict[str, object]]], days: tuple[date, date], by: str
) -> Json:
    made = Book.of(folder, {kind: rows for kind, rows in book.items() if rows}, as_of=AS_OF, name=name)
    found = made.json("metrics", "--from", days[0], "--to", days[1], "--as-of", AS_OF, "--by", by)
    for each in (found, *found["groups"].values()):
        each["contributions"].sort(key=lambda row: (-abs(row["points"]), row["account"]))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    return found


@any_book
def test_that_the_order_of_rows_changes_no_figure(tmp_path: Path, seed: int) -> None:
    book = tables(seed)
    chance = Random(seed)
    shuffled = {kind: chance.sample(rows, len(rows)) for kind, rows in book.items()}
    days = random_days(seed)
    before, after = (metrics(tmp_path, name, each, days, "csm") for name, each in (("one", book), ("two", shuffled)))
    assert list(differences(before, after)) == []


@any_book
def test_that_a_fact_dated_after_the_period_changes_no_figure_of_it(tmp_path: Path, seed: int) -> None:
    """Nor does leaving out every such fact: the book as of the period's end is the book without them."""
    book, days = tables(seed), random_days(seed)
    known = {
        kind: rows if kind in NAMED_BY_OTHERS else [row for row in rows if not is_later(row, days[1])]
        for kind, rows in book.items()
    }
    with_all, without = (
        metrics(tmp_path, name, each, days, "segment") for name, each in (("all", book), ("known", known))
    )
    assert list(differences(without, with_all)) == []


def is_later(row: Mapping[str, object], day: date) -> bool:
    """Dated after the day by the first day it carries; what is only due later is known all the same."""
    dated = [value for column, value in row.items() if column in DATED - {"due_on"} and isinstance(value, date)]
    return bool(dated) and min(dated) > day


@any_book
def test_that_counts_and_cents_add_up_over_groups_and_the_bridge_closes(tmp_path: Path, seed: int) -> None:
    found = metrics(tmp_path, "book", tables(seed), random_days(seed), "csm")
    groups = list(found["groups"].values())
    for path in ADDITIVE:
        assert sum(at(group, path) for group in groups) == at(found, path), path
    for each in (found, *groups):
        b = each["bridge"]
        assert b["start"] + b["new"] + b["reactivation"] + b["expansion"] - b["contraction"] - b["churn"] == b["end"]
        assert sum(each["expansion_by_kind"].values()) == b["expansion"]
        nrr, grr = each["nrr"]["value"], each["grr"]["value"]
        if nrr is not None:
            assert grr <= min(1, nrr)
            assert sum(row["points"] for row in each["contributions"]) == pytest.approx(nrr - 1, abs=1e-9)
        for figure in ("nps", "csat"):
            if each[figure]["n"] > 1:
                assert each[figure]["low"] <= each[figure]["value"] <= each[figure]["high"]
        assert sum(each["health"][band] for band in ("green", "amber", "red", "unscored")) == each["accounts"]["active"]


ADDITIVE = tuple(
    (key, part)
    for key, parts in {
        "accounts": ("active", "total"),
        "nrr": ("numerator", "denominator", "n"),
        "grr": ("numerator", "denominator", "n"),
        "logo_churn": ("numerator", "denominator", "n"),
        "renewal_rate": ("numerator", "denominator", "n"),
        "bridge": ("new", "reactivation", "expansion", "contraction", "churn", "end"),
        "expansion_by_kind": ("upsell", "cross_sell", "feature_upgrade"),
        "csat": ("n",),
        "ces": ("n",),
        "ttv": ("reached", "censored", "lost"),
        "health": ("green", "amber", "red", "unscored"),
    }.items()
    for part in parts
)


def at(figures: Json, path: tuple[str, str]) -> Any:
    return figures[path[0]][path[1]]
