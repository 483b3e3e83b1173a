"""Two to four people work apart with the program itself; merged, everybody's pages say the same of a day."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import Rejected
from desktop.domain.merge import LATER_WINS, Choices, Merged
from desktop.store import checks
from desktop.store.sharing.exporting import Copy
from tests.end_to_end.colleagues.book import small_book
from tests.end_to_end.colleagues.figures import figures, pages
from tests.end_to_end.colleagues.person import DOES, Colleague
from tests.store.books import SOAK
from tests.store.conftest import folder_in_memory
from tests.store.merge.people import same_every_time
from tests.store.merge.test_laws import as_shown, come_together, random_choices

HISTORIES = 400 if SOAK else 3
LOANS = 2
"""The most that are lent in one history."""

SHAPES: tuple[dict[str, int], ...] = (
    {},
    {"types a line": 80},
    {"imports": 40, "keeps contacts": 20},
    {"undoes": 30, "redoes": 15},
    {"runs playbooks": 15, "edits playbooks": 20, "does tasks": 20},
    {"hands over": 20, "calls renewals": 20, "calls scores": 20},
    {"closes quarters": 20, "reopens quarters": 10, "types cells": 15},
    {"prepares reviews": 20, "edits reviews": 20, "records reviews": 15, "works plans": 15},
    dict.fromkeys(("edits scorecards", "edits templates", "edits keywords", "sets up"), 20),
    dict.fromkeys(("says own", "edits own fields", "saves views", "edits views", "keeps accounts"), 20),
)
"""What one history has more of, so that what rarely meets by chance does meet."""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with folder_in_memory(tmp_path) as made:
        yield Path(made)


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_that_people_who_worked_apart_read_the_same_figures_once_they_merged(seed: int, folder: Path) -> None:
    law(seed, folder)


def law(seed: int, folder: Path) -> None:
    """One random history, and what has to hold of it."""
    choose = random.Random(f"colleagues {seed}")
    with same_every_time(seed, folder):
        people = make_people(folder, choose)
        again: list[Colleague] = []
        try:
            for _ in range(choose.randint(1, 3)):
                live(people, choose)
            if choose.random() < 0.3:
                again = [person.copied(folder / f"again{number}.perennial") for number, person in enumerate(people)]
                come_together(again, choose)
            come_together(people, choose)
            assert_all_read_the_same(people)
            assert people[0].merges([*people[1:], *people[0].ledger.loans]).is_nothing
            if again:
                assert read(again[-1]) == read(people[0]), "in whatever order they came together"
            elif choose.random() < 0.4:
                # And on from there, in a book that several made.
                live(people, choose)
                come_together(people, choose)
                assert_all_read_the_same(people)
        finally:
            for person in [*people, *again, *people[0].ledger.loans]:
                person.close()


def make_people(folder: Path, choose: random.Random) -> list[Colleague]:
    first = Colleague(folder / "0.perennial", choose)
    first.path.write_bytes(small_book())
    first.works(choose.randint(0, 6))
    people = [first]
    for number in range(1, choose.randint(2, 4)):
        path = folder / f"{number}.perennial"
        path.write_bytes(first.path.read_bytes())
        people.append(Colleague(path, choose, first.ledger))
    return people


def live(people: Sequence[Colleague], choose: random.Random) -> None:
    """Some days apart: all do the same kind of thing, each does what comes, and some merge."""
    shape = choose.choice(SHAPES)
    what = choose.choice(list(DOES))
    for person in people:
        person.does(what)
        person.works(choose.randint(0, 7), shape)
    loans = people[0].ledger.loans
    if choose.random() < 0.2 and len(loans) < LOANS:
        lend(choose.choice(people), choose)
    if choose.random() < 0.7:
        mine, theirs = choose.sample(list(people), 2)
        merge_in_between(mine, theirs, choose)
    if loans and choose.random() < 0.5:
        bring_home(choose.choice(people), choose.choice(loans), choose)


def lend(person: Colleague, choose: random.Random) -> None:
    """An account or two go to somebody who works on them."""
    loans = person.ledger.loans
    path = person.path.with_name(f"loan{len(loans)}.perennial")
    with person.opened() as book:
        known = [account for (account,) in book.read(lambda conn: conn.execute("SELECT id FROM account").fetchall())]
        book.export(path, Copy("loan", tuple(choose.sample(sorted(known), min(len(known), choose.randint(1, 2))))))
    borrower = Colleague(path, choose, person.ledger)
    loans.append(borrower)
    borrower.works(choose.randint(1, 5))


def bring_home(person: Colleague, loan: Any, choose: random.Random) -> None:
    if person.knows_of(loan):
        merge_in_between(person, loan, choose)
    else:
        with pytest.raises(Rejected, match="was lent from a book that holds"):
            person.merges([loan])


def merge_in_between(mine: Colleague, theirs: Colleague, choose: random.Random) -> None:
    """A look tells what the merge then does; undone, the pages say what they said before; done again, what after."""
    before, said = mine.sees(), read(mine)
    looked = mine.merges([theirs], keep=False)
    assert mine.sees() == before, "a look changes nothing"
    choices = random_choices(looked, choose) if choose.random() < 0.5 else LATER_WINS
    found = mine.merges([theirs], choices)
    assert told(found, choices) == told(looked, choices)
    if found.is_nothing or choose.random() < 0.4:
        return
    after = read(mine)
    mine.undoes()
    assert read(mine) == said, "the pages say what they said before the merge"
    assert as_shown(mine.sees()) == as_shown(before)
    if choose.random() < 0.5:
        mine.merges([theirs], choices)
        assert read(mine) == after


def told(merged: Merged, choices: Choices) -> Any:
    """What a merge says of itself that must not depend on whether it is kept; and what is kept, if nobody chose."""
    kept = merged.kept if choices == LATER_WINS else tuple(map(choices.of, merged.conflicts))
    came = merged.came if choices == LATER_WINS else ()
    return merged.change_sets, came, merged.conflicts, kept, merged.left_out, merged.joined


def read(person: Colleague) -> dict[str, Any]:
    with person.opened() as book:
        return figures(book)


def assert_all_read_the_same(people: Sequence[Colleague]) -> None:
    first, *others = people
    rows, said = first.sees(), read(first)
    for person in others:
        assert person.sees() == rows
        assert read(person) == said
    last = others[-1]
    with first.opened() as mine, last.opened() as theirs:
        assert pages(mine) == pages(theirs)
        assert mine.read(checks.problems) == theirs.read(checks.problems) == []
    assert first.faults() == last.faults() == []
