"""What is no sound portfolio is refused with a message, within seconds, and left as it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.errors import FileProblem
from desktop.store import checks, opening, schema, triggers
from desktop.store.lock import lock_path
from desktop.store.portfolio import Portfolio
from desktop.store.queries.book import book as read_book
from desktop.store.queries.history import history
from tests.store.books import (
    ROOT,
    contents,
    everything,
    new_account,
    outside,
    rows,
    run,
    running,
    visible,
)

PAGE = 4096


def refusal(path: Path, *, writable: bool = True) -> str:
    """Why the file is not opened; nothing may be left behind, nor the file be touched."""
    before, beside = path.read_bytes(), sorted(path.parent.iterdir())
    with pytest.raises(FileProblem) as problem:
        Portfolio.open(path, writable=writable)
    assert path.read_bytes() == before
    assert sorted(path.parent.iterdir()) == beside
    return str(problem.value)


# -- what is no portfolio


def test_that_a_file_that_is_not_there_is_said_to_be_missing_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="does not exist"):
        Portfolio.open(tmp_path / "none.perennial")
    assert list(tmp_path.glob("*none*")) == []


def test_that_a_folder_is_no_portfolio(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="is a folder"):
        Portfolio.open(tmp_path)


def test_that_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "loop.perennial"
    link.symlink_to(link)
    for use in (Portfolio.open, Portfolio.create):
        with pytest.raises(FileProblem):
            use(link)


@pytest.mark.parametrize("suffix", ["", "-journal"])
def test_that_a_pipe_is_refused_instead_of_waited_for(path: Path, suffix: str) -> None:
    pipe = path.with_name(path.name + suffix)
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    with pytest.raises(FileProblem, match="ordinary file"):
        Portfolio.open(path)


PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(2000)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"Dear Jana,\r\n" * 1000,
        PNG,
        b"SQLite format 3\x00",
        b"SQLite format 3\x00" + bytes(5000),
        bytes(9000),
    ],
    ids=["empty", "a byte", "text", "picture", "only the magic", "magic and zeros", "zeros"],
)
def test_that_other_files_are_not_portfolios_and_are_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.perennial"
    path.write_bytes(content)
    assert "not a portfolio" in refusal(path)
    assert "not a portfolio" in refusal(path, writable=False)


def test_that_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with outside(path) as conn:
        conn.execute("CREATE TABLE account(id, name)")
    assert "another program's file" in refusal(path)


def test_that_a_file_of_a_newer_format_is_refused_by_its_number(used: Path) -> None:
    with outside(used) as conn:
        conn.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    assert f"format {schema.VERSION + 1}" in refusal(used)


@pytest.mark.parametrize("version", [0, -1, -(2**31)])
def test_that_a_file_that_names_no_format_is_refused(used: Path, version: int) -> None:
    with outside(used) as conn:
        conn.execute(f"PRAGMA user_version = {version}")
    assert "names no format" in refusal(used)


@pytest.mark.parametrize("writable", [True, False])
def test_that_a_file_that_was_switched_to_wal_is_switched_back(used: Path, writable: bool) -> None:
    """In WAL mode a copy of the file alone would lack the last edits."""
    before = contents(used)
    with outside(used) as conn:
        conn.execute("PRAGMA journal_mode=WAL")
    with Portfolio.open(used, writable=writable) as book:
        assert rows(book, "PRAGMA journal_mode") == [("delete",)]
        assert book.read(everything) == before
    assert used.read_bytes()[18:20] == b"\x01\x01"


# -- damage


def look_all_over(path: Path) -> None:
    """Read all there is to read, in every way, and change something."""
    with Portfolio.open(path) as book:
        book.read(checks.problems)
        book.read(read_book)
        book.read(history)
        for known_then in (False, True):
            with book.looked_at(date(2026, 3, 2), known_then=known_then) as conn:
                visible(conn)
        new_account(book)
        book.undo()


def survives(damaged: Path) -> None:
    """Damage is reported as such or does no harm: no crash, no other error, and nothing left behind."""
    # IntegrityError: a constraint that a flipped bit broke, such as a link; what was being written was rolled back.
    with suppress(FileProblem, sqlite3.IntegrityError):
        look_all_over(damaged)
    assert not lock_path(damaged).exists()


def test_that_a_sound_file_survives_being_looked_all_over(used: Path) -> None:
    look_all_over(used)
    with Portfolio.open(used, writable=False) as book:
        assert book.read(checks.problems) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_that_a_flipped_bit_is_reported_or_harmless(used_template: Path, memory: Path, data: st.DataObject) -> None:
    content = bytearray(used_template.read_bytes())
    page = data.draw(st.just(0) | st.integers(0, len(content) // PAGE - 1))
    # The head of a page decides how the rest is read.
    place = data.draw(st.integers(0, 100) | st.integers(0, PAGE - 1))
    content[page * PAGE + place] ^= 1 << data.draw(st.integers(0, 7))
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        damaged = Path(folder) / "damaged.perennial"
        damaged.write_bytes(content)
        survives(damaged)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.5, 0.9, 0.999])
def test_that_a_truncated_file_is_refused(used: Path, tmp_path: Path, share: float) -> None:
    content = used.read_bytes()
    damaged = tmp_path / "damaged.perennial"
    damaged.write_bytes(content[: int(len(content) * share)])
    refusal(damaged)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), filler=st.sampled_from((b"\x00", b"\xff", b"A")))
def test_that_an_overwritten_page_is_reported_or_harmless(
    used_template: Path, memory: Path, data: st.DataObject, filler: bytes
) -> None:
    content = bytearray(used_template.read_bytes())
    start = data.draw(st.integers(0, len(content) // PAGE - 1)) * PAGE
    content[start : start + PAGE] = filler * PAGE
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        damaged = Path(folder) / "damaged.perennial"
        damaged.write_bytes(content)
        survives(damaged)


def test_that_a_damaged_page_in_use_is_reported_with_a_remedy(used: Path) -> None:
    with outside(used) as conn:
        (page,) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ticket'").fetchone()
    content = bytearray(used.read_bytes())
    content[(page - 1) * PAGE : page * PAGE] = bytes(PAGE)
    used.write_bytes(content)
    assert "estore the newest backup" in refusal(used)


def test_that_text_that_is_no_text_is_reported_without_being_quoted(used: Path) -> None:
    set_unseen(used, "name", "CAST(x'63616e617279ff' AS TEXT)")
    with Portfolio.open(used) as book, pytest.raises(FileProblem) as problem:
        book.read(read_book)
    assert "canary" not in str(problem.value)
    assert problem.value.__cause__ is None


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("UPDATE contract_line SET start_on = 'canary'", "start_on"),
        ("UPDATE contract_line SET end_on = ''", "end_on"),
        ("UPDATE ticket SET opened_on = '2026-02-30'", "opened_on"),
    ],
)
def test_that_a_day_that_is_none_is_reported_without_being_quoted(used: Path, sql: str, named: str) -> None:
    with Portfolio.open(used) as book:
        book.perform(lambda tx: tx.conn.execute(sql) and None)
        with pytest.raises(FileProblem, match=named) as problem:
            book.read(read_book)
    assert "canary" not in str(problem.value)


def set_unseen(path: Path, field: str, value: str) -> None:
    """Set a field of all accounts past the journal, as a hostile or damaged file may have it."""
    name = f"journal_account_{field}"
    with outside(path) as conn:
        (sql,) = conn.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        conn.execute(f"DROP TRIGGER {name}")
        conn.execute(f"UPDATE account SET {field} = {value}")
        conn.execute(sql)


# -- hostile files


class writable_schema:  # noqa: N801
    """A connection that may write what SQLite itself would refuse."""

    def __init__(self, path: Path) -> None:
        self._conn = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> sqlite3.Connection:
        self._conn.execute("PRAGMA writable_schema=ON")
        return self._conn

    def __exit__(self, *_: object) -> None:
        self._conn.close()


FOREIGN = {
    "trigger": "CREATE TRIGGER evil AFTER INSERT ON change BEGIN DELETE FROM usage; END",
    "trigger named as a table": "CREATE TRIGGER account AFTER INSERT ON change BEGIN DELETE FROM usage; END",
    "trigger named like SQLite's own": "CREATE TRIGGER sqlitex AFTER INSERT ON change BEGIN DELETE FROM usage; END",
    "trigger named like ours": "CREATE TRIGGER journal_account_x AFTER UPDATE ON account BEGIN DELETE FROM usage; END",
    "view": "CREATE VIEW evil AS SELECT * FROM account",
    "recursive view": "CREATE VIEW evil AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x FROM n",
    "table": "CREATE TABLE evil(x)",
    "index": "CREATE INDEX evil ON account(name)",
    "index over a function": "CREATE INDEX evil ON account(abs(acquisition_cost_cents))",
    "virtual table": "CREATE VIRTUAL TABLE evil USING fts5(x)",
    "statistics": "ANALYZE",
    "column": "ALTER TABLE account ADD COLUMN evil TEXT DEFAULT 'x'",
}


@pytest.mark.parametrize("sql", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("writable", [True, False])
def test_that_a_file_with_something_foreign_in_it_is_refused(used: Path, sql: str, writable: bool) -> None:
    with outside(used) as conn:
        conn.execute(sql)
    assert "did not make" in (text := refusal(used, writable=writable)) or "altered" in text


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TRIGGER journal_account_kept",
        "DROP TRIGGER journal_account_name; "
        "CREATE TRIGGER journal_account_name AFTER UPDATE ON account BEGIN SELECT 1; END",
        "UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'account'",
        "UPDATE sqlite_master SET sql = replace(sql, 'STRICT', '') WHERE name = 'change'",
        "UPDATE sqlite_master SET type = 'view' WHERE name = 'account'",
        "DELETE FROM sqlite_master WHERE type = 'table' AND name = 'setting'",
        "UPDATE sqlite_master SET sql = 'CREATE TABLE account(' WHERE name = 'account'",
        "UPDATE sqlite_master SET name = x'ff' WHERE name = 'setting'",
        "UPDATE sqlite_master SET rootpage = 2 WHERE name = 'setting'",
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'account') "
        "WHERE name = 'setting'",
    ],
)
def test_that_a_file_whose_own_schema_was_altered_is_refused_or_repaired(used: Path, sql: str) -> None:
    before = contents(used)
    with writable_schema(used) as conn:
        conn.executescript(sql)
    if sql == "DROP TRIGGER journal_account_kept":
        with Portfolio.open(used) as book:
            assert book.read(everything) == before
            assert book.read(opening.fingerprint) == schema.FINGERPRINTS[schema.VERSION]
    else:
        refusal(used)


def test_that_a_trigger_hidden_behind_a_table_of_its_name_is_found(used: Path) -> None:
    """The trigger stands before the table in the file's list, so that the table is what is seen last."""
    with writable_schema(used) as conn:
        ((place,),) = conn.execute("SELECT rowid FROM sqlite_master WHERE name = 'setting'")
        conn.execute("CREATE TRIGGER setting AFTER INSERT ON change BEGIN DELETE FROM usage; END")
        conn.execute("UPDATE sqlite_master SET rowid = rowid + 100000 WHERE rowid >= ?", (place,))
        conn.execute("UPDATE sqlite_master SET rowid = ? WHERE name = 'setting' AND type = 'trigger'", (place,))
    assert "did not make ('setting')" in refusal(used)


@pytest.mark.parametrize("kind", ["trigger", "index"])
def test_that_what_is_missing_of_ours_is_made_again_and_logged(
    used: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    with outside(used) as conn:
        names = [n for (n,) in conn.execute("SELECT name FROM sqlite_master WHERE type = ? AND sql NOT NULL", (kind,))]
        for name in names[:3]:
            conn.execute(f'DROP {kind} "{name}"')
    with Portfolio.open(used) as book:
        assert book.read(opening.fingerprint) == schema.FINGERPRINTS[schema.VERSION]
        new_account(book)
        assert book.read(checks.problems) == []
    assert [(each.levelname, each.message) for each in caplog.records] == [
        ("WARNING", "3 triggers or indexes were missing from the file and were made again")
    ]


def test_that_a_reader_leaves_what_is_missing_to_a_writer(used: Path) -> None:
    with outside(used) as conn:
        conn.execute("DROP TRIGGER journal_account_name")
    before = used.read_bytes()
    with Portfolio.open(used, writable=False) as book:
        book.read(read_book)
    assert used.read_bytes() == before


@pytest.mark.parametrize(
    "doc_id", ["../../../etc", "/tmp/x", "", "x", "{12345678-1234-5678-1234-567812345678}", "\u0661" * 32]
)
def test_that_an_id_that_would_lead_out_of_the_backups_is_refused(used: Path, doc_id: str) -> None:
    with outside(used) as conn:
        conn.execute("UPDATE portfolio SET doc_id = ?", (doc_id,))
    assert "which document it is" in refusal(used)


def test_that_a_file_without_identity_is_refused(used: Path) -> None:
    with outside(used) as conn:
        conn.execute("DELETE FROM portfolio")
    assert "which document it is" in refusal(used)


def test_that_a_value_that_would_fill_the_memory_is_not_read(used: Path) -> None:
    set_unseen(used, "notes", "CAST(zeroblob(50000000) AS TEXT)")
    with Portfolio.open(used) as book:
        for query in (visible, history):
            with pytest.raises(FileProblem, match="larger than"):
                book.read(query)


# -- a journal beside the file


def test_that_a_journal_that_names_other_files_is_refused_and_nothing_is_removed(used: Path) -> None:
    """A super-journal: SQLite would remove the file it names. The journal is one of a real, unfinished change."""
    victim = used.with_name("victim.txt")
    victim.write_text("precious", encoding="utf-8")
    journal = used.with_name(f"{used.name}-journal")
    name = os.fsencode(victim)
    tail = len(name).to_bytes(4, "big") + sum(name).to_bytes(4, "big") + bytes.fromhex("d9d505f920a163d7")
    journal.write_bytes(unfinished(used) + (2**31 - 1).to_bytes(4, "big") + name + tail)

    for writable in (True, False):
        assert "could delete other files" in refusal(used, writable=writable)
    assert victim.read_text(encoding="utf-8") == "precious"
    assert journal.exists()


def unfinished(path: Path) -> bytes:
    """The journal of a change set that was killed half-way, which is left beside the file."""
    with running("spiller", path):
        pass
    return path.with_name(f"{path.name}-journal").read_bytes()


@pytest.mark.parametrize("writable", [True, False])
def test_that_what_a_killed_writer_left_half_done_is_rolled_back(used: Path, writable: bool) -> None:
    before = contents(used)
    unfinished(used)
    assert used.stat().st_size > 1_000_000

    with Portfolio.open(used, writable=writable) as book:
        assert book.read(everything) == before
        assert book.read(checks.problems) == []
    assert not used.with_name(f"{used.name}-journal").exists()


def test_that_a_file_that_was_cut_short_by_a_killed_writer_is_rolled_back(used: Path) -> None:
    """Its header speaks of pages that did not reach the disk any more."""
    before = contents(used)
    unfinished(used)
    content = bytearray(used.read_bytes())
    content[28:32] = (len(content) // PAGE + 1000).to_bytes(4, "big")
    content[92:96] = content[24:28]
    used.write_bytes(content)

    with Portfolio.open(used) as book:
        assert book.read(everything) == before


# -- permissions


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, as the tests' own may not be."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def as_user(path: Path, *also: str, file: int, folder: int) -> list[str]:
    home = path.parent / "home"
    home.mkdir()
    home.chmod(0o777)
    path.chmod(file)
    path.parent.chmod(folder)
    os.environ["PERENNIAL_HOME"] = str(home)
    return run("ordinary_user", path, *also)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("file", "folder", "why"),
    [(0o444, 0o777, "read-only"), (0o444, 0o555, "read-only"), (0o666, 0o555, "no file can be made beside it")],
    ids=["file", "file and folder", "folder"],
)
def test_that_what_is_read_only_can_be_read_and_writing_is_a_file_problem(
    used: Path, open_folder: Path, file: int, folder: int, why: str
) -> None:
    path = Path(shutil.copyfile(used, open_folder / "book.perennial"))
    read, written = as_user(path, file=file, folder=folder)

    assert read == "0 problems"
    assert written.startswith("FileProblem: book.perennial ")
    assert why in written
    assert sorted(each.name for each in open_folder.iterdir()) == ["book.perennial", "home"]


@pytest.mark.usefixtures("home")
def test_that_what_may_not_be_read_is_a_file_problem(used: Path, open_folder: Path) -> None:
    path = Path(shutil.copyfile(used, open_folder / "book.perennial"))
    for outcome in as_user(path, file=0o000, folder=0o777):
        assert outcome.startswith("FileProblem: book.perennial: ")


@pytest.mark.usefixtures("home")
def test_that_who_loses_the_permission_while_it_is_open_keeps_all_and_can_save_a_copy(
    used: Path, open_folder: Path
) -> None:
    path = Path(shutil.copyfile(used, open_folder / "book.perennial"))
    *_, lost = as_user(path, "lose", file=0o444, folder=0o777)
    assert lost == "read-only; the copy ends with before and is sound; then [('after',), ('before',)]"


# -- what opening costs


def test_that_the_known_fingerprint_is_that_of_the_migrations() -> None:
    from sqlite_utils import Database

    assert list(schema.FINGERPRINTS) == list(range(1, schema.VERSION + 1))
    for version, fingerprint in schema.FINGERPRINTS.items():
        conn = sqlite3.connect(":memory:", isolation_level=None)
        schema.migrate(Database(conn, execute_plugins=False), from_version=0, to_version=version)
        triggers.create_all(conn)
        assert opening.fingerprint(conn) == fingerprint
        conn.close()


def test_that_a_new_file_has_the_known_fingerprint(path: Path) -> None:
    with Portfolio.open(path, writable=False) as book:
        assert book.read(opening.fingerprint) == schema.FINGERPRINTS[schema.VERSION]


def test_that_reading_a_sound_file_loads_nothing_heavy(used: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from desktop.store.portfolio import Portfolio\n"
        "with Portfolio.open(Path(sys.argv[1]), writable=False) as book: pass\n"
        "print([n for n in ('sqlite_utils', 'numpy', 'matplotlib', 'PySide6') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(used)], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_that_a_reader_in_this_process_does_not_give_up_the_writers_lock(used: Path) -> None:
    """Closing any descriptor of the file drops the locks the process has on it, unless SQLite does it."""

    def operation(open_another: Callable[[], None]) -> str:
        open_another()
        return run("holder_try", used)[0]

    def read() -> None:
        with Portfolio.open(used, writable=False) as reader:
            rows(reader, "SELECT count(*) FROM account")

    with Portfolio.open(used) as book:
        assert book.perform(lambda _: operation(read)).result == "database is locked"
