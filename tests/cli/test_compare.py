"""`perennial accounts --compare` and `perennial account --compare`: the figures of two days side by side."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from desktop.cli.program import program
from desktop.operations.demo.write import write_demo

DAY, BEFORE = "2026-11-23", "2026-09-30"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("compare") / "demo.perennial"
    write_demo(path, as_of=date.fromisoformat(DAY), accounts=60, seed=1)
    return path


def run(command: str, book: Path, *options: str) -> Result:
    return CliRunner().invoke(program, [command, str(book), *options])


def said(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize("known", [(), ("--known-then",)], ids=["known now", "known then"])
def test_that_both_sides_are_what_the_list_says_of_each_day(book: Path, known: tuple[str, ...]) -> None:
    found = said(run("accounts", book, "--as-of", DAY, "--compare", BEFORE, "--json", *known))
    for word, day in (("then", BEFORE), ("now", DAY)):
        listed = {each["name"]: each for each in said(run("accounts", book, "--as-of", day, "--json", *known))}
        there = {each["name"]: each for each in found["accounts"] if each[f"arr_cents_{word}"] is not None}
        assert there.keys() == listed.keys()
        for name, each in there.items():
            for key in ("band", "coverage", "arr_cents", "stage", "csm", "opts_out_on"):
                assert each[f"{key}_{word}"] == listed[name][key], (name, key)
        assert found["summary"][f"arr_cents_{word}"] == sum(each["arr_cents"] for each in listed.values())


def test_that_an_entry_made_late_is_a_change_only_for_what_was_known_then(book: Path) -> None:
    """Pallas went down to 112 k in the summer, and that was entered in autumn."""
    changes: list[int] = []
    for known in ((), ("--known-then",)):
        found = said(run("accounts", book, "--as-of", DAY, "--compare", BEFORE, "--json", *known))
        pallas = next(each for each in found["accounts"] if each["name"] == "Pallas Robotics")
        changes.append(pallas["arr_cents_change"])
    assert changes == [0, -6_400_000]


def test_that_the_sentence_stands_over_the_table_and_the_csv_has_the_keys_of_the_json(book: Path) -> None:
    text = run("accounts", book, "--as-of", DAY, "--compare", BEFORE).stdout
    assert text.startswith(
        f"Since {BEFORE}: 8 fell a band, 0 rose (of 43 known both days); ARR +397,000 (7 new, 2 lost)"
    )
    rows = list(csv.reader(io.StringIO(run("accounts", book, "--as-of", DAY, "--compare", BEFORE, "--csv").stdout)))
    found = said(run("accounts", book, "--as-of", DAY, "--compare", BEFORE, "--json"))["accounts"]
    assert rows[0] == list(found[0])
    assert [each[0] for each in rows[1:]] == [each["name"] for each in found]


def test_that_one_account_is_told_field_by_field(book: Path) -> None:
    found = said(run("account", book, "pallas", "--as-of", DAY, "--compare", BEFORE, "--known-then", "--json"))
    by_field = {each["field"]: (each["then"], each["now"]) for each in found["facts"]}
    assert by_field["arr"] == (17_600_000, 11_200_000)
    assert by_field["csm"] == ("Mara Lind", "Mara Lind")
    text = run("account", book, "isola", "--as-of", DAY, "--compare", BEFORE).stdout
    assert "not there" in text
    assert "changed" not in text, "what is not there on one day has not changed"


@pytest.mark.parametrize(
    ("options", "code", "why"),
    [
        (("--compare", DAY), 1, "compare with an earlier day"),
        (("--compare", "2027-01-01"), 1, "compare with an earlier day"),
        (("--compare", "soon"), 2, "is not a date"),
        (("--compare", BEFORE, "--filter", "arr>1"), 2, "--compare goes with"),
    ],
)
def test_that_what_cannot_be_compared_is_refused(book: Path, options: tuple[str, ...], code: int, why: str) -> None:
    result = run("accounts", book, "--as-of", DAY, *options)
    assert (result.exit_code, why in result.stderr) == (code, True), result.stderr
