"""Whatever happened to the file, the newest sound backup comes back, and what was there is kept."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from desktop.domain.errors import FileProblem, Rejected
from desktop.store import checks, repairing, restoring
from desktop.store.portfolio import Portfolio
from desktop.store.sharing.exporting import Copy
from tests.store.books import ROOT, SOAK, Clock, contents, new_account, one, outside, running

AT = datetime(2026, 3, 5, 12, tzinfo=UTC)


def back_up(path: Path, reason: str = "by-hand") -> Path:
    with Portfolio.open(path, writable=False) as book:
        return book.back_up(reason)


def missing(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def zeroed(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def no_header(path: Path) -> None:
    path.write_bytes(b"x" * 100 + path.read_bytes()[100:])


def a_zeroed_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 4 : 4096 * 5] = bytes(4096)
    path.write_bytes(content)


def another_file(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 5000)


def a_journal_and_no_file(path: Path) -> None:
    path.rename(path.with_name(f"{path.name}-journal"))


def a_super_journal(path: Path) -> None:
    path.with_name(f"{path.name}-journal").write_bytes(b"x" * 600 + bytes.fromhex("d9d505f920a163d7"))


DAMAGES = (missing, empty, zeroed, truncated, no_header, a_zeroed_page, another_file, a_journal_and_no_file,
           a_super_journal)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES if SOAK else DAMAGES[::2])
def test_that_a_damaged_file_comes_back_and_what_was_there_is_kept(used: Path, damage: Callable[[Path], None]) -> None:
    before = contents(used)
    made = back_up(used)
    damage(used)
    left = used.read_bytes() if used.exists() else None

    done = restoring.restore(used, at=AT)

    assert done.backup.path == made
    assert contents(used) == before
    assert not used.with_name(f"{used.name}-journal").exists()
    with Portfolio.open(used) as book:
        assert book.read(checks.problems) == []
        new_account(book)
    if left is not None:
        assert done.is_aside
        assert done.kept is not None
        assert done.kept == used.with_name(f"{used.name}.damaged-2026-03-05")
        assert done.kept.read_bytes() == left
    assert not list(used.parent.glob(".*"))


def test_that_a_sound_file_is_backed_up_before_it_is_replaced(used: Path) -> None:
    made = back_up(used)
    old = contents(used)
    with Portfolio.open(used) as book:
        new_account(book, "Later")
        replica = book.replica
    new = contents(used)

    done = restoring.restore(used, at=datetime.now(UTC))

    assert contents(used) == old
    assert done.kept is not None
    assert not done.is_aside
    assert contents(done.kept) == new
    with Portfolio.open(used) as book:
        assert book.replica != replica
    # And back again.
    assert restoring.restore(used, at=datetime.now(UTC), name=done.kept.name).backup.path == done.kept
    assert contents(used) == new
    assert made.exists()


def test_that_a_hot_journal_is_rolled_back_first(path: Path) -> None:
    with Portfolio.open(path) as book:
        new_account(book, "Acknowledged")
    back_up(path)
    with Portfolio.open(path) as book:
        new_account(book, "Later")
    with running("spiller", path) as spiller:
        spiller.kill()
        spiller.wait()
    assert path.with_name(f"{path.name}-journal").exists()

    done = restoring.restore(path, at=datetime.now(UTC))

    assert done.kept is not None
    assert not done.is_aside
    with Portfolio.open(done.kept, writable=False) as copy:
        assert one(copy, "SELECT count(*) FROM account") == 2
        assert copy.read(checks.problems) == []
    with Portfolio.open(path) as book:
        assert one(book, "SELECT group_concat(name) FROM account") == "Acknowledged"
        assert book.read(checks.problems) == []


@pytest.mark.parametrize("seed", range(40 if SOAK else 4))
def test_that_a_flipped_bit_in_a_backup_is_noticed_and_an_older_one_taken(used: Path, seed: int) -> None:
    before = contents(used)
    older = back_up(used)
    with Portfolio.open(used) as book:
        new_account(book)
    newer = back_up(used)
    content = bytearray(newer.read_bytes())
    content[(seed * 7919 + 5) % len(content)] ^= 1 << seed % 8
    newer.write_bytes(content)

    done = restoring.restore(used, at=datetime.now(UTC))

    assert done.backup.path == older
    assert [each.path for each in done.damaged] == [newer]
    assert contents(used) == before
    states = {each.name: each.is_marked for each in restoring.of_file(used)}
    assert states[f"{newer.name}.damaged"]
    assert not states[older.name]


def test_that_damaged_backups_alone_change_nothing(used: Path) -> None:
    made = back_up(used)
    made.write_bytes(made.read_bytes()[:5000])
    before = used.read_bytes()
    with pytest.raises(FileProblem, match=r"All 1 backups of used\.perennial are damaged"):
        restoring.restore(used, at=AT)
    with pytest.raises(FileProblem, match="is damaged and was not restored"):
        restoring.restore(used, at=AT, name=made.name)
    assert used.read_bytes() == before


def test_that_without_a_backup_nothing_is_touched(used: Path) -> None:
    before = used.read_bytes()
    with pytest.raises(FileProblem, match="There is no backup"):
        restoring.restore(used, at=AT)
    with pytest.raises(FileProblem, match="There is no backup"):
        restoring.restore(used.with_name("nowhere.perennial"), at=AT)
    assert used.read_bytes() == before
    assert not used.with_name("nowhere.perennial").exists()


def test_that_a_file_somebody_works_in_is_not_replaced(used: Path) -> None:
    back_up(used)
    with Portfolio.open(used), pytest.raises(FileProblem, match="is open for writing by"):
        restoring.restore(used, at=AT)


def test_that_an_ambiguous_or_unknown_name_is_refused(used: Path) -> None:
    back_up(used)
    back_up(used)
    with pytest.raises(Rejected, match="2 backups are called 2"):
        restoring.restore(used, at=AT, name="2")
    with pytest.raises(Rejected, match="No backup is called nine"):
        restoring.restore(used, at=AT, name="nine")


def test_that_backups_are_thinned_and_the_newest_stays(used: Path) -> None:
    with Portfolio.open(used, clock_=(clock := Clock())) as book:
        made: list[Path] = []
        for _ in range(16):
            clock.at += timedelta(minutes=29)
            made.append(book.back_up("while-editing"))
        found = restoring.of_file(used)
        assert [each.path for each in found] == made[:-13:-1]
        notes = {each.name for each in made[0].parent.glob("*.json")}
        assert notes == {f"{each.name}.json" for each in found}
        # A clock set back: what was just made is not what thinning removes.
        clock.at -= timedelta(days=1)
        assert book.back_up("by-hand").exists()


@pytest.mark.parametrize(("before", "since"), [(400, 0), (-400, 0), (0, -400)])
def test_that_a_clock_that_was_wrong_neither_hides_nor_pushes_out_what_was_backed_up_since(
    used: Path, before: int, since: int
) -> None:
    with Portfolio.open(used, clock_=(clock := Clock())) as book:
        clock.at += timedelta(days=before)
        for _ in range(14):
            clock.at += timedelta(minutes=30)
            book.back_up("while-editing")
        clock.at += timedelta(days=since - before)
        newest: list[Path] = []
        for _ in range(12):
            clock.at += timedelta(minutes=30)
            assert book.is_backup_due
            newest.append(book.back_up("while-editing"))
            assert not book.is_backup_due
    assert [each.path for each in restoring.of_file(used)][:12] == newest[::-1]
    assert restoring.restore(used, at=clock.at).backup.path == newest[-1]


def test_that_a_backup_whose_note_is_lost_stands_where_its_day_says(used: Path) -> None:
    with Portfolio.open(used, clock_=(clock := Clock())) as book:
        made: list[Path] = []
        for _ in range(4):
            clock.at += timedelta(minutes=30)
            made.append(book.back_up("while-editing"))
    for each in (made[1], made[3]):
        each.with_name(f"{each.name}.json").unlink()
    assert [each.path for each in restoring.of_file(used)] == made[::-1]


def test_that_a_backup_is_due_again_after_half_an_hour(used: Path) -> None:
    with Portfolio.open(used, clock_=(clock := Clock())) as book:
        assert book.is_backup_due
        book.back_up("while-editing")
        assert not book.is_backup_due
        clock.at += timedelta(minutes=30)
        assert book.is_backup_due


def test_that_a_backup_of_a_book_that_disagrees_with_its_journal_is_marked(used: Path) -> None:
    sound = back_up(used)
    with outside(used) as conn:
        conn.execute("PRAGMA foreign_keys = OFF")
        conn.execute("DROP TRIGGER journal_ticket_kept")
        conn.execute("DELETE FROM ticket WHERE id = 'ticket 7'")
    with Portfolio.open(used) as book:
        made = book.back_up("by-hand")
    assert made.name.endswith(".damaged")
    assert restoring.restore(used, at=datetime.now(UTC)).backup.path == sound


def test_that_drafts_of_killed_writers_go_at_the_next_start(used: Path) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    names = (f".copy.perennial.{int(gone.stdout)}.part", ".new.perennial.0123abcd.new")
    others = (f".copy.perennial.{os.getpid()}.part", ".hidden.part", ".bashrc.new")
    for name in (*names, *others):
        used.with_name(name).write_bytes(b"x")
        os.utime(used.with_name(name), (time.time() - 3600, time.time() - 3600))
    Portfolio.open(used).close()
    assert not [name for name in names if used.with_name(name).exists()]
    assert all(used.with_name(name).exists() for name in others)


def test_that_the_command_lists_and_restores(used: Path) -> None:
    def perennial(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "desktop", *map(str, arguments)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    made = back_up(used)
    damaged = shutil.copyfile(made, made.with_name(f"29{made.name[2:]}"))
    damaged.write_bytes(b"x")
    listed = json.loads(perennial("restore", used, "--list", "--json").stdout)
    assert [(each["reason"], each["sound"]) for each in listed] == [("by-hand", False), ("by-hand", True)]

    before = contents(used)
    truncated(used)
    refused = perennial("accounts", used)
    assert refused.returncode == 3
    done = perennial("restore", used)
    assert done.returncode == 0, done.stderr
    assert "used.perennial is again as it was" in done.stdout
    assert ".damaged-" in done.stdout
    assert contents(used) == before


@pytest.mark.parametrize("kind", ["full", "snapshot", "redacted"])
def test_that_a_copy_beside_a_book_never_comes_back_in_its_place(
    used: Path, kind: Literal["full", "snapshot", "redacted"]
) -> None:
    own = back_up(used)
    copied = used.with_name("copy.perennial")
    with Portfolio.open(used, writable=False) as book:
        book.export(copied, Copy(kind))
    of_copy = back_up(copied)
    before = contents(used)

    assert [each.path for each in restoring.of_file(used)] == [own]
    assert [each.path for each in restoring.of_copies(used)] == [of_copy]
    assert restoring.restore(used, at=datetime.now(UTC)).backup.path == own
    assert contents(used) == before
    # Also where nothing tells any more which book it was, and where the copy has gone.
    used.unlink()
    assert restoring.restore(used, at=datetime.now(UTC)).backup.reason in ("by-hand", "before-restore")
    assert contents(used) == before
    copied.unlink()
    if kind != "full":
        assert of_copy not in {each.path for each in restoring.of_file(used)}
    assert restoring.restore(used, at=datetime.now(UTC), name=of_copy.name).backup.path == of_copy


def test_that_a_copy_without_a_backup_says_that_there_are_some_of_others(used: Path) -> None:
    back_up(used)
    copied = Path(shutil.copy(used, used.with_name("copy.perennial")))
    with pytest.raises(FileProblem, match=r"no backup of copy\.perennial .* 1 of other copies of the book"):
        restoring.restore(copied, at=AT)


def test_that_a_renamed_book_finds_its_backups(used: Path) -> None:
    made = back_up(used)
    renamed = used.rename(used.with_name("renamed.perennial"))
    assert [each.path for each in restoring.of_file(renamed)] == [made]
    # What took its name is another book.
    Portfolio.create(used).close()
    assert [each.path for each in restoring.of_file(renamed)] == [made]


def test_that_work_in_a_copy_neither_thins_out_nor_puts_off_the_backups_of_the_book(used: Path) -> None:
    copied = Path(shutil.copy(used, used.with_name("copy.perennial")))
    clock = Clock()
    with Portfolio.open(used, clock_=clock) as book, Portfolio.open(copied, clock_=clock) as copy:
        own = book.back_up("by-hand")
        for _ in range(14):
            clock.at += timedelta(minutes=31)
            copy.back_up("while-editing")
        assert book.is_backup_due
    assert [each.path for each in restoring.of_file(used)] == [own]
    assert len(restoring.of_file(copied)) < 14


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are others there")
@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_that_whoever_may_not_read_the_book_may_not_read_what_is_made_of_it(used: Path, mode: int) -> None:
    def mode_of(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    used.chmod(mode)
    assert mode_of(back_up(used)) == mode
    done = restoring.restore(used, at=datetime.now(UTC))
    assert mode_of(used) == mode
    assert done.kept is not None
    assert mode_of(done.kept) == mode
    truncated(used)
    repairing.repair(used, used.with_name("saved.perennial"), at=AT, author="me")
    assert mode_of(used.with_name("saved.perennial")) == mode
    restoring.restore(used, at=datetime.now(UTC))
    assert mode_of(used) == mode
    used.unlink()
    restoring.restore(used, at=datetime.now(UTC))
    assert mode_of(used) == mode
