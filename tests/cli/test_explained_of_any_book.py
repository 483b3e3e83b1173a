"""Random books on random days: each explanation has the figure's own value, counts everybody, and rests on its rows.

What an account's explanation shows in rows is reckoned up again here, so that what is listed is what counts.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from desktop.cli.opened import looked_at
from desktop.domain.explain import KEYS, Exclusion, Explanation
from desktop.domain.explain.folding import folded
from desktop.operations import look
from desktop.operations.account_view import AccountView
from desktop.operations.explain import explained as explained_of
from desktop.operations.explain_account import ACCOUNT_KEYS, explained_of_account
from tests.cli.explaining import check
from tests.cli.test_explained_edges import (
    LEAP_DAY,
    Edge,
    Known,
    adds_up,
    agrees_with_its_page,
    says_what_it_knows,
    told,
)
from tests.end_to_end.program import Book, Json, Tables
from tests.oracle import random_book

AS_OF = "2026-07-01"
SEEDS = [0, 4, 9, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(80) if seed not in (0, 4, 9))]
"""The first few are books in which mistakes were found; a soak tries the others too."""
COHORT = ("nrr", "grr", "logo_churn", "contributions")
"""Figures of those that paid when the period began."""
NOT_OF_COHORT = ("new since ", "came back since ", "no ARR at the end of ")
"""What is said of all others; of some that count it is said what of them does not."""
BANDS = ("green", "amber", "red", "unscored")


def tables(seed: int) -> Tables:
    """A random book, and what its days leave to chance: use by feature beside the whole, and one who answers often."""
    found: Tables = {kind: list(rows) for kind, rows in random_book.tables(seed).items()}
    chance = Random(-seed - 1)
    name = str(chance.choice(found["accounts"])["name"])
    for metric in ("active_users", "logins"):
        for back in range(0, 120, 10):
            if chance.random() < 0.5:
                used = {
                    "account": name,
                    "on": a_day(seed) - timedelta(days=back),
                    "metric": metric,
                    "feature": "search",
                }
                found.setdefault("usage", []).append({**used, "value": chance.randint(0, 9)})
    if chance.random() < 0.5:
        found.setdefault("contacts", []).append({"account": name, "name": "Jana", "role": "champion"})
        for number in range(10):
            said = {"kind": "nps", "score": number, "scale_min": 0, "scale_max": 10, "direction": None}
            on = a_day(seed) - timedelta(days=chance.randint(0, 3))
            answer = {"external_id": f"again {number}", "account": name, "contact": "Jana", "responded_on": on}
            found.setdefault("surveys", []).append({**answer, **said})
    return found


def a_day(seed: int) -> date:
    """Before all that happened, within it, after it, or a leap day."""
    chance = Random(seed)
    if chance.random() < 0.15:
        return chance.choice((date(2023, 12, 1), LEAP_DAY, date(2026, 7, 1)))
    return random_book.day_between(chance, random_book.FIRST, random_book.LAST)


@pytest.fixture(scope="module", params=SEEDS)
def known(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Known, Path]:
    made = Book.of(tmp_path_factory.mktemp("any"), tables(request.param), as_of=AS_OF)
    return told(Edge({}, day=a_day(request.param)), made.path), made.path


def test_that_every_figure_of_the_book_has_its_own_value_and_counts_everybody(
    known: tuple[Known, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    of_book, _ = known
    for name, figures in ((None, of_book.figures), *of_book.figures.get("groups", {}).items()):
        found = {key: explained_of(of_book.read, key, by=name and "segment", group=name) for key in KEYS}
        for each in found.values():
            check(each, figures)
            check(folded(each), figures)
            says_what_it_knows(each, capsys)
        counts_every_account(found, figures)
        if name is None:
            counts_every_answer(found, of_book)


def test_that_every_figure_of_an_account_rests_on_its_rows(
    known: tuple[Known, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    of_book, path = known
    for name, view in of_book.views.items():
        found = {key: explained_of_account(view, key) for key in ACCOUNT_KEYS}
        for each in found.values():
            adds_up(each)
            says_what_it_knows(each, capsys)
        agrees_with_its_page(of_book, name)
        rests_on_its_rows(found, view)
        changed_as_both_days_say(found["health.change"], path, view)


def counts_every_account(found: dict[str, Explanation], figures: Json) -> None:
    total: int = figures["accounts"]["total"]
    for key, each in found.items():
        if key.split(".")[0] in COHORT:
            others = [out for out in each.exclusions if str(out.why[0]).startswith(NOT_OF_COHORT)]
            assert each.n + left_out(others, "account") == total, key
        if key in ("accounts.active", "arr_cents", "health.mean"):
            assert each.n + left_out(each.exclusions, "account") == total, key
    bands = {band: found[f"health.{band}"] for band in BANDS}
    active: int = figures["accounts"]["active"]
    assert sum(each.n for each in bands.values()) == active
    for band, each in bands.items():
        unjudged = 0 if band == "unscored" else bands["unscored"].n
        assert left_out(each.exclusions, "account") == total - active + unjudged, band
    for key in ("ttv.reached", "ttv.censored"):
        assert found[key].n == figures["ttv"]["reached"] + figures["ttv"]["censored"], key


def counts_every_answer(found: dict[str, Explanation], of_book: Known) -> None:
    """Each answer that was given by the day counts, or is said to be left out."""
    book, day = of_book.read.book, of_book.edge.day
    start = found["nps"].period.start
    kinds = [
        each.kind
        for each in book.answers
        if each.responded_on <= day and (each.score is not None or each.responded_on > start)
    ]
    rated = [each for each in book.tickets if each.csat is not None and each.closed_on and each.closed_on <= day]
    for key, kind, more in (("nps", "nps", 0), ("csat", "csat", len(rated)), ("ces.mean_ease", "ces", 0)):
        assert found[key].n + left_out(found[key].exclusions, "answer") == kinds.count(kind) + more, key


def left_out(exclusions: Sequence[Exclusion], what: str) -> int:
    """How many of a kind; some other kinds of things are left out beside it, such as trials."""
    return sum(each.n for each in exclusions if each.what in (what, f"{what}s", f"{what[:-1]}ies"))


def rests_on_its_rows(found: dict[str, Explanation], view: AccountView) -> None:
    """What the rows of an input come to is what the input was found to be."""
    raw = {row.name: row.raw for row in (*view.why.rows, *view.why.missing)}
    trend = found["usage.trend"]
    sums: defaultdict[object, float] = defaultdict(float)
    for row in trend.rows:
        sums[row.cells[2]] += float(str(row.cells[0]))
    if trend.value is None:
        assert not sums["the 28 before"]
    else:
        assert sums["the last 28 days"] / sums["the 28 before"] - 1 == pytest.approx(trend.value)
    shares = [float(str(row.cells[0])) for row in found["health.feature_adoption"].rows if row.cells[0] is not None]
    same(shares, raw["feature_adoption"])
    if raw["support"] is not None:
        standing = [row.cells[1] for row in found["health.support"].rows]
        assert raw["support"] == max(0, 100 - 15 * len(standing) - 25 * standing.count("escalated"))
    worth = {"on time": 100.0, "late": 60.0, "still open": 0.0}
    same([worth[str(row.cells[2])] for row in found["health.outcomes"].rows], raw["outcomes"])
    same(feedback(found["health.feedback"], view), raw["feedback"])
    likely = [row.cells[0] for row in found["health.commercial"].rows if row.cells[0] is not None]
    if raw["commercial"]:
        assert raw["commercial"] == min(float(str(each)) for each in likely)
    seats = [row.cells[0] for row in found["health.seat_utilisation"].rows if row.cells[0] is not None]
    if view.usage.seats is not None:
        assert view.usage.seats == sum(int(str(each)) for each in seats)
    talked = [row.cells[0] for row in found["health.engagement"].rows if isinstance(row.cells[0], date)]
    assert raw["engagement"] == (min((view.day - each).days for each in talked) if talked else None)
    last = found["last_contact"]
    assert last.value == raw["engagement"]
    assert last.n - left_out(last.exclusions, "entry") == len(talked)


def same(values: Sequence[float], raw: float | None) -> None:
    assert (raw is None) == (not values)
    assert raw is None or math.fsum(values) / len(values) == pytest.approx(raw)


def feedback(found: Explanation, view: AccountView) -> list[float]:
    """What each kind of survey comes to, of the answers in the rows alone."""
    scales = {
        (each.answer.score, each.answer.kind, each.answer.responded_on, each.who or each.ticket or "somebody"): each
        for each in view.answers
    }
    by_kind: defaultdict[str, list[float]] = defaultdict(list)
    for row in found.rows:
        answer = scales[(*row.cells, row.name)].answer  # type: ignore[index]
        assert answer.score is not None
        share = (answer.score - answer.scale_min) / (answer.scale_max - answer.scale_min)
        by_kind[answer.kind].append(100 * (1 - share if answer.direction == "effort" else share))
    return [math.fsum(each) / len(each) for each in by_kind.values()]


def changed_as_both_days_say(found: Explanation, path: Path, view: AccountView) -> None:
    day = view.day
    with looked_at(path, day, known_then=False) as (_, conn):
        days = [look.account_score(conn, view.account.id, each) for each in (day, day - timedelta(days=30))]
    now, before = (None if each.band[0] == "unscored" else float(each.score[0]) for each in days)
    assert found.value == (None if now is None or before is None else round(now - before))
