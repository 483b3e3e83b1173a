"""The sections of the account page as tabs, with the number key of each."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desktop.charts.tokens import BODY
from desktop.views.account import parts
from desktop.views.theme import Theme, font

SECTIONS = ("overview", "plan", "voice", "usage", "contract", "history")
HEIGHT = 33


class Sections(QWidget):
    """The tabs; `chosen` tells the name of the section."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(parts.MARGIN, 0, parts.MARGIN, 0)
        line.setSpacing(24)
        self.tabs: dict[str, _Tab] = {}
        for number, name in enumerate(SECTIONS, start=1):
            tab = self.tabs[name] = _Tab(number, name, theme)
            tab.clicked.connect(self._choose)
            line.addWidget(tab)
        line.addStretch()

    def show_section(self, name: str) -> None:
        self.tabs[name].setChecked(True)

    def _choose(self) -> None:
        name = next(name for name, tab in self.tabs.items() if tab.isChecked())
        self.chosen.emit(name)


class _Tab(QAbstractButton):
    def __init__(self, number: int, name: str, theme: Theme) -> None:
        super().__init__()
        self._theme, self._number, self._label = theme, str(number), name.capitalize()
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setText(self._label)
        self.setAccessibleName(self._label)
        self.setToolTip(f"{self._label} ({number})")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        widest = QFontMetrics(font(BODY, QFont.Weight.DemiBold)).horizontalAdvance(self._label)
        return QSize(14 + widest + 2, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        painter.setFont(font(BODY))
        painter.setPen(self._theme.colour("ink_3"))
        painter.drawText(QRect(0, 0, 14, HEIGHT), Qt.AlignmentFlag.AlignVCenter, self._number)
        painter.setFont(font(BODY, QFont.Weight.DemiBold if on else QFont.Weight.Normal))
        painter.setPen(self._theme.colour("ink" if on or self.underMouse() else "ink_2"))
        painter.drawText(QRect(14, 0, self.width() - 14, HEIGHT), Qt.AlignmentFlag.AlignVCenter, self._label)
        if on:
            painter.fillRect(0, HEIGHT - 2, self.width(), 2, self._theme.colour("accent"))
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 5, -1, -5), 4, 4)
