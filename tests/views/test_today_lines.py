"""Today's short lists: thousands of rows may stand in one, and a few are seen."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views.theme import Theme
from desktop.views.today.line import Column, Line, Lines
from desktop.views.today.lines import LineList


class Promise(NamedTuple):
    """What the rows of these lists tell."""

    account: str
    task: str


class Listed:
    """A list, and which of its rows were put into words."""

    def __init__(self, qapp: QApplication, qtbot: QtBot, rows: int) -> None:
        self.worded: list[str] = []
        self.widget = LineList(Theme(qapp, "light"), (Column(share=1), Column(share=2)), "Promises due")
        self.widget.resize(400, 200)
        qtbot.addWidget(self.widget)
        self.show(rows)
        self.widget.show()

    def show(self, rows: int) -> None:
        items = [Promise(f"account {at}", f"task {at}") for at in range(rows)]
        self.widget.show_lines(Lines(items, self._word, lambda each: each.task))

    def _word(self, each: Promise) -> Line:
        self.worded.append(each.task)
        return Line(each.account, (each.account, each.task), f"{each.task} of {each.account}", each.task)


def test_that_of_a_long_list_only_its_beginning_is_put_into_words(qapp: QApplication, qtbot: QtBot) -> None:
    listed = Listed(qapp, qtbot, 10_000)
    qtbot.waitExposed(listed.widget)
    assert listed.widget.rows.rowCount() == 10_000
    assert 0 < len(listed.worded) < 100
    assert len(set(listed.worded)) == len(listed.worded), "each once"


def test_that_one_goes_to_a_row_that_was_never_seen_and_stays_there(qapp: QApplication, qtbot: QtBot) -> None:
    listed = Listed(qapp, qtbot, 10_000)
    assert listed.widget.go_to("task 7654")
    assert not listed.widget.go_to("task 10000")
    listed.show(9_000)
    assert listed.widget.line is not None
    assert listed.widget.line.says == "task 7654 of account 7654"
    assert len(listed.worded) < 300


def test_that_lines_are_those_of_their_items() -> None:
    lines = Lines(
        [Promise("a", "t"), Promise("b", "u"), Promise("c", "v")], lambda each: Line(each.account, (), each.task)
    )
    assert [line.says for line in lines] == ["t", "u", "v"]
    assert lines[-1].says == "v"
    assert [line.account for line in lines[1:]] == ["b", "c"]
    assert list(lines.keys()) == [("a", None), ("b", None), ("c", None)]
