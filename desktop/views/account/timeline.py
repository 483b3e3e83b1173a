"""What happened, newest first, each with its day, an icon, a sentence and what was said."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from desktop.charts.tokens import BODY, SMALL
from desktop.operations.account_timeline import TimelineRow
from desktop.operations.account_view import AccountView
from desktop.views import format as fmt
from desktop.views.account import parts, words
from desktop.views.account.parts import Mode
from desktop.views.theme import font, paint_icon

FIRST, MORE, ROW = 12, 40, 40
DATE, GUTTER = 48, 42
"""Widths of the day, and of what the icon stands in."""
ABOVE, BELOW = 3, 5
SHIFTED = "Health at the end of the day before, and of this day; all that happened in between counts."

Face = tuple[int, QFont.Weight]
SMALL_FACE: Face = (SMALL, QFont.Weight.Normal)
TOLD_FACE: Face = (BODY, QFont.Weight.Medium)
SHIFT_FACE: Face = (BODY, QFont.Weight.Normal)


class Timeline(parts.Column):
    """The events of an account; `grown` after more of them, or others, are shown."""

    grown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._view: AccountView | None = None
        self._mode: Mode | None = None
        self._first = FIRST
        self._shown, self._group = FIRST, "All kinds"

    def make_room(self, height: int) -> None:
        """Show from the next time on as many at first as fill so many pixels."""
        self._first = max(FIRST, height // ROW + 1)

    def show_view(self, view: AccountView, mode: Mode) -> None:
        if self._view is None or self._view.account.id != view.account.id:
            self._shown, self._group = self._first, "All kinds"
        self._view, self._mode = view, mode
        self._fill()

    def _fill(self) -> None:
        view, mode = self._view, self._mode
        if view is None or mode is None:
            return
        self.clear()
        kinds = words.GROUPS[self._group]
        rows = [
            row
            for row in view.timeline
            if (not kinds or row.event.kind in kinds) and not (mode.is_guarded and row.event.kind in words.INTERNAL)
        ]
        self._head(len(rows), has_any=bool(view.timeline))
        if not rows:
            if view.timeline:
                self.say(f"Nothing of this kind: {self._group.lower()}.")
            else:
                self.say(f"Nothing has happened yet. Type what did: {words.TO_TYPE['talk']}")
        shown = rows[: self._shown]
        for at, row in enumerate(shown):
            self.rows.addWidget(Entry(row, view, mode, is_last=at == len(shown) - 1))
        older = len(rows) - len(shown)
        if older > 0:
            more = QPushButton(f"{fmt.number(older)} older")
            more.setProperty("look", "link")
            more.setAccessibleName(f"Show {older} older")
            more.clicked.connect(self._show_more)
            line = parts.line_of(more)
            line.setContentsMargins(DATE + GUTTER, 0, 0, 8)
            self.rows.addLayout(line)
        self.rows.addStretch()

    def _head(self, count: int, *, has_any: bool) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 4)
        line.setSpacing(8)
        line.addWidget(parts.text("Timeline", "heading"))
        line.addWidget(parts.text(f"{fmt.plural(count, 'fact')}, newest first" if count else "", "small"))
        line.addStretch()
        if has_any:
            choose = QPushButton(self._group)
            choose.setProperty("look", "link")
            choose.setAccessibleName(f"Kinds shown: {self._group}")
            choose.clicked.connect(partial(self._ask, choose))
            line.addWidget(choose)
        self.rows.addLayout(line)

    def _ask(self, button: QPushButton) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for group in words.GROUPS:
            action = menu.addAction(group)
            action.setCheckable(True)
            action.setChecked(group == self._group)
            action.triggered.connect(partial(self.narrow, group))
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def narrow(self, group: str, _checked: bool = False) -> None:
        """Show only one group of kinds."""
        self._group, self._shown = group, self._first
        self._fill()
        self.grown.emit()

    def _show_more(self) -> None:
        self._shown += MORE
        self._fill()
        self.grown.emit()


class Entry(QWidget):
    """One event; the thin line leads on to the older one. Painted: labels made a timeline hundreds of widgets."""

    spoken_as = QAccessible.Role.StaticText

    def __init__(self, row: TimelineRow, view: AccountView, mode: Mode, *, is_last: bool) -> None:
        super().__init__()
        event = row.event
        self._theme, self._is_last, self._is_planned = mode.theme, is_last, event.is_planned
        self._icon, self._on_day = words.ICONS.get(event.kind, "note-pencil"), event.on_day
        sentence, below = words.event(event, view.day)
        if mode.is_guarded and event.kind in ("call", "email", "meeting", "note"):
            below = ""
        self._when = "today" if event.on_day == view.day else fmt.day(event.on_day, beside=view.day)
        self._sentence, self._below = parts.breakable(sentence), parts.breakable(below)
        shift = None if mode.is_guarded else row.shift
        self._shift = "" if shift is None else f"{shift.before} → {shift.after}"
        self._is_better = shift is not None and shift.after > shift.before
        self._places: dict[int, _Places] = {}
        self.setAccessibleName(f"{fmt.day(event.on_day)}: {sentence}. {below}")
        if self._shift:
            self.setAccessibleDescription(f"Health {self._shift}. {SHIFTED}")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(parts.CENTRE, self.heightForWidth(parts.CENTRE))

    def minimumSizeHint(self) -> QSize:
        return QSize(DATE + GUTTER, ROW // 2)

    def heightForWidth(self, width: int) -> int:
        return self._placed(width).height

    def _placed(self, width: int) -> _Places:
        """Where each text is in so many pixels."""
        if width not in self._places:
            left, top = DATE + GUTTER, ABOVE
            shift = _wide(self._shift) + 8 if self._shift else 0
            when = _tall(self._when, SMALL_FACE, DATE)
            sentence = _tall(self._sentence, TOLD_FACE, width - left - shift)
            below = _tall(self._below, SMALL_FACE, width - left) if self._below else 0
            self._places[width] = _Places(
                QRect(0, top + 1, DATE, when),
                QRect(left, top, width - left - shift, sentence),
                QRect(left, top + sentence, width - left, below),
                QRect(width - shift + 8, top, shift - 8, _tall(self._shift, SHIFT_FACE, shift)) if shift else QRect(),
                ABOVE + max(sentence + below, when + 1) + BELOW,
            )
        return self._places[width]

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            places = self._placed(self.width())
            self.setToolTip("")
            if event.pos().x() < DATE:
                self.setToolTip(fmt.long_day(self._on_day))
            elif places.shift.contains(event.pos()):
                self.setToolTip(SHIFTED)
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, places = QPainter(self), self._placed(self.width())
        left = DATE + 16
        paint_icon(painter, QRectF(left, 5, 16, 16), self._icon, self._theme.tokens.ink_2)
        if not self._is_last:
            painter.fillRect(QRectF(left + 7.5, 25, 1, max(self.height() - 25, 0)), self._theme.colour("border"))
        wraps, right = Qt.TextFlag.TextWordWrap, Qt.AlignmentFlag.AlignRight
        self._write(
            painter, places.when, self._when, SMALL_FACE, "accent" if self._is_planned else "ink_3", right | wraps
        )
        self._write(painter, places.sentence, self._sentence, TOLD_FACE, "ink", wraps)
        self._write(painter, places.below, self._below, SMALL_FACE, "ink_3", wraps)
        self._write(painter, places.shift, self._shift, SHIFT_FACE, "positive" if self._is_better else "negative", 0)

    def _write(self, painter: QPainter, place: QRect, said: str, face: Face, token: str, flags: int) -> None:
        if said:
            painter.setFont(font(*face))
            painter.setPen(self._theme.colour(token))
            painter.drawText(place, flags, said)


class _Places(NamedTuple):
    when: QRect
    sentence: QRect
    below: QRect
    shift: QRect
    height: int


def _tall(said: str, face: Face, width: int) -> int:
    """How high a label of it would be."""
    return QFontMetrics(font(*face)).boundingRect(QRect(0, 0, width, 2000), Qt.TextFlag.TextWordWrap, said).height()


def _wide(said: str) -> int:
    return QFontMetrics(font(*SHIFT_FACE)).boundingRect(QRect(0, 0, 2000, 2000), 0, said).width()
