"""What a merge brings, in words."""

from __future__ import annotations

import pytest

from desktop.domain.merge import Came, Cell, Conflict, Joined, Merged, Told
from desktop.views.merging import words
from desktop.views.merging.arriving import all_plain

AT = "2026-11-20T09:00:00.000Z"


def came(what: str, table: str, field: str | None = None, old: object = None, new: object = None) -> Came:
    return Came(what, "Acme", table, "row", "Call Jana", field, old, new, "Ana", AT)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("each", "sign", "text"),
    [
        (came("new", "task"), "+", "Task “Call Jana” added"),
        (came("deleted", "task"), "-", "Task “Call Jana” deleted"),
        (came("changed", "account", "industry", None, "Rail"), "", "Industry (empty) → Rail"),
        (
            came("changed", "contract_line", "arr_cents", 100_000, None),
            "",
            "Contract line “Call Jana”: ARR 1\xa0k → (empty)",
        ),
        (came("changed", "task", "deleted_at", AT, None), "", "Task “Call Jana”: brought back"),
    ],
)
def test_that_a_line_says_what_came(each: Came, sign: str, text: str) -> None:
    (line,) = words.lines([each])
    assert (line.account, line.sign, line.text) == ("Acme", sign, text)
    assert line.by.startswith("Ana, 20 Nov 2026")


def test_that_what_belongs_to_the_whole_book_comes_last() -> None:
    made = [came("new", "task")._replace(account=name) for name in (None, "Zeta", "acme")]
    assert [line.account for line in words.lines(made)] == ["acme", "Zeta", words.WHOLE_BOOK]


def test_that_a_deletion_against_an_edit_is_said_so() -> None:
    gone = Conflict(
        Cell("task", "row", "deleted_at"), "Acme", "Call Jana", Told(AT, "Me", AT), Told(None, "Ana", AT), "mine", True
    )
    assert words.subject(gone) == "Acme · Task “Call Jana”"
    assert (words.side_value(gone, "mine"), words.side_value(gone, "theirs")) == ("deleted it", "edited it")
    assert words.side_by(gone, "mine").endswith(", the later")


def test_that_a_field_that_names_another_row_is_told_by_that_rows_name() -> None:
    link = "01980000-0000-7000-8000-000000000000"
    cell = Cell("account", "row", "parent")
    both = Conflict(cell, "Acme", None, Told(link, "Me", AT, "Bolt"), Told(None, "Ana", AT), "mine")
    assert (words.side_value(both, "mine"), words.side_value(both, "theirs")) == ("Bolt", words.EMPTY)
    (line,) = words.lines([came("changed", "account", "parent", None, link)._replace(new_called="Bolt")])
    assert line.text == f"Account above {words.EMPTY} \N{RIGHTWARDS ARROW} Bolt"


def test_that_accounts_below_each_other_are_told_in_words() -> None:
    mine, theirs = Told("Acme below Bolt", "Me", AT), Told("Bolt below Acme", "Ana", AT)
    circle = Conflict(Cell("account", "row", "parent"), "Bolt", None, mine, theirs, "mine", is_circle=True)
    assert words.subject(circle) == "Bolt · in a circle: each came below the other"
    assert words.side_value(circle, "theirs") == "Bolt below Acme"
    assert words.side_by(circle, "mine").endswith(", the earlier")


def test_that_only_what_is_theirs_now_counts_as_taken() -> None:
    contested = came("changed", "account", "industry", "a", "b")
    conflict = Conflict(contested.cell, "Acme", None, Told("a", "Me", AT), Told("b", "Ana", AT), "theirs")
    for kept, taken in (("theirs", 2), ("mine", 1)):
        found = Merged(2, (came("new", "task"), contested), (conflict,), (kept,))  # pyright: ignore[reportArgumentType]
        assert (found.taken, len(found.uncontested)) == (taken, 1)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Jana"], "Jana (Acme) was in both"),
        (["Jana", "Tom"], "Jana (Acme) and Tom (Acme) were in both"),
        (["A", "B", "C", "D"], "A (Acme), B (Acme), C (Acme) and D (Acme) were in both"),
        (["A", "B", "C", "D", "E"], "A (Acme), B (Acme), C (Acme) and 2 more were in both"),
    ],
)
def test_that_who_is_one_record_now_is_said(names: list[str], said: str) -> None:
    found = Merged(1, (), (), (), joined=tuple(Joined("Acme", name) for name in names))
    assert words.remarks(found).startswith(said)
    end = "1 person is one record now" if len(names) == 1 else f"{len(names)} people are one record each now"
    assert words.done(found, "a copy") == f"Merged a copy: 0 changes, {end}"


@pytest.mark.parametrize(
    ("table", "kind", "said"),
    [
        ("pulse", None, "Pulse of 20 Nov 2026"),
        ("override", None, "Called score of 20 Nov 2026"),
        ("churn", None, "Reason of the churn on 20 Nov 2026"),
        ("ownership", "owner", "Owner from 20 Nov 2026 on"),
        ("ownership", "cover", "Cover from 20 Nov 2026 on"),
        ("renewal_call", "csm", "Renewal call of 20 Nov 2026"),
        ("renewal_call", "final", "Final renewal call of 20 Nov 2026"),
        ("renewal_call", "odd", "Forecast of 20 Nov 2026"),
    ],
)
def test_that_what_two_said_in_rows_of_their_own_is_told_by_its_day(table: str, kind: str | None, said: str) -> None:
    cell = Cell(table, "row", "value")
    told = Told(2, "Me", AT), Told(4, "Ana", AT)
    both = Conflict(cell, "Acme", "2026-11-20", *told, "mine", is_of_two_rows=True, kind=kind)
    assert words.subject(both) == f"Acme · {said}"


def test_that_what_is_contested_is_counted_once() -> None:
    told = Told(2, "Me", AT), Told(4, "Ana", AT)
    both = Conflict(Cell("pulse", "row", "value"), "Acme", "2026-11-20", *told, "mine", is_of_two_rows=True)
    found = Merged(2, (came("new", "pulse"), came("new", "pulse")._replace(row="other")), (both,), ("mine",))
    assert words.sentence(found, "a copy") == "2 change sets from a copy: 1 new, 0 changed, 0 deleted, 1 in conflict."


def test_that_of_many_files_a_few_are_named_and_the_rest_is_counted() -> None:
    assert words.named(["a"]) == "a"
    assert words.named(["a", "b", "c", "d"]) == "a, b, c and d"
    assert words.named(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"


def test_that_long_values_are_told_from_where_they_part() -> None:
    begin = "Ask about the renewal, the open tickets and who decides: "
    mine, theirs = f"{begin}on Monday", f"{begin}on Tuesday"
    said = words.from_parting(theirs, mine)
    assert said.startswith("… ")
    assert said.endswith("decides: on Tuesday")
    assert len(said) < len(theirs) - 20
    assert words.from_parting("Monday", "Tuesday") == "Monday"


def test_that_lines_are_searched_in_as_each_is_written_by_itself() -> None:
    assert all_plain(["Østrow → a\0b", "", "Zoë"]) == ["ostrow → a b", "", "zoe"]
    assert all_plain([]) == [""]
