"""A file's name may hold what a terminal obeys: whatever a command says of it is shown as data, in one line."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import Book, Home

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no file is called so there")

AS_OF = ("--as-of", DEMO_DAY)
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
FORGED = "Error: forged"
ODD = f"b\x1b[31m\x07\u202e\n{FORGED} "


def _said(home: Home, *arguments: object) -> None:
    done = home.run(*arguments)
    assert not STEERS.search(done.out + done.err), arguments
    assert FORGED not in [line[: len(FORGED)] for line in (done.out + done.err).splitlines()], arguments


def test_that_no_command_obeys_the_name_of_an_empty_book(tmp_path: Path) -> None:
    home, odd, plain = Home(tmp_path / "home"), tmp_path / f"{ODD}.perennial", tmp_path / "plain.perennial"
    _said(home, odd)
    _said(home, "check", odd)
    _said(home, "new", odd)
    _said(home, "new", odd)
    home.say("new", plain)
    for command in (
        ("accounts",),
        ("accounts", "--compare", "2026-01-01"),
        ("accounts", "--xlsx", tmp_path / f"{ODD}.xlsx"),
        ("accounts", "--xlsx", tmp_path / f"{ODD}.xlsx"),
        ("accounts", "--xlsx", tmp_path / "none" / f"{ODD}.xlsx"),
        ("quarter", "list"),
        ("quarter", "close"),
        ("quarter", "fiscal-year"),
        ("benchmarks",),
        ("playbooks", "--run"),
        ("today",),
        ("renewals",),
        ("check",),
        ("restore", "--list"),
        ("restore",),
        ("backup",),
        ("review", plain),
        ("screenshot", "--page", "today", "--out", odd),
        ("import", odd),
        ("import", tmp_path / "none" / f"{ODD}.csv"),
        ("undo",),
    ):
        name, *rest = command
        _said(home, name, odd, *rest)
    _said(home, "review", plain, odd)
    _said(home, "reply", plain, odd, tmp_path / f"{ODD}.reply")


def test_that_no_command_obeys_the_name_of_a_book_or_of_what_it_writes(demo: Book, tmp_path: Path) -> None:
    odd, plain = tmp_path / f"{ODD}.perennial", tmp_path / "plain.perennial"
    out = tmp_path / f"{ODD}.out"
    for path in (odd, plain):
        shutil.copy(demo.path, path)
    for command in (
        ("quarter", "close", "2026Q2", *AS_OF),
        ("quarter", "list", "2026Q2", *AS_OF),
        ("quarter", "reopen", "2026Q2"),
        ("playbooks", "--run", *AS_OF),
        ("log", "ostrava call", *AS_OF),
        ("handover", "ostrava", "Ann Lee", *AS_OF),
        ("call", "ostrava", "commit", *AS_OF),
        ("override", "ostrava", "80", "--reason", "x", "--until", "2026-12-24", *AS_OF),
        ("report", "--qbr", "ostrava", "--out", tmp_path / f"{ODD}.pptx", *AS_OF),
        ("report", "--calendar", "--out", tmp_path / f"{ODD}.ics", *AS_OF),
        ("report", "--calendar", "--out", out),
        ("report", "--calendar", "--out", tmp_path / "none" / f"{ODD}.ics", *AS_OF),
        ("share", out),
        ("share", out, "--snapshot"),
        ("share", tmp_path / f"{ODD}.red", "--redact"),
        ("exports",),
        ("merge", plain),
        ("merge", out),
        ("books", plain, *AS_OF),
        ("backup",),
        ("restore", "--list"),
        ("restore",),
        ("restore", "--at", ODD),
        ("check", "--repair", tmp_path / f"{ODD}.whole"),
        ("history", "--since-export", out),
    ):
        name, *rest = command
        _said(demo.home, name, odd, *rest)
    _said(demo.home, "merge", plain, odd)
    _said(demo.home, "check", plain)
    _said(demo.home, "books", odd, plain, *AS_OF)
    _said(demo.home, "demo", tmp_path / f"{ODD}.demo", "--accounts", "10", "--team", *AS_OF)
