"""Reading others' books and answering them: nothing written to them, and what is sent back arrives once."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.program import program
from desktop.domain.errors import FileProblem, Rejected
from desktop.domain.team.since import Since
from desktop.operations import review_notes as operations
from desktop.operations.defaults import write_defaults
from desktop.operations.others_books import changed_in, read_others
from desktop.store import schema
from desktop.store.portfolio import Portfolio
from desktop.store.queries.review_notes import review_notes
from desktop.store.queries.since_notes import last_notes
from desktop.store.sharing.exporting import Copy
from desktop.store.tx import Tx
from desktop.store.writing import Hand
from tests.store.books import Clock, contents, new_account, outside, remove, rows, set_field, visible

DAY = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
PASSWORD = "correct horse"


@dataclass
class Desk:
    """A manager's own book, and Ana's with two accounts."""

    folder: Path
    own: Portfolio
    ana: Path
    acme: str
    beta: str

    @property
    def document(self) -> str:
        with Portfolio.open(self.ana, writable=False) as book:
            return book.doc_id

    def note(self, account: str, text: str, document: str | None = None) -> str:
        values = account, document or self.document, text
        return self.own.perform(operations.leave_note, *values, called="Acme", as_of=DAY).result

    def reply(self, name: str = "reply.perennial", *, document: str | None = None, book: Path | None = None) -> Path:
        of = document or self.document
        target, notes = self.folder / name, self.own.read(review_notes, (of,))
        operations.write_reply(book or self.ana, target, notes, document=of, at=NOW)
        return target

    def merged(self, *replies: Path) -> list[tuple[str, str | None]]:
        """What Ana has of the review once she merged these."""
        with Portfolio.open(self.ana) as book:
            for each in replies:
                book.merge([each])
            return self.arrived(book)

    def arrived(self, book: Portfolio) -> list[tuple[str, str | None]]:
        found = rows(book, "SELECT text, author FROM review_note WHERE deleted_at IS NULL ORDER BY id")
        return found + rows(book, "SELECT title, due_on FROM task WHERE deleted_at IS NULL ORDER BY title")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    clock = Clock()
    ana = tmp_path / "ana.perennial"
    with Portfolio.create(ana, first=write_defaults, clock_=clock) as book:
        acme, beta = new_account(book, "Acme"), new_account(book, "Beta")
    return Desk(tmp_path, Portfolio.create(tmp_path / "own.perennial", clock_=clock), ana, acme, beta)


# -- reading


def test_that_reading_leaves_bytes_times_and_locks_as_they_are(desk: Desk) -> None:
    os.utime(desk.ana, ns=(1, 10**18))
    before = desk.ana.read_bytes(), desk.ana.stat().st_mtime_ns, sorted(desk.folder.iterdir())

    with Portfolio.open(desk.ana, clock_=Clock()) as at_work:
        found = read_others([desk.ana], DAY)
        during = sorted(desk.folder.iterdir())
        set_field(at_work, desk.acme, notes="goes on")
        assert sorted(desk.folder.iterdir()) == during, "she can save meanwhile"

    assert [each.row.name for each in found.view.accounts] == ["Acme", "Beta"]
    assert found.paths == (desk.ana,)
    assert before[1] == 10**18
    assert read_others([desk.ana], DAY).view.books[0].document == desk.document


def test_that_a_file_is_not_changed_by_being_read(desk: Desk) -> None:
    os.utime(desk.ana, ns=(1, 10**18))
    before = desk.ana.read_bytes(), desk.ana.stat().st_mtime_ns, sorted(desk.folder.iterdir())

    read_others([desk.ana], DAY)

    assert (desk.ana.read_bytes(), desk.ana.stat().st_mtime_ns, sorted(desk.folder.iterdir())) == before


def newer(path: Path) -> None:
    with outside(path) as conn:
        conn.execute(f"PRAGMA user_version = {schema.VERSION + 1}")


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[8192:12288] = b"\x5a" * 4096
    path.write_bytes(data)


def missing(path: Path) -> None:
    path.unlink()


def other_thing(path: Path) -> None:
    path.write_text("not a book")


def without_scorecard(path: Path) -> None:
    with Portfolio.open(path) as book:
        for (card,) in rows(book, "SELECT id FROM scorecard"):
            book.perform(remove, "scorecard", card)


@pytest.mark.parametrize("spoil", [newer, damaged, missing, other_thing, without_scorecard])
def test_that_a_file_that_cannot_be_read_is_told_and_the_rest_is_shown(
    desk: Desk, spoil: Callable[[Path], None]
) -> None:
    bad = desk.folder / "ben.perennial"
    with Portfolio.create(bad, first=write_defaults, clock_=Clock()) as book:
        new_account(book, "Gamma")
    spoil(bad)

    found = read_others([bad, desk.ana], DAY)

    (told,) = found.unread
    assert (told.name, told.is_sealed) == ("ben.perennial", False)
    assert told.why
    assert [each.files for each in found.view.accounts] == [("ana.perennial",)] * 2


def test_that_the_book_that_is_open_here_is_not_read_beside_itself(desk: Desk) -> None:
    found = read_others([desk.own.path, desk.ana], DAY, own=desk.own.path)

    assert [each.why for each in found.unread] == ["This is the book you have open."]
    assert len(found.view.books) == 1


def test_that_a_sealed_book_asks_for_its_password(desk: Desk) -> None:
    sealed = desk.folder / "sealed.perennial"
    with Portfolio.open(desk.ana, writable=False) as book:
        book.export(sealed, Copy("full", password=PASSWORD))

    assert read_others([sealed], DAY).unread[0].is_sealed
    assert read_others([sealed], DAY, passwords={sealed: "wrong"}).unread[0].is_sealed
    assert len(read_others([sealed], DAY, passwords={sealed: PASSWORD}).view.accounts) == 2


def test_that_a_copy_that_went_on_is_told_apart_from_its_book(desk: Desk) -> None:
    copy = desk.folder / "copy.perennial"
    copy.write_bytes(desk.ana.read_bytes())
    with Portfolio.open(copy, clock_=Clock(NOW)) as book:
        set_field(book, desk.acme, next_step="Call")

    view = read_others([desk.ana, copy], DAY).view

    told = {(each.row.name, each.files, each.counts) for each in view.accounts}
    assert told == {
        ("Acme", ("ana.perennial",), False),
        ("Acme", ("copy.perennial",), True),
        ("Beta", ("ana.perennial", "copy.perennial"), True),
    }


# -- answering


def test_that_notes_and_tasks_arrive_once_and_one_undo_takes_them_back(desk: Desk) -> None:
    desk.note(desk.acme, "Who decides there?")
    desk.note(desk.acme, "> call the CFO +3d")
    with Portfolio.open(desk.ana, writable=False) as book:
        before = book.read(visible)
    reply = desk.reply()
    sent = [("Who decides there?", desk.own.hand().author), ("call the CFO", "2026-03-06")]

    assert desk.merged(reply) == sent
    assert desk.merged(reply) == sent, "merging again brings nothing"
    with Portfolio.open(desk.ana) as book:
        task = rows(book, "SELECT account, side, source FROM task")
        assert task == [(desk.acme, "ours", f"review by {desk.own.hand().author}")]
        book.undo()
        assert book.read(visible) == before


def test_that_only_what_is_not_there_yet_is_sent_again(desk: Desk) -> None:
    desk.note(desk.acme, "First")
    assert len(desk.merged(desk.reply("one.perennial"))) == 1
    with pytest.raises(Rejected, match="in it already"):
        desk.reply("none.perennial")

    desk.note(desk.beta, "Second")
    assert [text for text, _ in desk.merged(desk.reply("two.perennial"))] == ["First", "Second"]


def test_that_two_replies_written_before_either_was_merged_make_one_note_in_any_order(desk: Desk) -> None:
    desk.note(desk.acme, "First")
    one = desk.reply("one.perennial")
    desk.note(desk.beta, "> look at the contract")
    two = desk.reply("two.perennial")
    other = desk.folder / "copy.perennial"
    other.write_bytes(desk.ana.read_bytes())

    there = desk.merged(one, two)
    with Portfolio.open(other) as book:
        book.merge([two])
        book.merge([one])
        assert desk.arrived(book) == there
    assert [text for text, _ in there] == ["First", "look at the contract"]


def test_that_work_done_on_a_task_outlives_a_second_reply(desk: Desk) -> None:
    desk.note(desk.acme, "> call the CFO")
    first, second = desk.reply("one.perennial"), desk.reply("two.perennial")
    desk.merged(first)
    with Portfolio.open(desk.ana) as book:
        ((task,),) = rows(book, "SELECT id FROM task")
        set_field(book, task, "task", done_on="2026-03-05")
        book.merge([second])
        assert rows(book, "SELECT done_on FROM task") == [("2026-03-05",)]


def test_that_a_reply_brings_nothing_else_and_is_refused_by_another_book(desk: Desk) -> None:
    desk.note(desk.acme, "Who decides there?")
    reply = desk.reply()
    with Portfolio.open(reply, writable=False) as book:
        assert rows(book, "SELECT name FROM account") == [("Acme",)], "only the account it is about"
    before = contents(desk.own.path)
    with pytest.raises(Rejected, match="not a copy of this book"):
        desk.own.merge([reply])
    with pytest.raises(Rejected, match="lent from a book"):
        desk.own.merge([reply], other_books=True)
    assert contents(desk.own.path) == before


def test_that_the_book_a_reply_is_for_is_not_written_to(desk: Desk) -> None:
    desk.note(desk.acme, "Who decides there?")
    document, before = desk.document, (desk.ana.read_bytes(), desk.ana.stat().st_mtime_ns)

    desk.reply(document=document)

    assert (desk.ana.read_bytes(), desk.ana.stat().st_mtime_ns) == before


def test_that_nothing_can_come_back_to_a_snapshot(desk: Desk) -> None:
    with Portfolio.open(desk.ana, writable=False) as book:
        book.export(desk.folder / "snapshot.perennial", Copy("snapshot"))
    desk.note(desk.acme, "Who decides there?")

    with pytest.raises(Rejected, match="is a snapshot"):
        desk.reply(book=desk.folder / "snapshot.perennial")
    assert not (desk.folder / "reply.perennial").exists()


def test_that_a_note_taken_back_is_not_sent(desk: Desk) -> None:
    kept, gone = desk.note(desk.acme, "Kept"), desk.note(desk.acme, "Gone")
    desk.own.perform(operations.remove_note, gone)

    assert [text for text, _ in desk.merged(desk.reply())] == ["Kept"]
    with pytest.raises(Rejected, match="no such note"):
        desk.own.perform(operations.remove_note, gone)
    assert kept != gone


def test_that_a_reply_never_replaces_a_file(desk: Desk) -> None:
    desk.note(desk.acme, "Kept")
    desk.reply()
    with pytest.raises(FileProblem, match="exists already"):
        desk.reply()


@pytest.mark.parametrize(
    ("text", "why"),
    [("  ", "nothing to note"), (">", "nothing to note"), ('> "half', "quote"), ("x" * 2001, "at most")],
)
def test_that_a_note_without_sense_is_refused_and_nothing_saved(desk: Desk, text: str, why: str) -> None:
    with pytest.raises(Rejected, match=why):
        desk.note(desk.acme, text)
    assert desk.own.read(review_notes) == []


# -- what changed since a note


def run(*arguments: object) -> Result:
    return CliRunner().invoke(program, [str(each) for each in arguments])


def since(desk: Desk) -> dict[str, Since]:
    found = read_others([desk.ana], DAY, noted=desk.own.read(last_notes))
    return {account: each for (_, account), each in found.since.items()}


def test_that_what_others_did_since_ones_last_note_is_counted_by_account_and_kind(desk: Desk) -> None:
    assert since(desk) == {}
    note_at(desk, desk.acme, NOW - timedelta(hours=2))
    note_at(desk, desk.beta, NOW - timedelta(hours=2))
    with Portfolio.open(desk.ana) as book:
        work(book, "Ana", NOW - timedelta(hours=3), lambda tx: tx.update("account", desk.acme, {"notes": "Before"}))
        work(book, "Ana", NOW - timedelta(hours=1), lambda tx: tx.update("account", desk.acme, {"notes": "After"}))
        work(book, "Ben", NOW, lambda tx: call(tx, desk.acme))
        work(book, "Boss", NOW, lambda tx: tx.update("account", desk.acme, {"segment": "my own doing"}))

    found = since(desk)

    assert dict(found[desk.acme].rows) == {"account": 1, "touchpoint": 2}
    assert (found[desk.acme].changes, found[desk.acme].people) == (3, ("Ana", "Ben"))
    assert found[desk.acme].newest == NOW
    assert (found[desk.beta].changes, found[desk.beta].newest) == (0, None)

    note_at(desk, desk.acme, NOW + timedelta(minutes=5))
    assert since(desk)[desk.acme].changes == 0


def test_that_what_was_done_after_the_day_one_looks_at_is_not_counted(desk: Desk) -> None:
    note_at(desk, desk.acme, NOW - timedelta(hours=2))
    with Portfolio.open(desk.ana) as book:
        work(book, "Ana", NOW + timedelta(days=2), lambda tx: tx.update("account", desk.acme, {"notes": "Later"}))
    assert since(desk)[desk.acme].changes == 0


def test_that_of_a_copy_without_history_nothing_is_told(desk: Desk) -> None:
    note_at(desk, desk.acme, NOW)
    snapshot = desk.folder / "snapshot.perennial"
    with Portfolio.open(desk.ana) as book:
        book.export(snapshot, Copy("snapshot"))
    noted = desk.own.read(last_notes)
    assert read_others([snapshot], DAY, noted=noted).since == {}
    with pytest.raises(Rejected, match="without history"):
        changed_in(snapshot, DAY, noted, None)


def test_that_the_command_says_it_too(desk: Desk) -> None:
    note_at(desk, desk.acme, NOW - timedelta(hours=2))
    with Portfolio.open(desk.ana) as book:
        work(book, "Ana", NOW, lambda tx: call(tx, desk.acme))
    desk.own.close()
    told = run("review", desk.own.path, desk.ana, "--changed", "--as-of", DAY.isoformat(), "--json")
    (said,) = json.loads(told.stdout)
    assert (said["account"], said["changes"], said["rows"], said["by"]) == ("Acme", 2, {"touchpoint": 2}, ["Ana"])
    text = run("review", desk.own.path, desk.ana, "--changed", "--as-of", DAY.isoformat()).stdout
    assert text.startswith("Acme: 2 changes since 2026-03-03 (touchpoint 2), last by Ana on 2026-03-03")


def note_at(desk: Desk, account: str, at: datetime) -> None:
    document = desk.document
    desk.own.perform_by(
        Hand(at, "Boss"), lambda tx: operations.leave_note(tx, account, document, "seen", called="it", as_of=DAY)
    )


def work(book: Portfolio, who: str, at: datetime, what: Callable[[Tx], object]) -> None:
    book.perform_by(Hand(at, who), what)


def call(tx: Tx, account: str) -> None:
    for subject in ("Check-in", "Renewal"):
        tx.insert("touchpoint", {"account": account, "on_day": "2026-03-03", "kind": "call", "subject": subject})
