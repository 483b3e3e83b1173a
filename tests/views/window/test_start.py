"""What the program does before its window is there, and what it leaves for afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.settings import Settings
from desktop.views.page import Place
from desktop.views.window.main_window import MainWindow
from desktop.views.window.pages import BEHIND, RAIL
from tests.views.stage import Stage, demo_book

ROOT = Path(__file__).resolve().parents[3]

START = """
import json, sys
from functools import partial
from desktop import app, cli
from PySide6.QtCore import QTimer

def tell(window):
    def paint():
        modules = sorted(sys.modules)
        print(json.dumps([modules, window.windowTitle(), window.theme.choice]))
    def leave():
        if window.session.is_open and window.session.is_idle:
            print(json.dumps(window.page.name))
            window.close()
    window.painted.connect(paint)
    timer = QTimer(window)
    timer.timeout.connect(leave)
    timer.start(20)

app.run = partial(app.run, watch=tell)
sys.argv[0] = "perennial"
cli.main()
"""

AFTERWARDS = ("sqlite3", "sqlite_utils", "numpy", "matplotlib", "click", "psutil", "platformdirs", "logging.handlers")
OWN_AFTERWARDS = ("store", "operations", "exchange", "domain", "views.accounts", "views.table", "views.composer")
OWN_BEFORE = {"desktop.domain.errors", "desktop.domain.money"}


@pytest.fixture(scope="module")
def first_frame(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], tuple[str, ...]]:
    """What is imported at the first frame; and the window's title and theme then, and its page afterwards."""
    folder = tmp_path_factory.mktemp("start")
    book = demo_book(folder)
    settings = Settings(folder / "config" / "perennial" / "perennial.ini")
    settings.theme = "dark"
    settings.page = "renewals"
    settings.sync()
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder / "config")}
    environ["PERENNIAL_HOME"] = str(folder / "home")
    done = subprocess.run(
        [sys.executable, "-c", START, str(book)], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    first, after = (json.loads(line) for line in done.stdout.splitlines())
    return set(first[0]), (*first[1:], after)


@pytest.mark.parametrize("name", AFTERWARDS)
def test_that_the_first_frame_does_not_wait_for(first_frame: tuple[set[str], object], name: str) -> None:
    assert name not in first_frame[0]


@pytest.mark.parametrize("part", OWN_AFTERWARDS)
def test_that_the_first_frame_needs_nothing_of_our(first_frame: tuple[set[str], object], part: str) -> None:
    found = {name for name in first_frame[0] if f"{name}.".startswith(f"desktop.{part}.")}
    assert found - OWN_BEFORE <= {f"desktop.{part}"}


def test_that_the_first_frame_is_the_window_as_it_was_left_and_the_page_follows(
    first_frame: tuple[object, tuple[str, ...]],
) -> None:
    assert first_frame[1] == ("Perennial", "dark", "renewals")


def test_that_the_style_is_ours_whatever_the_system_likes() -> None:
    code = "from desktop.app import application; print(application().style().name())"
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_STYLE_OVERRIDE": "windows"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.stdout.strip() == "fusion", done.stderr


def test_that_the_window_says_at_once_what_it_will_open(bare: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    book = demo_book(tmp_path)
    window = MainWindow(bare.session, bare.settings, bare.theme, opening=book)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.painted):
        window.show()
    assert [label.text() for label in window.stack.findChildren(QLabel) if label.text()] == [f"Opening {book.name} …"]
    assert not window.session.is_open


PAGES = ["today", "accounts", "account", "renewals", "onboarding", "qbrs", "others", "library", "compare"]


@pytest.mark.parametrize("page", PAGES)
def test_that_a_page_comes_without_what_explains_its_figures(page: str) -> None:
    # A page's own `explaining` asks for it all when a figure is asked about.
    named = "'.explain' in each and not each.endswith('.explaining')"
    code = f"import desktop.views.{page}.page, sys; print(sorted(each for each in sys.modules if {named}))"
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, text=True)
    parts = ["desktop.views.explained", "desktop.views.explained.drawer", "desktop.views.explained.label"]
    assert done.stdout.strip() == str(parts), done.stderr


UNREAD = """
import linecache, sys
import PySide6.QtCore
from desktop.views.features import leave_sources_unread
leave_sources_unread()
import wave
assert not [each for each in linecache.cache if each.endswith("wave.py")], "its source was read"
from PySide6.QtCore import QObject
from __feature__ import snake_case
made = QObject()
made.set_object_name("chosen")
print(made.object_name())
"""


def test_that_no_source_is_read_for_an_import_and_who_asks_pyside_for_a_feature_has_it() -> None:
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", UNREAD], cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.stdout.strip() == "chosen", done.stderr


STEPS = """
import json, sys
from PySide6 import QtWidgets
from desktop.views.window import afterwards as own, main_window, pages
for name in dir(QtWidgets):
    getattr(QtWidgets, name)
page, found = sys.argv[1], []
own._import((*pages.BEHIND_ALL, *pages.BEHIND[page]))
for step in [*own.steps_of(own.SHARED), *own.page_steps(page)]:
    before = set(sys.modules)
    step()
    found.append([each for each in set(sys.modules) - before if each.startswith("desktop.")])
print(json.dumps(found))
"""
MOST_MODULES = 15


@pytest.mark.parametrize("page", BEHIND)
def test_that_a_page_is_imported_in_short_steps_and_all_behind_it_beside_the_window(page: str) -> None:
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", STEPS, page], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    steps: list[list[str]] = json.loads(done.stdout)
    late = {each for step in steps for each in step if not each.startswith("desktop.views.")}
    assert not late, "name them in BEHIND of views/window/pages.py, or what needs them in ASKED_FOR of afterwards.py"
    assert max(map(len, steps)) <= MOST_MODULES, max(steps, key=len)


def test_that_every_page_of_the_rail_is_imported_so() -> None:
    assert {each.name for each in RAIL} <= set(BEHIND)


def test_that_a_first_page_is_made_in_one_turn_and_shown_in_another(window: MainWindow, tmp_path: Path) -> None:
    steps: list[Callable[[], object]] = []
    window.pace = steps.extend
    window.session.open(demo_book(tmp_path))
    assert window.page is None
    steps.pop(0)()
    assert window.page is None
    made = window.stack.make(window.first_page)
    steps.pop(0)()
    assert window.page is made
    assert not steps


def test_that_who_has_gone_somewhere_is_not_taken_to_the_first_page(window: MainWindow, tmp_path: Path) -> None:
    steps: list[Callable[[], object]] = []
    window.pace = steps.extend
    window.session.open(demo_book(tmp_path))
    window.navigation.go(Place("qbrs"))
    for step in steps:
        step()
    assert window.page is window.stack.make("qbrs")
    window.session.close()
    for step in steps:
        step()
    assert not window.session.is_open
