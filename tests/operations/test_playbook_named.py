"""Wherever a task of a playbook stands it names its playbook and how far that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.drafts import SurveyDraft, TouchpointDraft
from desktop.domain.playbooks.progress import Progress
from desktop.operations.account_view import account_view
from desktop.operations.logging import log
from desktop.operations.playbook_runs import act_on_edit
from desktop.operations.tasks import complete_task
from desktop.operations.today import read_today, today_of
from desktop.store.queries.history import history
from desktop.store.queries.playbooks import Started, started
from desktop.store.tx import Tx
from desktop.views.account import words
from desktop.views.history_words import said
from tests.operations.imports.import_books import TODAY, Book, new_book

NAME = "Detractor"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        made.import_("accounts", {"name": "Acme", "csm": "Ines"})
        made.import_("subscriptions", {"account": "Acme", "arr": "1000", "start_on": "2020-01-01"})
        made.import_("contacts", {"account": "Acme", "name": "Jana", "role": "buyer"})
        yield made
        assert made.problems() == []


@pytest.fixture
def account(book: Book) -> str:
    return str(book.rows("account")[0]["id"])


def answer(account: str) -> SurveyDraft:
    return SurveyDraft(account=account, kind="nps", score=3, scale_min=0, scale_max=10, responded_on=TODAY)


def tick(book: Book, account: str, n: int) -> None:
    for row in sorted(book.rows("task"), key=lambda each: str(each["due_on"]))[:n]:
        if row["done_on"] is None:
            book.portfolio.perform(complete_task, row["id"], account=account, done_on=TODAY)


def test_that_todays_tasks_the_queue_and_the_account_say_how_far_it_is(book: Book, account: str) -> None:
    jana = str(book.rows("contact")[0]["id"])
    book.portfolio.perform(log, replace(answer(account), contact=jana), as_of=TODAY)
    tick(book, account, 1)
    today = today_of(book.portfolio.read(read_today, TODAY))
    assert {each.of for each in today.tasks} == {Progress(NAME, 1, 3)}
    (row,) = today.queue.rows
    detractor = next(each for each in row.reasons if each.key == "unanswered_detractor")
    assert [(each.about, each.value, each.n) for each in detractor.evidence if each.name == "playbook"] == [
        (NAME, 1, 3)
    ]
    view = book.portfolio.read(account_view, account, TODAY)
    assert {each.of for each in (*view.ours, *view.theirs)} == {Progress(NAME, 1, 3)}


def test_that_the_timeline_tells_start_and_finish(book: Book, account: str) -> None:
    book.portfolio.perform(log, answer(account), as_of=TODAY)
    tick(book, account, 3)
    view = book.portfolio.read(account_view, account, TODAY)
    told = [words.event(row.event, TODAY) for row in view.timeline]
    assert (f"Playbook started: {NAME}", "3 tasks") in told
    assert (f"Playbook finished: {NAME}", "3 tasks done") in told
    assert [below for sentence, below in told if sentence.startswith("Done: ")] == [f"playbook {NAME}"] * 3


def test_that_the_timeline_and_the_history_tell_why_it_stopped(book: Book, account: str) -> None:
    book.portfolio.perform(log, answer(account), as_of=TODAY)
    playbook = book.rows("playbook_run")[0]["playbook"]
    book.portfolio.perform(lambda tx: tx.update("playbook", playbook, {"stop_condition": "talked"}))

    def call(tx: Tx) -> None:
        later = TODAY + timedelta(days=1)
        log(tx, TouchpointDraft(account=account, kind="call", on_day=later, state="held", two_way=True), as_of=later)
        act_on_edit(tx, as_of=later)

    book.portfolio.perform(call)
    view = book.portfolio.read(account_view, account, TODAY + timedelta(days=1))
    told = [words.event(row.event, TODAY) for row in view.timeline]
    assert (f"Playbook stopped: {NAME}", "talked with") in told
    assert not any(sentence.startswith("Playbook finished") for sentence, _ in told)
    lines = [line for each in book.portfolio.read(history, account=account) for line in said(each.changes)]
    assert any(line.startswith(f"Playbook started: {NAME}") for line in lines)
    assert f"Playbook “{NAME}”: outcome talked with" in lines


def test_that_a_change_set_tells_what_playbooks_started_in_it(book: Book, account: str) -> None:
    def save(tx: Tx) -> Started:
        log(tx, answer(account), as_of=TODAY)
        return started(tx.conn, tx.txn)

    found = book.portfolio.perform(save).result
    due = min(str(row["due_on"]) for row in book.rows("task"))
    assert (found.playbooks, found.tasks, str(found.first_on)) == ((NAME,), 3, due)
