"""Pieces that several pages and drawers are made of: a label, a card, a layout made empty. Knows no page."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QScrollArea, QVBoxLayout, QWidget

INNER_RADIUS = 3
"""Of a card's ground, within its edge."""
BAR = 12
"""Pixels a scroll bar takes."""


def plain_label(look: str, text: str = "", *, wraps: bool = False) -> QLabel:
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


def can_be_given_focus(widget: QWidget) -> bool:
    """Whether a widget that had the focus has not been deleted meanwhile, and can take it again."""
    try:
        return widget.isVisible() and widget.isEnabled()
    except RuntimeError:
        return False


class Card(QFrame):
    """A ground with an edge; the line of it that shows around its parts is of each part's own ground.

    A part stands on the sunken ground where its property `sunken` says how many of its topmost pixels do.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        super().paintEvent(arg__1)
        sunken = self.palette().color(QPalette.ColorRole.AlternateBase)
        painter = QPainter(self)
        inside = QPainterPath()
        inside.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), INNER_RADIUS, INNER_RADIUS)
        painter.setClipPath(inside)
        for part in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            deep = part.property("sunken")
            if deep and part.isVisible():
                place = part.geometry().adjusted(-1, -1, 1, 1)
                if deep < part.height():
                    place.setHeight(1 + deep)
                painter.fillRect(place, sunken)
        painter.end()


def scrolled(inside: QWidget) -> QScrollArea:
    """As wide as there is room, and scrolled by the wheel where it is higher; the keys go to what is in it."""
    made = QScrollArea()
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setWidgetResizable(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(inside)
    return made


def card(*inside: QWidget, margins: tuple[int, int, int, int] = (1, 1, 1, 1), parent: QWidget | None = None) -> QFrame:
    """A ground with an edge one pixel wide, around widgets one below the other."""
    made, layout = open_card(margins, 0, parent)
    for each in inside:
        layout.addWidget(each)
    return made


def open_card(
    margins: tuple[int, int, int, int] = (16, 10, 16, 12), spacing: int = 4, parent: QWidget | None = None
) -> tuple[QFrame, QVBoxLayout]:
    """A card with nothing in it yet, and what it is filled by."""
    made = Card(parent)
    layout = QVBoxLayout(made)
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    return made, layout


def keep_margin(area: QScrollArea, layout: QLayout, margin: int) -> None:
    """Have what an area scrolls end at the same place with a bar and without: the bar takes of the right margin.

    Args:
        layout: of the widget that is scrolled.
    """
    area.verticalScrollBar().rangeChanged.connect(partial(_keep_margin, layout, margin))
    _keep_margin(layout, margin, 0, 0)


def _keep_margin(layout: QLayout, margin: int, _least: int, most: int) -> None:
    layout.setContentsMargins(0, 0, margin - BAR if most > 0 else margin, 0)


def take_out(layout: QLayout, widget: QWidget) -> None:
    """Take a widget out of a layout and throw it away.

    Not by removeWidget, nor by leaving it to Qt: what PySide made of a layout's item, as it does of all that lie in
    one that is put into another, is then found again under the address of whatever comes to lie there.
    """
    leave(layout, widget)
    widget.hide()
    widget.deleteLater()


def leave(layout: QLayout, widget: QWidget) -> None:
    """Take a widget out of a layout, if it is there, to be put elsewhere."""
    if (at := layout.indexOf(widget)) >= 0:
        layout.takeAt(at)


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
