"""The list of keyboard shortcuts (F1), made from the actions themselves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.actions import MENUS, Actions

WIDTH, HEIGHT, BAR = 600, 600, 12
ON_PAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "Today": (
        ("Do what the row asks for", "A"),
        ("Snooze", "S, then 1, 2 or 3"),
        ("Open the chosen account", "Enter"),
        ("Brief of the chosen account", "Space"),
        ("Tick off a promise or task", "Enter or Space"),
        ("Walk along the opt-outs", "Left, Right"),
        ("Edit the day of a task", "F2"),
    ),
    "Accounts": (
        ("Filter", "Ctrl+F or /"),
        ("From the filter to the list", "Down"),
        ("Clear the filter, or close the brief", "Esc"),
        ("Brief of the chosen account", "Space"),
        ("Open the chosen account", "Enter"),
        ("Edit a cell", "F2, or type there"),
        ("Take a filter away", "Delete"),
        ("Save and go down, or on", "Enter, Tab"),
        ("Fill down", "Ctrl+D"),
        ("One value for all chosen", "Ctrl+E"),
        ("Paste a block of cells", "Ctrl+V"),
        ("Sort by the column", "Alt+Up, Alt+Down"),
        ("First and last row", "Home, End"),
    ),
    "Account": (
        ("Sections", "1 … 6"),
        ("Renew, notice, contact and all else: type its first letters", "Ctrl+., then Enter"),
        ("Edit the next step", "F2"),
    ),
    "History": (
        ("Filter the changes", "Ctrl+F or /"),
        ("From the filter to the list", "Down"),
        ("Clear the filter", "Esc"),
        ("All of the chosen change", "Space"),
        ("Open the account of the chosen change", "Enter"),
    ),
    "Onboarding": (("Open the account of a plan", "Enter"),),
    "QBRs": (
        ("Prepare the chosen review", "Enter"),
        ("Edit the planned day, or a line of the page", "F2"),
        ("Take a line away", "Delete"),
        ("The page shown to the customer: on, back, leave", "Space, Left, Esc or F5"),
        ("Move a line", "Alt+Up, Alt+Down"),
    ),
    "Everywhere": (
        ("These shortcuts, outside of texts and figures", "?"),
        ("How a figure came about", "Click, or ? with the focus on it"),
        ("Walk along the points of a chart", "Left, Right"),
        ("Copy rows, brief or picture", "Ctrl+C"),
        ("Close the drawer, or come back to today", "Esc"),
    ),
}
"""By place: what the keys of lists, tables and charts do. The actions of the menus are listed from their records."""


class _Area(QScrollArea):
    spoken_as = QAccessible.Role.Pane


class ShortcutsDialog(QDialog):
    """Two columns: what is done, and its keys."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(WIDTH, HEIGHT)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        # The bar never lies over the keys.
        grid.setContentsMargins(0, 0, BAR + 4, 0)
        row = 0
        for menu in MENUS:
            rows = [(action.text, action.shortcuts) for action in actions if action.menu == menu and action.shortcuts]
            row = _section(grid, row, menu, [(text, " or ".join(map(_native, keys))) for text, keys in rows])
        others = [(action.text, action.shortcuts) for action in actions if action.menu is None and action.shortcuts]
        row = _section(grid, row, "Window", [(text, " or ".join(map(_native, keys))) for text, keys in others])
        for place, rows in ON_PAGES.items():
            row = _section(grid, row, place, list(rows))
        grid.setColumnStretch(0, 1)
        inner = QWidget()
        inner.setLayout(grid)
        area = _Area()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("Keyboard shortcuts")
        area.setWidget(inner)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24 - BAR, 16)
        layout.setSpacing(12)
        buttons.setContentsMargins(0, 0, BAR, 0)
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
        # Of what is long the words go on below; the keys are never cut.
        name.setWordWrap(True)
        name.setMinimumHeight(1)
        grid.addWidget(name, number, 0)
        grid.addWidget(key, number, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    return row + len(rows) + 1
