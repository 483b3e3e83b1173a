"""An exception nobody expected: a dialog, a line in the log without customer data, and no half-written file."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.exceptions import capture_exceptions

from desktop import logs
from desktop.app import Bugs
from desktop.store.queries import facts
from desktop.store.tx import Tx
from desktop.views.window.problems import ProblemDialog
from tests.views.stage import demo_book
from tests.views.window.conftest import Opened

SECRET = "Jana Rowe said the price is a scandal"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    handlers = list(logging.getLogger().handlers)
    path = logs.start(tmp_path / "log")
    yield path
    for handler in [each for each in logging.getLogger().handlers if each not in handlers]:
        logging.getLogger().removeHandler(handler)
        handler.close()


def test_that_a_bug_in_a_slot_is_told_and_logged_without_customer_data(
    opened: Opened, tmp_path: Path, log: Path
) -> None:
    window = opened(demo_book(tmp_path))
    before = window.session.read(facts.accounts)

    def broken(tx: Tx) -> None:
        tx.insert("account", {"name": SECRET})
        raise KeyError(SECRET)

    def slot() -> None:
        window.session.perform(broken)

    bugs = Bugs(window, lambda: log)
    with capture_exceptions() as caught:
        window.banner.back_asked.connect(slot)
        window.banner.back_asked.emit()
    ((kind, value, where),) = [each for each in caught if each[0] is KeyError]
    bugs(kind, value, where)
    (dialog,) = [each for each in window.findChildren(ProblemDialog) if each.isVisible()]
    assert dialog.windowTitle() == "Something went wrong in Perennial"
    written = log.read_text(encoding="utf-8")
    assert "KeyError at" in written
    assert "test_bugs.py" in written
    assert SECRET not in written + dialog.text
    assert window.session.read(facts.accounts) == before
    assert not (tmp_path / "demo-60.perennial-journal").exists()


def test_that_many_bugs_open_one_dialog(opened: Opened, tmp_path: Path, log: Path) -> None:
    window = opened(demo_book(tmp_path))
    bugs = Bugs(window, lambda: log)
    for _ in range(5):
        bugs(ValueError, ValueError(SECRET), None)
    assert len([each for each in window.findChildren(ProblemDialog) if each.isVisible()]) == 1
    assert log.read_text(encoding="utf-8").count("ValueError") == 5
