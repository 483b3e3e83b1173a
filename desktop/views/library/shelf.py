"""What is in the library, at the left: the scorecards, then the playbooks. Up and Down choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.charts.tokens import SMALL
from desktop.views.entry_ground import paint_ground
from desktop.views.pieces import plain_label
from desktop.views.theme import Theme, font

WIDTH = 192


class Entry(NamedTuple):
    """One thing in the library; its key tells it from all others."""

    key: str
    name: str
    below: str


class Shelf(QWidget):
    """Groups of entries, one of which is chosen."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._buttons: dict[str, _ShelfButton] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        self.setFixedWidth(WIDTH)

    @property
    def entries(self) -> list[tuple[str, str, str]]:
        return [(key, button.text(), button.below) for key, button in self._buttons.items()]

    def show_groups(self, groups: Sequence[tuple[str, Sequence[Entry]]], chosen: str) -> None:
        """Show these groups; the entry with this key is the chosen one."""
        keys = [entry.key for _, entries in groups for entry in entries]
        if keys != list(self._buttons):
            self._make(groups)
        for entry in (entry for _, entries in groups for entry in entries):
            self._buttons[entry.key].show_entry(entry)
        self.choose(chosen)

    def choose(self, key: str) -> None:
        for name, button in self._buttons.items():
            button.setChecked(name == key)
            # One stop for Tab; within it the arrows go on.
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name == key else Qt.FocusPolicy.ClickFocus)

    @property
    def current(self) -> QWidget | None:
        return next((button for button in self._buttons.values() if button.isChecked()), None)

    def press(self, key: str) -> None:
        """Choose an entry as a click does."""
        self._buttons[key].click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        keys, now = list(self._buttons), self.current
        if event.key() not in steps or not isinstance(now, _ShelfButton):
            super().keyPressEvent(event)
            return
        at = keys.index(now.key) + steps[Qt.Key(event.key())]
        if 0 <= at < len(keys):
            self.chosen.emit(keys[at])
            self._buttons[keys[at]].setFocus(Qt.FocusReason.TabFocusReason)

    def _make(self, groups: Sequence[tuple[str, Sequence[Entry]]]) -> None:
        had_focus = any(button.hasFocus() for button in self._buttons.values())
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons = {}
        for at, (title, entries) in enumerate(groups):
            head = plain_label("heading", title)
            head.setContentsMargins(12, 16 if at else 4, 0, 4)
            self._rows.addWidget(head)
            for entry in entries:
                button = _ShelfButton(entry.key, self._theme)
                button.clicked.connect(self._choose)
                self._buttons[entry.key] = button
                self._rows.addWidget(button)
        self._rows.addStretch(1)
        if had_focus and self._buttons:
            next(iter(self._buttons.values())).setFocus()

    def _choose(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, _ShelfButton):
            # Pressed again it stays the chosen one.
            pressed.setChecked(True)
            self.chosen.emit(pressed.key)


class _ShelfButton(QAbstractButton):
    """A name, and below it what is said of it."""

    def __init__(self, key: str, theme: Theme) -> None:
        super().__init__()
        self.key, self.below, self._theme = key, "", theme
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_entry(self, entry: Entry) -> None:
        self.setText(entry.name)
        self.below = entry.below
        self.setAccessibleName(f"{entry.name}, {entry.below}" if entry.below else entry.name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 44)

    def keyPressEvent(self, e: QKeyEvent) -> None:
        if e.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
            # For the shelf: a button would take them for going through its group.
            e.ignore()
            return
        super().keyPressEvent(e)

    def paintEvent(self, e: QPaintEvent) -> None:
        del e
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        paint_ground(painter, self, self._theme)
        room = int(box.width()) - 24
        weight = QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal
        for text, top, face, ink in (
            (self.text(), 5, font(weight=weight), "ink"),
            (self.below, 23, font(SMALL), "ink_2" if self.isChecked() else "ink_3"),
        ):
            painter.setFont(face)
            painter.setPen(self._theme.colour(ink))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(12, top, room, 18), Qt.AlignmentFlag.AlignVCenter, shown)
