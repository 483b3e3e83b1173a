"""A backup made before somebody was erased is put back: the person stays erased, in every copy that merges."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.domain.erasing import ERASED
from desktop.domain.merge import Cell
from desktop.store import checks, restoring
from desktop.store.erasing import looking
from desktop.store.portfolio import Portfolio
from tests.end_to_end import next_format
from tests.store.books import Clock, add, change, new_account, one, rows, set_field
from tests.store.merge.rules import told

AT = datetime(2026, 4, 1, 12, tzinfo=UTC)
WORDS = (b"zora", b"quill")


class Made:
    """A book with somebody in it, a backup of that, and a colleague's copy; and then the person is erased."""

    def __init__(self, path: Path, *, erases: bool = True) -> None:
        self.path, self.clock = path, Clock()
        with self.opened() as book:
            self.account = new_account(book, "Acme", notes="Zora Quill decides")
            values = {"account": self.account, "name": "Zora Quill", "email": "zq@x.example", "phone": "+49 30 7654321"}
            self.contact = book.perform(add, "contact", values).result
            self.task = book.perform(add, "task", {"account": self.account, "title": "Ask zora"}).result
            self.other = book.perform(add, "task", {"account": self.account, "title": "Quill pens"}).result
            set_field(book, self.account, segment="Mid")
            self.backup = book.back_up("by-hand").name
        self.colleague = path.with_name("colleague.perennial")
        shutil.copyfile(path, self.colleague)
        if erases:
            with self.opened() as book:
                self.erase(book)

    def erase(self, book: Portfolio) -> None:
        new_account(book, "Made later")
        book.erase(self.contact, self.kept(book))

    def kept(self, book: Portfolio) -> list[Cell]:
        found = {each.cell for each in book.read(looking.plan, self.contact).hits}
        return [cell for cell in found if cell.row == self.other]

    def opened(self, path: Path | None = None) -> Portfolio:
        return Portfolio.open(path or self.path, clock_=self.clock)

    def assert_gone(self, path: Path | None = None) -> None:
        with self.opened(path) as book:
            assert rows(book, "SELECT name, email, phone FROM contact") == [(ERASED, None, None)]
            assert one(book, "SELECT notes FROM account WHERE id = ?", self.account) == f"{ERASED} decides"
            assert one(book, "SELECT title FROM task WHERE id = ?", self.task) == f"Ask {ERASED}"
            assert one(book, "SELECT title FROM task WHERE id = ?", self.other) == "Quill pens"
            assert book.read(checks.problems) == []
        data = (path or self.path).read_bytes().lower()
        assert [data.count(word) for word in WORDS] == [0, 1]


@pytest.fixture
def made(path: Path) -> Made:
    return Made(path)


def test_that_who_was_erased_stays_so_when_an_older_backup_is_put_back(made: Made) -> None:
    done = restoring.restore(made.path, at=AT, name=made.backup)
    assert done.erased == 1
    made.assert_gone()
    with made.opened() as book:
        assert one(book, "SELECT count(*) FROM account") == 1, "what came after the backup is not in it"


def test_that_it_is_remembered_where_the_book_itself_is_gone(made: Made) -> None:
    with made.opened() as book:
        book.back_up("by-hand")
    made.path.unlink()
    assert restoring.restore(made.path, at=AT, name=made.backup).erased == 1
    made.assert_gone()


def test_that_a_backup_that_knows_of_it_is_put_back_as_it_is(made: Made) -> None:
    with made.opened() as book:
        name = book.back_up("by-hand").name
        before = book.read(told)
    assert restoring.restore(made.path, at=AT, name=name).erased == 0
    with made.opened() as book:
        assert book.read(told) == before


def test_that_restoring_twice_erases_once(made: Made) -> None:
    restoring.restore(made.path, at=AT, name=made.backup)
    with made.opened() as book:
        name = book.back_up("by-hand").name
    assert restoring.restore(made.path, at=AT, name=name).erased == 0
    made.assert_gone()


def test_that_a_colleague_who_has_not_heard_of_it_ends_with_the_same_book(made: Made) -> None:
    with made.opened(made.colleague) as book:
        set_field(book, made.contact, "contact", title="Head of Quill")
        set_field(book, made.account, next_step="Call Zora Quill")
    kept = restoring.restore(made.path, at=AT, name=made.backup).kept
    assert kept is not None
    before = Path(shutil.copyfile(kept, made.path.with_name("before.perennial")))
    for mine, theirs in ((made.path, made.colleague), (made.colleague, made.path), (made.path, before)):
        with made.opened(mine) as book:
            book.merge([theirs])
    for mine, theirs in ((made.colleague, made.path), (before, made.colleague)):
        with made.opened(mine) as book:
            book.merge([theirs])
    seen: list[object] = []
    for path in (made.path, made.colleague, before):
        made.assert_gone(path)
        with made.opened(path) as book:
            assert one(book, "SELECT next_step FROM account WHERE id = ?", made.account) == f"Call {ERASED}"
            seen.append(book.read(told))
    assert seen[0] == seen[1] == seen[2]


def test_that_a_backup_of_an_older_format_is_erased_as_it_is_brought_up_to_date(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Made(path, erases=False)
    next_format.install(monkeypatch)
    with made.opened() as book:
        book.perform(change, "account", made.account, {"tier": "Zora Quill's"})
        made.erase(book)
        assert one(book, "SELECT tier FROM account WHERE id = ?", made.account) == f"{ERASED}'s"

    assert restoring.restore(made.path, at=AT, name=made.backup).erased == 1

    made.assert_gone()
    with made.opened() as book:
        assert one(book, "SELECT tier FROM account WHERE id = ?", made.account) == "Mid", "as the update fills it"
        assert one(book, "PRAGMA user_version") == next_format.VERSION


def test_that_what_an_older_format_remembers_of_an_erasing_holds_in_a_newer_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Made(path)
    with made.opened() as book:
        book.back_up("by-hand")
    made.path.unlink()
    next_format.install(monkeypatch)

    assert restoring.restore(made.path, at=AT, name=made.backup).erased == 1
    made.assert_gone()
    with made.opened() as book:
        # A colleague whose copy is of the older format, and knows of nothing.
        book.merge([made.colleague])
    made.assert_gone()


def test_that_a_backup_of_an_older_format_in_which_nobody_was_erased_is_put_back_as_it_is(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Made(path, erases=False)
    next_format.install(monkeypatch)
    with made.opened() as book:
        set_field(book, made.account, notes="later")
    assert restoring.restore(made.path, at=AT, name=made.backup).erased == 0
    with made.opened() as book:
        assert one(book, "SELECT notes FROM account WHERE id = ?", made.account) == "Zora Quill decides"
        assert book.read(checks.problems) == []
