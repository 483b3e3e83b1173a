"""Two people's week apart: the same book on two computers, one clock three days wrong, a few lines a day, merged."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path

import pytest

from desktop.domain.grammar import parse
from desktop.domain.merge import Choices
from desktop.domain.revenue import arr_history
from desktop.operations.accounts import set_next_step
from desktop.operations.logging import log
from desktop.operations.overrides import call_score
from desktop.operations.quarters import set_fiscal_start
from desktop.operations.scorecards import edit_scorecard
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.queries.names import names
from desktop.store.queries.quarters import fiscal_start
from desktop.store.queries.scorecards import scorecards
from desktop.store.tx import Tx
from desktop.store.writing import Hand
from tests.end_to_end.program import NOT_WORDS, Book
from tests.store.books import change, rows, visible

MONDAY = date(2026, 11, 23)
WRONG_BY = timedelta(days=3)

MARA = (
    (0, "ostrava call: wants a price for two years > offer by fri < security form +1w"),
    (0, 'tindle pulse 2 "still cross"'),
    (1, 'lumen risk champion "nobody in her place"'),
    (1, "verity task: agenda for the QBR +5d"),
    (2, "step nimbus Send the upsell offer"),
    (2, "quillon email: asked what became of the renewal"),
    (3, "kestrel nps 9"),
    (3, "step ostrava Send the two-year offer"),
    (4, 'ostrava pulse 3 "talks again"'),
)
INES = (
    (0, 'aldermoor blocked sso theirs "waiting for IT"'),
    (1, "step ostrava Call Petr on Monday"),
    (1, 'tindle nps 6 "better, still slow"'),
    (2, "step nimbus Ask about seats first"),
    (2, "pallas note: asked for a contact in finance"),
    (3, "lumen task: find a new champion +1w"),
    (4, 'brackwater notice 30 nov "budget"'),
    (4, "ostrava note: their plant manager left"),
)


@dataclass
class Week:
    """Both copies after the week."""

    mara: Book
    ines: Book


@pytest.fixture(scope="module")
def week(demo: Book, tmp_path_factory: pytest.TempPathFactory) -> Week:
    folder = tmp_path_factory.mktemp("week")
    copies = [Path(shutil.copy(demo.path, folder / f"{name}.perennial")) for name in ("mara", "ines")]
    work(copies[0], "Mara Lind", MARA, wrong_by=timedelta())
    # Her computer believes that it is Friday already.
    work(copies[1], "Ines Okafor", INES, wrong_by=WRONG_BY)
    return Week(Book(demo.home, copies[0]), Book(demo.home, copies[1]))


def work(path: Path, who: str, lines: Sequence[tuple[int, str]], *, wrong_by: timedelta) -> None:
    with Portfolio.open(path) as book:
        for number, (day, line) in enumerate(lines):
            on_day = MONDAY + timedelta(days=day)
            at = datetime.combine(on_day, time(9, number), UTC) + wrong_by
            book.perform_by(Hand(at, who), partial(type_line, line=line, day=on_day))


def type_line(tx: Tx, line: str, day: date) -> None:
    known = names(tx.conn)
    if line.startswith("step "):
        _, called, text = line.split(" ", 2)
        account = next(each for each in facts.accounts(tx.conn) if each.name.casefold().startswith(called))
        set_next_step(tx, [account.id], text)
        return
    parsed = parse(
        line,
        accounts=known.accounts,
        contacts=known.contacts,
        milestones=known.milestones,
        rows=known.rows,
        as_of=day,
    )
    assert parsed.draft is not None, (line, parsed.refusals)
    log(tx, parsed.draft, as_of=day)


def copies_of(week: Week, folder: Path) -> Week:
    paths = [Path(shutil.copy(book.path, folder / book.path.name)) for book in (week.mara, week.ines)]
    return Week(Book(week.mara.home, paths[0]), Book(week.ines.home, paths[1]))


def test_that_both_end_with_the_same_book_whoever_merges_first(week: Week, tmp_path: Path) -> None:
    for order in ("mara first", "ines first"):
        (folder := tmp_path / order).mkdir()
        both = copies_of(week, folder)
        first, second = (both.mara, both.ines) if order == "mara first" else (both.ines, both.mara)
        first.say("merge", second.path)
        second.say("merge", first.path)
        with Portfolio.open(first.path, writable=False) as one, Portfolio.open(second.path, writable=False) as other:
            assert one.read(visible) == other.read(visible), order
        assert second.say("merge", first.path).startswith("Nothing new")
        assert first.json("metrics", "--as-of", "2026-11-27") == second.json("metrics", "--as-of", "2026-11-27")


def test_that_the_result_is_told_on_one_screen(week: Week, tmp_path: Path) -> None:
    both = copies_of(week, tmp_path)
    said = both.mara.say("merge", both.ines.path, "--dry-run")
    lines = said.splitlines()

    assert lines[0] == "8 change sets would come from ines.perennial: 8 new, 3 changed, 0 deleted, 2 in conflict."
    assert lines[2:10] == [
        "Changed by both; kept is the later one, unless --prefer mine or theirs says otherwise",
        "  account Ostrava Freight, next step",
        "      mine    Send the two-year offer (Mara Lind, 2026-11-26 09:07 UTC)",
        "    > theirs  Call Petr on Monday (Ines Okafor, 2026-11-27 09:01 UTC, kept)",
        "  account Nimbus Yoga, next step",
        "      mine    Send the upsell offer (Mara Lind, 2026-11-25 09:04 UTC)",
        "    > theirs  Ask about seats first (Ines Okafor, 2026-11-28 09:03 UTC, kept)",
        "",
    ]
    assert "  + touchpoint 'note: their plant manager left' of Ostrava Freight (Ines Okafor, 2026-11-30)" in lines
    assert "  + survey response 'NPS 6: better, still slow' of Tindle & Rowe (Ines Okafor, 2026-11-27)" in lines
    assert not any("next step" in line for line in lines[10:]), "what is contested is told once"
    assert len(lines) <= 40
    assert not NOT_WORDS.search(said)


def test_that_a_clock_that_is_wrong_is_told_and_a_choice_of_ones_own_travels(week: Week, tmp_path: Path) -> None:
    both = copies_of(week, tmp_path)
    friday_evening = datetime.combine(MONDAY + timedelta(days=4), time(18), UTC)
    with Portfolio.open(both.mara.path, clock_=lambda: friday_evening) as book:
        found = book.merge([both.ines.path], Choices("mine")).result
    assert found.is_clock_wrong
    assert timedelta(days=2) < found.ahead < WRONG_BY
    with Portfolio.open(both.ines.path, clock_=lambda: friday_evening + WRONG_BY) as book:
        home = book.merge([both.mara.path]).result
        steps = {each.name: each.next_step for each in book.read(facts.accounts)}
    assert not home.is_clock_wrong, "by her own clock what Mara did lies in the past"
    assert steps["Ostrava Freight"] == "Send the two-year offer"
    assert steps["Nimbus Yoga"] == "Send the upsell offer"


def test_that_what_two_called_on_one_day_or_set_for_the_book_is_the_same_in_both_copies(
    week: Week, tmp_path: Path
) -> None:
    both = copies_of(week, tmp_path)
    at = datetime.combine(MONDAY + timedelta(days=7), time(9), UTC)
    for number, (path, score, month) in enumerate(((both.mara.path, 30, 2), (both.ines.path, 70, 5))):
        with Portfolio.open(path) as book:
            hand = Hand(at + timedelta(hours=number), f"Person {number}")
            book.perform_by(hand, partial(call_tindle, score=score))
            book.perform_by(hand, partial(set_fiscal_start, month=month))
    both.mara.say("merge", both.ines.path)
    both.ines.say("merge", both.mara.path)
    for each in (both.mara, both.ines):
        assert each.json("health", "tindle", "--as-of", "2026-11-30")["override"]["value"] == 70
        with Portfolio.open(each.path, writable=False) as book:
            assert book.read(fiscal_start) == 5


def test_that_limits_two_set_apart_leave_no_amber_above_green(week: Week, tmp_path: Path) -> None:
    apart = copies_of(week, tmp_path)
    paths = (apart.mara.path, apart.ines.path)
    for path, limit in zip(paths, ({"green_from": 60.0}, {"amber_from": 70.0}), strict=True):
        with Portfolio.open(path) as book:
            book.perform(edit_scorecard, "default", limit)
    for mine, theirs in (paths, paths[::-1]):
        with Portfolio.open(mine) as book:
            book.merge([theirs])
            (card,) = [each for each in book.read(scorecards) if each.key == "default"]
        assert (card.green_from, card.amber_from) == (60.0, 60.0)
    with Portfolio.open(paths[0]) as book:
        # Who sets one of them anew sees what stands, and is not refused for what somebody else typed.
        book.perform(edit_scorecard, "default", {"amber_from": 40.0})
        (card,) = [each for each in book.read(scorecards) if each.key == "default"]
        assert (card.green_from, card.amber_from) == (60.0, 40.0)


def call_tindle(tx: Tx, score: float) -> None:
    account = next(each for each in facts.accounts(tx.conn) if each.name.startswith("Tindle"))
    day = MONDAY + timedelta(days=7)
    call_score(tx, account.id, score, reason="seen", expires_on=day + timedelta(days=20), as_of=day)


@pytest.mark.parametrize(
    ("mara", "ines", "arr_cents", "contested"),
    [
        ("ostrava upgrade 160k", "ostrava upgrade 160k", 16_000_000, ""),
        ("ostrava upgrade 160k", "ostrava upgrade 180k 24 nov", 18_000_000, "arr_cents end_on start_on"),
        ("ostrava renew +12m 160k", "ostrava renew +12m 160k", 16_000_000, ""),
        ("ostrava renew +12m 160k", "ostrava renew +24m 170k", 17_000_000, "arr_cents end_on term_months"),
    ],
)
def test_that_a_contract_two_change_apart_is_not_counted_twice(
    demo: Book, tmp_path: Path, mara: str, ines: str, arr_cents: int, contested: str
) -> None:
    both = [Path(shutil.copy(demo.path, tmp_path / f"{name}.perennial")) for name in ("mara", "ines")]
    for number, (path, line) in enumerate(zip(both, (mara, ines), strict=True)):
        work(path, "somebody", [(0, line)], wrong_by=timedelta(minutes=number))
    # Before the term's end, which is 13 February, or after it.
    day = date(2027, 3, 1) if "renew" in mara else date(2027, 2, 1)
    for path, other in (both, both[::-1]):
        with Portfolio.open(path) as book:
            found = book.merge([other]).result
            arr = arr_history(book.read(facts.contract_lines), as_of=day).by_account(day)
            assert arr[ostrava(book)] == arr_cents
            if path == both[0]:
                told = {each.cell.field for each in found.conflicts if each.cell.field not in ("outcome_on", "reason")}
                assert told == set(contested.split())


def ostrava(book: Portfolio) -> str:
    return next(each.id for each in book.read(facts.accounts) if each.name == "Ostrava Freight")


def test_that_a_closed_quarter_tells_the_same_in_both_copies(demo: Book, tmp_path: Path) -> None:
    mara, ines = (
        Book(demo.home, Path(shutil.copy(demo.path, tmp_path / f"{name}.perennial"))) for name in ("mara", "ines")
    )
    for each in (mara, ines):
        each.say("quarter", "reopen", "2026Q3")
    work(ines.path, "Ines Okafor", [(0, "ostrava upgrade 190k 15 sep")], wrong_by=timedelta())
    # Mara has not heard of it; Ines closes the same quarter as it was known before.
    mara.say("quarter", "close", "2026Q3", "--as-of", "2026-11-24")
    ines.say("quarter", "close", "2026Q3", "--as-of", "2026-10-05", "--known-then")
    lines = mara.say("merge", ines.path).splitlines()
    assert len(lines) < 12, "a closed quarter has hundreds of figures, and is told in a line"
    assert any(line.startswith("  + closed figure, ") for line in lines)
    ines.say("merge", mara.path)

    told = [each.say("quarter", "list", "--as-of", "2026-11-25") for each in (mara, ines)]

    assert told[0] == told[1]
    assert "closed 2026-11-24" in told[0], "both closings stand until the quarter is reopened"
    assert "closed 2026-10-05" in told[0]
    (arr, *_) = [line for line in told[0].splitlines() if line.startswith("ARR ")]
    assert arr.endswith("+42,000  Ostrava Freight +42,000: entered 23 Nov 2026 by Ines Okafor")


def tasks_of(path: Path) -> list[str]:
    """The ids of the tasks that are there."""
    return [row for row, _ in task_notes(path)]


def task_notes(path: Path) -> list[tuple[str, str | None]]:
    with Portfolio.open(path, writable=False) as book:
        return rows(book, "SELECT id, notes FROM task WHERE deleted_at IS NULL ORDER BY id")


def test_that_an_answer_two_import_counts_once_though_they_knew_the_person_otherwise(
    demo: Book, tmp_path: Path
) -> None:
    mara, ines = (
        Book(demo.home, Path(shutil.copy(demo.path, tmp_path / f"{name}.perennial"))) for name in ("mara", "ines")
    )
    contacts, surveys = tmp_path / "contacts.csv", tmp_path / "surveys.csv"
    contacts.write_text("account,name,email,external_id\nTindle & Rowe,Ora Lind,ora@tindle.example,C-77\n")
    surveys.write_text("account,kind,responded_on,score,contact\nTindle & Rowe,nps,2026-11-20,2,ora@tindle.example\n")
    for each, files in ((mara, (contacts, surveys)), (ines, (surveys, contacts))):
        for file in files:
            each.say("import", file)
    alone = mara.json("metrics", "--as-of", "2026-11-25")
    tasks = tasks_of(mara.path)

    told = mara.json("merge", ines.path)
    ines.say("merge", mara.path)

    assert told["joined"] == [{"account": "Tindle & Rowe", "contact": "Ora Lind"}]
    assert told["conflicts"] == []
    for each in (mara, ines):
        assert each.json("metrics", "--as-of", "2026-11-25") == alone
        assert len(tasks_of(each.path)) == len(tasks), "what the playbook does about the answer is not there twice"


def test_that_a_task_somebody_worked_on_stays_though_its_answer_went(demo: Book, tmp_path: Path) -> None:
    mara, ines = (
        Book(demo.home, Path(shutil.copy(demo.path, tmp_path / f"{name}.perennial"))) for name in ("mara", "ines")
    )
    contacts, surveys = tmp_path / "contacts.csv", tmp_path / "surveys.csv"
    contacts.write_text("account,name,email,external_id\nTindle & Rowe,Ora Lind,ora@tindle.example,C-77\n")
    surveys.write_text("account,kind,responded_on,score,contact\nTindle & Rowe,nps,2026-11-20,2,ora@tindle.example\n")
    before = set(tasks_of(demo.path))
    for each, files in ((mara, (contacts, surveys)), (ines, (surveys, contacts))):
        for file in files:
            each.say("import", file)
        with Portfolio.open(each.path) as book:
            (first, *_) = sorted(set(tasks_of(each.path)) - before)
            book.perform(change, "task", first, {"notes": "worked on"})

    mara.say("merge", ines.path)

    left = set(tasks_of(mara.path)) - before
    assert len([row for row, notes in task_notes(mara.path) if row in left and notes == "worked on"]) == 2
