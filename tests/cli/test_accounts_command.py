"""`perennial accounts` with a view, a filter and columns: through the same code as the window."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.program import program
from desktop.domain.listing.conditions import Condition
from desktop.domain.listing.views import Place, View
from desktop.operations.demo.write import write_demo
from desktop.operations.saved_views import save_view
from desktop.store.portfolio import Portfolio

DAY = "2026-11-23"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("list") / "demo.perennial"
    write_demo(path, as_of=date.fromisoformat(DAY), accounts=60, seed=1)
    with Portfolio.open(path) as made:
        columns = (Place("name"), Place("arr"), Place("nps"))
        conditions = (Condition("arr", "at_least", ("100000",)),)
        made.perform(save_view, View(name="Large", conditions=conditions, columns=columns, sort="arr", descending=True))
    return path


def run(book: Path, *options: str) -> Result:
    return CliRunner().invoke(program, ["accounts", str(book), "--as-of", DAY, *options])


def table(result: Result) -> Sequence[dict[str, str]]:
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_that_a_filter_lists_the_accounts_that_meet_it(book: Path) -> None:
    rows = json.loads(run(book, "--filter", "arr>100k optout<60", "--json").stdout)
    assert [each["name"] for each in rows] == ["Ostrava Freight"]
    assert set(rows[0]) >= {"name", "arr_cents", "score"}, "the keys of the whole list stay"


def test_that_a_saved_view_brings_its_columns_and_order(book: Path) -> None:
    rows = table(run(book, "--view", "large", "--csv"))
    assert list(rows[0]) == ["Account", "ARR", "Latest NPS answer"]
    assert rows[0]["Account"] == "Verity Insurance"
    arr = [float(each["ARR"]) for each in rows]
    assert arr == sorted(arr, reverse=True)
    assert min(arr) >= 100_000


def test_that_an_offered_view_and_a_filter_narrow_together(book: Path) -> None:
    view = table(run(book, "--view", "Promoters with strong use", "--csv"))
    both = table(run(book, "--view", "Promoters with strong use", "--filter", "csm:mara", "--csv"))
    assert 0 < len(both) < len(view)
    assert {each["CSM"] for each in both} == {"Mara Lind"}


def test_that_columns_choose_own_fields_too(book: Path) -> None:
    rows = json.loads(run(book, "--columns", "account,tier", "--filter", "tier:known", "--json").stdout)
    assert rows
    assert all(set(each) == {"account", "tier"} and each["tier"] for each in rows)


def test_that_a_list_for_people_says_unknown(book: Path) -> None:
    out = run(book, "--columns", "account,nps,seats,arr", "--filter", "nps:unknown").stdout
    assert "unknown" in out.splitlines()[1]


def test_that_xlsx_is_written_once(book: Path, tmp_path: Path) -> None:
    target = tmp_path / "list.xlsx"
    assert run(book, "--xlsx", str(target)).exit_code == 0
    before = target.read_bytes()
    again = run(book, "--xlsx", str(target))
    assert (again.exit_code, "is there already" in again.stderr) == (3, True)
    assert target.read_bytes() == before


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--filter", "foo:1"), "'foo' is no field"),
        (("--view", "Nobody's"), "There is no view"),
        (("--columns", "account,foo"), "'foo' is no field"),
        (("--columns", ","), "names no field"),
    ],
)
def test_that_what_cannot_be_meant_is_refused_with_what_there_is(
    book: Path, options: tuple[str, ...], why: str
) -> None:
    found = run(book, *options)
    assert found.exit_code == 1
    assert why in found.stderr
