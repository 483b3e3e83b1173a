"""Only one process has the file open for writing, and the next one is told who; what a dead one left is taken over."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem
from desktop.store import backup, checks
from desktop.store.lock import Holder, Lock, current_user, holder_of, lock_path
from desktop.store.portfolio import Portfolio
from tests.store.books import SOAK, new_account, one, rows, running, start


@pytest.fixture
def left_behind(path: Path) -> Path:
    """The lock of a process that was killed."""
    with running("holder", path, "open"):
        pass
    lock = lock_path(path)
    assert lock.exists()
    return lock


def rewrite(lock: Path, **fields: object) -> None:
    lock.write_text(json.dumps({**json.loads(lock.read_text(encoding="utf-8")), **fields}), encoding="utf-8")


def opens(path: Path) -> bool:
    try:
        Portfolio.open(path).close()
    except FileProblem:
        return False
    return True


# -- a living holder


def test_that_the_second_to_open_is_told_who_has_it(path: Path) -> None:
    with running("holder", path, "open") as holder:
        with pytest.raises(FileProblem) as refusal:
            Portfolio.open(path)
        told = str(refusal.value)
        assert f"{current_user()} on {socket.gethostname()} (process {holder.pid}, since 20" in told
        assert lock_path(path).name in told
        assert path.name in told


def test_that_a_portfolio_is_opened_once_in_a_process_too(book: Portfolio) -> None:
    with pytest.raises(FileProblem, match=f"process {os.getpid()}"):
        Portfolio.open(book.path)
    new_account(book)


def test_that_a_file_that_is_open_for_writing_may_be_read(path: Path) -> None:
    with running("holder", path, "open"), Portfolio.open(path, writable=False) as reader:
        assert one(reader, "SELECT count(*) FROM account") == 0


def test_that_the_lock_is_released_on_closing(path: Path) -> None:
    Portfolio.open(path).close()
    assert not lock_path(path).exists()
    assert opens(path)


def test_that_a_file_that_is_refused_is_not_locked(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])
    assert not opens(path)
    assert not lock_path(path).exists()


def test_that_who_has_the_file_can_be_asked(path: Path) -> None:
    assert holder_of(path) is None
    with Portfolio.open(path):
        holder = holder_of(path)
        assert holder is not None
        assert (holder.user, holder.host, holder.pid) == (current_user(), socket.gethostname(), os.getpid())
        assert holder.is_alive
    assert holder_of(path) is None


# -- what a dead one left


def test_that_the_lock_of_a_killed_process_is_taken_over(path: Path, left_behind: Path) -> None:
    dead = holder_of(path)
    assert dead is not None
    assert not dead.is_alive
    with Portfolio.open(path) as book:
        assert holder_of(path) != dead
        new_account(book)
    assert sorted(each.name for each in path.parent.iterdir()) == ["book.perennial", "home"]
    assert not left_behind.exists()


def test_that_the_lock_of_another_computer_is_respected(path: Path, left_behind: Path) -> None:
    rewrite(left_behind, host="elsewhere.example", user="jana")
    with pytest.raises(FileProblem, match=r"jana on elsewhere\.example"):
        Portfolio.open(path)
    assert left_behind.exists()


def test_that_a_process_that_only_has_the_number_of_the_dead_one_is_not_taken_for_it(
    path: Path, left_behind: Path
) -> None:
    """This process has its number now; the lock names one that started earlier."""
    earlier = json.loads(left_behind.read_text(encoding="utf-8"))["started"] - 1000
    rewrite(left_behind, pid=os.getpid(), started=earlier)
    assert opens(path)


def test_that_a_killed_process_nobody_waited_for_counts_as_dead(path: Path) -> None:
    with start("holder", path, "open") as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "ready\n"
        holder.kill()
        os.waitid(os.P_PID, holder.pid, os.WEXITED | os.WNOWAIT)
        assert opens(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"not json", b"[]", b"{}", b"[" * 4000, b"null", b'{"user":"u","host":"h","pid":"x"}'],
)
def test_that_a_lock_that_names_nobody_is_taken_over_when_it_is_old(path: Path, content: bytes) -> None:
    lock = lock_path(path)
    lock.write_bytes(content)
    assert not opens(path)
    assert lock.read_bytes() == content

    os.utime(lock, (1_000_000_000, 1_000_000_000))
    assert opens(path)
    assert not lock.exists()


@pytest.mark.parametrize("pid", [0, -1, 2**31, 10**30, "1 or so"])
def test_that_a_lock_with_an_impossible_process_names_nobody(path: Path, left_behind: Path, pid: object) -> None:
    rewrite(left_behind, pid=pid)
    os.utime(left_behind, (1_000_000_000, 1_000_000_000))
    assert opens(path)


@pytest.mark.parametrize("what", ["folder", "broken link"])
def test_that_something_odd_in_place_of_the_lock_is_no_crash(path: Path, what: str) -> None:
    if what == "folder":
        lock_path(path).mkdir()
    else:
        lock_path(path).symlink_to("nowhere")
    assert opens(path) == (what == "broken link")
    with Portfolio.open(path, writable=False) as reader:
        assert reader.read(checks.problems) == []


def test_that_a_lock_is_only_removed_by_the_one_who_holds_it(path: Path, left_behind: Path) -> None:
    content = left_behind.read_bytes()
    left_behind.unlink()
    book = Portfolio.open(path)
    left_behind.unlink()
    left_behind.write_bytes(content)
    book.close()
    assert left_behind.read_bytes() == content


def test_that_a_lock_that_was_touched_is_still_removed_on_closing(path: Path) -> None:
    with Portfolio.open(path):
        os.utime(lock_path(path), (1, 1))
    assert not lock_path(path).exists()


def test_that_a_lock_that_cannot_be_removed_does_not_keep_the_file_from_closing(path: Path) -> None:
    lock = Lock.take(path)
    lock_path(path).unlink()
    lock.release()
    lock.release()


def test_that_a_holder_is_named_in_words() -> None:
    holder = Holder("jana", "desk", 12, "2026-03-02 09:00 UTC", 0.0)
    assert str(holder) == "jana on desk (process 12, since 2026-03-02 09:00 UTC)"


# -- races


@pytest.mark.parametrize("stale", [False, True], ids=["free", "left by a dead process"])
def test_that_of_two_that_come_at_once_exactly_one_gets_it(path: Path, left_behind: Path, stale: bool) -> None:
    dead, rounds = left_behind.read_bytes(), 1000 if SOAK else 60
    left_behind.unlink()
    with ExitStack() as stack:
        racers = [stack.enter_context(running("racer", path, rounds)) for _ in range(2)]

        def answers() -> list[str]:
            return sorted(str(racer.stdout and racer.stdout.readline()).strip() for racer in racers)

        for number in range(rounds):
            if stale:
                left_behind.write_bytes(dead)
            path.with_name(f"go {number}").touch()
            assert answers() == ["lost", "won"]
            assert left_behind.exists()
            path.with_name(f"done {number}").touch()
            assert answers() == ["released", "released"]
            assert not left_behind.exists()


def test_that_of_two_that_open_a_file_at_once_exactly_one_gets_it(path: Path) -> None:
    for _ in range(10 if SOAK else 2):
        with start("holder", path, "open") as one_, start("holder", path, "open") as other:
            told = sorted(str(each.stdout and each.stdout.readline()).strip() for each in (one_, other))
            for each in (one_, other):
                each.kill()
        assert told == ["", "ready"]


# -- another program locks the file itself


def test_that_a_file_that_another_program_holds_is_reported_within_six_seconds(path: Path) -> None:
    book = Portfolio.open(path)
    reader = Portfolio.open(path, writable=False)
    elsewhere = Portfolio.open(path, writable=False)
    before = lock_path(path).read_bytes()
    with book, reader, elsewhere, running("holder", path, "exclusive"), ThreadPoolExecutor() as threads:
        attempts = [
            threads.submit(new_account, book),
            threads.submit(one, reader, "SELECT count(*) FROM account"),
            threads.submit(elsewhere.read, backup.make, path, reason="by-hand"),
            threads.submit(Portfolio.open, path, writable=False),
        ]
        for attempt in attempts:
            with pytest.raises(FileProblem, match="another program is using the file"):
                attempt.result(timeout=6)
    with Portfolio.open(path, writable=False) as again:
        assert one(again, "SELECT count(*) FROM account") == 0
    assert lock_path(path).exists() is False
    assert before


def test_that_a_program_beside_a_held_file_gets_it_once_it_is_free(path: Path) -> None:
    with Portfolio.open(path) as book:
        with running("holder", path, "exclusive"):
            pass
        new_account(book)
        assert rows(book, "SELECT name FROM account") == [("Acme",)]


def test_that_another_process_may_read_between_two_edits(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from desktop.store.portfolio import Portfolio\n"
        "with Portfolio.open(Path(sys.argv[1]), writable=False) as book:\n"
        "    print(book.read(lambda conn: conn.execute('SELECT count(*) FROM account').fetchone()[0]))"
    )
    with Portfolio.open(path) as book:
        for count in (1, 2):
            new_account(book)
            done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60)
            assert done.stdout.strip() == str(count), done.stderr
