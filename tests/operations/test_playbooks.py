"""Starting playbooks for answers that were just written; what an import makes of it is tests/operations/imports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.domain.facts import SurveyAnswer
from desktop.domain.identity import derived_id
from desktop.domain.playbooks.runs import FRESH_DAYS
from desktop.operations.playbooks import start_for_answers, start_for_rows
from desktop.store.tx import Tx
from tests.operations.imports.import_books import TODAY, Book, new_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        made.import_("accounts", {"name": "Acme", "csm": "Ines"}, {"name": "Bolt", "csm": "Tomas"})
        yield made
        assert made.problems() == []


def answer(book: Book, id: str = "a-1", *, back: int = 1, score: float = 3, account: str = "Acme") -> SurveyAnswer:
    on = TODAY - timedelta(days=back)
    return SurveyAnswer(id, book.ids()[account], "nps", on, score, 0, 10)


def start(book: Book, *answers: SurveyAnswer, as_of: date = TODAY) -> int:
    return book.portfolio.perform(start_for_answers, answers, as_of=as_of).result


def test_that_runs_and_tasks_have_the_same_ids_wherever_they_are_made(tmp_path: Path) -> None:
    found: list[tuple[object, object]] = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with new_book(tmp_path / name) as book:
            book.accounts("Acme")
            start(book, answer(book))
            found.append((book.contents()["playbook_run"], book.contents()["task"]))
    assert found[0] == found[1]


def test_that_the_same_answer_starts_once(book: Book) -> None:
    assert start(book, answer(book)) == 3
    assert start(book, answer(book)) == 0
    assert start(book, answer(book), answer(book, "a-2")) == 3
    assert len(book.rows("task")) == 6


def test_that_tasks_belong_to_the_owner_of_the_day_and_the_account(book: Book) -> None:
    start(book, answer(book), answer(book, "b-1", account="Bolt", score=0))
    assert [(row["owner"], row["account"]) for row in book.rows("task")] == [
        *[("Ines", book.ids()["Acme"])] * 3,
        *[("Tomas", book.ids()["Bolt"])] * 3,
    ]


def test_that_a_task_with_an_owner_of_its_own_goes_to_them(book: Book) -> None:
    step = derived_id("playbook_task", ["detractor", "fix"])
    book.portfolio.perform(lambda tx: tx.update("playbook_task", step, {"owner": "Mara", "side": "theirs"}))
    start(book, answer(book))
    assert [(row["owner"], row["side"]) for row in book.rows("task")] == [
        ("Ines", "ours"),
        ("Mara", "theirs"),
        ("Ines", "ours"),
    ]


@pytest.mark.parametrize(("back", "tasks"), [(0, 3), (FRESH_DAYS - 1, 3), (FRESH_DAYS, 0), (-1, 0)])
def test_that_only_fresh_answers_act(book: Book, back: int, tasks: int) -> None:
    assert start(book, answer(book, back=back)) == tasks


def test_that_nothing_is_made_without_playbooks(book: Book) -> None:
    playbook = derived_id("playbook", ["detractor"])
    book.portfolio.perform(lambda tx: tx.delete("playbook", playbook))
    assert start(book, answer(book)) == 0


def test_that_a_run_that_was_taken_back_starts_again_with_its_tasks(book: Book) -> None:
    start(book, answer(book))
    before = book.contents()
    book.portfolio.undo()
    assert start(book, answer(book)) == 3
    assert book.contents() == before


def test_that_a_run_stands_while_its_tasks_may_go(book: Book) -> None:
    start(book, answer(book))

    def drop_all(tx: Tx) -> None:
        for row in book_tasks:
            tx.delete("task", row)

    book_tasks = [row["id"] for row in book.rows("task")]
    book.portfolio.perform(drop_all)
    assert start(book, answer(book)) == 0
    assert book.rows("task") == []


def test_that_rows_are_looked_up_by_id_and_only_fresh_nps_answers_count(book: Book) -> None:
    def row(score: float, back: int, kind: str = "nps") -> dict[str, object]:
        on = (TODAY - timedelta(days=back)).isoformat()
        values = {"account": acme, "kind": kind, "responded_on": on, "score": score, "scale_min": 0, "scale_max": 10}
        return dict(values)

    acme = book.ids()["Acme"]
    told = [row(3, 1), row(2, 40), row(9, 1), row(2, 1, "csat"), row(1, 1)]

    def insert(tx: Tx) -> list[str]:
        return [tx.insert("survey_response", values) for values in told]  # type: ignore[arg-type]

    ids = book.portfolio.perform(insert).result
    started = book.portfolio.perform(start_for_rows, set(ids[:4]), as_of=TODAY).result
    assert started == 3
    assert [run["cause_row"] for run in book.rows("playbook_run")] == ids[:1]


def test_that_an_answer_taken_back_starts_nothing(book: Book) -> None:
    acme = book.ids()["Acme"]
    values = {"account": acme, "kind": "nps", "responded_on": TODAY.isoformat(), "score": 1.0}
    row = book.portfolio.perform(
        lambda tx: tx.insert("survey_response", {**values, "scale_min": 0.0, "scale_max": 10.0})
    ).result
    book.portfolio.undo()
    assert book.portfolio.perform(start_for_rows, {row}, as_of=TODAY).result == 0
