"""Commands killed at every statement and every touch of a file: before or after, never between, and a retry works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.store import backup, checks, opening, places, schema
from desktop.store.portfolio import Portfolio
from desktop.store.sharing import manifest
from tests.end_to_end import next_format
from tests.end_to_end.program import ROOT, Home, write_tables
from tests.store.books import SOAK, State, contents, everything, visible
from tests.store.conftest import folder_in_memory

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="killed processes are forks")

DAY = "2026-05-20"
SAMPLED = 8
"""Kills of each command in a short run; a soak kills at every step before which a byte of the files has changed."""
IMPORT = ("import", "{folder}/book.perennial", "{folder}/accounts.csv", "{folder}/surveys.csv", "{folder}/usage.csv")
MERGE = ("merge", "{folder}/book.perennial", "{folder}/theirs.perennial")


@dataclass(frozen=True)
class Killed:
    """The folder of one command that was killed, or came to its end."""

    folder: Path

    @property
    def book(self) -> Path:
        return self.folder / "book.perennial"

    def run(self, *command: str) -> None:
        home = Home(self.folder / "home")
        home.say(*(word.replace("{folder}", str(self.folder)) for word in command))

    def state(self, query: Callable[..., State]) -> State:
        """Read after the book was opened for writing, which rolls back what was half written; it has to be sound."""
        with Portfolio.open(self.book) as book:
            assert book.read(checks.problems) == []
            assert book.read(opening.fingerprint) == schema.FINGERPRINTS[schema.VERSION]
            return book.read(query)

    def own_home(self, patch: pytest.MonkeyPatch) -> None:
        patch.setenv("PERENNIAL_HOME", str(self.folder / "home"))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Generator[Path]:
    """A book with rows and a history, a copy in which somebody else worked, and files to import."""
    with folder_in_memory(tmp_path_factory.mktemp("killed")) as folder, pytest.MonkeyPatch.context() as patch:
        made = Path(folder, "template")
        home, book, theirs = Home(made / "home"), made / "book.perennial", made / "theirs.perennial"
        home.folder.mkdir(parents=True)
        patch.setenv("PERENNIAL_HOME", str(home.folder))
        (made / "out").mkdir()
        home.say("new", book)
        names = [f"account-{n}" for n in range(30)]
        first = {
            "accounts": [{"name": name, "csm": "Ines", "segment": "SMB"} for name in names],
            "usage": [{"account": name, "on": "2026-05-04", "metric": "logins", "value": 5} for name in names],
        }
        home.say("import", book, *write_tables(made / "first", first), "--as-of", DAY)
        home.say("log", book, "account-7 pulse 2", "--as-of", DAY)
        shutil.copyfile(book, theirs)
        for file, csm in ((book, "Mine"), (theirs, "Theirs")):
            home.say("log", file, f"account-7 note {csm}", "--as-of", DAY)
            tables = {"accounts": [{"name": name, "csm": csm, "segment": csm} for name in names[::2]]}
            home.say("import", file, *write_tables(made / csm, tables), "--as-of", DAY)
        home.say("log", theirs, 'account-3 nps 3 @Jana "slow"', "--as-of", DAY)
        home.say("undo", theirs)
        home.say("log", theirs, 'account-4 nps 3 @Jana "slow"', "--as-of", DAY)
        write_tables(
            made,
            {
                "accounts": [{"name": name, "segment": "Mid", "Tier": "A"} for name in [*names[:9], "new-1", "new-2"]],
                "surveys": [
                    {"account": name, "kind": "nps", "responded_on": DAY, "score": n % 11, "contact": f"Person {n}"}
                    for n, name in enumerate(names[:20])
                ],
                "usage": [{"account": name, "on": DAY, "metric": "logins", "value": 7} for name in names],
            },
        )
        yield made


def kill(template: Path, name: str, *command: str) -> list[Killed]:
    """Run the command many times, killed at another step each time; the last one was not killed."""
    copies = template.parent / name
    copies.mkdir()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.end_to_end.programs.killed_at"),
            *(str(template), str(copies), str(0 if SOAK else SAMPLED), *command),
        ],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    folders = [Killed(Path(line)) for line in done.stdout.splitlines()]
    assert len(folders) > SAMPLED - 2
    return folders


def seen(state: State) -> State:
    """Without what is named by the moment it was done."""
    return {table: rows for table, rows in state.items() if table != "usage_batch"}


@pytest.mark.parametrize(("name", "command"), [("import", (*IMPORT, "--as-of", DAY)), ("merge", MERGE)])
def test_that_an_import_or_a_merge_killed_at_any_step_is_there_whole_or_not_at_all(
    template: Path, name: str, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    *killed, whole = kill(template, name, *command)
    before = Killed(Path(shutil.copytree(template, template.parent / f"{name}-before"))).state(everything)
    complete = seen(whole.state(visible))
    rolled_back = journals = 0
    for each in killed:
        each.own_home(monkeypatch)
        journals += (each.folder / "book.perennial-journal").exists()
        is_before = each.state(everything) == before
        rolled_back += is_before
        assert is_before or seen(each.state(visible)) == complete, f"something in between: {each.folder}"

        each.run(*command)
        assert seen(each.state(visible)) == complete, f"a retry does not lead to the same: {each.folder}"
        shutil.rmtree(each.folder)
    assert 0 < rolled_back < len(killed)
    assert journals > 0


def test_that_an_update_of_the_format_killed_at_any_step_is_done_or_not_begun(
    template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    *killed, whole = kill(template, "update", "update", "{folder}/book.perennial")
    before = Killed(Path(shutil.copytree(template, template.parent / "update-before"))).state(everything)
    old = not_yet = 0
    for each in killed:
        each.own_home(monkeypatch)
        with closing(opening.connect(each.book, writable=True)) as conn:
            (version,) = conn.execute("PRAGMA user_version").fetchone()
            if version == schema.VERSION:
                not_yet += 1
                assert everything(conn) == before
        backups = [found for found in backup.of_file(each.book, None) if found.reason == "before-update"]
        assert version == schema.VERSION or backups
        old += bool(backups)
        for found in backups:
            assert backup.is_sound(found)
            assert contents(found.path) == before
    assert 0 < not_yet < len(killed)
    assert old > 0

    next_format.install(monkeypatch)
    whole.own_home(monkeypatch)
    complete = whole.state(everything)
    assert {tier for *_, tier in complete["account"]} == {"SMB", "Mine"}
    for each in killed:
        each.own_home(monkeypatch)
        assert each.state(everything) == complete
        shutil.rmtree(each.folder)


def test_that_a_shared_copy_killed_at_any_step_is_not_there_or_complete(
    template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    *killed, _ = kill(template, "share", "share", "{folder}/book.perennial", "{folder}/out/copy.perennial")
    drafts = 0
    for each in killed:
        each.own_home(monkeypatch)
        target = each.folder / "out" / "copy.perennial"
        if target.exists():
            with Portfolio.open(target, writable=False) as book:
                assert book.read(checks.problems) == []
        said = manifest.path_of(target)
        assert not said.exists() or target.exists()
        drafts += len(drafts_in(each.folder / "out"))
        grow_old(each.folder / "out")
        target.unlink(missing_ok=True)
        said.unlink(missing_ok=True)
        # What the next start in that folder does.
        with Portfolio.create(each.folder / "out" / "other.perennial"):
            assert drafts_in(each.folder / "out") == []
        each.run("share", "{folder}/book.perennial", "{folder}/out/copy.perennial")
        shutil.rmtree(each.folder)
    assert drafts > 0


def test_that_a_backup_killed_at_any_step_is_not_there_or_complete(
    template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    *killed, whole = kill(template, "backup", "backup", "{folder}/book.perennial")
    with Portfolio.open(whole.book, writable=False) as book:
        document, before = book.doc_id, book.read(everything)
    drafts = 0
    for each in killed:
        each.own_home(monkeypatch)
        folder = places.backups_of(document)
        for found in backup.of_file(each.book, document):
            assert not found.is_marked
            assert backup.is_sound(found)
        drafts += len(drafts_in(folder))
        grow_old(folder)
        each.run("backup", "{folder}/book.perennial")
        assert drafts_in(folder) == []
        assert each.state(everything) == before
        shutil.rmtree(each.folder)
    assert drafts > 0


def drafts_in(folder: Path) -> list[str]:
    return [each.name for each in folder.glob(".*") if not each.name.startswith(".~lock")]


def grow_old(folder: Path) -> None:
    """As after a quarter of an hour: before, a draft may be another computer's."""
    for each in folder.glob(".*"):
        os.utime(each, (time.time() - 900, time.time() - 900))
