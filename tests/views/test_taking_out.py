"""Taking a widget out of a layout: PySide keeps nothing of it that could be found again when it is gone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLayoutItem, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

import desktop.views
from desktop.views.pieces import leave, take_out

VIEWS = Path(desktop.views.__file__).parent
OWN = {"accounts/chips.py": "a layout written in Python keeps its items itself", "window/stack.py": "a stack of pages"}


def noted() -> int:
    """How many items of layouts PySide knows."""
    return sum(isinstance(each, QLayoutItem) and not isinstance(each, QWidget) for each in _wrappers())


def _wrappers() -> list[object]:
    return list(Shiboken.getAllValidWrappers())


@pytest.fixture
def whole(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def filled_and_then_added(whole: QWidget) -> tuple[QHBoxLayout, list[QWidget]]:
    outer, inner = QVBoxLayout(whole), QHBoxLayout()
    inside = [QWidget(), QWidget()]
    for each in inside:
        inner.addWidget(each)
    outer.addLayout(inner)
    return inner, inside


def test_that_nothing_is_kept_of_what_is_taken_out_of_a_layout_that_was_added_filled(whole: QWidget) -> None:
    before = noted()
    inner, inside = filled_and_then_added(whole)
    layouts = 2
    assert noted() == before + layouts + len(inside), "PySide made a note of each: without it nothing is shown here"
    take_out(inner, inside[0])
    assert noted() == before + layouts + 1
    leave(inner, inside[1])
    assert noted() == before + layouts
    assert inner.count() == 0


def test_that_what_is_in_no_layout_can_be_taken_out_of_it(whole: QWidget) -> None:
    inner, inside = filled_and_then_added(whole)
    other = QWidget(inside[0])
    leave(inner, other)
    assert inner.count() == len(inside)


def test_that_no_view_asks_a_layout_for_its_items_or_has_it_drop_a_widget_unnoticed() -> None:
    asked = [
        f"{path.relative_to(VIEWS).as_posix()}:{node.lineno}"
        for path in sorted(VIEWS.rglob("*.py"))
        if path.relative_to(VIEWS).as_posix() not in OWN
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("itemAt", "itemAtPosition", "removeWidget")
    ]
    assert asked == [], "use pieces.take_out, pieces.leave or the layout's indexOf"
