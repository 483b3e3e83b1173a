"""A composer on a stage, and what its tests look at."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.store import drafts
from desktop.store.queries import facts
from desktop.views.composer.line import Composer
from tests.views.stage import Stage


def account_called(stage: Stage, beginning: str) -> str:
    """The id of the one account whose name begins so."""
    (found,) = [each.id for each in stage.session.read(facts.accounts) if each.name.startswith(beginning)]
    return found


def composer(qtbot: QtBot, stage: Stage, account: str | None = None, *, goes_on: bool = False) -> Composer:
    """A composer that is shown and has the focus.

    Args:
        account: the beginning of the name of the account whose page it is on.
        goes_on: with what was being typed there; the folder for that is shared by all tests.
    """
    about = account_called(stage, account) if account else None
    if not goes_on:
        drafts.keep(stage.session.doc_id, about or "", "")
    made = Composer(stage.context, about)
    qtbot.addWidget(made)
    made.resize(600, 200)
    show(qtbot, made)
    made.focus()
    qtbot.waitUntil(made.editor.hasFocus)
    return made


def show(qtbot: QtBot, widget: QWidget) -> None:
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()


def chip_texts(line: Composer) -> list[str]:
    """The parts that are shown as chips, as typed."""
    return [line.text[chip.start : chip.end] for chip in line.editor.chips]


def rows(stage: Stage, sql: str, *values: object) -> list[tuple[object, ...]]:
    return stage.session.read(lambda conn: conn.execute(sql, values).fetchall())
