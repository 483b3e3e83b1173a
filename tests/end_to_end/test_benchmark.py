"""Published figures of one's own, kept from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.program import Book

SOURCE = ("--source", "Our board, 2025 report", "--address", "https://example.com/r", "--of", "median of 12 peers")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book.of(tmp_path, {"accounts": [{"name": "Acme"}]}, as_of="2026-11-22")


def own(book: Book) -> list[dict[str, Any]]:
    found = book.home.json("benchmarks", book.path)["benchmarks"]
    return [each for each in found if each["peers"]["source"] == SOURCE[1]]


def test_that_one_is_added_changed_removed_and_each_is_undone(book: Book) -> None:
    added = book.home.json("benchmark", book.path, "--add", "NRR", "--value", "104 %", "--year", "2025", *SOURCE)
    (found,) = own(book)
    assert (found["id"], found["metric"], found["peers"]["value"]) == (added["benchmark"], "nrr", 1.04)
    end = found["id"][-8:]
    said = book.home.say("benchmark", book.path, "--change", end, "--low", "98%", "--high", "1.1", "--segment", "Large")
    assert said == "Benchmark changed: NRR, Our board, 2025 report, 2025\n"
    (changed,) = own(book)
    assert (changed["segment"], changed["peers"]) == ("Large", {**found["peers"], "low": 0.98, "high": 1.1})
    assert book.home.say("benchmark", book.path, "--change", end, "--low", "98%") == "That is what it says already.\n"
    book.home.say("benchmark", book.path, "--remove", end)
    assert own(book) == []
    book.home.say("undo", book.path)
    book.home.say("undo", book.path)
    assert own(book) == [found]


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("--add", "nrr", "--value", "104%", "--year", "2025"), 2, "needs: --source, --address, --of"),
        (("--add", "nps", "--value", "40%", "--year", "2025", *SOURCE), 1, "NPS is not told in percent: type 40"),
        (("--add", "nrr", "--value", "many", "--year", "2025", *SOURCE), 1, "'many' is no number"),
        (("--add", "shoes", "--value", "4", "--year", "2025", *SOURCE), 1, "There is no figure 'shoes'"),
        (("--change", "zzzz", "--value", "4"), 1, "No benchmark has the id 'zzzz'"),
        (("--remove", "zzzz", "--value", "4"), 2, "--remove takes nothing else"),
        ((), 2, "Choose one of --add, --change and --remove"),
    ],
)
def test_that_what_cannot_be_a_benchmark_is_refused(
    book: Book, arguments: tuple[str, ...], code: int, why: str
) -> None:
    done = book.home.run("benchmark", book.path, *arguments)
    assert (done.code, why in done.err) == (code, True), done.err
    assert own(book) == []
