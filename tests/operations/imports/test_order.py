"""Sources are read as one: neither their order nor that of their rows, nor how rows are split over files, matters."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.operations.imports.import_books import Book, Row, counts, new_book

Rows = list[tuple[str, dict[str, str]]]

SCORES = st.sampled_from(["", "0", "3", "9"])
NAMES = st.sampled_from(["Acme", "Bolt", "A-1"])
DAYS = st.sampled_from(["2026-05-01", "2026-05-18"])
PEOPLE = st.sampled_from(["", "Jana", "jana", "tom@acme.example"])


def row(name: str, /, **cells: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, dict[str, str]]]:
    return st.tuples(st.just(name), st.fixed_dictionaries(dict(cells)))


FACTS = st.lists(
    st.one_of(
        row("surveys", account=NAMES, kind=st.just("nps"), responded_on=DAYS, score=SCORES, contact=PEOPLE),
        row(
            "touchpoints",
            account=NAMES,
            on=DAYS,
            kind=st.just("call"),
            subject=st.sampled_from(["", "x"]),
            contact=PEOPLE,
        ),
        row(
            "subscriptions",
            account=NAMES,
            arr=st.sampled_from(["10", "20"]),
            start_on=DAYS,
            product=st.sampled_from(["", "P"]),
        ),
        row("usage", account=NAMES, on=DAYS, metric=st.just("logins"), value=st.sampled_from(["1", "2", "3"])),
        row("tickets", account=NAMES, opened_on=DAYS, priority=st.sampled_from(["", "high", "low"])),
        row(
            "milestones", account=NAMES, name=st.sampled_from(["SSO", "Data"]), side=st.sampled_from(["ours", "theirs"])
        ),
    ),
    max_size=14,
)
FIXED: Rows = [
    ("accounts", {"name": "Acme", "external_id": "A-1", "parent": "Group", "csm": "Ines", "Tier": "gold"}),
    ("accounts", {"name": "Group", "external_id": "", "parent": "", "csm": "Tomas", "Tier": ""}),
    ("accounts", {"name": "Bolt", "external_id": "", "parent": "Acme", "csm": "", "Tier": "1"}),
    ("ownerships", {"account": "Acme", "csm": "Tomas", "from_on": "2025-01-01", "until_on": "2026-01-01"}),
    ("contacts", {"account": "Acme", "name": "Jana", "email": "jana@acme.example"}),
    ("onboardings", {"account": "Bolt", "started_on": "2026-01-01", "name": "First"}),
    ("onboardings", {"account": "Bolt", "started_on": "2026-02-01", "name": "Second"}),
]


def taken(folder: Path, rows: Rows, split: list[int]) -> dict[str, dict[str, Row]]:
    """What a fresh book holds after rows were imported in this order, each into the file of its kind and number."""
    folder.mkdir()
    files: dict[tuple[str, int], list[dict[str, str]]] = {}
    for (kind, cells), number in zip(rows, itertools.cycle(split), strict=False):
        files.setdefault((kind, number), []).append(cells)
    with new_book(folder) as book:
        result = book.take(*(book.file(kind, told) for (kind, _), told in files.items()))
        assert result.rejects == []
        contents = book.contents()
        again = book.take(*(book.file(kind, told) for (kind, _), told in reversed(files.items())))
        assert counts(again) == (0, 0, len(rows), 0)
        return contents


@given(facts=FACTS, order=st.randoms(use_true_random=False), split=st.lists(st.integers(0, 2), min_size=1, max_size=5))
@settings(max_examples=25)
def test_that_any_order_and_split_of_the_same_rows_make_the_same_book(
    tmp_path_factory: pytest.TempPathFactory, facts: Rows, order: object, split: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("order")
    rows = [*FIXED, *facts]
    shuffled = list(rows)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    one = taken(folder / "one", rows, [0])
    other = taken(folder / "other", shuffled, split)
    # Own fields keep the order of their columns, which here is the same.
    assert other == one


@given(facts=FACTS, split=st.lists(st.booleans(), min_size=1, max_size=6))
@settings(max_examples=15)
def test_that_importing_the_rows_again_in_any_parts_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, facts: Rows, split: list[bool]
) -> None:
    """A part of rows of one key is found again by what it says; usage, which has no other identity, by its place."""
    rows = [(kind, cells) for kind, cells in facts if kind != "usage"]
    with new_book(tmp_path_factory.mktemp("parts")) as book:
        kinds = dict.fromkeys(kind for kind, _ in [*FIXED, *rows])
        book.take(*(book.file(kind, [cells for each, cells in [*FIXED, *rows] if each == kind]) for kind in kinds))
        before = book.contents()
        parts: dict[tuple[str, bool], list[dict[str, str]]] = {}
        for (kind, cells), part in zip(rows, itertools.cycle(split), strict=False):
            parts.setdefault((kind, part), []).append(cells)
        for (kind, _), told in parts.items():
            assert counts(book.import_(kind, *told)) == (0, 0, len(told), 0)
        assert book.contents() == before


def test_that_the_order_in_which_sources_are_named_never_decides_which_twin_is_kept(tmp_path: Path) -> None:
    kept: list[object] = []
    for number, reverse in enumerate((False, True)):
        folder = tmp_path / str(number)
        folder.mkdir()
        with new_book(folder) as book:
            paths = [
                book.file("accounts", [{"name": "Acme", "segment": segment}]) for segment in ("Mid", "Big", "Small")
            ]
            result = book.take(*(reversed(paths) if reverse else paths))
            assert counts(result) == (1, 0, 0, 2)
            kept.append((book.row("account")["segment"], sorted(each.cells for each in result.rejects)))
    assert kept[0] == kept[1]


def test_that_a_row_whose_key_was_edited_is_told_from_its_old_self_in_any_order(tmp_path: Path) -> None:
    """The id a new row would have is the edited one's: which of both it is must not be decided by who comes first."""
    rows = [{"account": "Acme", "kind": "nps", "responded_on": on, "score": "9"} for on in ("2025-05-01", "2025-05-02")]
    kept: list[object] = []
    for number, told in enumerate((rows, rows[::-1])):
        folder = tmp_path / str(number)
        folder.mkdir()
        with new_book(folder) as book:
            book.accounts("Acme")
            book.import_("surveys", rows[0])
            edited = book.row("survey_response")["id"]
            book.edit("survey_response", edited, responded_on=rows[1]["responded_on"])
            assert counts(book.import_("surveys", *told)) == (1, 0, 1, 0)
            kept.append(book.contents())
    assert kept[0] == kept[1]


def test_that_many_rows_of_one_key_are_matched_in_no_more_than_a_moment(book: Book) -> None:
    """A thousand anonymous answers of one day are usual; ten thousand must not take a hundred times as long."""
    import time

    book.accounts("Acme")
    rows = [
        {"account": "Acme", "kind": "nps", "responded_on": "2025-05-01", "score": n % 11, "comment": f"c{n % 700}"}
        for n in range(8_000)
    ]
    started = time.monotonic()
    assert counts(book.import_("surveys", *rows)) == (8_000, 0, 0, 0)
    assert counts(book.import_("surveys", *reversed(rows))) == (0, 0, 8_000, 0)
    assert time.monotonic() - started < 30
