"""An import is one undo, and rows that were taken back come to life again under their own ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.operations.imports.import_books import Book, counts
from tests.operations.imports.test_stored import ACCOUNTS, FULL

RECENT = "2026-05-18"
USAGE = {"account": "Acme", "on": "2026-05-01", "metric": "logins", "value": "5"}


def everything(book: Book) -> list[Path]:
    """Sources of all kinds, with everything that is written on the way: own fields, owners, contacts, runs, tasks."""
    accounts = [
        {**ACCOUNTS[0], "csm": "Ines", "Tier": "gold", "parent": "Bolt"},
        {**ACCOUNTS[1], "csm": "Tomas", "Tier": "", "parent": ""},
    ]
    milestones = {**FULL["milestones"], "onboarding": "Rollout"}
    rows = {
        "accounts": accounts,
        **{
            kind: [row]
            for kind, row in FULL.items()
            if kind not in ("accounts", "milestones", "surveys", "touchpoints")
        },
        "milestones": [milestones],
        "touchpoints": [{**FULL["touchpoints"], "on": "2026-01-01", "starts_at": ""}],
        "surveys": [
            {"account": "Acme", "kind": "nps", "responded_on": RECENT, "score": "3", "contact": "Zoe"},
            {"account": "Acme", "kind": "nps", "responded_on": RECENT, "score": "4", "contact": ""},
            {"account": "Acme", "kind": "nps", "responded_on": RECENT, "score": "5", "contact": ""},
        ],
        "usage": [USAGE, {**USAGE, "value": "7"}, {**USAGE, "metric": "feature_users", "feature": "Export"}],
    }
    return [book.file(kind, each) for kind, each in rows.items()]


def test_that_undo_takes_the_whole_import_back_and_redo_brings_it_again(book: Book) -> None:
    before = book.contents()
    result = book.take(*everything(book))
    assert result.rejects == []
    assert result.tasks == 9
    after = book.contents()
    expected = {
        "account", "own_field", "own_value", "ownership", "contact", "contract_line", "renewal_call", "onboarding",
        "milestone", "touchpoint", "survey_response", "ticket", "qbr", "objective", "task", "risk",
        "opportunity", "churn", "pulse", "playbook_run", "usage",
    }  # fmt: skip
    assert expected <= set(after)
    assert len(book.portfolio.stacks().done) == 1
    book.portfolio.undo()
    assert book.contents() == before
    book.portfolio.redo()
    assert book.contents() == after


def test_that_the_same_import_after_undo_revives_every_row_under_its_own_id(book: Book) -> None:
    paths = everything(book)
    first = book.take(*paths)
    after = book.contents()
    buried = {table: len(book.rows(table, living=False)) for table in after if table != "usage"}
    book.portfolio.undo()
    again = book.take(*reversed(paths))
    assert counts(again) == counts(first)
    assert again.tasks == first.tasks
    assert book.contents() == after
    assert {table: len(book.rows(table, living=False)) for table in buried} == buried, "no row was made twice"
    assert counts(book.take(*paths)) == (0, 0, first.total.rows, 0)


def test_that_rows_are_found_again_in_another_order_after_undo(book: Book) -> None:
    book.accounts("Acme")
    rows = [{"account": "Acme", "kind": "nps", "responded_on": "2025-05-01", "score": score} for score in (9, 3, 3, 10)]
    book.import_("surveys", *rows)
    before = book.contents()
    book.portfolio.undo()
    assert counts(book.import_("surveys", *reversed(rows))) == (4, 0, 0, 0)
    assert book.contents() == before


def test_that_a_revived_row_says_what_the_source_says_now(book: Book) -> None:
    book.accounts("Acme")
    book.import_("tickets", {"account": "Acme", "opened_on": "2026-01-01", "priority": "low", "external_id": "T-1"})
    row = book.row("ticket")["id"]
    book.portfolio.undo()
    changed = {"account": "Acme", "opened_on": "2026-01-02", "priority": "high", "external_id": "T-1"}
    assert counts(book.import_("tickets", changed)) == (1, 0, 0, 0)
    ticket = book.row("ticket")
    assert (ticket["id"], ticket["opened_on"], ticket["priority"]) == (row, "2026-01-02", "high")


def test_that_undo_puts_updated_fields_back(book: Book) -> None:
    book.import_("accounts", {"name": "Acme", "segment": "Mid", "csm": "Ines", "Tier": "1"})
    before = book.contents()
    told = {"name": "Acme", "segment": "Big", "csm": "Tomas", "Tier": "2", "parent": ""}
    assert counts(book.import_("accounts", told)) == (0, 1, 0, 0)
    assert book.contents() != before
    book.portfolio.undo()
    assert book.contents() == before


def test_that_accounts_taken_back_are_unknown_until_they_are_imported_again(book: Book) -> None:
    book.accounts("Acme")
    acme = book.ids()["Acme"]
    book.portfolio.undo()
    pulse = {"account": "Acme", "on": "2026-01-01", "value": 3}
    assert counts(book.import_("pulses", pulse)) == (0, 0, 0, 1)
    both = book.take(book.file("pulses", [pulse]), book.file("accounts", [{"name": "Acme"}]))
    assert counts(both) == (2, 0, 0, 0)
    assert book.row("pulse")["account"] == acme == book.ids()["Acme"]


def test_that_usage_taken_back_gives_way_to_what_was_there_before(book: Book) -> None:
    book.accounts("Acme")
    book.import_("usage", USAGE)
    before = book.contents()
    assert counts(book.import_("usage", {**USAGE, "value": "9"}, {**USAGE, "on": "2026-05-02"})) == (1, 1, 0, 0)
    assert len(book.readings()) == 2
    book.portfolio.undo()
    assert book.contents() == before
    book.portfolio.redo()
    assert [reading[-1] for reading in book.readings()] == [9, 5]


@pytest.mark.parametrize("kind", sorted(FULL))
def test_that_undo_of_one_kind_leaves_what_was_there_before_it(book: Book, kind: str) -> None:
    book.import_("accounts", *ACCOUNTS)
    book.import_("onboardings", {"account": "Acme", "started_on": "2025-06-01", "name": "Kickoff"})
    book.import_("touchpoints", {"account": "Acme", "on": "2026-05-01", "kind": "email", "external_id": "TP-0"})
    before = book.contents()
    assert counts(book.import_(kind, FULL[kind])) == (1, 0, 0, 0)
    assert book.contents() != before
    book.portfolio.undo()
    assert book.contents() == before
