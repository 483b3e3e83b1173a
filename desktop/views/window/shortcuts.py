"""The list of keyboard shortcuts (F1), made from the actions themselves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.actions import MENUS, Actions

ON_PAGES = (
    ("Today: do what the row asks for", "A"),
    ("Today: snooze", "S, then 1, 2 or 3"),
    ("Today: brief of the chosen account", "Space"),
    ("Today: tick off a promise", "Enter or Space"),
    ("Accounts: filter", "Ctrl+F or /"),
    ("Accounts: brief of the chosen account", "Space"),
    ("Accounts: open the chosen account", "Enter"),
    ("Accounts: edit next step or date", "F2, or type there"),
    ("Accounts: sort by the column", "Alt+Up, Alt+Down"),
    ("Accounts: fill down", "Ctrl+D"),
    ("Account: sections", "1 … 6"),
    ("Figures: how one came about", "Click, or ? with the focus on it"),
    ("Charts: walk along the points", "Left, Right"),
    ("Copy rows, brief or picture", "Ctrl+C"),
)


class ShortcutsDialog(QDialog):
    """Two columns: what is done, and its keys."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(520, 560)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        row = 0
        for menu in MENUS:
            rows = [(action.text, action.shortcuts) for action in actions if action.menu == menu and action.shortcuts]
            row = _section(grid, row, menu, [(text, " or ".join(map(_native, keys))) for text, keys in rows])
        _section(grid, row, "On pages", list(ON_PAGES))
        grid.setColumnStretch(0, 1)
        inner = QWidget()
        inner.setLayout(grid)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area)
        layout.addWidget(buttons)


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _section(grid: QGridLayout, row: int, title: str, rows: list[tuple[str, str]]) -> int:
    if not rows:
        return row
    heading = QLabel(title)
    heading.setProperty("look", "heading")
    heading.setContentsMargins(0, 12 if row else 0, 0, 0)
    grid.addWidget(heading, row, 0, 1, 2)
    for number, (text, keys) in enumerate(rows, start=row + 1):
        name, key = QLabel(text), QLabel(keys)
        name.setProperty("look", "second")
        grid.addWidget(name, number, 0)
        grid.addWidget(key, number, 1, Qt.AlignmentFlag.AlignRight)
    return row + len(rows) + 1
