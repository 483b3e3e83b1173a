"""Of two NPS answers of one person on one day the row written later counts, wherever one of them has to.

The ids of imported rows are hashes: here they sort the other way than the rows were written.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.book_health import HealthBook, scores_on
from desktop.domain.drafts import SurveyDraft
from desktop.domain.scorecards import CAPS, INPUTS
from desktop.domain.voice.waiting import unanswered_detractors
from desktop.operations.account_view import account_view
from desktop.operations.brief import read_brief
from desktop.operations.explain_account import explained_of_account
from desktop.operations.history import read_history, read_months, score_months
from desktop.operations.logging import log
from desktop.operations.signals import signals
from desktop.operations.today import read_today, today_of
from desktop.store import derived, opening
from desktop.store.connection import Connection
from desktop.store.portfolio import Portfolio
from desktop.store.queries.book import book as read_book
from desktop.store.queries.health import account_health, health_there
from desktop.store.queries.usage import usage_windows
from tests.operations.imports.import_books import TODAY, Book, Row, new_book

DAY = TODAY - timedelta(days=1)
IDS = ("S-2", "S-1")
"""External ids whose rows' own ids sort the other way."""


@pytest.fixture(params=[(3, 9), (9, 3)], ids=["3 then 9", "9 then 3"])
def scores(request: pytest.FixtureRequest) -> tuple[int, int]:
    found: tuple[int, int] = request.param
    return found


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """Two accounts that pay, one with a champion, who said 7 a quarter ago."""
    with new_book(tmp_path) as made:
        made.import_("accounts", *({"name": each, "started_on": "2025-01-01"} for each in ("Acme", "Bolt")))
        lines = [{"account": each, "arr": 900, "start_on": "2025-01-01", "likelihood": 0.9} for each in made.ids()]
        made.import_("subscriptions", *lines)
        talked_on = TODAY - timedelta(days=8)
        made.import_("touchpoints", {"account": "Acme", "on": talked_on, "kind": "call", "two_way": "true"})
        made.import_("contacts", {"account": "Acme", "name": "Jana", "role": "champion"})
        made.import_("surveys", {**answer("S-0", 7), "responded_on": (TODAY - timedelta(days=90)).isoformat()})
        yield made
        assert made.problems() == []


def answer(row: str, score: int) -> Row:
    said = {"account": "Acme", "contact": "Jana", "kind": "nps", "responded_on": DAY.isoformat(), "score": score}
    return {**said, "external_id": row}


def import_both(book: Book, scores: tuple[int, int]) -> list[str]:
    """In one file, in this order; their ids."""
    book.import_("surveys", *map(answer, IDS, scores))
    return are_told_against_their_ids(book.portfolio, scores)


def are_told_against_their_ids(portfolio: Portfolio, scores: tuple[int, int]) -> list[str]:
    sql = "SELECT id, score FROM survey_response WHERE responded_on = ? ORDER BY rowid"
    found = portfolio.read(lambda conn: conn.execute(sql, (DAY.isoformat(),)).fetchall())
    ids = [row for row, _ in found]
    assert [score for _, score in found] == list(scores)
    assert ids[0] > ids[1], "the ids have to sort the other way, or nothing is tested"
    return ids


def taken(conn: Connection) -> dict[str, object]:
    """Which of the two scores each place takes."""
    ids = dict(conn.execute("SELECT name, id FROM account").fetchall())
    acme = ids["Acme"]
    found: dict[str, object] = {}
    view, book = account_view(conn, acme, TODAY), read_book(conn)
    feedback = next(row for row in view.why.rows if row.name == "feedback")
    found["NPS of the page"] = {100: 9, -100: 3}[int(view.nps.value or 0)]
    (counted,), (scored,) = (explained_of_account(view, key).rows for key in ("nps", "health.feedback"))
    found["row of that NPS"], found["row of the feedback"] = counted.cells[1], scored.cells[0]
    found["feedback of the page"] = None if feedback.raw is None else feedback.raw / 10
    found["mean beside it"] = feedback.found.mean
    found["cap of the page"] = 3 if [each.name for each in view.why.caps] == ["unanswered_detractor"] else 9
    found["first answer of the page"] = view.answers[0].answer.score
    talk = next(row for row in view.timeline if row.event.kind == "nps")
    found["first of the timeline"] = talk.event.value
    assert talk.shift is not None, "what the day did to the score is told beside the answer that did it"
    healths = {
        "whole book": health_there(conn, (TODAY,)),
        "few": health_there(conn, (TODAY,), (acme,)),
        "one": account_health(conn, acme, (TODAY,)),
        "history": read_months(conn, TODAY).health,
        "history of one": read_history(conn, TODAY, account=acme).health,
    }
    for name, health in healths.items():
        found[f"feedback, {name}"], found[f"cap, {name}"] = of_health(conn, health, acme)
    found["who waits"] = next((each.answer.score for each in unanswered_detractors(book, TODAY)), 9)
    judged = next(each for each in signals(conn, TODAY).accounts if each.account.id == acme)
    found["signal"] = 3 if "unanswered_detractor" in [each.key for each in judged.signals] else 9
    brief = read_brief(conn, acme, TODAY)
    assert brief is not None
    found["brief"] = brief.answers[-1].score
    causes = [each.causes for each in today_of(read_today(conn, TODAY, TODAY - timedelta(days=7))).changed]
    found["why the score moved"] = causes[0][0].value
    history = score_months(read_months(conn, TODAY))
    shown = history.shown[history.accounts.index(acme), -1]
    assert shown == view.why.shown
    return found


def of_health(conn: Connection, health: HealthBook, account: str) -> tuple[float, float]:
    scores = scores_on(health, usage_windows(conn, health.accounts, TODAY), TODAY)
    at = health.accounts.index(account)
    is_capped = scores.inputs.caps[at, CAPS.index("unanswered_detractor")]
    return scores.inputs.raw[at, INPUTS.index("feedback")] / 10, 3 if is_capped else 9


def all_take(portfolio: Portfolio, score: int) -> None:
    found = portfolio.read(taken)
    assert found == dict.fromkeys(found, score)


def test_that_of_an_import_every_place_takes_the_later_row(book: Book, scores: tuple[int, int]) -> None:
    import_both(book, scores)
    all_take(book.portfolio, scores[-1])


def test_that_of_two_typed_lines_every_place_takes_the_later_one(book: Book, scores: tuple[int, int]) -> None:
    acme, jana = book.ids()["Acme"], book.row("contact")["id"]
    for score in scores:
        draft = SurveyDraft(
            account=acme, kind="nps", score=score, responded_on=DAY, scale_min=0, scale_max=10, contact=jana
        )
        book.portfolio.perform(log, draft, as_of=TODAY)
    all_take(book.portfolio, scores[-1])


def test_that_a_row_keeps_its_place_when_it_is_edited_or_undone_and_done_again(
    book: Book, scores: tuple[int, int]
) -> None:
    first, last = import_both(book, scores)
    book.portfolio.undo()
    book.portfolio.redo()
    all_take(book.portfolio, scores[-1])
    book.edit("survey_response", first, wave="spring")
    all_take(book.portfolio, scores[-1])
    book.portfolio.perform(lambda tx: tx.delete("survey_response", last))
    all_take(book.portfolio, scores[0])
    book.portfolio.undo()
    all_take(book.portfolio, scores[-1])


def test_that_kept_columns_take_the_later_row_too(
    book: Book, scores: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LARGE_FROM", 1)
    first, _ = import_both(book, scores)
    book.portfolio.keep_columns()
    assert book.portfolio.read(derived.facts) is not None
    all_take(book.portfolio, scores[-1])
    # Of one account the rows are read now, of the other the columns; then the other way round.
    for table, row in (("survey_response", first), ("account", book.ids()["Bolt"])):
        book.edit(table, row, **{"wave" if table == "survey_response" else "region": "North"})
        assert book.portfolio.read(derived.facts) is not None
        assert book.portfolio.read(derived.wrong_parts) == []
        all_take(book.portfolio, scores[-1])
        book.portfolio.keep_columns()


@pytest.mark.parametrize("known_then", [False, True])
def test_that_a_past_day_takes_the_row_that_was_the_later_one(
    book: Book, scores: tuple[int, int], known_then: bool
) -> None:
    first, last = import_both(book, scores)
    book.clock.at += timedelta(days=3)
    book.edit("survey_response", last, wave="spring")
    book.edit("survey_response", first, wave="autumn")
    book.edit("account", book.ids()["Acme"], region="North")
    with book.portfolio.looked_at(TODAY, known_then=known_then) as conn:
        found = taken(conn)
    assert found == dict.fromkeys(found, scores[-1])


@pytest.mark.parametrize("mine_first", [True, False], ids=["mine, then theirs", "theirs, then mine"])
def test_that_merged_copies_take_the_one_that_was_written_later(
    book: Book, scores: tuple[int, int], mine_first: bool, tmp_path: Path
) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    path = Path(shutil.copy(book.portfolio.path, folder / "book.perennial"))
    with Portfolio.open(path, clock_=book.clock) as portfolio:
        theirs = Book(folder, portfolio, book.clock)
        copies = (book, theirs) if mine_first else (theirs, book)
        for copy, row, score in zip(copies, IDS, scores, strict=True):
            copy.import_("surveys", answer(row, score))
        book.portfolio.merge([path])
        theirs.portfolio.merge([book.portfolio.path])
        for each in (book, theirs):
            are_told_against_their_ids(each.portfolio, scores)
            all_take(each.portfolio, scores[-1])
