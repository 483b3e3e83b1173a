"""Two people import the same export on two computers: merged, in any order, they have one book and nothing twice."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.store.portfolio import Portfolio
from tests.operations.imports.import_books import Book, Clock, counts, new_book

Rows = list[dict[str, str]]

NAMES = st.sampled_from(
    # One name in several cases, with space around it, composed and decomposed, as numerals, and like a formula.
    [
        "Acme",
        "acme",
        " Acme ",
        "ACME GmbH",
        "Zo\u00eb & Co",
        "Zoe\u0308 & Co",
        "0049",
        "1.50",
        "=1+1",
        "Bolt\u00a0Ltd",
        "",
    ]
)
PEOPLE = st.sampled_from(
    [
        "",
        "Jana",
        "jana",
        " Jana  Novak",
        "jana@x.example",
        "JANA@x.example",
        "Jana Novak <Jana@X.example>",
        "@tina",
        "007",
    ]
)
IDS = st.sampled_from(["", "", "A-1", "a-1", "007", "7"])
WORDS = st.sampled_from(["", "SMB", "smb", "0049", "1.50", "Gr\u00f6\u00dfe"])
DAYS = st.sampled_from(["2026-05-01", "2026-05-18", "18.05.2026", ""])


def table(**cells: st.SearchStrategy[str]) -> st.SearchStrategy[Rows]:
    return st.lists(st.fixed_dictionaries(dict(cells)), min_size=1, max_size=8)


EXPORT = st.fixed_dictionaries(
    {
        "accounts": table(name=NAMES, external_id=IDS, segment=WORDS, csm=WORDS, Tier=WORDS),
        "contacts": table(account=NAMES, name=PEOPLE, email=PEOPLE, title=WORDS),
        "surveys": table(
            account=NAMES,
            kind=st.just("nps"),
            responded_on=DAYS,
            score=st.sampled_from(["0", "3", "9", "11", ""]),
            contact=PEOPLE,
            comment=WORDS,
        ),
        "usage": table(account=NAMES, on=DAYS, metric=st.just("logins"), value=st.sampled_from(["1", "2"])),
    }
)


@given(
    earlier=st.none() | EXPORT,
    export=EXPORT,
    order=st.permutations(["accounts", "contacts", "surveys", "usage"]),
    wrong_by=st.integers(-30, 30),
)
@settings(max_examples=12)
def test_that_two_people_who_import_the_same_export_end_with_one_book_and_nothing_twice(
    tmp_path_factory: pytest.TempPathFactory,
    earlier: dict[str, Rows] | None,
    export: dict[str, Rows],
    order: list[str],
    wrong_by: int,
) -> None:
    folder = tmp_path_factory.mktemp("two")
    with new_book(folder) as mine:
        if earlier is not None:
            mine.take(*(mine.file(kind, told) for kind, told in earlier.items()))
        path = Path(shutil.copy(mine.portfolio.path, folder / "theirs.perennial"))
        clock = Clock(mine.clock.at + timedelta(days=wrong_by))
        with Portfolio.open(path, clock_=clock) as portfolio:
            (theirs_folder := folder / "theirs").mkdir()
            theirs = Book(theirs_folder, portfolio, clock)
            here = mine.take(*(mine.file(kind, told) for kind, told in export.items()))
            there = theirs.take(*(theirs.file(kind, export[kind]) for kind in order))
            assert counts(here) == counts(there)
            alone = mine.contents()
            assert theirs.contents() == alone

            mine.portfolio.merge([theirs.portfolio.path])
            theirs.portfolio.merge([mine.portfolio.path])

            for each in (mine, theirs):
                assert each.contents() == alone, "a merge of the same says nothing new"
                assert each.problems() == []
            once_more = [
                each.take(*(each.file(kind, told) for kind, told in export.items())) for each in (mine, theirs)
            ]
            assert counts(once_more[0]) == counts(once_more[1])
            assert theirs.contents() == mine.contents()
            if earlier is None:
                # A file that gives an account a new name and another one its old name has said both only the second
                # time; without accounts from before there are no old names.
                assert counts(once_more[0])[:2] == (0, 0)
