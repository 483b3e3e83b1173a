"""A cause starts its playbook once, though it was seen on two copies; and the tasks are there with it, or neither."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.drafts import SurveyDraft
from desktop.operations.logging import log
from desktop.operations.playbook_runs import act_on_edit, run_due
from desktop.store import checks
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx
from tests.operations.imports.import_books import TODAY, new_book
from tests.store.books import run as run_program

COUNTS = (
    "SELECT (SELECT count(*) FROM playbook_run WHERE deleted_at IS NULL), count(*), count(DISTINCT title) FROM task"
)


def counts(book: Portfolio) -> tuple[int, int, int]:
    """Runs, tasks, and different tasks."""
    return book.read(lambda conn: tuple(conn.execute(f"{COUNTS} WHERE deleted_at IS NULL").fetchone()))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A book with an account that nothing has happened to."""
    with new_book(tmp_path) as made:
        made.import_("accounts", {"name": "Acme", "csm": "Ines", "started_on": "2025-01-01"})
        made.import_("subscriptions", {"account": "Acme", "arr": "1000", "start_on": "2025-01-01"})
        return made.portfolio.path


def account(path: Path) -> str:
    with Portfolio.open(path, writable=False) as book:
        return book.read(lambda conn: conn.execute("SELECT id FROM account").fetchone()[0])


def answered(tx: Tx, of: str) -> None:
    draft = SurveyDraft(
        account=of, kind="nps", score=3, responded_on=TODAY, scale_min=0, scale_max=10, new_contact="Otto"
    )
    log(tx, draft, as_of=TODAY)


def imported(tx: Tx, of: str) -> None:
    """As an import brings it: nothing has looked at it yet."""
    values = {"account": of, "kind": "nps", "responded_on": TODAY.isoformat(), "score": 3.0, "scale_min": 0.0}
    tx.insert("survey_response", {**values, "scale_max": 10.0})


@pytest.mark.parametrize("later", [0, 2], ids=["on the same day", "two days apart"])
def test_that_a_cause_seen_on_two_copies_has_one_run_after_they_are_merged(path: Path, later: int) -> None:
    of = account(path)
    with Portfolio.open(path) as book:
        book.perform(imported, of)
        assert counts(book) == (0, 0, 0)
    other = Path(shutil.copy(path, path.with_name("other.perennial")))
    for each, day in ((path, TODAY), (other, TODAY + timedelta(days=later))):
        with Portfolio.open(each) as book:
            assert book.perform(run_due, as_of=day).result.tasks == 3
    with Portfolio.open(path) as book:
        book.merge([other])
        assert counts(book) == (1, 3, 3)
        assert not any(book.perform(run_due, as_of=TODAY + timedelta(days=later)).result)
        assert book.read(checks.problems) == []


def test_that_an_answer_typed_on_two_copies_apart_is_two_answers_with_a_run_each(path: Path) -> None:
    """They may be two people's: what makes them one is the row, and here there are two."""
    of = account(path)
    other = Path(shutil.copy(path, path.with_name("other.perennial")))
    for each in (path, other):
        with Portfolio.open(each) as book:

            def typed(tx: Tx) -> None:
                answered(tx, of)
                act_on_edit(tx, as_of=TODAY)

            book.perform(typed)
    with Portfolio.open(path) as book:
        book.merge([other])
        assert counts(book) == (2, 6, 3)


def test_that_an_answer_killed_at_any_statement_has_all_of_its_tasks_or_is_not_there(path: Path) -> None:
    copies = [Path(line) for line in run_program("killed_detractor", path, path.parent, account(path), TODAY)]
    assert len(copies) > 4
    whole: list[bool] = []
    for copy in copies:
        with Portfolio.open(copy) as book:
            answers = book.read(lambda conn: conn.execute("SELECT count(*) FROM survey_response").fetchone()[0])
            expected = (1, 3, 3) if answers else (0, 0, 0)
            assert (answers, counts(book)) == (expected[0], expected)
            assert book.read(checks.problems) == []
            whole.append(answers == 1)
    # Kills before the commit, in order, then at most one after it (what changed is read then), and no kill.
    assert whole == sorted(whole)
    assert whole[-1]
    assert whole.count(True) <= 2
