"""Erasing a person from a real file: no byte of the name is left, and nothing brings it back."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import pytest

from desktop import logs
from desktop.domain.erasing import ERASED
from desktop.domain.errors import PortfolioError, Rejected
from desktop.domain.merge import Cell
from desktop.store import checks, drafts, places
from desktop.store.erasing import looking
from desktop.store.portfolio import Portfolio
from desktop.store.sharing.exporting import Copy
from desktop.store.tx import Tx
from tests.store.books import Clock, add, change, new_account, one, outside, remove, rows

NAME, EMAIL, PHONE = "Jána Kanárek", "jana.kanarek@tindle.example", "+49 30 1234567"
CANARIES = [each.encode() for each in (NAME, NAME.upper(), NAME.lower(), "Jana Kanarek", EMAIL, PHONE, "Kanárek")]


class Made:
    """A book with somebody in every kind of place."""

    def __init__(self, path: Path) -> None:
        self.path, self.clock = path, Clock()
        with Portfolio.create(path, clock_=self.clock) as book:
            self.account = new_account(book, "Tindle & Rowe", notes=f"Ask {NAME} first")
            self.other = new_account(book, "Elsewhere")
            values = {"account": self.account, "name": NAME, "email": EMAIL, "phone": PHONE, "notes": "likes tea"}
            self.contact = book.perform(add, "contact", values).result
            self.double = book.perform(add, "contact", {"account": self.account, "name": "Jana Kanarek"}).result
            self.namesake = book.perform(add, "contact", {"account": self.account, "name": "Jána Berg"}).result
            self.task = book.perform(
                add, "task", {"account": self.account, "title": f"Call {NAME.upper()}", "notes": EMAIL}
            ).result
            self.talk = book.perform(
                add,
                "touchpoint",
                {
                    "account": self.account,
                    "contact": self.contact,
                    "on_day": "2026-01-05",
                    "kind": "call",
                    "notes": "Kanárek wants a pilot. Berg does not.",
                },
            ).result
            self.comment = book.perform(
                add,
                "survey_response",
                {
                    "account": self.account,
                    "kind": "nps",
                    "responded_on": "2026-01-06",
                    "scale_min": 0,
                    "scale_max": 10,
                    "comment": "Jána is great",
                },
            ).result
            self.elsewhere = book.perform(add, "task", {"account": self.other, "title": f"{NAME} moved here?"}).result
            book.perform(change, "contact", self.contact, {"title": "Head of Kanárek GmbH", "role": "champion"})
            book.perform(change, "account", self.account, {"notes": "Nothing to note"})
            book.perform(_labelled, self.contact)

    def opened(self) -> Portfolio:
        return Portfolio.open(self.path, clock_=self.clock)

    def erase(self) -> None:
        with self.opened() as book:
            plan = book.read(looking.plan, self.contact)
            book.erase(self.contact, [each.cell for each in plan.hits if not each.goes])


def _labelled(tx: Tx, contact: str) -> None:
    tx.update("contact", contact, {"stance": "supporter"})
    tx.label = f"Contact changed: {NAME}"


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "book.perennial")


def bytes_with_canaries(folder: Path) -> list[str]:
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and any(canary in path.read_bytes() for canary in CANARIES)
    ]


def test_that_no_byte_of_an_erased_person_is_left_in_the_file_or_beside_it(made: Made) -> None:
    assert bytes_with_canaries(made.path.parent), "the canary has to be there first"
    made.erase()
    assert bytes_with_canaries(made.path.parent) == []
    with outside(made.path) as conn:
        assert conn.execute("PRAGMA freelist_count").fetchone() == (0,)


def test_that_fields_are_unknown_and_texts_say_erased(made: Made) -> None:
    made.erase()
    with made.opened() as book:
        assert rows(book, "SELECT name, email, phone, title, role, notes FROM contact WHERE id = ?", made.contact) == [
            (ERASED, None, None, None, None, None)
        ]
        assert one(book, "SELECT title FROM task WHERE id = ?", made.task) == f"Call {ERASED}"
        assert one(book, "SELECT notes FROM task WHERE id = ?", made.task) == ERASED
        assert one(book, "SELECT notes FROM touchpoint WHERE id = ?", made.talk) == (
            f"{ERASED} wants a pilot. Berg does not."
        )
        assert one(book, "SELECT title FROM task WHERE id = ?", made.elsewhere) == f"{ERASED} moved here?"
        assert one(book, "SELECT contact FROM touchpoint WHERE id = ?", made.talk) == made.contact
        assert rows(book, "SELECT count(*) FROM txn WHERE label LIKE '%Kan%'") == [(0,)]
        assert book.read(checks.problems) == []


def test_that_doubles_go_too_and_others_of_the_same_first_name_stay(made: Made) -> None:
    made.erase()
    with made.opened() as book:
        assert one(book, "SELECT name FROM contact WHERE id = ?", made.double) == ERASED
        assert one(book, "SELECT name FROM contact WHERE id = ?", made.namesake) == "Jána Berg"
        # "Jána" alone may be either: it stays unless somebody says so.
        assert one(book, "SELECT comment FROM survey_response WHERE id = ?", made.comment) == "Jána is great"


def test_that_a_text_that_is_kept_stays_also_after_a_merge(made: Made, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.perennial"
    theirs.write_bytes(made.path.read_bytes())
    with made.opened() as book:
        book.erase(made.contact, [Cell("task", made.task, "title")])
        assert one(book, "SELECT title FROM task WHERE id = ?", made.task) == f"Call {NAME.upper()}"
    with Portfolio.open(theirs, clock_=made.clock) as other:
        other.perform(add, "account", {"name": "Their own"})
        other.merge([made.path])
        assert one(other, "SELECT title FROM task WHERE id = ?", made.task) == f"Call {NAME.upper()}"
        assert one(other, "SELECT name FROM contact WHERE id = ?", made.contact) == ERASED
    with made.opened() as book:
        book.merge([theirs])
        assert one(book, "SELECT title FROM task WHERE id = ?", made.task) == f"Call {NAME.upper()}"


def test_that_erasing_is_not_undone_and_what_was_before_can_be(made: Made) -> None:
    made.erase()
    with made.opened() as book:
        while book.stacks().done:
            book.undo()
        assert one(book, "SELECT name FROM contact WHERE id = ?", made.contact) == ERASED
        assert one(book, "SELECT count(*) FROM erasure WHERE deleted_at IS NOT NULL") == 0
        while book.stacks().undone:
            book.redo()
        assert book.read(checks.problems) == []
    assert bytes_with_canaries(made.path.parent) == []


@pytest.mark.parametrize("mine_first", [True, False])
def test_that_a_copy_that_holds_the_person_does_not_bring_it_back(
    made: Made, tmp_path: Path, *, mine_first: bool
) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    theirs = folder / "theirs.perennial"
    theirs.write_bytes(made.path.read_bytes())
    made.erase()
    with Portfolio.open(theirs, clock_=made.clock) as other:
        # Later than the erasing, by somebody who has not heard of it.
        other.perform(change, "contact", made.contact, {"notes": f"{NAME} is back", "email": EMAIL})
        other.perform(change, "task", made.task, {"title": f"Write to {NAME}"})
        other.perform(change, "touchpoint", made.talk, {"subject": f"With {EMAIL}"})
        other.perform(remove, "task", made.elsewhere)
        other.undo()
    order = (made.path, theirs) if mine_first else (theirs, made.path)
    for one_, another in (order, order[::-1], order):
        with Portfolio.open(one_, clock_=made.clock) as book:
            book.merge([another])
            assert book.read(checks.problems) == []
    assert bytes_with_canaries(folder) == []
    assert [each for each in bytes_with_canaries(tmp_path) if "backups" not in each] == []
    with made.opened() as book:
        assert one(book, "SELECT title FROM task WHERE id = ?", made.task) == f"Write to {ERASED}"


def test_that_a_name_goes_also_where_somebody_else_had_moved_the_person_to(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    theirs = folder / "theirs.perennial"
    theirs.write_bytes(made.path.read_bytes())
    with Portfolio.open(theirs, clock_=made.clock) as other:
        other.perform(change, "contact", made.contact, {"account": made.other})
        task = other.perform(add, "task", {"account": made.other, "title": f"Welcome {NAME}"}).result
        other.perform(change, "contact", made.contact, {"account": made.account})
    made.erase()
    with made.opened() as book:
        book.merge([theirs])
        assert one(book, "SELECT title FROM task WHERE id = ?", task) == f"Welcome {ERASED}"
        # And where the person was for a while, nobody writes the name again.
        again = book.perform(add, "task", {"account": made.other, "title": f"Ask {NAME}"}).result
        assert one(book, "SELECT title FROM task WHERE id = ?", again) == f"Ask {ERASED}"
    with Portfolio.open(theirs, clock_=made.clock) as other:
        other.merge([made.path])
    assert bytes_with_canaries(folder) == []
    assert [each for each in bytes_with_canaries(tmp_path) if "backups" not in each] == []


def test_that_an_undone_merge_does_not_bring_the_person_back(made: Made, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.perennial"
    theirs.write_bytes(made.path.read_bytes())
    made.erase()
    with Portfolio.open(theirs, clock_=made.clock) as other:
        other.merge([made.path])
        other.undo()
        assert one(other, "SELECT name FROM contact WHERE id = ?", made.contact) == ERASED
        assert other.read(checks.problems) == []
    # The backup made before the merge holds it, and is named where backups are purged.
    assert all("backups" in each for each in bytes_with_canaries(tmp_path))


def test_that_typing_or_importing_the_person_again_is_erased_at_once(made: Made) -> None:
    made.erase()
    with made.opened() as book:
        book.perform(change, "contact", made.contact, {"name": NAME, "email": EMAIL})
        book.perform(add, "task", {"account": made.account, "title": f"Ask {NAME} again"})
        assert one(book, "SELECT name FROM contact WHERE id = ?", made.contact) == ERASED
        assert rows(book, "SELECT count(*) FROM task WHERE title LIKE '%Kan%'") == [(0,)]
        assert book.read(checks.problems) == []
    assert bytes_with_canaries(made.path.parent) == []


def test_that_a_lent_copy_comes_home_without_the_person(made: Made, tmp_path: Path) -> None:
    lent = tmp_path / "lent.perennial"
    with made.opened() as book:
        book.export(lent, Copy("loan", (made.account,)))
    made.erase()
    with Portfolio.open(lent, clock_=made.clock) as other:
        other.perform(change, "task", made.task, {"title": f"Lent: {NAME}"})
    with made.opened() as book:
        book.merge([lent])
        assert one(book, "SELECT title FROM task WHERE id = ?", made.task) == f"Lent: {ERASED}"
        assert book.read(checks.problems) == []


def test_that_backups_that_hold_the_person_are_found_and_removed_when_asked(made: Made) -> None:
    with made.opened() as book:
        held = book.back_up("by-hand")
        done = book.erase(made.contact).result
        assert [each.path for each in done.backups] == [held]
        assert [each.path for each in book.backups_holding_erased()] == [held]
        book.purge_backups(done.backups)
        assert book.backups_holding_erased() == []
        assert not held.exists()
    assert bytes_with_canaries(places.data_home()) == []


def test_that_lines_not_yet_saved_lose_the_person(made: Made) -> None:
    with made.opened() as book:
        doc = book.doc_id
        drafts.keep(doc, made.account, f"call: {NAME} asks")
        made_plan = book.read(looking.plan, made.contact)
        book.erase(made.contact, [each.cell for each in made_plan.hits if not each.goes])
    assert drafts.kept(doc, made.account) == f"call: {ERASED} asks"


def test_that_the_mark_holds_no_name(made: Made) -> None:
    made.erase()
    with made.opened() as book:
        said = repr(rows(book, "SELECT account, subject_table, subject_row, on_day FROM erasure"))
    assert "kan" not in said.lower()
    assert made.contact in said


def test_that_who_was_erased_is_not_found_again(made: Made) -> None:
    made.erase()
    with made.opened() as book:
        with pytest.raises(Rejected, match="erased already"):
            book.erase(made.contact)
        with pytest.raises(Rejected, match="no contact called"):
            book.read(looking.contact_called, NAME)


def test_that_no_log_and_no_note_of_the_program_names_a_customer(made: Made, tmp_path: Path, home: Path) -> None:
    """Shared, merged with a conflict, refused, damaged, erased: what is written beside the book holds none of it."""
    shared = tmp_path / "shared"
    shared.mkdir()
    before = logging.getLogger().handlers.copy(), logging.getLogger().level
    log = logs.start(tmp_path / "log")
    try:
        with made.opened() as book:
            book.export(shared / "full", Copy("full"))
            book.export(shared / "loan", Copy("loan", (made.account,)))
            book.export(shared / "snapshot", Copy("snapshot"))
            book.export(shared / "sealed", Copy("full", password="correct horse"))
            with Portfolio.open(shared / "full", clock_=made.clock) as theirs:
                theirs.perform(change, "account", made.account, {"notes": f"{NAME} called"})
            book.perform(change, "account", made.account, {"notes": f"{NAME} wrote"})
            (found,) = book.merge([shared / "full"]).result.conflicts
            assert NAME in str(found.mine.value)
            (shared / "damaged").write_bytes((shared / "full").read_bytes()[:-9000])
            for name, password in (("snapshot", None), ("sealed", "wrong password"), ("damaged", None)):
                with pytest.raises(PortfolioError) as refused:
                    book.merge([shared / name], password=password)
                assert not any(canary.decode() in str(refused.value) for canary in CANARIES)
            with suppress(ValueError):
                book.perform(_breaks, made.contact)
        made.erase()
        logs.bug(*_bug())
    finally:
        for handler in set(logging.getLogger().handlers) - set(before[0]):
            logging.getLogger().removeHandler(handler)
            handler.close()
        logging.getLogger().setLevel(before[1])

    assert "ValueError at" in log.read_text()
    written = [path for path in home.rglob("*") if path.is_file() and places.backups_home() not in path.parents]
    assert {path.parent.name for path in written} >= {"exports"}
    customers = [*CANARIES, b"Tindle & Rowe"]
    assert [path for path in (log, *written) if any(each in path.read_bytes() for each in customers)] == []


def _breaks(tx: Tx, contact: str) -> None:
    tx.update("contact", contact, {"title": NAME})
    raise ValueError(NAME)


def _bug() -> tuple[type[BaseException], TracebackType | None]:
    try:
        raise ValueError(NAME)
    except ValueError as problem:
        return type(problem), problem.__traceback__
