"""The rail at the left: the pages, the file, and the day that is looked at. Narrow windows show icons only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy, QVBoxLayout, QWidget

from desktop.charts.tokens import SMALL
from desktop.views import format
from desktop.views.entry_ground import paint_ground
from desktop.views.pieces import plain_label
from desktop.views.theme import Theme, font, paint_icon

WIDE, NARROW = 176, 48


class RailPage(NamedTuple):
    """A page as the rail names it; is_below = apart from the others, at the foot of the rail."""

    name: str
    title: str
    icon: str
    is_below: bool = False


class Rail(QFrame):
    """Buttons for the pages, and below them what is open and as of when."""

    chosen = Signal(str)
    menu_asked = Signal()
    day_asked = Signal()

    def __init__(self, theme: Theme, pages: Sequence[RailPage], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._brand = _RailButton(theme, "Perennial", "plant", is_brand=True)
        self._brand.setAccessibleName("Menu")
        self._brand.setToolTip("Menu (F10)")
        self._brand.clicked.connect(self.menu_asked)
        self._buttons: dict[str, _RailButton] = {}
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 12)
        layout.setSpacing(2)
        layout.addWidget(self._brand)
        layout.addSpacing(4)
        apart = False
        for page in sorted(pages, key=lambda each: each.is_below):
            if page.is_below and not apart:
                layout.addStretch(1)
                apart = True
            button = _RailButton(theme, page.title, page.icon)
            button.setCheckable(True)
            button.setObjectName(f"rail-{page.name}")
            button.clicked.connect(self._choose)
            self._group.addButton(button)
            self._buttons[page.name] = button
            layout.addWidget(button)
        if not apart:
            layout.addStretch(1)
        self._below = QWidget()
        self._below.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        below = QVBoxLayout(self._below)
        below.setContentsMargins(8, 8, 0, 0)
        below.setSpacing(2)
        self._file, self._state = plain_label("strong"), plain_label("small")
        below.addWidget(self._file)
        below.addWidget(self._state)
        below.addSpacing(8)
        as_of = plain_label("small")
        as_of.setText("As of")
        below.addWidget(as_of)
        self._day = _RailText(theme)
        self._day.clicked.connect(self.day_asked)
        below.addWidget(self._day)
        layout.addWidget(self._below)
        self.set_narrow(False)
        self.show_file(None, "", is_open=False)

    def set_narrow(self, narrow: bool) -> None:
        """Icons only, for windows that need the room."""
        self.setFixedWidth(NARROW if narrow else WIDE)
        self._below.setVisible(not narrow)
        for button in (self._brand, *self._buttons.values()):
            button.set_narrow(narrow)

    def show_page(self, name: str) -> None:
        """Mark a page as the one that is shown; pages within another ("account") mark that one."""
        button = self._buttons.get({"account": "accounts", "compare": "accounts"}.get(name, name))
        marked = self._group.checkedButton()
        if button is not None:
            button.setChecked(True)
        elif marked is not None:
            # Of a page that is not in the rail none is marked.
            self._group.setExclusive(False)
            marked.setChecked(False)
            self._group.setExclusive(True)

    def show_count(self, name: str, count: int) -> None:
        """How many things on a page want somebody; 0 = nothing is said."""
        if name in self._buttons:
            self._buttons[name].set_count(count)

    def guard(self, *, is_on: bool) -> None:
        """Hide the counts while a customer looks on: how many accounts want somebody is not for them."""
        for button in self._buttons.values():
            button.guard(is_on=is_on)

    def show_file(self, name: str | None, state: str, *, is_open: bool) -> None:
        """Which file it is about, and in what way; its pages can be chosen once it is open."""
        width = WIDE - 32
        self._file.setText(self._file.fontMetrics().elidedText(name or "No file", Qt.TextElideMode.ElideMiddle, width))
        self._file.setToolTip(name or "")
        self._state.setText(state)
        self._state.setVisible(bool(state))
        for button in self._buttons.values():
            button.setEnabled(is_open)
            if not is_open:
                button.set_count(0)
            if not is_open and button.isChecked():
                self._group.setExclusive(False)
                button.setChecked(False)
                self._group.setExclusive(True)

    def show_day(self, text: str, *, is_past: bool) -> None:
        self._day.set_text(text, is_past=is_past)

    def _choose(self) -> None:
        pressed = self.sender()
        for name, button in self._buttons.items():
            if button is pressed:
                self.chosen.emit(name)


class _RailButton(QAbstractButton):
    """An icon and a word; the chosen one on the selected ground."""

    def __init__(self, theme: Theme, text: str, icon: str, *, is_brand: bool = False) -> None:
        super().__init__()
        self._theme, self._icon, self._is_brand, self._narrow = theme, icon, is_brand, False
        self._count = self._known_count = 0
        self._is_guarded = False
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.setToolTip(self.text() if narrow else "")
        self.update()

    def set_count(self, count: int) -> None:
        self._known_count = count
        self._tell_count()

    def guard(self, *, is_on: bool) -> None:
        """Say no count while it is on; it comes back as it is by then."""
        self._is_guarded = is_on
        self._tell_count()

    def _tell_count(self) -> None:
        self._count = count = 0 if self._is_guarded else self._known_count
        self.setAccessibleName(f"{self.text()}, {count}" if count else self.text())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(NARROW - 16, 32 if self._is_brand else 28)

    def paintEvent(self, e: QPaintEvent) -> None:
        del e
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        paint_ground(painter, self, self._theme)
        square = QRectF(8, (box.height() - 16) / 2, 16, 16)
        if self._is_brand:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent"))
            painter.drawRoundedRect(square.adjusted(-1, -1, 1, 1), 4, 4)
            paint_icon(painter, square.adjusted(2, 2, -2, -2), self._icon, tokens.on_accent)
        else:
            ink = tokens.ink_3 if not self.isEnabled() else tokens.ink if self.isChecked() else tokens.ink_2
            paint_icon(painter, square, self._icon, ink)
        if not self._narrow:
            strong = self.isChecked() or self._is_brand
            painter.setFont(font(weight=QFont.Weight.DemiBold if strong else QFont.Weight.Normal))
            ink = "ink_3" if not self.isEnabled() else "ink" if strong else "ink_2"
            painter.setPen(self._theme.colour(ink))
            painter.drawText(box.adjusted(32, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
            if self._count:
                painter.setFont(font(SMALL, figures=True))
                painter.setPen(self._theme.colour("ink_2"))
                side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
                painter.drawText(box.adjusted(0, 0, -8, 0), side, format.number(self._count))


class _RailText(QAbstractButton):
    """The day, to be clicked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._is_past = theme, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip("Look at another day (Ctrl+Shift+D)")
        theme.changed.connect(self.update)

    def set_text(self, text: str, *, is_past: bool) -> None:
        self._is_past = is_past
        self.setText(text)
        self.setAccessibleName(f"As of {text}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, 20)

    def paintEvent(self, e: QPaintEvent) -> None:
        del e
        painter = QPainter(self)
        painter.setFont(font(weight=QFont.Weight.Medium))
        painter.setPen(self._theme.colour("as_of_ink" if self._is_past else "ink"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.hasFocus():
            painter.setPen(self._theme.colour("accent"))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
