"""Every command on files it cannot use: a message and exit code 3, never a traceback, and the file stays as it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import (
    COMMANDS,
    MAKING,
    READING,
    ROOT,
    WRITING,
    Book,
    Done,
    Home,
    Tables,
    digest,
    write_csv,
)

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000")

CANARY = "Canary Zebrawood"
SOUND: Tables = {
    "accounts": [{"name": f"Acme {CANARY}", "segment": CANARY}],
    "contacts": [{"account": f"Acme {CANARY}", "name": f"{CANARY} Person", "email": "canary@zebrawood.example"}],
    "subscriptions": [{"account": f"Acme {CANARY}", "arr": 1200, "start_on": "2026-02-01", "product": CANARY}],
    "tickets": [
        {"account": f"Acme {CANARY}", "opened_on": "2026-10-01", "subject": f"{CANARY} {number:04}" + " padding" * 20}
        for number in range(300)
    ],
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A sound book with something to undo and something to redo; not to be written to."""
    return Book.of(tmp_path_factory.mktemp("sound"), SOUND, as_of=DEMO_DAY)


def missing(_: Path, __: Path) -> None:
    """No file at all."""


def folder(path: Path, _: Path) -> None:
    path.mkdir()


def text(path: Path, _: Path) -> None:
    path.write_text("Dear reader,\nthis is a letter.\n" * 400, encoding="utf-8")


def empty(path: Path, _: Path) -> None:
    path.touch()


def png(path: Path, _: Path) -> None:
    path.write_bytes(PNG + bytes(range(256)) * 20)


def other_sqlite(path: Path, _: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("CREATE TABLE account(id, name)")
        conn.commit()


def newer(path: Path, sound: Path) -> None:
    shutil.copy(sound, path)
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA user_version=999")
        conn.commit()


def truncated(path: Path, sound: Path) -> None:
    whole = sound.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def beginning(path: Path, sound: Path) -> None:
    path.write_bytes(sound.read_bytes()[:60])


def zeroed_header(path: Path, sound: Path) -> None:
    path.write_bytes(bytes(4096) + sound.read_bytes()[4096:])


def zeroed_pages(path: Path, sound: Path) -> None:
    whole = sound.read_bytes()
    path.write_bytes(whole[:8192] + bytes(len(whole) - 8192))


def foreign_trigger(path: Path, sound: Path) -> None:
    shutil.copy(sound, path)
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("CREATE TRIGGER sly AFTER INSERT ON account BEGIN DELETE FROM account; END")
        conn.commit()


BAD = {
    made.__name__: made
    for made in (
        missing,
        folder,
        text,
        empty,
        png,
        other_sqlite,
        newer,
        truncated,
        beginning,
        zeroed_header,
        zeroed_pages,
        foreign_trigger,
    )
}
SAYS = {"missing": "does not exist", "folder": "folder", "newer": "newer", "text": "not a portfolio"}


def arguments_of(command: str, folder: Path) -> tuple[str, ...]:
    source = write_csv(folder / "accounts.csv", [{"name": "New"}])
    return tuple(str(source) if each == "accounts.csv" else each for each in COMMANDS[command])


def contents(path: Path) -> object:
    if not path.exists():
        return None
    return "folder" if path.is_dir() else digest(path)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("bad", BAD)
def test_that_a_file_that_cannot_be_used_is_said_and_left_alone(
    bad: str, command: str, sound: Book, tmp_path: Path
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    path = place / "given.perennial"
    BAD[bad](path, sound.path)
    before = contents(path)
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    arguments = arguments_of(command, tmp_path)
    if bad == "missing" and command in MAKING:
        return
    for options in ((), ("--json",)):
        done = home.run(command, path, *arguments, *options)
        assert done.code == 3, done
        assert done.out == "", done
        assert done.err.strip(), done
        assert SAYS.get(bad, "") in done.err or command in MAKING
        assert CANARY not in done.err
    assert contents(path) == before
    assert [each.name for each in place.iterdir()] == ([] if bad == "missing" else [path.name])


@pytest.fixture
def own(sound: Book, tmp_path: Path) -> Book:
    """A copy of the sound book, alone in its folder, with its own home and one change that can be undone."""
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    (tmp_path / "place").mkdir()
    book = Book(home, Path(shutil.copy(sound.path, tmp_path / "place" / "own.perennial")))
    book.say("log", "acme pulse 3", "--as-of", DEMO_DAY)
    return book


# -- somebody else has it


HOLD = """
import sys
from pathlib import Path
from desktop.store.portfolio import Portfolio
with Portfolio.open(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held(own: Book) -> Iterator[Book]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(own.path)],
        cwd=ROOT,
        env={**os.environ, **own.home.env},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        yield own
        holder.stdin.close()


def test_that_what_another_process_holds_can_be_read_but_not_written(held: Book, tmp_path: Path) -> None:
    before = held.digest()
    for command in READING:
        done = held.run(command, *arguments_of(command, tmp_path))
        assert done.code == 0, (command, done.err)
    for command in WRITING:
        done = held.run(command, *arguments_of(command, tmp_path))
        assert (done.code, done.out) == (3, ""), (command, done)
        assert "open for writing by" in done.err
        assert "process" in done.err
    dry = held.run("log", "acme pulse 2", "--dry-run")
    assert dry.code == 0, dry.err
    assert held.digest() == before


def test_that_it_can_be_written_again_once_the_holder_is_gone(own: Book) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(own.path)],
        cwd=ROOT,
        env={**os.environ, **own.home.env},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.kill()
    assert list(own.path.parent.glob(".~lock*"))
    own.say("undo")
    assert [each.name for each in own.path.parent.iterdir()] == [own.path.name]


# -- an ordinary user without permission


AS_NOBODY = """
import sys, os, importlib, pkgutil, traceback
import desktop
for package in pkgutil.walk_packages(desktop.__path__, "desktop."):
    if not package.name.endswith("__main__"):
        importlib.import_module(package.name)
import sqlite_utils, encodings.idna, click.testing
from sqlite_utils import Database
Database(memory=True)["t"].insert({"id": 1}, pk="id")
import _strptime, datetime, getpass, psutil
psutil.Process().create_time()
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
import json
from click.testing import CliRunner
from desktop.cli.program import program
told = []
for arguments in json.loads(sys.argv[1]):
    result = CliRunner().invoke(program, arguments)
    bug = result.exception is not None and not isinstance(result.exception, SystemExit)
    told.append([result.exit_code, result.stdout, result.stderr + ("Traceback" if bug else "")])
    if bug:
        traceback.print_exception(result.exception)
print(json.dumps(told))
"""


def as_nobody(home: Home, commands: list[list[str]]) -> list[Done]:
    """Runs commands as a user who may not write where root may."""
    import json

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(AS_NOBODY), json.dumps(commands)],
        cwd=ROOT,
        env={**os.environ, **home.env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return [Done(*each) for each in json.loads(done.stdout)]


@pytest.fixture
def open_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that any user can reach, as pytest's own are closed to others."""
    import tempfile

    del tmp_path_factory
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        yield place


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
@pytest.mark.parametrize("closed", ["file", "folder"])
def test_that_a_read_only_file_or_folder_can_be_read_and_says_why_it_cannot_be_written(
    closed: str, sound: Book, open_place: Path
) -> None:
    place = open_place / "place"
    place.mkdir()
    path = Path(shutil.copy(sound.path, place / "own.perennial"))
    path.chmod(0o444 if closed == "file" else 0o666)
    place.chmod(0o777 if closed == "file" else 0o555)
    home = Home(open_place / "home")
    home.folder.mkdir()
    home.folder.chmod(0o777)
    source = write_csv(open_place / "accounts.csv", [{"name": "New"}])
    before = digest(path)
    commands = [
        [command, str(path), *(str(source) if each == "accounts.csv" else each for each in COMMANDS[command])]
        for command in (*READING, *WRITING)
    ]
    commands.append(["new", str(place / "other.perennial")])
    done = as_nobody(home, commands)
    for command, each in zip((*READING, *WRITING), done, strict=False):
        if command in READING:
            assert each.code == 0, (command, each)
        else:
            assert each.code in (1, 3), (command, each)
            assert each.out == "", (command, each)
            assert each.err.strip()
            if command not in ("undo", "redo"):
                assert each.code == 3, (command, each)
        assert "Traceback" not in each.err, command
    assert done[-1].code == (0 if closed == "file" else 3), done[-1]
    assert digest(path) == before
    place.chmod(0o755)
    left = {each.name for each in place.iterdir()} - {"other.perennial"}
    assert left == {"own.perennial"}


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_that_a_file_one_may_not_read_is_said(sound: Book, open_place: Path) -> None:
    path = Path(shutil.copy(sound.path, open_place / "own.perennial"))
    path.chmod(0o000)
    home = Home(open_place / "home")
    home.folder.mkdir()
    home.folder.chmod(0o777)
    commands = [[command, str(path), *COMMANDS[command]] for command in READING]
    for each in as_nobody(home, commands):
        assert (each.code, each.out) == (3, ""), each
        assert each.err.strip()


# -- sources of an import


def no_source(path: Path) -> None:
    """No file at all."""
    del path


def source_folder(path: Path) -> None:
    path.mkdir()


def source_png(path: Path) -> None:
    path.write_bytes(PNG + bytes(range(256)))


def source_empty(path: Path) -> None:
    path.touch()


def source_unknown(path: Path) -> None:
    path.write_text("colour,shape\nred,round\n", encoding="utf-8")


def source_header_only(path: Path) -> None:
    path.write_text("colour\n", encoding="utf-8")


@pytest.mark.parametrize(
    "spoil", [no_source, source_folder, source_png, source_empty, source_unknown, source_header_only]
)
def test_that_a_source_that_cannot_be_used_is_said_and_nothing_is_imported(
    spoil: Callable[[Path], None], own: Book, tmp_path: Path
) -> None:
    source = tmp_path / "source.csv"
    spoil(source)
    before = own.digest()
    good = write_csv(tmp_path / "accounts.csv", [{"name": "New"}])
    for options in ((), ("--json",), ("--dry-run",)):
        done = own.run("import", good, source, *options)
        assert done.code in (1, 3), done
        assert done.out == ""
        assert "source.csv" in done.err
    assert own.digest() == before


def test_that_customers_are_not_in_what_a_forced_error_says(sound: Book, tmp_path: Path) -> None:
    """Damage in the middle of the file, found by whichever command meets it: a message without any customer's words."""
    whole = sound.path.read_bytes()
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    for at in range(2, len(whole) // 4096, 6):
        path = tmp_path / f"damaged-{at}.perennial"
        path.write_bytes(whole[: at * 4096] + b"\x7f" * 4096 + whole[(at + 1) * 4096 :])
        for command in ("check", "accounts"):
            done = home.run(command, path)
            assert done.code in (0, 3), (at, done)
            assert CANARY not in done.err
            assert "zebrawood" not in done.err
