"""Chips painted behind the text that they stand for, over as many rows as it takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextDocument

from desktop.charts.tokens import BODY, RADIUS, Tokens
from desktop.views.theme import font

CHIP = 24
PAD = 8


def paint_chips(
    painter: QPainter,
    document: QTextDocument,
    spans: Sequence[tuple[int, int, str]],
    scrolled: QPointF,
    height: float,
    tokens: Tokens,
) -> None:
    """Paint the chips of a document of one block that can be seen.

    Args:
        spans: start and end in UTF-16, and what is spelled out behind the text.
        scrolled: how far the document is scrolled, in pixels.
        height: of what is seen of it, in pixels.
    """
    block = document.firstBlock()
    origin = document.documentLayout().blockBoundingRect(block).topLeft() - scrolled
    layout = block.layout()
    for start, end, hint in spans:
        first_row, last_row = layout.lineForTextPosition(start), layout.lineForTextPosition(end - 1)
        if not (first_row.isValid() and last_row.isValid()):
            continue
        for index in range(first_row.lineNumber(), last_row.lineNumber() + 1):
            row = layout.lineAt(index)
            middle = row.y() + row.height() / 2 + origin.y()
            first, last = max(start, row.textStart()), min(end, row.textStart() + row.textLength())
            if first >= last or not -CHIP < middle < height + CHIP:
                continue
            left = _x(row, first) - (PAD if first == start else 0)
            right = _x(row, last) if last == end else row.naturalTextWidth() + row.x()
            box = QRectF(left + origin.x(), middle - CHIP / 2, right - left, CHIP)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
            if last == end and hint:
                painter.setFont(font(BODY))
                painter.setPen(QColor(tokens.ink_2))
                room = box.adjusted(0, 0, -PAD, 0)
                painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, hint)


def _x(row: object, at: int) -> float:
    found = row.cursorToX(at)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
    return float(found[0] if isinstance(found, tuple) else found)  # pyright: ignore[reportUnknownArgumentType]
