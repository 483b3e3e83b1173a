"""The page about importing (docs/import.md) names what can be imported: every kind, its columns and its key."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from desktop.exchange.kinds import KINDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "import.md"

EITHER = {"qbrs": {"held_on", "planned_on"}}
"""Bold though not required by themselves: one of them has to be there."""


class Row(NamedTuple):
    """A row of the table: what is said of one kind."""

    columns: list[str]
    bold: set[str]
    key: str


def rows() -> dict[str, Row]:
    found: dict[str, Row] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and cells[0] not in ("kind", "---"):
            # In parentheses: the values a column takes.
            named = re.sub(r"\([^)]*\)|;.*", "", cells[1])
            columns = re.findall(r"[a-z_]+(?=\*\*|\s*,|\s*$)", named)
            found[cells[0]] = Row(columns, set(re.findall(r"\*\*([a-z_]+)\*\*", named)), cells[2])
    return found


def test_that_the_page_has_every_kind_once_in_the_order_they_are_imported() -> None:
    assert list(rows()) == list(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_page_names_every_column_of_a_kind_and_no_other(kind: str) -> None:
    named = rows()[kind].columns
    assert len(named) == len(set(named))
    # The external id, which every kind takes, is said once for all.
    assert set(named) == set(KINDS[kind].columns) - {"external_id"}


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_page_shows_in_bold_what_a_kind_requires(kind: str) -> None:
    assert rows()[kind].bold == set(KINDS[kind].required) | EITHER.get(kind, set())


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_page_names_the_key_of_a_kind(kind: str) -> None:
    assert re.findall(r"[a-z_]+", rows()[kind].key.replace(" or else ", " ")) == list(KINDS[kind].key)


def test_that_the_page_says_that_every_kind_takes_an_external_id() -> None:
    assert all("external_id" in kind.columns for kind in KINDS.values())
    assert "Every kind takes `external_id`" in PAGE.read_text(encoding="utf-8")
