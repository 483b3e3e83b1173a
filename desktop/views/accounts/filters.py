"""What the list is narrowed by: a field to type into, and a chip for band, CSM and segment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from desktop.views import format
from desktop.views.accounts.rows import AccountTable
from desktop.views.table.rows import BoolArray
from desktop.views.theme import Theme, paint_icon

FIELD_WIDTH, LEAST_WIDTH = 240, 120
TARGET = "QPushButton { min-height: 20px; }"
"""With its edges 24 pixels: large enough to hit."""
RED_OR_AMBER = "red or amber"
_BANDS = (RED_OR_AMBER, "red", "amber", "green", "unscored")


class FilterField(QLineEdit):
    """Filters as one types; Esc clears, and again leaves, as Down and Enter do."""

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName("Filter accounts")
        self.setPlaceholderText("Filter: name, CSM, stage …")
        self.setMinimumWidth(LEAST_WIDTH)
        self.setMaximumWidth(FIELD_WIDTH)
        self.setClearButtonEnabled(False)
        self.setTextMargins(18, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        room = QRectF(8, (self.height() - 16) / 2, 16, 16)
        paint_icon(painter, room, "magnifying-glass", self._theme.tokens.ink_3)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FilterChip(QPushButton):
    """One choice out of a few values.

    Args:
        column: the field of an account it looks at.
        what: what the field is called.
    """

    chosen = Signal()

    def __init__(self, theme: Theme, column: str, what: str, order: Sequence[str] = ()) -> None:
        super().__init__()
        self.column, self.what = column, what
        self.value: str | None = None
        """None = any."""
        self._order = order
        self._counts: Counter[str] = Counter()
        self._values: Callable[[], Sequence[str]] = tuple
        self._menu: QMenu | None = None
        self.setProperty("look", "chip")
        self.setStyleSheet(TARGET)
        self.setIcon(theme.icon("caret-down", "ink_3"))
        self.setIconSize(QSize(12, 12))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.clicked.connect(self._open)
        self._tell()

    def offer(self, values: Callable[[], Sequence[str]]) -> None:
        """Offer these values, one an account; they are asked for, and counted, when the menu is opened."""
        self._values = values

    def choose(self, value: str | None) -> None:
        if value != self.value:
            self.value = value
            self._tell()
            self.chosen.emit()

    def lets_pass(self, values: Sequence[str]) -> BoolArray | None:
        """Which of the accounts' values are the chosen one; None = all."""
        if self.value is None:
            return None
        wanted = ("red", "amber") if self.value == RED_OR_AMBER else (self.value,)
        return np.fromiter((value in wanted for value in values), np.bool_, len(values))

    def _open(self) -> None:
        self._menu = QMenu(self)
        self._menu.setAccessibleName(self.what)
        self._counts = Counter(self._values())
        values = [value for value in self._order if self._count(value)]
        values += sorted((value for value in self._counts if value not in self._order), key=str.casefold)
        for value in (None, *values):
            text = "Any" if value is None else f"{value}  ({format.number(self._count(value))})"
            action = self._menu.addAction(text.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(value == self.value)
            action.triggered.connect(partial(self.choose, value))
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _count(self, value: str) -> int:
        return self._counts["red"] + self._counts["amber"] if value == RED_OR_AMBER else self._counts[value]

    def _tell(self) -> None:
        self.setText(f"{self.what}: {self.value or 'any'}".replace("&", "&&"))
        self.setAccessibleName(f"{self.what}: {self.value or 'any'}")
        self.setProperty("on", "false" if self.value is None else "true")
        self.style().unpolish(self)
        self.style().polish(self)


class FilterBar(QWidget):
    """The field, the chips, and a way back to everything."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.field = FilterField(theme)
        self.band = FilterChip(theme, "band", "Band", _BANDS)
        self.csm = FilterChip(theme, "csm", "CSM")
        self.segment = FilterChip(theme, "segment", "Segment")
        self.chips = (self.band, self.csm, self.segment)
        self._everything = QPushButton("Show all")
        self._everything.setProperty("look", "link")
        self._everything.setStyleSheet(TARGET)
        self._everything.clicked.connect(self.clear)
        self._everything.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.field, 1)
        for chip in self.chips:
            chip.chosen.connect(self._changed)
            layout.addWidget(chip)
        layout.addWidget(self._everything)
        layout.addStretch(1)
        self.field.textChanged.connect(self._changed)

    def offer(self, rows: AccountTable) -> None:
        for chip in self.chips:
            chip.offer(partial(rows.facet, chip.column))

    def guard(self, *, is_on: bool) -> None:
        """Bands are not chosen from while a customer looks on."""
        self.band.setVisible(not is_on)

    def only(self, rows: AccountTable) -> BoolArray | None:
        """Which accounts the chips let pass; None = all."""
        found: BoolArray | None = None
        for chip in self.chips:
            if chip.isHidden() or chip.value is None:
                continue
            passing = chip.lets_pass(rows.facet(chip.column))
            if passing is not None:
                found = passing if found is None else found & passing
        return found

    @property
    def is_on(self) -> bool:
        return bool(self.field.text().strip()) or any(chip.value for chip in self.chips if not chip.isHidden())

    def clear(self) -> None:
        """Show everything again."""
        for part in (self, *self.chips, self.field):
            part.blockSignals(True)
        self.field.clear()
        for chip in self.chips:
            chip.choose(None)
        for part in (self, *self.chips, self.field):
            part.blockSignals(False)
        self._changed()

    def _changed(self) -> None:
        self._everything.setVisible(self.is_on)
        self.changed.emit()
