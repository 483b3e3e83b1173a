"""The strip below the line: one sentence in stretches of different looks, on as many lines as it needs.

Its ground is painted by the frame around it, up to the edge.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.charts.tokens import BODY
from desktop.views.composer.words import Run, paint_of
from desktop.views.theme import Theme, font

_LINE = 20
_SIDE = 16
"""Pixels: below what is typed in the line."""
_ABOVE = 4


class Strip(QWidget):
    """Says what will happen, or what is in the way."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._runs: tuple[Run, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)
        self._fit()

    @property
    def text(self) -> str:
        return "".join(run.text for run in self._runs)

    @property
    def runs(self) -> tuple[Run, ...]:
        return self._runs

    def say(self, runs: Sequence[Run]) -> None:
        """Show a sentence; also read to those who cannot see it."""
        if tuple(runs) == self._runs:
            return
        self._runs = tuple(runs)
        self.setAccessibleName(self.text)
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        tokens = self._theme.tokens
        painter.setPen(QColor(tokens.ink))
        self._laid_out()[0].draw(painter, QPointF(_SIDE, _ABOVE))
        painter.end()

    def _fit(self) -> None:
        lines = max(1, self._laid_out()[1])
        self.setFixedHeight(lines * _LINE + 2 * _ABOVE)

    def _laid_out(self) -> tuple[QTextLayout, int]:
        layout = QTextLayout(self.text, font(BODY))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        formats: list[QTextLayout.FormatRange] = []
        at = 0
        for run in self._runs:
            look = QTextCharFormat()
            look.setForeground(QColor(paint_of(self._theme.tokens, run.colour)))
            if run.bold:
                look.setFontWeight(QFont.Weight.DemiBold)
            part = QTextLayout.FormatRange()
            length = len(run.text.encode("utf-16-le")) // 2
            part.start, part.length, part.format = at, length, look  # pyright: ignore[reportAttributeAccessIssue]
            formats.append(part)
            at += length
        layout.setFormats(formats)
        layout.beginLayout()
        count = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(40, self.width() - 2 * _SIDE))
            line.setPosition(QPointF(0, count * _LINE + (_LINE - line.height()) / 2))
            count += 1
        layout.endLayout()
        return layout, count
