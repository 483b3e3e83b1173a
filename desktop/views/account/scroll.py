"""A column of the account page that scrolls by itself. Knows no account."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QWidget

from desktop.views.theme import Theme


class Scroll(QScrollArea):
    """A column that scrolls where it does not fit, with keys too.

    Its bar lies in a strip of its own, so that what is inside keeps its width; an edge shows that keys go to it.
    """

    BAR = 12
    spoken_as = QAccessible.Role.Pane

    def __init__(self, inside: QWidget, name: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(0, 0, self.BAR, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setWidget(inside)
        own = self.verticalScrollBar()
        own.rangeChanged.connect(self._take_range)
        own.valueChanged.connect(self._bar.setValue)
        self._bar.valueChanged.connect(own.setValue)
        self._bar.hide()
        self._colour()
        theme.changed.connect(self._colour)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bar.setGeometry(self.width() - self.BAR, 0, self.BAR, self.height())
        self._take_range()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.fillRect(0, 0, 2, self.viewport().height(), self._theme.colour("accent"))

    def _colour(self) -> None:
        # Three bars of full strength would be what the eye meets first.
        tokens = self._theme.tokens
        self._bar.setStyleSheet(
            f"QScrollBar::handle {{ background: {tokens.border}; }}"
            f"QScrollBar::handle:hover {{ background: {tokens.control_edge}; }}"
        )

    def _take_range(self) -> None:
        own = self.verticalScrollBar()
        self._bar.setRange(own.minimum(), own.maximum())
        self._bar.setPageStep(own.pageStep())
        self._bar.setSingleStep(24)
        own.setSingleStep(24)
        self._bar.setValue(own.value())
        self._bar.setVisible(own.maximum() > 0)
