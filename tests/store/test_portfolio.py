"""One change is all or nothing, and what it did is read from the journal."""

from __future__ import annotations

import os
import shutil
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import FileProblem, Rejected
from desktop.store import checks
from desktop.store.lock import lock_path
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx
from desktop.store.writing import Hand
from tests.store.books import (
    HOSTILE,
    Clock,
    add,
    contents,
    everything,
    journal,
    make_something,
    new_account,
    one,
    outside,
    rows,
    set_field,
    visible,
)

# -- making and closing


def test_that_a_new_file_is_open_for_writing_and_sound(tmp_path: Path) -> None:
    with Portfolio.create(tmp_path / "new.perennial", currency="eur") as made:
        assert made.is_writable
        assert made.currency == "EUR"
        assert made.read(checks.problems) == []
        assert made.read(visible) == {}


def test_that_making_a_file_leaves_nothing_beside_it(tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    Portfolio.create(folder / "new.perennial").close()

    assert sorted(each.name for each in folder.iterdir()) == ["new.perennial"]
    assert sorted(each.name for each in home.iterdir()) == ["replicas"]


def test_that_two_new_files_are_two_documents(tmp_path: Path) -> None:
    with Portfolio.create(tmp_path / "one.perennial") as one_, Portfolio.create(tmp_path / "two.perennial") as two:
        assert one_.doc_id != two.doc_id
        assert one_.replica != two.replica


def test_that_a_file_is_never_made_over_another(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Jana", encoding="utf-8")

    with pytest.raises(FileProblem, match="exists already"):
        Portfolio.create(path)
    assert path.read_text(encoding="utf-8") == "Dear Jana"


def test_that_a_file_in_a_folder_that_is_not_there_is_a_file_problem(tmp_path: Path) -> None:
    with pytest.raises(FileProblem):
        Portfolio.create(tmp_path / "missing" / "new.perennial")


@pytest.mark.parametrize("currency", ["", "EU", "EURO", "E1R", "ÄÖÜ", "\u202eEUR"])
def test_that_a_currency_is_three_letters(currency: str, tmp_path: Path) -> None:
    with pytest.raises(Rejected) as refusal:
        Portfolio.create(tmp_path / "new.perennial", currency=currency)
    assert refusal.value.field == "currency"
    assert list(tmp_path.glob("*.perennial")) == []


def test_that_a_file_whose_first_rows_cannot_be_written_is_not_made(tmp_path: Path) -> None:
    def fail(tx: Tx) -> None:
        tx.insert("account", {"name": "Acme"})
        raise Rejected("no")

    path = tmp_path / "sub" / "new.perennial"
    path.parent.mkdir()
    with pytest.raises(Rejected):
        Portfolio.create(path, first=fail)
    assert list(path.parent.iterdir()) == []


def test_that_what_every_new_file_holds_cannot_be_undone(tmp_path: Path) -> None:
    def first(tx: Tx) -> None:
        tx.insert("reason", {"subject": "churn", "name": "Price"})

    with Portfolio.create(tmp_path / "new.perennial", first=first) as made:
        assert len(made.read(visible)["reason"]) == 1
        with pytest.raises(Rejected, match="nothing to undo"):
            made.undo()


def test_that_closing_twice_is_fine_and_releases_the_lock(book: Portfolio) -> None:
    assert lock_path(book.path).exists()
    book.close()
    book.close()

    assert not lock_path(book.path).exists()


def test_that_what_was_saved_is_there_when_opened_again(path: Path) -> None:
    with Portfolio.open(path) as book:
        new_account(book, "Acme", acquisition_cost_cents=1)
        before = book.read(everything)
    with Portfolio.open(path, writable=False) as book:
        assert book.read(everything) == before


@pytest.mark.parametrize("name", ["a?b#c%41 d.perennial", "ünï 'quoted' \N{ROCKET}.perennial", "-rf.perennial"])
def test_that_a_file_may_have_any_name(name: str, path: Path) -> None:
    odd = path.rename(path.with_name(name))
    with Portfolio.open(odd) as book:
        new_account(book)
        with book.looked_at(datetime(2026, 3, 2, tzinfo=UTC).date()) as conn:
            assert "account" in visible(conn)
    assert sorted(each.name for each in path.parent.glob("*.perennial*")) == [name]


def test_that_a_link_opens_the_file_it_leads_to(path: Path) -> None:
    link = path.with_name("link.perennial")
    link.symlink_to(path.name)
    with Portfolio.open(link) as book:
        assert book.path == path
        assert lock_path(path).exists()


# -- all or nothing


class Failed(Exception):
    pass


@pytest.mark.parametrize("failure", [Failed, Rejected, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_that_a_change_that_raises_leaves_nothing(book: Portfolio, failure: type[BaseException]) -> None:
    account = new_account(book)
    before = book.read(everything)

    def fail(tx: Tx) -> None:
        tx.label = "Half"
        tx.insert("account", {"name": "Half"})
        tx.update("account", account, {"name": "Changed"})
        tx.insert_many("ticket", ("id", "account", "opened_on"), [["t1", account, "2026-01-01"]])
        raise failure("stop")

    with pytest.raises(failure):
        book.perform(fail)

    assert book.read(everything) == before
    assert new_account(book, "Next")
    assert book.read(checks.problems) == []


def test_that_a_failed_change_too_large_for_memory_does_not_block_the_next_one(book: Portfolio) -> None:
    """Rolling it back writes to the file, which must not be taken for somebody else's change."""

    def fail(tx: Tx) -> None:
        tx.conn.execute("PRAGMA cache_size = 10")
        tx.insert_many("account", ("id", "name"), [[f"id {n}", "n" * 300] for n in range(2000)])
        raise Failed

    with pytest.raises(Failed):
        book.perform(fail)
    new_account(book, "Next")

    assert [name for (name,) in rows(book, "SELECT name FROM account")] == ["Next"]


def test_that_rows_that_fail_while_they_are_made_leave_nothing(book: Portfolio) -> None:
    def operation(tx: Tx) -> None:
        def made() -> Any:
            yield "one", "Acme"
            raise Failed

        with pytest.raises(Failed):
            tx.insert_many("account", ("id", "name"), made())
        tx.insert("account", {"name": "After"}, id="after")

    book.perform(operation)

    assert journal(book)[-1][1:4] == ("account", "after", "")
    assert book.read(checks.problems) == []


def test_that_a_broken_link_is_a_bug_and_leaves_nothing(book: Portfolio) -> None:
    before = book.read(everything)
    with pytest.raises(Exception, match="FOREIGN KEY"):
        book.perform(add, "contact", {"account": "nobody", "name": "Jana"})

    assert book.read(everything) == before
    new_account(book)


def test_that_links_may_be_made_in_any_order_within_a_change(book: Portfolio) -> None:
    def operation(tx: Tx) -> None:
        tx.insert("contact", {"account": "acme", "name": "Jana"})
        tx.insert("account", {"name": "Acme"}, id="acme")

    book.perform(operation)
    assert book.read(checks.problems) == []


def test_that_a_table_that_is_not_there_is_never_made(book: Portfolio) -> None:
    with pytest.raises(LookupError, match="acount"):
        book.perform(add, "acount", {"name": "Acme"})
    book.close()
    Portfolio.open(book.path).close()


def test_that_a_field_that_is_not_there_is_never_made(book: Portfolio) -> None:
    with pytest.raises(Exception, match="nmae"):
        book.perform(add, "account", {"name": "Acme", "nmae": "Acme"})
    assert rows(book, "SELECT * FROM account") == []


def test_that_a_rehearsal_answers_and_saves_nothing(book: Portfolio, clock: Clock) -> None:
    before = book.read(everything)

    def operation(tx: Tx) -> int:
        tx.insert("account", {"name": "Acme"})
        (count,) = tx.conn.execute("SELECT count(*) FROM account").fetchone()
        return count

    rehearsed = book.perform_by(Hand(clock(), "jana"), operation, keep=False)

    assert rehearsed.result == 1
    assert not rehearsed.changes
    assert book.read(everything) == before


def test_that_a_rehearsal_passes_on_what_the_operation_refuses(book: Portfolio) -> None:
    def refuse(_: Tx) -> None:
        raise Rejected("no")

    with pytest.raises(Rejected):
        book.perform_by(book.hand(), refuse, keep=False)


# -- what a change says of itself


def test_that_changes_name_the_tables_accounts_and_label(book: Portfolio) -> None:
    acme, globex = new_account(book, "Acme"), new_account(book, "Globex")

    def operation(tx: Tx) -> str:
        tx.label = "NPS 3 logged"
        tx.insert("survey_response", {"account": acme, "kind": "nps", "responded_on": "2026-03-02", "score": 3,
                                      "scale_min": 0, "scale_max": 10})  # fmt: skip
        tx.insert("task", {"account": acme, "title": "Call"})
        tx.update("account", globex, {"stage": "renewal", "segment": "SMB"})
        return "done"

    performed = book.perform(operation)

    assert performed.result == "done"
    changes = performed.changes
    assert changes.label == "NPS 3 logged"
    assert changes.kind == "edit"
    assert changes.tables == {"survey_response", "task", "account"}
    assert changes.accounts == {acme, globex}
    assert changes.cells == 4
    assert changes


def test_that_moving_a_row_concerns_the_account_it_left(book: Portfolio) -> None:
    acme, globex = new_account(book, "Acme"), new_account(book, "Globex")
    task = book.perform(add, "task", {"account": acme, "title": "Call"}).result

    assert set_field(book, task, "task", account=globex).changes.accounts == {acme, globex}


def test_that_a_change_of_what_belongs_to_no_account_concerns_none(book: Portfolio) -> None:
    changes = book.perform(add, "reason", {"subject": "churn", "name": "Price"}).changes

    assert (changes.tables, changes.accounts) == ({"reason"}, frozenset())


def test_that_a_change_that_changes_nothing_is_not_kept(book: Portfolio) -> None:
    account = new_account(book, "Acme")
    count = one(book, "SELECT count(*) FROM txn")

    nothing = set_field(book, account, name="Acme", segment=None)

    assert not nothing.changes
    assert one(book, "SELECT count(*) FROM txn") == count


def test_that_what_changes_nothing_or_is_refused_leaves_every_byte_of_the_file(book: Portfolio) -> None:
    account = new_account(book, "Acme")
    before = book.path.read_bytes()

    def refuse(tx: Tx) -> None:
        tx.update("account", account, {"name": "Bolt"})
        raise Rejected("No.")

    set_field(book, account, name="Acme", segment=None)
    with pytest.raises(Rejected):
        book.perform(refuse)

    assert book.path.read_bytes() == before
    assert set_field(book, account, name="Bolt").changes, "and what comes after is kept"
    assert one(book, "SELECT name FROM account") == "Bolt"


def test_that_a_change_set_says_who_when_and_what(book: Portfolio) -> None:
    at = datetime(2026, 3, 2, 23, 59, 59, 999_999, tzinfo=UTC)
    book.perform_by(Hand(at, "jana"), lambda tx: add(tx, "account", {"name": "Acme"}), kind="import")

    (found,) = rows(book, "SELECT author, wall, kind, label, replica, hlc >> 16 FROM txn ORDER BY id DESC LIMIT 1")
    assert found == (
        "jana",
        "2026-03-02T23:59:59Z",
        "import",
        "Add account",
        book.replica,
        int(at.timestamp() * 1000),
    )


def test_that_a_row_that_is_not_there_cannot_be_changed(book: Portfolio) -> None:
    with pytest.raises(Rejected, match="no such contract line"):
        set_field(book, "nobody", "contract_line", product="Core")


def test_that_putting_a_row_makes_revives_or_updates_it(book: Portfolio) -> None:
    def put(tx: Tx, name: str) -> bool:
        return tx.put("account", "acme", {"name": name})

    assert book.perform(put, "Acme").result is True
    assert book.perform(put, "Acme 2").result is False
    book.perform(lambda tx: tx.delete("account", "acme"))
    assert book.perform(put, "Acme 3").result is True
    assert rows(book, "SELECT id, name, deleted_at FROM account") == [("acme", "Acme 3", None)]


def test_that_ids_sort_in_the_order_of_writing_whatever_the_clock(book: Portfolio, clock: Clock) -> None:
    def three(tx: Tx) -> list[str]:
        return [tx.insert("account", {"name": "Acme"}) for _ in range(3)]

    made: list[str] = []
    for _ in range(3):
        made += book.perform(three).result
        clock.at -= timedelta(days=30)

    assert made == sorted(made)
    assert len(set(made)) == 9
    assert {(each[14], each[19] in "89ab") for each in made} == {("7", True)}


# -- reading


def test_that_a_reader_takes_no_lock_and_cannot_write(path: Path) -> None:
    with Portfolio.open(path, writable=False) as reader:
        assert not reader.is_writable
        assert not lock_path(path).exists()
        with pytest.raises(FileProblem, match="for reading only"):
            new_account(reader)
        with pytest.raises(FileProblem, match="read-only"):
            rows(reader, "INSERT INTO setting(id, key) VALUES('s', 's')")


def test_that_a_read_sees_one_state_of_the_file(path: Path, book: Portfolio) -> None:
    rows(book, "PRAGMA busy_timeout = 0")
    with Portfolio.open(path, writable=False) as reader:

        def count_twice(conn: Any) -> tuple[Any, Any]:
            sql = "SELECT count(*) FROM account"
            first = conn.execute(sql).fetchone()
            with pytest.raises(FileProblem, match="using the file"):
                new_account(book)
            return first, conn.execute(sql).fetchone()

        assert reader.read(count_twice) == ((0,), (0,))
        new_account(book)
        assert one(reader, "SELECT count(*) FROM account") == 1


def test_that_a_query_that_fails_does_not_spoil_the_next_one(book: Portfolio) -> None:
    with pytest.raises(ZeroDivisionError):
        book.read(lambda _: 1 // 0)
    assert one(book, "SELECT count(*) FROM account") == 0


def test_that_reading_in_a_book_that_is_open_for_writing_writes_nothing(book: Portfolio) -> None:
    rows(book, "INSERT INTO usage_series(account, metric) SELECT id, 'logins' FROM account")
    assert rows(book, "SELECT * FROM usage_series") == []


# -- the file changes under us


def replaced_by_another(path: Path, other: Path) -> None:
    other.replace(path)


def overwritten_in_place(path: Path, other: Path) -> None:
    path.write_bytes(other.read_bytes())


def rewritten_to_the_same_length(path: Path, other: Path) -> None:  # noqa: ARG001
    with outside(path) as conn:
        conn.execute("UPDATE portfolio SET currency = 'CHF'")


def rewritten_with_its_old_time(path: Path, other: Path) -> None:
    status = path.stat()
    rewritten_to_the_same_length(path, other)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size


@pytest.mark.parametrize(
    "change",
    [replaced_by_another, overwritten_in_place, rewritten_to_the_same_length, rewritten_with_its_old_time],
)
def test_that_an_edit_into_a_file_that_something_else_changed_is_refused_and_leaves_it_alone(
    change: Callable[[Path, Path], None], path: Path, book: Portfolio, tmp_path: Path
) -> None:
    other = Path(shutil.copyfile(path, tmp_path / "incoming"))
    with outside(other) as conn:
        conn.execute("INSERT INTO usage_batch_number(batch) VALUES('incoming')")
    new_account(book)
    change(path, other)
    incoming = path.read_bytes()

    for _ in range(2):
        with pytest.raises(FileProblem, match="changed by something else"):
            new_account(book, "Lost")

    assert path.read_bytes() == incoming
    book.close()
    assert path.read_bytes() == incoming
    assert not path.with_name(f"{path.name}-journal").exists()


def test_that_an_edit_into_a_file_that_was_removed_is_refused(path: Path, book: Portfolio) -> None:
    path.unlink()

    with pytest.raises(FileProblem, match="moved or removed"):
        new_account(book)
    assert not path.exists()


def test_that_a_file_replaced_while_a_change_is_made_is_not_falsely_confirmed(
    path: Path, book: Portfolio, tmp_path: Path
) -> None:
    other = Path(shutil.copyfile(path, tmp_path / "incoming"))
    incoming = other.read_bytes()

    def operation(tx: Tx) -> None:
        tx.insert("account", {"name": "Acme"})
        other.replace(path)

    with pytest.raises(FileProblem):
        book.perform(operation)
    with pytest.raises(FileProblem):
        new_account(book)

    assert path.read_bytes() == incoming


def test_that_looking_back_refuses_a_file_that_took_the_place_of_the_checked_one(
    path: Path, book: Portfolio, tmp_path: Path
) -> None:
    Path(shutil.copyfile(path, tmp_path / "incoming")).replace(path)

    with pytest.raises(FileProblem), book.looked_at(datetime(2026, 3, 2, tzinfo=UTC).date()):
        pass


def test_that_touching_the_file_without_changing_it_is_reported_and_opening_again_helps(
    path: Path, book: Portfolio
) -> None:
    new_account(book)
    os.utime(path)
    with pytest.raises(FileProblem, match="open it again"):
        new_account(book)
    book.close()
    with Portfolio.open(path) as again:
        new_account(again)
        assert again.read(checks.problems) == []


# -- hostile text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_that_text_comes_back_as_it_was_given(path: Path, text: str) -> None:
    with Portfolio.open(path) as book:
        account = new_account(book, text, notes=text)
        set_field(book, account, notes="", next_step=text)
        book.perform(add_many_contacts, account, text)
    with Portfolio.open(path, writable=False) as book:
        assert rows(book, "SELECT name, notes, next_step FROM account") == [(text, "", text)]
        assert rows(book, "SELECT name, notes FROM contact") == [(text, text)]
        assert rows(book, "SELECT old, new FROM change WHERE col = 'notes'") == [(text, "")]
        assert book.read(checks.problems) == []


def add_many_contacts(tx: Tx, account: str, text: str) -> None:
    tx.label = text
    tx.insert_many("contact", ("id", "account", "name", "notes"), [["contact", account, text, text]])


def test_that_a_value_of_absurd_length_is_refused(book: Portfolio) -> None:
    with pytest.raises(FileProblem, match="larger than"):
        new_account(book, notes="n" * 17_000_000)
    new_account(book)


def test_that_halves_of_characters_are_refused_before_anything_is_saved(book: Portfolio) -> None:
    """Bytes that are no UTF-8 come from the system like this."""
    before = book.read(everything)
    with pytest.raises(Rejected, match="UTF-8"):
        new_account(book, os.fsdecode(b"Acme \xff"))
    with pytest.raises(Rejected, match="UTF-8"):
        book.perform(add_many_contacts, "nobody", "\ud800")
    assert book.read(everything) == before


# -- what must not be told

CANARY = "canary-4711"


def wrong_type(book: Portfolio) -> None:
    set_field(book, one(book, "SELECT id FROM account"), acquisition_cost_cents=CANARY)


def broken_link(book: Portfolio) -> None:
    book.perform(add, "contact", {"account": CANARY, "name": CANARY})


def same_row_twice(book: Portfolio) -> None:
    for _ in range(2):
        book.perform(add, "account", {"name": CANARY}, CANARY)


def missing_field(book: Portfolio) -> None:
    book.perform(add, "contact", {"name": CANARY})


def missing_row(book: Portfolio) -> None:
    set_field(book, CANARY, name=CANARY)


def too_long(book: Portfolio) -> None:
    new_account(book, CANARY * 2_000_000)


def no_text(book: Portfolio) -> None:
    new_account(book, f"{CANARY} \udcff")


def read_only(book: Portfolio) -> None:
    with Portfolio.open(book.path, writable=False) as reader:
        new_account(reader, CANARY)


def removed_file(book: Portfolio) -> None:
    book.path.unlink()
    new_account(book, CANARY)


@pytest.mark.parametrize(
    "force",
    [wrong_type, broken_link, same_row_twice, missing_field, missing_row, too_long, no_text, read_only, removed_file],
)
def test_that_no_error_tells_what_is_in_the_file(
    book: Portfolio, force: Callable[[Portfolio], None], caplog: pytest.LogCaptureFixture, home: Path
) -> None:
    new_account(book, CANARY, notes=CANARY)
    with pytest.raises(Exception, match=r".") as problem:
        force(book)

    assert CANARY not in "".join(traceback.format_exception(problem.value))
    assert CANARY not in caplog.text
    assert [each for each in home.rglob("*") if each.is_file() and CANARY in each.read_text(encoding="utf-8")] == []


# -- two states of one file


def test_that_a_file_in_use_holds_the_same_as_one_that_was_closed(path: Path) -> None:
    with Portfolio.open(path) as book:
        make_something(book)
        before = book.read(everything)
    assert contents(path) == before


def test_that_a_reader_that_was_interrupted_half_way_keeps_nobody_from_saving(tmp_path: Path) -> None:
    path = tmp_path / "book.perennial"
    kept: list[BaseException] = []

    def three(tx: Tx) -> None:
        for name in "abc":
            tx.insert("account", {"name": name})

    with Portfolio.create(path, first=three) as book:
        try:
            with book.beside() as conn:
                # Left half read, and held by the traceback as long as somebody keeps the exception.
                half_read = conn.execute("SELECT name FROM account")
                assert half_read.fetchone() == ("a",)
                raise LookupError
        except LookupError as interrupted:
            kept.append(interrupted)
        book.perform(lambda tx: tx.insert("account", {"name": "d"}))
    assert kept
