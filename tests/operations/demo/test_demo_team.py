"""The second copy: twenty rows by a colleague, and one field that both changed."""

from __future__ import annotations

from datetime import timedelta

from desktop.exchange.kinds import KINDS
from desktop.operations.demo import AFTER_COPY_LABEL, CLASH, demo_batches, team_edits
from desktop.operations.demo.names import MARA, TOMAS
from tests.operations.demo.demo_books import MONDAY, batches, shelf


def test_that_the_colleague_made_twenty_edits_in_six_accounts_after_the_copy() -> None:
    edits = list(team_edits(MONDAY))
    assert {batch.author for batch in edits} == {TOMAS}
    assert sum(len(rows) for batch in edits for rows in batch.rows.values()) == 20
    touched = {row.get("account") or row["name"] for batch in edits for rows in batch.rows.values() for row in rows}
    assert len(touched) == 6
    assert touched < set(shelf().accounts)
    times = [batches()[-1].written_at, *(batch.written_at for batch in edits)]
    assert times == sorted(set(times))
    assert times[-1].date() == MONDAY - timedelta(days=1)


def test_that_both_changed_one_field_and_no_other() -> None:
    *finished, own = demo_batches(as_of=MONDAY, team=True)
    assert tuple(finished) == batches()
    assert (own.label, own.author) == (AFTER_COPY_LABEL, MARA)
    theirs = {
        (row.get("account") or row["name"], column): text
        for batch in team_edits(MONDAY)
        for kind, rows in batch.rows.items()
        if kind == "accounts"
        for row in rows
        for column, text in row.items()
        if column != "name"
    }
    mine = {
        (row["name"], column): text for row in own.rows["accounts"] for column, text in row.items() if column != "name"
    }
    assert set(own.rows) == {"accounts"}
    assert set(mine) == {CLASH}
    assert set(theirs) & set(mine) == {CLASH}
    assert theirs[CLASH] != mine[CLASH]


def test_that_edits_name_contacts_of_the_book_and_new_rows_only() -> None:
    people = {(person.account, person.name) for person in shelf().contacts()}
    ids = {row["external_id"] for kind in ("touchpoints", "tasks", "surveys") for row in shelf().rows(kind)}
    for batch in team_edits(MONDAY):
        for kind, rows in batch.rows.items():
            for row in rows:
                assert set(row) <= set(KINDS[kind].columns)
                assert not row.get("contact") or (row["account"], row["contact"]) in people
                assert row.get("external_id") not in ids
