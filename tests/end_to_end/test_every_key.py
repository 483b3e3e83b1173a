"""Every key of `metrics`, whole and by group, against an oracle that reads the file on its own (tests/oracle)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest

from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import Book, Home
from tests.oracle import figures, random_book, rows

RAVENSTACK = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "ravenstack"
GROUPINGS = (None, "csm", "segment", "region", "industry", "plan")
TO_1E_9 = 1e-9
RANDOM_BOOKS, MANY_RANDOM_BOOKS = 16, 400

Json = dict[str, Any]


def differences(mine: Any, theirs: Any, path: str = "") -> Iterator[str]:
    """Where two JSON values differ: whole numbers and texts exactly, other numbers by more than 1e-9 of their size."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        mine, theirs = cast("Json", mine), cast("Json", theirs)
        for key in sorted({*mine, *theirs}):
            if key not in mine or key not in theirs:
                yield f"{path}.{key}: only {'the program' if key in theirs else 'the oracle'} has it"
            else:
                yield from differences(mine[key], theirs[key], f"{path}.{key}")
    elif isinstance(mine, list) and isinstance(theirs, list):
        mine, theirs = cast("list[Any]", mine), cast("list[Any]", theirs)
        if len(mine) != len(theirs):
            yield f"{path}: {len(mine)} entries, the program has {len(theirs)}"
        for number, pair in enumerate(zip(mine, theirs, strict=False)):
            yield from differences(*pair, f"{path}[{number}]")
    elif isinstance(mine, float) and isinstance(theirs, float):
        if abs(mine - theirs) > TO_1E_9 * max(1.0, abs(mine)):
            yield f"{path}: {mine!r}, the program says {theirs!r}"
    elif mine != theirs:
        yield f"{path}: {mine!r}, the program says {theirs!r}"


def compare(book: Book, start: date, end: date, by: str | None, *, as_of: str) -> list[str]:
    options = ("--from", start.isoformat(), "--to", end.isoformat(), "--as-of", as_of)
    theirs: Json = book.json("metrics", *options, *(("--by", by) if by else ()))
    assert (theirs.pop("as_of"), theirs.pop("currency")) == (as_of, "USD")
    assert theirs.pop("period") == {"from": start.isoformat(), "to": end.isoformat()}
    mine = figures.metrics(rows.read(book.path, end), start, end, by)
    mine.setdefault("groups", {})
    theirs.setdefault("groups", {})
    for each in (mine, theirs, *mine["groups"].values(), *theirs["groups"].values()):
        # Which of two equal contributions comes first says nothing.
        each["contributions"].sort(key=_by_size)
    return list(differences(mine, theirs))


def _by_size(contribution: Json) -> tuple[float, str]:
    return -abs(contribution["points"]), contribution["account"]


DEMO_PERIODS = (
    (date(2025, 11, 22), date(2026, 11, 22)),
    (date(2026, 6, 30), date(2026, 9, 30)),
    (date(2025, 2, 28), date(2026, 2, 28)),
    (date(2026, 10, 31), date(2026, 11, 1)),
    (date(2023, 1, 31), date(2025, 6, 30)),
)


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("period", DEMO_PERIODS, ids=lambda period: f"{period[0]}..{period[1]}")
def test_that_every_key_of_the_demo_book_equals_the_oracle(
    demo: Book, period: tuple[date, date], by: str | None
) -> None:
    assert compare(demo, *period, by, as_of=DEMO_DAY) == []


@pytest.fixture(scope="module")
def ravenstack(tmp_path_factory: pytest.TempPathFactory) -> Book:
    if not RAVENSTACK.is_dir():
        pytest.skip("the RavenStack files are not here: ../shared/data is absent")
    folder = tmp_path_factory.mktemp("ravenstack")
    book = Book(Home(folder / "home"), folder / "ravenstack.perennial")
    book.home.folder.mkdir()
    book.home.say("new", book.path)
    book.home.say("import", book.path, *sorted(RAVENSTACK.glob("*.csv")), "--as-of", "2024-12-31")
    return book


@pytest.mark.parametrize("by", [None, "industry", "plan"])
@pytest.mark.parametrize(
    "period",
    [(date(2023, 12, 31), date(2024, 12, 31)), (date(2024, 6, 30), date(2024, 9, 30))],
    ids=lambda period: f"{period[0]}..{period[1]}",
)
def test_that_every_key_of_a_public_book_equals_the_oracle(
    ravenstack: Book, period: tuple[date, date], by: str | None
) -> None:
    assert compare(ravenstack, *period, by, as_of="2024-12-31") == []


def random_days(seed: int) -> tuple[date, date]:
    chance = Random(-seed)
    last = random_book.LAST + timedelta(days=60)
    days: set[date] = set()
    while len(days) < 2:
        days.add(random_book.day_between(chance, random_book.FIRST, last))
    return min(days), max(days)


@pytest.mark.parametrize("seed", range(RANDOM_BOOKS))
def test_that_every_key_of_a_random_book_equals_the_oracle(tmp_path: Path, seed: int) -> None:
    check_random_book(tmp_path, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(RANDOM_BOOKS, MANY_RANDOM_BOOKS))
def test_that_every_key_of_many_random_books_equals_the_oracle(tmp_path: Path, seed: int) -> None:
    check_random_book(tmp_path, seed)


def check_random_book(folder: Path, seed: int) -> None:
    as_of = "2026-07-01"
    book = Book.of(folder, random_book.tables(seed), as_of=as_of)
    start, end = random_days(seed)
    for by in (None, "csm", "segment", "plan"):
        assert compare(book, start, end, by, as_of=as_of) == []


def test_that_a_difference_is_found_wherever_it_is() -> None:
    same = {"nrr": {"value": 0.5, "n": 3}, "contributions": [{"points": 0.1, "on": "2026-01-01"}], "nps": None}
    assert list(differences(same, same)) == []
    for other in (
        {**same, "nrr": {"value": 0.5 + 3e-9, "n": 3}},
        {**same, "nrr": {"value": 0.5, "n": 4}},
        {**same, "nrr": {"value": None, "n": 3}},
        {**same, "contributions": []},
        {**same, "contributions": [{"points": 0.1, "on": "2026-01-02"}]},
        {**same, "nps": 0},
        {**same, "more": 1},
    ):
        assert len(list(differences(same, other))) == 1
