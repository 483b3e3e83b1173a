"""What holds for merging whatever anybody did: everybody ends with the same book, in any order, any number of times."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from desktop.domain.errors import Rejected
from desktop.domain.merge import Cell, Choices, Merged, Side
from desktop.store import checks
from desktop.store.tx import Tx
from tests.store.books import SOAK, make_something, one, rows
from tests.store.merge.people import OPINIONS, SHAPES, Person, Stopped, empty_book, same_every_time
from tests.store.merge.rules import ONE_THING

HISTORIES = 2000 if SOAK else 12

CLASHES = (
    (),
    ("edit",),
    ("edit", "edit"),
    ("import",),
    ("import", "undo"),
    ("import", "undo", "redo"),
    ("edit", "remove"),
    ("usage", "usage"),
    ("answers", "answers"),
    ("opinions", "opinions"),
    ("opinions", "reconsider"),
    ("hand over", "hand over"),
    ("meet", "meet"),
)
"""What everybody does to the same account before they go on by themselves."""


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_that_copies_edited_apart_become_equal_in_any_order(seed: int, folder: Path) -> None:
    law(seed, folder)


def law(seed: int, folder: Path) -> None:
    """One random history of several people, and what has to hold of it."""
    choose = random.Random(seed)
    with same_every_time(seed, folder):
        people = make_people(folder, choose)
        copies = [*people]
        try:
            live(people, choose)
            again: list[Person] = []
            if choose.random() < 0.6:
                again = [person.copied(folder / f"again{n}.perennial") for n, person in enumerate(people)]
                copies += again
                come_together(again, choose)
            come_together(people, choose)
            assert_all_equal(people)
            if again:
                assert_all_equal(again)
                assert grouped(people[0]) == grouped(again[0])
            assert people[0].merges([*people[1:], *people[0].ledger.loans]).is_nothing

            if choose.random() < 0.4:
                # And on from there, now that all know everything: what was made by two can be undone by one.
                live(people, choose, {"undo": 50, "redo": 15, "import": 25})
                come_together(people, choose)
                assert_all_equal(people)
            assert_the_later_edit_wins(people, choose)
        finally:
            for person in [*copies, *people[0].ledger.loans]:
                person.close()


def make_people(folder: Path, choose: random.Random, kind: type[Person] = Person) -> list[Person]:
    first = kind(folder / "0.perennial", choose)
    first.ledger.topic = choose.choice(list(OPINIONS))
    first.path.write_bytes(empty_book())
    if choose.random() < 0.1:
        with first.opened() as book:
            make_something(book, seed=choose.randint(0, 99))
    if choose.random() < 0.4:
        first.clock = Stopped(first.clock.at)
    if choose.random() < 0.6:
        for what in ("account", "contact"):
            first.does(what)
    first.works(choose.randint(0, 5))
    others = [first.copied(folder / f"{n}.perennial") for n in range(1, choose.randint(2, 5))]
    for other in others:
        if not isinstance(first.clock, Stopped):
            other.clock.at = kind(other.path, choose).clock.at
    return [first, *others]


def live(people: Sequence[Person], choose: random.Random, shape: dict[str, int] | None = None) -> None:
    """Some days apart: everybody works, some merge, choose what counts, and take the merge back."""
    shape = choose.choice(SHAPES) if shape is None else shape
    for _ in range(choose.randint(1, 3)):
        # All at one thing first: where their clocks stand still, with one stamp.
        for what in choose.choice(CLASHES):
            for person in people:
                person.does(what)
        if choose.random() < 0.3:
            choose.choice(people).does("undo")
        for person in choose.sample(people, choose.randint(1, len(people))):
            person.works(choose.randint(1, 6), shape)
        if choose.random() < 0.6:
            mine, theirs = choose.sample(people, 2)
            merge_in_between(mine, theirs, choose)
        if choose.random() < 0.3:
            mine, theirs = choose.sample(people, 2)
            take_back_where_it_came_from(mine, theirs, choose)
        if people[0].ledger.loans and choose.random() < 0.6:
            bring_home(choose.choice(people), choose.choice(people[0].ledger.loans), choose)


def take_back_where_it_came_from(mine: Person, theirs: Person, choose: random.Random) -> None:
    """One takes in what another did, who then takes it back, or does it again; and that is taken in, too."""
    theirs.does(choose.choice(("usage", "usage", "import", "edit")))
    mine.merges([theirs])
    for what in choose.choice((("undo",), ("undo",), ("undo", "redo"))):
        theirs.does(what)
        merge_in_between(mine, theirs, choose)


def bring_home(person: Person, loan: Person, choose: random.Random) -> None:
    """Somebody takes in what was done in a loan; who does not know all that it was made of is refused."""
    loan.works(choose.randint(0, 2))
    if person.knows_of(loan):
        merge_in_between(person, loan, choose)
    else:
        with pytest.raises(Rejected, match="was lent from a book that holds"):
            person.merges([loan])


def merge_in_between(mine: Person, theirs: Person, choose: random.Random) -> None:
    before = mine.sees()
    choices = Choices()
    if choose.random() < 0.5:
        looked = mine.merges([theirs], keep=False)
        assert mine.sees() == before, "a look changes nothing"
        choices = random_choices(looked, choose)
        found = mine.merges([theirs], choices)
        assert (found.came, found.conflicts) == (looked.came, looked.conflicts)
    else:
        found = mine.merges([theirs])
    after = mine.sees()
    assert_told_truly(mine, found)
    assert mine.faults() == []
    if not found.is_nothing and choose.random() < (0.6 if found.conflicts else 0.3):
        mine.undoes()
        assert as_shown(mine.sees()) == as_shown(before), "an undone merge leaves the book as it was"
        assert mine.faults() == []
        if choose.random() < 0.5:
            repeated = mine.merges([theirs], choices)
            assert (repeated.conflicts, repeated.kept) == (found.conflicts, found.kept)
            # Listed as the rows lie in the file, where those of one day may have changed places.
            assert sorted(map(repr, repeated.came)) == sorted(map(repr, found.came))
            assert as_shown(mine.sees()) == as_shown(after)


def as_shown(state: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """Without the history, which knows of the undoing, and the scores that were shown, which stay."""
    return {name: rows for name, rows in state.items() if name not in ("history", "shown")}


def random_choices(looked: Merged, choose: random.Random) -> Choices:
    sides: tuple[Side, Side] = "mine", "theirs"
    prefer = choose.choice((None, *sides))
    return Choices(prefer, {each.cell: choose.choice(sides) for each in looked.conflicts if choose.random() < 0.5})


def assert_told_truly(person: Person, merged: Merged) -> None:
    """Where two differed, the book holds what was kept; and whatever else came holds what was said of it."""
    contested: dict[Cell, object] = {}
    for conflict, side in zip(merged.conflicts, merged.kept, strict=True):
        if not conflict.is_circle and not conflict.is_of_two_rows:
            contested[conflict.cell] = conflict.told(side).value
    parents = [each for each in merged.conflicts if each.cell.field == "parent"]
    said_twice = [
        (each.cell, each.told(side).value)
        for each, side in zip(merged.conflicts, merged.kept, strict=True)
        if each.is_of_two_rows
    ]
    # Whoever chooses a parent puts back what stands in its way.
    came = {
        each.cell: each.new
        for each in merged.uncontested
        if each.field is not None and not (parents and each.field == "parent")
    }
    with person.opened() as book:
        if len(parents) == 1 and parents[0].is_circle:
            sql = "SELECT a.name || ' below ' || coalesce(p.name, 'none') FROM account a "
            sql += "LEFT JOIN account p ON p.id = a.parent"
            stand = {said for (said,) in rows(book, sql)}
            assert parents[0].told(merged.kept[merged.conflicts.index(parents[0])]).value in stand
        elif len(parents) > 1:
            contested = {cell: value for cell, value in contested.items() if cell.field != "parent"}
        for cell, value in said_twice:
            same = " AND ".join(f"m.{name} IS o.{name}" for name in ONE_THING[cell.table])
            sql = f"SELECT m.{cell.field} FROM {cell.table} o JOIN {cell.table} m ON {same} "
            sql += "WHERE o.id = ? AND m.deleted_at IS NULL ORDER BY m.rowid DESC LIMIT 1"
            assert one(book, sql, cell.row) == value, f"{cell}: what was kept does not count"
        for cell, value in {**came, **contested}.items():
            held = one(book, f'SELECT "{cell.field}" FROM "{cell.table}" WHERE id = ?', cell.row)
            assert held == value, f"{cell} was said to be {value!r} and is {held!r}"


def come_together(people: Sequence[Person], choose: random.Random) -> None:
    """Everybody takes in what everybody did: one collects from all, at once or in turns, and all collect from them.

    And then the loans come home to one of them, from whom all the others have it.
    """
    collector, *rest = choose.sample(list(people), len(people))
    if choose.random() < 0.5:
        collector.merges(rest)
    else:
        for person in rest:
            collector.merges([person])
    for person in choose.sample(rest, len(rest)):
        person.merges([collector])
    if collector.ledger.loans:
        home = choose.choice(people)
        for loan in collector.ledger.loans:
            home.merges([loan])
        for person in people:
            if person is not home:
                person.merges([home])


def assert_all_equal(people: Sequence[Person]) -> None:
    first, *others = people
    seen = first.sees()
    assert all(other.sees() == seen for other in others)
    assert set(seen["shown"]) == first.ledger.shown
    for person in (first, others[-1]):
        assert person.faults() == []
        with person.opened() as book:
            assert book.read(checks.problems) == []


def grouped(person: Person) -> dict[str, list[tuple[object, ...]]]:
    """What is the same in whatever groups people came together.

    Where two made records of one person, whoever has both first makes them one, in a merge of their own.
    """
    state = {**person.sees()}
    if person.ledger.met:
        state["history"] = [each for each in state["history"] if each[4] != "merge"]
        for name in ("contact", "survey_response", "answers, in order"):
            state.pop(name, None)
    return state


def assert_the_later_edit_wins(people: Sequence[Person], choose: random.Random) -> None:
    """Who knows what others did, and then decides otherwise, is the later one, whatever the clocks say."""
    slow = min(people, key=lambda each: each.clock.at)
    other = choose.choice([each for each in people if each is not slow])
    if edit_all(slow):
        assert other.merges([slow]).conflicts == ()
        assert set(segments(other)) == {"decided last"}


def edit_all(person: Person) -> bool:
    def operation(tx: Tx) -> None:
        for (account,) in tx.conn.execute("SELECT id FROM account").fetchall():
            tx.update("account", account, {"segment": "decided last"})

    with person.opened() as book:
        return bool(book.perform(operation).changes)


def segments(person: Person) -> Iterable[object]:
    with person.opened() as book:
        return [segment for (segment,) in rows(book, "SELECT segment FROM account")]
