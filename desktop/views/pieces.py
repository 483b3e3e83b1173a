"""Pieces that several pages and drawers are made of: a label, a card, a layout made empty. Knows no page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QVBoxLayout, QWidget


def plain_label(look: str, text: str = "", *, wraps: bool = True) -> QLabel:
    """A text as it stands, never read as HTML.

    Args:
        look: one of the style sheet; "" = body text.
        wraps: its height follows from the width it is given, not from the one it would like.
    """
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if wraps:
        made.setWordWrap(True)
        made.setMinimumHeight(1)
    if look:
        made.setProperty("look", look)
    return made


def card(*inside: QWidget, margins: tuple[int, int, int, int] = (1, 1, 1, 1), parent: QWidget | None = None) -> QFrame:
    """A ground with an edge one pixel wide, around widgets one below the other."""
    made = QFrame(parent)
    made.setProperty("look", "card")
    layout = QVBoxLayout(made)
    layout.setContentsMargins(*margins)
    layout.setSpacing(0)
    for each in inside:
        layout.addWidget(each)
    return made


def empty(layout: QLayout) -> None:
    """Take everything out of a layout, with what is in it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)
            inner.deleteLater()
