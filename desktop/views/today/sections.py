"""A short list under its heading, with a word beside it, and what is said while it is empty."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.explained.label import HINT, FigureLabel
from desktop.views.pieces import plain_label
from desktop.views.theme import Theme
from desktop.views.today.line import Line
from desktop.views.today.lines import LINE, LineList
from desktop.views.today.tips import tip

GAP = 8


class SectionLink(QPushButton):
    """A link beside a heading; Down goes to what stands under it, as the page reads.

    Args:
        below: where Down goes.
    """

    def __init__(self, text: str, below: QWidget) -> None:
        super().__init__(text)
        self._below = below

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrows = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
        if event.key() == Qt.Key.Key_Down and self._below.isVisible():
            self._below.setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() not in arrows:
            # Of the arrows Qt makes a walk over the buttons of the page, wherever they stand.
            super().keyPressEvent(event)


class Section(QWidget):
    """A heading over a list (or over something else that shows rows).

    Args:
        body: what is under the heading.
        empty: said in its place where there is nothing.
    """

    def __init__(self, theme: Theme, title: str, body: QWidget, empty: str, link: str | None = None) -> None:
        super().__init__()
        self.body, self.heading, self.nothing = body, label("heading"), label("small")
        self.beside = FigureLabel(theme)
        self.beside.setProperty("look", "small")
        self.beside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.heading.setText(title)
        self.nothing.setText(empty)
        self.nothing.setWordWrap(True)
        self.link: QPushButton | None = None
        self._told: tuple[str, ...] = ("",)
        self.gives_way = False
        """Whether it makes do with the height that is left."""
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(GAP)
        top.addWidget(self.heading)
        top.addWidget(self.beside, 1)
        if link is not None:
            self.link = SectionLink(link, body)
            self.link.setProperty("look", "link")
            self.link.setCursor(Qt.CursorShape.PointingHandCursor)
            top.addWidget(self.link)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addLayout(top)
        whole.addWidget(self.nothing)
        whole.addWidget(body, 1)
        self._rest = QWidget()
        self._rest.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        whole.addWidget(self._rest, 1)
        self.show_body(is_there=False)

    def tell(self, *beside: str) -> None:
        """Say something beside the heading: the first of these that fits, and where none does, the last."""
        self._told = beside
        self.beside.set_can_ask(bool(beside[0]))
        self._say()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say()

    def hasHeightForWidth(self) -> bool:
        # A box that is told takes the height that all rows would like for the least there is, and lays a section over
        # what stands above it as soon as one beside it is empty and says so in a text that wraps.
        return not self.gives_way and super().hasHeightForWidth()

    def _say(self) -> None:
        room = self.width() - self.heading.sizeHint().width() - GAP
        if self.link is not None and not self.link.isHidden():
            room -= self.link.sizeHint().width() + GAP
        width = self.beside.fontMetrics().horizontalAdvance
        said = next((each for each in self._told if width(each) <= room), self._told[-1])
        if said != self.beside.text():
            self.beside.setText(said)
        self.beside.setToolTip(tip(self._told[0]) if said != self._told[0] else HINT if said else "")

    @property
    def has_body(self) -> bool:
        """Whether there is something under the heading."""
        return not self.body.isHidden()

    def show_body(self, *, is_there: bool) -> None:
        """Show what is under the heading, or say that there is nothing."""
        self.body.setVisible(is_there)
        self.nothing.setVisible(not is_there)
        self._rest.setVisible(not is_there)

    def show_lines(self, lines: Sequence[Line], beside: str) -> None:
        """Fill a section whose body is a list."""
        body = self.body
        assert isinstance(body, LineList)
        body.show_lines(lines)
        self.tell(beside if lines else "")
        self.show_body(is_there=bool(lines))
        # As high as its rows, and no higher than there is room.
        body.setMaximumHeight(max(LINE * len(lines), LINE))
        self._rest.setVisible(True)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setStretchFactor(body, 100)
            layout.setStretchFactor(self._rest, 1)


def label(look: str, text: str = "") -> QLabel:
    """A plain label, which gives way where it is small before it pushes its neighbours out."""
    made = plain_label(look, text)
    if look == "small":
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return made
