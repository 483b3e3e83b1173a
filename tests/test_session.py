"""The session: what is open, which day is looked at, and that reads give way to writes."""

from __future__ import annotations

import errno
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop import writes
from desktop.domain.drafts import PulseDraft, SurveyDraft
from desktop.domain.errors import FileProblem, Rejected
from desktop.operations.logging import log
from desktop.session import Session
from desktop.store import backup
from desktop.store.changes import Changes
from desktop.store.connection import Connection
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.tx import Tx
from desktop.store.writing import Performed
from tests.views.stage import AS_OF, demo_book, empty_book

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT count(*) FROM n"
"""A statement that only an interruption ends."""


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    del qtbot
    failures: list[Exception] = []
    made = Session(failed=failures.append, today=lambda: AS_OF)
    made.open(demo_book(tmp_path))
    yield made
    made.close()
    assert failures == []


def pulses(conn: Connection) -> int:
    return int(conn.execute("SELECT count(*) FROM pulse WHERE deleted_at IS NULL").fetchone()[0])


def pulse(session: Session, value: int = 2, day: date = AS_OF) -> Performed[object]:
    account = session.read(facts.accounts)[0].id
    return session.perform(log, PulseDraft(account=account, value=value, on_day=day), as_of=AS_OF)  # type: ignore[return-value]


def _raise(problem: Exception) -> None:
    raise problem


def test_that_a_change_is_told_with_what_it_changed_and_can_be_undone(session: Session) -> None:
    heard: list[Changes] = []
    session.changed.connect(heard.append)
    before = session.read(pulses)
    pulse(session)
    assert session.read(pulses) == before + 1
    assert (session.undo_label, session.redo_label) == ("Pulse 2 logged", None)
    assert session.undo() == "Undone: Pulse 2 logged"
    assert session.read(pulses) == before
    assert (session.undo_label, session.redo_label) == (None, "Pulse 2 logged")
    assert session.redo() == "Done again: Pulse 2 logged"
    assert [each.tables for each in heard] == [frozenset({"pulse"})] * 3
    assert all(len(each.accounts) == 1 for each in heard)


def test_that_a_refused_change_tells_nobody_and_saves_nothing(session: Session) -> None:
    heard: list[Changes] = []
    session.changed.connect(heard.append)
    before = session.read(pulses)
    with pytest.raises(Rejected, match="A pulse runs from 1 to 5; 9 was not saved"):
        pulse(session, 9)
    assert (session.read(pulses), heard) == (before, [])


def test_that_a_rehearsal_answers_truly_and_leaves_nothing(session: Session) -> None:
    heard: list[Changes] = []
    session.changed.connect(heard.append)
    before = session.read(pulses)
    account = session.read(facts.accounts)[0].id

    def rehearsed(tx: Tx) -> int:
        log(tx, PulseDraft(account=account, value=2, on_day=AS_OF), as_of=AS_OF)
        return pulses(tx.conn)

    assert session.rehearse(rehearsed) == before + 1
    assert (session.read(pulses), heard, session.undo_label) == (before, [], None)


def test_that_the_past_is_read_and_not_changed(session: Session) -> None:
    today = session.read(pulses)
    session.look_at(AS_OF - timedelta(days=300), known_then=True)
    assert session.is_past
    assert not session.is_writable
    assert session.undo_label is None
    assert session.read(pulses) < today
    with pytest.raises(Rejected, match="The past can only be read"):
        pulse(session)
    session.look_at(None)
    assert session.read(pulses) == today


def test_that_a_day_to_come_cannot_be_looked_at(session: Session) -> None:
    with pytest.raises(Rejected, match="still to come"):
        session.look_at(AS_OF + timedelta(days=1))
    assert not session.is_past


def test_that_looking_at_today_is_no_past(session: Session) -> None:
    heard: list[bool] = []
    session.looked.connect(lambda: heard.append(True))
    session.look_at(AS_OF)
    assert (session.is_past, heard) == (False, [])


def test_that_a_background_read_sees_the_day_it_was_asked_for(session: Session, qtbot: QtBot) -> None:
    found: list[int] = []
    session.look_at(AS_OF - timedelta(days=300), known_then=True)
    past = session.read(pulses)
    session.read_later("pulses", pulses, found.append, then=lambda count: count * 100)
    qtbot.waitUntil(lambda: bool(found))
    assert found == [past * 100]


def test_that_a_write_does_not_wait_for_a_read_which_is_done_again(session: Session, qtbot: QtBot) -> None:
    found: list[int] = []
    started, times = threading.Event(), 0
    before = session.read(pulses)

    def slow(conn: Connection) -> int:
        nonlocal times
        times += 1
        started.set()
        if times == 1:
            conn.execute(ENDLESS).fetchone()
        return pulses(conn)

    session.read_later("slow", slow, found.append)
    qtbot.waitUntil(started.is_set)
    pulse(session)
    qtbot.waitUntil(lambda: bool(found))
    assert (found, times) == ([before + 1], 2)


def test_that_what_nobody_looks_at_any_more_is_read_after_what_one_looks_at(session: Session, qtbot: QtBot) -> None:
    begun: list[str] = []

    def book(conn: Connection) -> str:
        begun.append("book")
        if len(begun) == 1:
            conn.execute(ENDLESS).fetchone()
        return "book"

    answers: list[str] = []
    session.read_later("book", book, answers.append)
    qtbot.waitUntil(lambda: begun == ["book"])
    session.put_behind("book")
    session.read_later("account", lambda _: begun.append("account") or "account", answers.append)
    qtbot.waitUntil(lambda: session.is_idle)
    assert begun == ["book", "account", "book"]
    assert answers == ["account", "book"]


def test_that_what_only_computes_is_passed_and_not_read_again(session: Session, qtbot: QtBot) -> None:
    read: list[str] = []
    answers: list[str] = []
    computes, may_end = threading.Event(), threading.Event()

    def compute(found: str) -> str:
        computes.set()
        assert may_end.wait(10)
        return found

    session.read_later("book", lambda _: read.append("book") or "book", answers.append, then=compute)
    qtbot.waitUntil(computes.is_set)
    session.put_behind("book")
    session.read_later("account", lambda _: "account", answers.append)
    qtbot.waitUntil(lambda: answers == ["account"])
    may_end.set()
    qtbot.waitUntil(lambda: session.is_idle)
    assert (read, answers) == (["book"], ["account", "book"])


def test_that_what_is_looked_at_again_goes_before_what_is_patient(session: Session, qtbot: QtBot) -> None:
    begun: list[str] = []

    def read(name: str) -> Callable[[Connection], object]:
        return lambda _: begun.append(name)

    session.read_later("first", read("first"), lambda _: None)
    session.read_later("book", read("book"), lambda _: None)
    session.read_later("figures", read("figures"), lambda _: None, is_patient=True)
    session.put_behind("book")
    session.bring_forward("book")
    qtbot.waitUntil(lambda: session.is_idle)
    assert begun == ["first", "book", "figures"]


def test_that_a_read_nobody_waits_for_is_ended_at_its_next_statement(session: Session, qtbot: QtBot) -> None:
    ended: list[str] = []
    begun, may_go_on = threading.Event(), threading.Event()

    def book(conn: Connection) -> None:
        begun.set()
        assert may_go_on.wait(10)
        try:
            conn.execute(ENDLESS).fetchone()
        except sqlite3.OperationalError as problem:
            ended.append(str(problem))
            raise

    session.read_later("book", book, lambda _: None)
    qtbot.waitUntil(begun.is_set)
    session.forget_read("book")
    may_go_on.set()
    qtbot.waitUntil(lambda: ended == ["interrupted"])


def test_that_an_empty_session_says_so(qtbot: QtBot) -> None:
    del qtbot
    session = Session(failed=lambda _: None)
    assert not session.is_open
    with pytest.raises(FileProblem, match="No portfolio is open"):
        session.read(pulses)


def test_that_a_file_that_cannot_be_opened_leaves_the_open_one(session: Session, tmp_path: Path) -> None:
    other = tmp_path / "other.perennial"
    other.write_text("not a book")
    path = session.path
    with pytest.raises(FileProblem):
        session.open(other)
    assert session.path == path
    assert session.read(pulses) > 0


def test_that_opening_another_file_closes_the_first_and_frees_its_lock(session: Session, tmp_path: Path) -> None:
    first = session.path
    assert first is not None
    session.open(empty_book(tmp_path))
    assert session.read(pulses) == 0
    assert not (first.parent / f".~lock.{first.name}#").exists()


def test_that_the_open_book_can_be_saved_elsewhere_though_its_file_is_gone(session: Session, tmp_path: Path) -> None:
    before = session.read(pulses)
    assert session.path is not None
    session.path.unlink()
    with pytest.raises(FileProblem, match="moved or removed") as caught:
        pulse(session)
    assert caught.value.cause == "gone"
    session.save_copy(tmp_path / "rescued.perennial")
    session.open(tmp_path / "rescued.perennial")
    assert session.read(pulses) == before
    pulse(session)
    assert session.read(pulses) == before + 1


class Long:
    """A long operation that a test steers."""

    def __init__(self, session: Session) -> None:
        self.account = session.read(facts.accounts)[0].id
        self.may_go_on = threading.Event()
        self.is_running = threading.Event()

    def __call__(self, tx: Tx, progress: Callable[[float], None]) -> str:
        log(tx, PulseDraft(account=self.account, value=1, on_day=AS_OF), as_of=AS_OF)
        progress(0.5)
        self.is_running.set()
        assert self.may_go_on.wait(10)
        progress(1.0)
        return "done"


def test_that_a_long_change_reports_its_progress_and_leaves_the_window_readable(session: Session, qtbot: QtBot) -> None:
    shares: list[float] = []
    ended: list[object] = []
    session.progressed.connect(shares.append)
    before, long = session.read(pulses), Long(session)
    session.perform_long(long, kind="import", done=ended.append, failed=ended.append)
    qtbot.waitUntil(long.is_running.is_set)
    assert session.read(pulses) == before, "what is half done is not seen"
    with pytest.raises(Rejected, match="still being saved"):
        pulse(session)
    long.may_go_on.set()
    qtbot.waitUntil(lambda: bool(ended))
    assert isinstance(ended[0], Performed)
    assert session.read(pulses) == before + 1
    assert shares == [0.5, 1.0]


def test_that_a_cancelled_long_change_leaves_nothing_and_the_next_one_works(session: Session, qtbot: QtBot) -> None:
    ended: list[object] = []
    before, long = session.read(pulses), Long(session)
    cancel = session.perform_long(long, kind="import", done=ended.append, failed=ended.append)
    qtbot.waitUntil(long.is_running.is_set)
    cancel()
    long.may_go_on.set()
    qtbot.waitUntil(lambda: session.is_idle)
    assert (session.read(pulses), ended) == (before, [])
    pulse(session)
    assert session.read(pulses) == before + 1


def test_that_a_cancel_at_the_very_end_leaves_nothing_either(session: Session, qtbot: QtBot) -> None:
    ended: list[object] = []
    account = session.read(facts.accounts)[0].id
    before, is_running, may_end = session.read(pulses), threading.Event(), threading.Event()

    def silent(tx: Tx, _: Callable[[float], None]) -> None:
        log(tx, PulseDraft(account=account, value=1, on_day=AS_OF), as_of=AS_OF)
        is_running.set()
        assert may_end.wait(10)

    cancel = session.perform_long(silent, kind="import", done=ended.append, failed=ended.append)
    qtbot.waitUntil(is_running.is_set)
    cancel()
    may_end.set()
    qtbot.waitUntil(lambda: session.is_idle)
    assert (session.read(pulses), ended) == (before, [])


def backups(session: Session) -> list[backup.Found]:
    assert session.path is not None
    return backup.of_file(session.path, session.doc_id)


def test_that_half_an_hour_of_change_is_followed_by_a_backup(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writes, "LOOK_AGAIN_SECONDS", 0.0)
    for made in backups(session):
        made.path.unlink()
    pulse(session, 2)
    qtbot.waitUntil(lambda: session.is_idle)
    (first,) = backups(session)
    assert (first.reason, backup.is_sound(first)) == ("while-editing", True)
    with Portfolio.open(first.path, writable=False) as copy:
        assert copy.read(pulses) == session.read(pulses)

    pulse(session, 3)
    qtbot.waitUntil(lambda: session.is_idle)
    assert backups(session) == [first], "half an hour has not passed"

    at = first.at - timedelta(minutes=31)
    first.path.rename(
        first.path.with_name(first.name.replace(f"{first.at:%Y%m%d-%H%M%S-%f}", f"{at:%Y%m%d-%H%M%S-%f}"))
    )
    pulse(session, 4)
    qtbot.waitUntil(lambda: session.is_idle)
    assert [each.reason for each in backups(session)] == ["while-editing", "while-editing"]


def test_that_a_backup_that_fails_is_told_and_the_edit_stands(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[Exception] = []
    session = Session(failed=failures.append, today=lambda: AS_OF)
    session.open(demo_book(tmp_path))
    for made in backups(session):
        made.path.unlink()

    def full(_conn: Connection, _target: Path, **_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backup, "copy", full)
    before = session.read(pulses)
    pulse(session)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], FileProblem)
    assert session.read(pulses) == before + 1
    session.close()


def test_that_the_book_is_backed_up_before_an_import(session: Session, qtbot: QtBot) -> None:
    ended: list[object] = []
    before, long = session.read(pulses), Long(session)
    long.may_go_on.set()
    session.perform_long(long, kind="import", done=ended.append, failed=ended.append)
    qtbot.waitUntil(lambda: bool(ended))
    made = next(each for each in backups(session) if each.reason == "before-import")
    with Portfolio.open(made.path, writable=False) as copy:
        assert copy.read(pulses) == before
    assert session.read(pulses) == before + 1


def test_that_a_change_lets_other_work_beside_the_window_go_on(session: Session, qtbot: QtBot) -> None:
    made: list[str] = []
    is_running, may_end = threading.Event(), threading.Event()

    def make() -> str:
        is_running.set()
        assert may_end.wait(10)
        return "made"

    session.work_later("demo", make, made.append, _raise)
    qtbot.waitUntil(is_running.is_set)
    pulse(session)
    may_end.set()
    qtbot.waitUntil(lambda: bool(made))


def test_that_a_file_nobody_waits_for_any_more_is_let_go_of(session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    other = empty_book(tmp_path)
    opened: list[str] = []

    session.open_later(other, writable=True, failed=_raise)
    # Opened by now, and its answer on the way: the window has not turned since.
    time.sleep(1)
    session.work_later("open", lambda: "something else", opened.append, _raise)
    qtbot.waitUntil(lambda: bool(opened))
    assert not (tmp_path / f".~lock.{other.name}#").exists()
    assert session.path != other


def test_that_only_a_change_that_started_a_playbook_is_asked_what_it_started(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.store.queries import playbooks

    asked: list[int] = []
    query = playbooks.started

    def counted(conn: Connection, txn: int) -> playbooks.Started:
        asked.append(txn)
        return query(conn, txn)

    monkeypatch.setattr(playbooks, "started", counted)
    pulse(session)
    assert (asked, session.started) == ([], None)
    account = session.read(facts.accounts)[0].id
    answer = SurveyDraft(
        account=account, kind="nps", score=2, responded_on=AS_OF, scale_min=0, scale_max=10, new_contact="Somebody New"
    )
    session.perform(log, answer, as_of=AS_OF)
    assert len(asked) == 1
    assert session.started is not None
    assert session.started.tasks > 0
    session.undo()
    assert session.started is None
