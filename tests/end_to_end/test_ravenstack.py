"""The command line on a public book: its figures against the oracle's, its imports against each other."""

from __future__ import annotations

import csv
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from tests.end_to_end.ravenstack_oracle import FILES, Figures, Period, compute, load

ROOT = Path(__file__).resolve().parents[2]
RAVENSTACK = ROOT.parent / "shared" / "data" / "ravenstack"
AS_OF = "2024-12-31"
PERIODS = (
    (date(2024, 6, 30), date(2024, 12, 31)),
    (date(2023, 12, 31), date(2024, 12, 31)),
    (date(2024, 3, 31), date(2024, 9, 30)),
)
EVERYTHING = (date(2022, 12, 31), date(2024, 12, 31))
LATEST = PERIODS[0]

each_period = pytest.mark.parametrize("period", PERIODS, ids=lambda period: f"{period[0]}..{period[1]}")

ADDITIVE = {
    "accounts": ("active", "total"),
    "nrr": ("numerator", "denominator", "n"),
    "grr": ("numerator", "denominator", "n"),
    "logo_churn": ("numerator", "denominator", "n"),
    "renewal_rate": ("numerator", "denominator", "n"),
    "bridge": ("start", "new", "reactivation", "expansion", "contraction", "churn", "end"),
    "expansion_by_kind": ("upsell", "cross_sell", "feature_upgrade"),
    "nps": ("n", "promoters", "passives", "detractors"),
    "csat": ("n",),
    "ces": ("n",),
    "ttv": ("reached", "censored", "lost"),
    "health": ("green", "amber", "red", "unscored"),
}
"""Counts and cents of `metrics`, by key, that add up over groups."""

Json = dict[str, Any]


class Imported(NamedTuple):
    code: int
    report: Json


@dataclass(frozen=True)
class Book:
    """A portfolio of its own, driven through the command line with a home of its own."""

    path: Path
    home: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "PERENNIAL_"))}
        homes = dict.fromkeys(("HOME", "USERPROFILE", "PERENNIAL_HOME"), str(self.home))
        command, *rest = arguments
        done = subprocess.run(
            [sys.executable, "-m", "desktop", command, str(self.path), *rest],
            cwd=ROOT,
            env=kept | homes | {"PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def do(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, f"{arguments} ended with {done.returncode}: {done.stderr}"
        return done.stdout

    def take_in(self, names: tuple[str, ...]) -> Imported:
        done = self.run("import", *(str(RAVENSTACK / name) for name in names), "--json")
        assert done.returncode in (0, 1), f"the import ended with {done.returncode}: {done.stderr}"
        return Imported(done.returncode, json.loads(done.stdout))

    def metrics(self, from_: date, to: date, *options: str) -> Json:
        days = ("--from", from_.isoformat(), "--to", to.isoformat(), "--as-of", AS_OF)
        return json.loads(self.do("metrics", *days, *options, "--json"))


def new_book(folder: Path) -> Book:
    if not RAVENSTACK.is_dir():
        pytest.skip("the RavenStack files are not here: ../shared/data is absent")
    book = Book(folder / "ravenstack.perennial", folder)
    book.do("new", "--currency", "USD")
    return book


class TwoBooks(NamedTuple):
    """The same five files, read in two orders; `metrics` asks the first book, and only once per question."""

    first: Book
    second: Book
    imported: tuple[Imported, Imported]
    metrics: Callable[..., Json]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> TwoBooks:
    first, second = (new_book(tmp_path_factory.mktemp(name)) for name in ("first", "second"))
    imported = first.take_in(FILES), second.take_in(FILES[::-1])
    return TwoBooks(first, second, imported, cache(first.metrics))


@pytest.fixture(scope="module")
def oracle() -> Iterator[Callable[[date, date], Period]]:
    if not RAVENSTACK.is_dir():
        pytest.skip("the RavenStack files are not here: ../shared/data is absent")
    with closing(load(RAVENSTACK)) as tables:
        yield cache(partial(compute, tables))


def differences(expected: Mapping[str, Any], printed: Mapping[str, Any], path: str = "") -> list[str]:
    """Where `printed` is not as expected, key by key: whole numbers exact and whole, shares within 1e-9."""
    found: list[str] = []
    for key, value in expected.items():
        here = f"{path}{key}"
        got: Any = printed.get(key, "absent")
        alike = type(got) is type(value)
        if alike and isinstance(value, dict):
            found += differences(cast(Json, value), cast(Json, got), f"{here}.")
        elif isinstance(value, float):
            if not isinstance(got, int | float) or not math.isclose(got, value, rel_tol=1e-9, abs_tol=1e-9):
                found.append(f"{here}: {got} is not {value}")
        elif not alike or got != value:
            found.append(f"{here}: {got} is not {value}")
    return found


def disagreements(figures: Figures, printed: Json) -> list[str]:
    """Where `printed`, the JSON of a whole book or of a group, is not what the oracle says."""
    expected = asdict(figures)
    points: dict[str, float] = expected.pop("contributions")
    rows: list[Json] = printed["contributions"]
    got = {row["account"]: row["points"] for row in rows}
    # A cohort account that did not move may be left out; an account beyond the cohort may not be in.
    needed = {name: value for name, value in points.items() if value or name in got}
    found = differences(expected, printed) + differences(needed, got, "contributions.")
    found += [f"contributions.{name}: not in the cohort" for name in got if name not in points]
    if len(got) != len(rows):
        found.append("contributions: an account is named twice")
    return found


@each_period
def test_that_the_figures_of_the_whole_book_are_the_oracles(
    books: TwoBooks, oracle: Callable[[date, date], Period], period: tuple[date, date]
) -> None:
    printed = books.metrics(*period)
    assert disagreements(oracle(*period).whole, printed) == []
    assert (printed["as_of"], printed["currency"]) == (AS_OF, "USD")
    assert printed["period"] == {"from": period[0].isoformat(), "to": period[1].isoformat()}


@each_period
def test_that_the_figures_of_each_industry_are_the_oracles(
    books: TwoBooks, oracle: Callable[[date, date], Period], period: tuple[date, date]
) -> None:
    groups = books.metrics(*period, "--by", "industry")["groups"]
    expected = oracle(*period).by_industry
    assert set(groups) == set(expected)
    assert {name: disagreements(figures, groups[name]) for name, figures in expected.items()} == {
        name: [] for name in expected
    }


@each_period
def test_that_counts_cents_and_bridges_add_up_over_industries(books: TwoBooks, period: tuple[date, date]) -> None:
    whole = books.metrics(*period, "--by", "industry")
    groups: list[Json] = list(whole["groups"].values())
    assert len(groups) == 5
    for key in ("arr_cents", "at_risk_arr_cents"):
        assert sum(group[key] for group in groups) == whole[key], key
    for key, parts in ADDITIVE.items():
        summed = {part: sum(group[key][part] for group in groups) for part in parts}
        assert summed == {part: whole[key][part] for part in parts}, key


@each_period
def test_that_grouping_leaves_the_whole_alone(books: TwoBooks, period: tuple[date, date]) -> None:
    plain, grouped = books.metrics(*period), dict(books.metrics(*period, "--by", "industry"))
    assert grouped.pop("groups")
    assert grouped == plain


@each_period
def test_that_the_bridge_closes_and_contributions_add_up(books: TwoBooks, period: tuple[date, date]) -> None:
    printed = books.metrics(*period)
    bridge = printed["bridge"]
    gains = bridge["new"] + bridge["reactivation"] + bridge["expansion"]
    assert bridge["start"] + gains - bridge["contraction"] - bridge["churn"] == bridge["end"] == printed["arr_cents"]
    points = math.fsum(row["points"] for row in printed["contributions"])
    assert points == pytest.approx(printed["nrr"]["value"] - 1, abs=1e-9)


def test_that_all_500_accounts_are_in_the_book(books: TwoBooks) -> None:
    assert books.metrics(*LATEST)["accounts"]["total"] == 500


def test_that_every_csat_answer_of_a_ticket_counts_once(books: TwoBooks) -> None:
    with (RAVENSTACK / "ravenstack_support_tickets.csv").open(encoding="utf-8", newline="") as file:
        scores = [
            float(row["satisfaction_score"])
            for row in csv.DictReader(file)
            if row["satisfaction_score"] and row["closed_at"] and row["closed_at"][:10] <= EVERYTHING[1].isoformat()
        ]
    csat = books.metrics(*EVERYTHING)["csat"]
    assert csat["n"] == len(scores) > 1000
    assert csat["value"] == pytest.approx(100 * sum(score >= 4 for score in scores) / len(scores), abs=1e-9)


@pytest.mark.parametrize("options", [(), ("--by", "industry")], ids=["whole", "by industry"])
@each_period
def test_that_the_order_of_the_files_changes_no_figure(
    books: TwoBooks, period: tuple[date, date], options: tuple[str, ...]
) -> None:
    assert books.second.metrics(*period, *options) == books.metrics(*period, *options)


def test_that_the_order_of_the_files_changes_no_count_of_the_import(books: TwoBooks) -> None:
    first, second = books.imported
    assert first == second
    assert first.report["new"] > 0


def test_that_the_import_says_what_became_of_every_row(books: TwoBooks) -> None:
    """Each row of the five files is new, updated, unchanged or rejected; with rejected rows the exit code is 1."""
    code, report = books.imported[0]
    rows = 0
    for name in FILES:
        with (RAVENSTACK / name).open(encoding="utf-8", newline="") as file:
            rows += sum(1 for _ in csv.DictReader(file))
    outcomes = ("new", "updated", "unchanged", "rejected")
    assert report["rows"] == rows == sum(report[outcome] for outcome in outcomes)
    kinds: list[Json] = list(report["kinds"].values())
    for key in ("rows", *outcomes):
        assert sum(kind[key] for kind in kinds) == report[key], key
    assert code == (1 if report["rejected"] else 0)


def test_that_the_same_import_twice_changes_nothing(books: TwoBooks, tmp_path: Path) -> None:
    book = new_book(tmp_path)
    first, again = book.take_in(FILES).report, book.take_in(FILES).report
    assert (again["new"], again["updated"]) == (0, 0)
    assert again["unchanged"] > 0
    assert (again["rows"], again["rejected"]) == (first["rows"], first["rejected"])
    assert book.metrics(*LATEST) == books.metrics(*LATEST)


def test_that_undo_empties_the_book_and_importing_again_brings_it_back(books: TwoBooks, tmp_path: Path) -> None:
    book = new_book(tmp_path)
    book.take_in(FILES)
    book.do("undo")
    empty = book.metrics(*LATEST)
    assert empty["accounts"] == {"active": 0, "total": 0}
    assert set(empty["bridge"].values()) == {empty["arr_cents"]} == {0}
    assert (empty["nrr"]["value"], empty["csat"]["value"], empty["csat"]["n"]) == (None, None, 0)
    book.take_in(FILES)
    for options in ((), ("--by", "industry")):
        assert book.metrics(*LATEST, *options) == books.metrics(*LATEST, *options)
