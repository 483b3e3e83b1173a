"""Several accounts handed over at once: what is told before is what is done, and one undo takes all of it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.errors import Rejected
from desktop.operations import handover
from desktop.operations.accounts_cells import Cell, set_cells
from desktop.store.portfolio import Portfolio
from desktop.store.queries.ownership import owner_on
from desktop.store.queries.tasks import owned_open_tasks
from desktop.store.tx import Tx

DAY = date(2026, 11, 22)
BACK = date(2026, 12, 1)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Portfolio]:
    with Portfolio.create(tmp_path / "book.perennial", first=lambda _tx: None) as made:
        yield made


@pytest.fixture
def ids(book: Portfolio) -> list[str]:
    """Acme and Bolt are Ines's, Cole is Mara's, Dune is nobody's; Ines has a task at each of hers, Tom one at Acme."""

    def fill(tx: Tx) -> list[str]:
        tx.label = "Add"
        made: list[str] = []
        for name, owner, cents in (("Acme", "Ines", 100), ("Bolt", "Ines", 20), ("Cole", "Mara", 3), ("Dune", "", 4)):
            account = tx.insert("account", {"name": name})
            if owner:
                tx.insert("ownership", {"account": account, "csm": owner, "kind": "owner"})
            tx.insert("contract_line", {"account": account, "arr_cents": cents, "start_on": "2026-01-01"})
            made.append(account)
        for account, owner in ((made[0], " ines "), (made[0], "Tom"), (made[1], "Ines"), (made[2], "Ines")):
            tx.insert("task", {"account": account, "title": "Call", "owner": owner})
        tx.insert("task", {"account": made[0], "title": "Done", "owner": "Ines", "done_on": "2026-11-01"})
        tx.insert("task", {"account": made[0], "title": "Nobody's"})
        return made

    return book.perform(fill).result


def test_that_what_moves_is_told_before(book: Portfolio, ids: list[str]) -> None:
    moving = book.read(handover.what_moves, ids, " MARA ", DAY)
    assert moving.accounts == (ids[0], ids[1], ids[3])
    assert moving.theirs_already == (ids[2],)
    assert moving.owned_before == {"Ines": 2, None: 1}
    assert moving.arr_cents == 124
    assert len(moving.tasks) == 2
    assert moving.until is None


def test_that_an_ownership_to_come_is_told(book: Portfolio, ids: list[str]) -> None:
    book.perform(handover.hand_over, ids[0], "Tom", BACK)
    assert book.read(handover.what_moves, ids[:2], "Mara", DAY).until == BACK


@pytest.mark.parametrize("with_tasks", [True, False])
def test_that_accounts_and_the_tasks_of_their_owner_move_in_one_undo(
    book: Portfolio, ids: list[str], *, with_tasks: bool
) -> None:
    before = book.read(owned_open_tasks, ids)
    done = book.perform(handover.hand_over_accounts, ids, "mara", DAY, with_tasks=with_tasks)
    assert done.result.accounts == (ids[0], ids[1], ids[3])
    assert [book.read(owner_on, each, DAY) for each in ids] == ["Mara"] * 4
    assert done.changes.label == "Handed over: 3 accounts to Mara on 2026-11-22"
    owners = [owner for _, _, owner in book.read(owned_open_tasks, ids)]
    # The task of a third person stays theirs, and so does one at an account that does not move.
    assert owners == (["Mara", "Tom", "Mara", "Ines"] if with_tasks else [" ines ", "Tom", "Ines", "Ines"])
    book.undo()
    assert [book.read(owner_on, each, DAY) for each in ids] == ["Ines", "Ines", "Mara", None]
    assert book.read(owned_open_tasks, ids) == before


def test_that_nothing_to_hand_over_is_refused(book: Portfolio, ids: list[str]) -> None:
    with pytest.raises(Rejected, match="Mara owns Cole on 2026-11-22 already"):
        book.perform(handover.hand_over_accounts, ids[2:3], "Mara", DAY)
    with pytest.raises(Rejected, match="owns all of them"):
        book.perform(handover.hand_over_accounts, ids[:2], "Ines", DAY)
    with pytest.raises(Rejected, match="Nobody is named"):
        book.perform(handover.hand_over_accounts, ids, " ", DAY)


def test_that_a_missing_account_leaves_the_others_as_they_were(book: Portfolio, ids: list[str]) -> None:
    book.perform(lambda tx: tx.delete("account", ids[1]))
    with pytest.raises(Rejected, match="no such account"):
        book.perform(handover.hand_over_accounts, ids, "Mara", DAY)
    assert book.read(owner_on, ids[0], DAY) == "Ines"


def test_that_cover_of_several_leaves_out_those_the_stand_in_owns(book: Portfolio, ids: list[str]) -> None:
    done = book.perform(handover.cover_accounts, ids[:3], "Mara", DAY, BACK)
    assert done.result.accounts == tuple(ids[:2])
    assert done.changes.label == "Cover set: Mara for 2 accounts until 2026-12-01"
    assert book.read(owner_on, ids[0], DAY) == "Ines"
    with pytest.raises(Rejected, match="cannot stand in"):
        book.perform(handover.cover_accounts, ids[2:3], "Mara", DAY, BACK)
    book.undo()
    with pytest.raises(Rejected, match="Nobody stands in"):
        book.perform(handover.end_cover, ids[0], DAY)


def test_that_what_looks_at_every_account_is_read_once_and_not_once_an_account(book: Portfolio) -> None:
    """Both for accounts given away together, and for cells that a CSM's name was typed into."""

    def fill(tx: Tx) -> list[str]:
        made = [tx.insert("account", {"name": f"A {number}"}) for number in range(80)]
        for account in made:
            tx.insert("ownership", {"account": account, "csm": "Ines", "kind": "owner"})
        return made

    accounts = book.perform(fill).result

    def asked(operation: Callable[[Tx, list[str]], object], some: list[str]) -> int:
        statements: list[str] = []

        def traced(tx: Tx) -> None:
            tx.conn.set_trace_callback(statements.append)
            operation(tx, some)
            tx.conn.set_trace_callback(None)

        book.perform(traced)
        of_all = (each for each in statements if "FROM ownership" in each and "account = " not in each)
        return sum(1 for _ in of_all)

    def give(tx: Tx, some: list[str]) -> None:
        handover.hand_over_accounts(tx, some, "Mara", DAY)

    def type_it(tx: Tx, some: list[str]) -> None:
        set_cells(tx, [Cell(each, "csm", "Zoe") for each in some], as_of=DAY)

    for operation in (give, type_it):
        assert 0 < asked(operation, accounts[:51]) <= 4
        assert asked(operation, accounts[51:53]) > 0
    assert book.read(owner_on, accounts[0], DAY) == "Zoe"
