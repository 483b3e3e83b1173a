"""The thorough check finds what was planted, and nothing in a sound file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop.store import checks
from desktop.store.portfolio import Portfolio
from tests.store.books import outside


def found_after(path: Path, *statements: str) -> list[str]:
    """What the check finds after another program wrote past the journal."""
    with outside(path) as conn:
        triggers = conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        conn.execute("BEGIN")
        conn.execute("PRAGMA foreign_keys = OFF")
        for name, _ in triggers:
            conn.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            assert conn.execute(statement).rowcount > 0, statement
        for _, sql in triggers:
            conn.execute(sql)
        conn.execute("COMMIT")
    with Portfolio.open(path, writable=False) as book:
        return book.read(checks.problems)


def test_that_nothing_is_found_in_a_sound_file(used: Path) -> None:
    with Portfolio.open(used, writable=False) as book:
        assert book.read(checks.problems) == []


@pytest.mark.parametrize(
    ("planted", "expected"),
    [
        ("INSERT INTO account(id, name) VALUES('x', 'X')", ["1 rows of account are in no change set of the journal."]),
        ("DELETE FROM change WHERE tbl = 'ticket' AND row IN ('ticket 1', 'ticket 2')",
         ["2 rows of ticket are in no change set of the journal."]),
        ("UPDATE change SET row = 'ticket 4', txn = (SELECT max(id) FROM txn) "
         "WHERE tbl = 'ticket' AND row = 'ticket 3' AND col = ''",
         ["1 rows of ticket are in no change set of the journal."]),
        ("DELETE FROM ticket WHERE id = 'ticket 7'", ["The journal speaks of 1 rows of ticket that are not there."]),
        ("UPDATE account SET segment = 'other' WHERE segment = 'Enterprise'",
         ["1 rows of account hold another segment than the journal says."]),
        ("UPDATE account SET segment = NULL WHERE segment = 'Enterprise'",
         ["1 rows of account hold another segment than the journal says."]),
        ("UPDATE account SET deleted_at = NULL WHERE deleted_at IS NOT NULL",
         ["1 rows of account hold another deleted_at than the journal says."]),
        ("UPDATE change SET new = 'SMB' WHERE col = 'segment'",
         ["1 rows of account hold another segment than the journal says."]),
        ("UPDATE contact SET account = 'nobody' WHERE id = (SELECT min(id) FROM contact)",
         ["A row of contact names a row of account that is not there."]),
        ("UPDATE change SET txn = 999 WHERE tbl = 'ticket' AND row = 'ticket 3'",
         ["A row of change names a row of txn that is not there."]),
        ("INSERT INTO change(txn, tbl, row, col) VALUES(1, 'evil', 'x', '')",
         ["The journal speaks of a table 'evil' that is not there."]),
        ("UPDATE change SET col = 'evil' WHERE col = 'segment'",
         ["The journal speaks of a field 'evil' that account does not have."]),
        ("UPDATE usage SET series = 99 WHERE day = 20500 AND series = 1",
         ["1 usage readings belong to no batch or no series."]),
        ("UPDATE usage SET batch = 99 WHERE day = 20500 AND series = 1",
         ["1 usage readings belong to no batch or no series."]),
        ("INSERT INTO usage_aside VALUES(99, 1, 1, 0, 1.0)", ["1 usage readings belong to no batch or no series."]),
    ],
)  # fmt: skip
def test_that_a_planted_fault_is_found(used: Path, planted: str, expected: list[str]) -> None:
    assert [re.sub(r" \(first: [^)]+\)", "", text) for text in found_after(used, planted)] == expected


def test_that_readings_of_a_batch_that_was_taken_back_are_found(used: Path) -> None:
    at = "'2026-03-02T10:00:00Z'"
    found = found_after(
        used,
        f"UPDATE usage_batch SET deleted_at = {at}",
        "INSERT INTO change(txn, tbl, row, col, old, new) "
        f"SELECT max(t.id), 'usage_batch', b.id, 'deleted_at', NULL, {at} FROM txn t, usage_batch b GROUP BY b.id",
    )
    assert found == ["500 usage readings count although their batch was taken back."]


def test_that_damage_of_the_structure_is_said_before_anything_else(used: Path) -> None:
    with outside(used) as conn:
        conn.execute("PRAGMA writable_schema=ON")
        conn.execute("UPDATE sqlite_master SET sql = replace(sql, '(\"account\")', '(\"subject\")') "
                     "WHERE name = 'ticket_by_account'")  # fmt: skip
    with outside(used) as conn:
        found = checks.problems(conn)
    assert found
    assert all(text.startswith("The file's structure is damaged: ") for text in found)
