"""What can be typed as a path or a password is taken, or refused in a sentence: never a traceback, never a hang."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.end_to_end.program import Book, Home

PASSWORDS = {"PERENNIAL_PASSWORD": "correct horse"}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book.of(tmp_path, {"accounts": [{"name": "Tindle"}]}, as_of="2026-03-02")


def commands(book: Path, odd: object, new: Path) -> list[tuple[object, ...]]:
    """Every command that takes a path, with the odd one in each place."""
    return [
        ("check", odd),
        ("check", book, "--repair", odd),
        ("check", odd, "--repair", new),
        ("share", book, odd),
        ("share", odd, new),
        ("merge", book, odd),
        ("merge", odd, book),
        ("restore", odd),
        ("backup", odd),
        ("erase", odd, "x"),
        ("history", book, "--since-export", odd),
        ("exports", odd),
        ("books", odd),
        ("review", book, odd),
        ("reply", book, odd, new),
        ("import", book, odd),
        ("import", book, book, "--map", odd),
    ]


@pytest.mark.parametrize("odd", ["/", "n" * 300, "/".join(["n" * 200] * 25), "loop", "pipe", "/dev/zero"])
@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices lie elsewhere there")
def test_that_what_is_no_file_is_refused_in_a_sentence(book: Book, tmp_path: Path, odd: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    before = book.digest()
    path = tmp_path / odd
    for command in commands(book.path, path, tmp_path / "new.perennial"):
        done = book.home.run(*command)
        assert done.code in (1, 3), command
        assert done.err.startswith("Error: "), command
        assert done.err.count("\n") == 1, command
    assert book.digest() == before
    assert not (tmp_path / "new.perennial").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_that_a_file_whose_name_is_no_text_is_merged(book: Book, tmp_path: Path) -> None:
    mine, theirs = (Path(os.fsdecode(os.fsencode(tmp_path) + name)) for name in (b"/mine\xff", b"/theirs\xfe"))
    shutil.copy(book.path, mine)
    shutil.copy(book.path, theirs)
    book.home.say("log", theirs, "tindle nps 3")
    assert "1 change set came" in book.home.say("merge", mine, theirs)
    assert json.loads(book.home.say("history", mine, "--json"))
    assert book.home.run("check", mine).code == 0


def test_that_a_sealed_copy_is_opened_into_a_place_that_can_be_written_or_says_why(book: Book, tmp_path: Path) -> None:
    sealed = tmp_path / "sealed.perennial"
    process = book.home.process
    assert process("share", book.path, sealed, "--seal", env=PASSWORDS).code == 0
    done = process("share", sealed, tmp_path / "nowhere" / "out.perennial", env=PASSWORDS)
    assert (done.code, "There is no folder" in done.err) == (3, True)
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    done = process("share", sealed, tmp_path / "link", env=PASSWORDS)
    assert (done.code, "exists already" in done.err) == (3, True)


@pytest.mark.parametrize(
    ("sealed_by", "opened_by"), [("Gr\u00f6\u00dfe 42", "Gro\u0308\u00dfe 42"), ("a\u030a" * 8, "\u00e5" * 8)]
)
def test_that_a_password_is_the_same_however_a_keyboard_writes_it(
    book: Book, tmp_path: Path, sealed_by: str, opened_by: str
) -> None:
    sealed = tmp_path / "sealed.perennial"
    assert book.home.process("share", book.path, sealed, "--seal", env={"PERENNIAL_PASSWORD": sealed_by}).code == 0
    done = book.home.process("merge", book.path, sealed, env={"PERENNIAL_PASSWORD": opened_by})
    assert done.code == 0, done.err


@pytest.mark.skipif(sys.platform == "win32", reason="what is in the environment is text there")
def test_that_a_password_that_is_no_text_seals_and_opens(book: Book, tmp_path: Path) -> None:
    sealed, env = tmp_path / "sealed.perennial", {"PERENNIAL_PASSWORD": os.fsdecode(b"p\xffassw\xfford")}
    assert book.home.process("share", book.path, sealed, "--seal", env=env).code == 0
    assert book.home.process("merge", book.path, sealed, env=env).code == 0


@pytest.mark.parametrize("newest", ["99999999999999999999:x", "-5:x"])
def test_that_a_manifest_that_was_altered_is_not_believed(book: Book, tmp_path: Path, newest: str) -> None:
    out = tmp_path / "out.perennial"
    made = book.home.json("share", book.path, out)
    manifest = tmp_path / "out.perennial.manifest.json"
    manifest.write_text(json.dumps({"document": made["document"], "newest": newest}))
    # It was noted here, too.
    assert book.run("history", "--since-export", out).code == 0
    other = Home(tmp_path / "elsewhere")
    assert other.run("history", book.path, "--since-export", out).code == 3
