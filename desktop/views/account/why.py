"""Why the account has its score: points earned and lost by input, the largest loss first; they add up as shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.charts.tokens import BODY, SHAPES, SMALL
from desktop.operations.account_view import AccountView
from desktop.operations.account_why import Why, WhyCap, WhyRow
from desktop.views import format as fmt
from desktop.views.account import parts, reasons, words
from desktop.views.account.called import Called
from desktop.views.account.parts import Mode
from desktop.views.explained.label import Figure
from desktop.views.score_words import CAPS_IN_FULL, INPUTS
from desktop.views.theme import Theme, font

BAR, SHOWN, LOST = 68, 56, 32
"""Widths of the bar, of the points, and of the points lost."""
BODY_FONT, SMALL_FONT = (BODY, QFont.Weight.Normal), (SMALL, QFont.Weight.Normal)
LOST_FONT = (BODY, QFont.Weight.Medium)


class WhyPanel(parts.Column):
    """The rows of the score and their sum, and below them what people say."""

    def __init__(self) -> None:
        super().__init__()
        self._table = parts.Column()
        self.called = Called()
        self.rows.addWidget(self._table)
        self.rows.addWidget(self.called)

    def clear(self) -> None:
        # What people say keeps what is being typed there.
        self._table.clear()
        self.called.hide()

    def show_view(self, view: AccountView, mode: Mode) -> None:
        self.clear()
        self._show_score(view, mode)
        self.called.show_view(view, mode)
        self.called.show()

    def _show_score(self, view: AccountView, mode: Mode) -> None:
        why = view.why
        self._table.heading("Why this score", "points earned and lost" if why.rows and why.is_active else "")
        if not why.is_active:
            self._table.say(reasons.health(view))
            return
        if why.band == "unscored":
            best = why.missing[0].name if why.missing else None
            self._table.say(words.too_little(why.shown, len(why.rows), why.inputs, why.coverage, best))
            self._table.rows.addSpacing(4)
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.setColumnStretch(0, 1)
        for column, width in ((1, BAR), (2, SHOWN), (3, LOST)):
            grid.setColumnMinimumWidth(column, width)
        largest = max((row.of for row in why.rows), default=1)
        for row in why.rows:
            self._row(grid, row, largest, mode)
        if why.missing:
            self._missing(grid, why.missing)
        for held in why.caps:
            self._cap(grid, held, mode)
        if why.shown is not None:
            self._total(grid, why, mode)
        self._table.rows.addWidget(table)

    def _row(self, grid: QGridLayout, row: WhyRow, largest: int, mode: Mode) -> None:
        made = InputRow(row, largest, mode.theme)
        if mode.explain is not None:
            made.asked.connect(partial(mode.explain, f"health.{row.name}", made.accessibleName()))
        grid.addWidget(made, grid.rowCount(), 0, 1, 4)

    def _missing(self, grid: QGridLayout, rows: Sequence[WhyRow]) -> None:
        """All that is not known in one sentence: it earns and loses nothing."""
        at = grid.rowCount()
        # A name stays with its share where the line breaks.
        named = ", ".join(f"{INPUTS[row.name]}{fmt.THIN}{fmt.percent(row.share)}" for row in rows)
        label = parts.text(f"Not known, left out: {named} of weight", "small", wrap=True)
        label.setContentsMargins(0, 4, 0, 4)
        because = "\n".join(f"{INPUTS[row.name]}: {words.found_in_full(row)}" for row in rows)
        label.setToolTip(parts.plain(because))
        label.setAccessibleDescription(because)
        grid.addWidget(label, at, 0, 1, 4)
        grid.addWidget(parts.Rule(), at + 1, 0, 1, 4)

    def _cap(self, grid: QGridLayout, held: WhyCap, mode: Mode) -> None:
        at, points = grid.rowCount(), held.points
        label = parts.text(words.cap(held), "small", wrap=True)
        label.setToolTip(parts.plain(f"{CAPS_IN_FULL[held.name]} The score does not exceed {fmt.number(held.value)}."))
        label.setContentsMargins(0, 4, 0, 4)
        grid.addWidget(label, at, 0, 1, 3)
        lost = _lost(-points, mode) if points else parts.text("0", "small")
        lost.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        lost.setContentsMargins(0, 4, 0, 4)
        grid.addWidget(lost, at, 3)

    def _total(self, grid: QGridLayout, why: Why, mode: Mode) -> None:
        at, tokens = grid.rowCount(), mode.theme.tokens
        rule = parts.Rule()
        rule.setStyleSheet(f"background: {tokens.ink_2};")
        grid.addWidget(rule, at, 0, 1, 4)
        total = parts.text("Health", "strong")
        total.setContentsMargins(0, 4, 0, 4)
        grid.addWidget(parts.figure(mode, total, "health", "Sum of the score", f"{why.shown}"), at + 1, 0)
        shape = parts.toned(SHAPES[why.band], tokens.fill_of(why.band))
        weight = QFont.Weight.DemiBold
        number = parts.toned(f"{why.shown}", tokens.text_of(why.band), weight=weight)
        standing = QWidget()
        standing.setLayout(parts.line_of(shape, number, spacing=6))
        grid.addWidget(standing, at + 1, 1)
        grid.addWidget(_points(why.shown or 0, 100, strong=True), at + 1, 2)
        grid.addWidget(_lost(100 - (why.shown or 0), mode, strong=True), at + 1, 3)


class InputRow(Figure):
    """An input of the score: what it rests on, a bar, points of points and points lost. Painted, not made of labels:
    eight rows of labels were a third of all the widgets one waits for when an account is opened.

    Args:
        largest: the points of the heaviest input.
    """

    HEIGHT = 22

    def __init__(self, row: WhyRow, largest: int, theme: Theme) -> None:
        self._name, self._found = INPUTS[row.name], words.found(row)
        # The number of answers stays before their scale does.
        self._shorter = self._found.replace(" of 100", "")
        self._points, self._of, self._largest = row.points, row.of, max(largest, 1)
        in_full = words.found_in_full(row)
        super().__init__(theme, None, f"Why: {self._name}", f"{self._found}. {in_full}")
        self.setToolTip(parts.plain(f"{self._name}: {self._found}\n{in_full}"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(BAR + SHOWN + LOST, self.HEIGHT + 1)

    def framed(self) -> QRect:
        return QRect(0, 0, self.width() - BAR - SHOWN - LOST, self.HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_name(painter)
        left = self.width() - BAR - SHOWN - LOST
        self._paint_bar(painter, left)
        right = left + BAR + SHOWN
        of = f"of {self._of}"
        before = right - self._write(painter, of, right, SMALL_FONT, "ink_3") - 3
        self._write(painter, f"{self._points}", before, BODY_FONT, "ink")
        lost = self._of - self._points
        if lost:
            painter.setFont(font(*LOST_FONT))
            painter.setPen(self._theme.colour("negative"))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRect(right, 0, LOST, self.HEIGHT), flags, f"{fmt.MINUS}{lost}")
        painter.fillRect(0, self.HEIGHT, self.width(), 1, self._theme.colour("border"))
        painter.end()
        super().paintEvent(event)

    def _paint_name(self, painter: QPainter) -> None:
        painter.setFont(font(*BODY_FONT))
        painter.setPen(self._theme.colour("ink"))
        name = _width(self._name, BODY_FONT)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(0, 0, name, self.HEIGHT), flags, self._name)
        painter.setFont(font(*SMALL_FONT))
        painter.setPen(self._theme.colour("ink_3"))
        room = self.framed().adjusted(name + 4, 0, -4, 0)
        painter.drawText(room, flags, parts.fitting(self._found, painter.fontMetrics(), room.width(), self._shorter))

    def _paint_bar(self, painter: QPainter, left: int) -> None:
        # Points of the whole weight ("100 of 100") take of the bars' room: of all of them, so that they compare.
        widest = _width(f"{self._largest}", BODY_FONT) + 3 + _width(f"of {self._largest}", SMALL_FONT)
        room = min(BAR - 4, BAR + SHOWN - widest - 8)
        width, top = room / self._largest, (self.HEIGHT - 8) / 2
        earned, all_of_it = width * self._points, width * self._of
        painter.fillRect(QRectF(left, top, earned, 8), self._theme.colour("neutral"))
        # A gap tells the parts apart without colour.
        gap = 1.0 if 0 < self._points < self._of else 0.0
        lost = max(all_of_it - earned - gap, 0)
        painter.fillRect(QRectF(left + earned + gap, top, lost, 8), self._theme.colour("negative"))

    def _write(self, painter: QPainter, said: str, right: int, face: tuple[int, QFont.Weight], token: str) -> int:
        """Words that end there; returns how wide they are."""
        width = _width(said, face)
        painter.setFont(font(*face))
        painter.setPen(self._theme.colour(token))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(right - width, 0, width, self.HEIGHT), flags, said)
        return width


def _width(said: str, face: tuple[int, QFont.Weight]) -> int:
    """As wide as a label of it."""
    return QFontMetrics(font(*face)).boundingRect(QRect(0, 0, 2000, 2000), 0, said).width()


def _points(points: int, of: int, *, strong: bool = False) -> QWidget:
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(3)
    line.addStretch()
    line.addWidget(parts.text(f"{points}", "strong" if strong else None))
    line.addWidget(parts.text(f"of {of}", "small"))
    return made


def _lost(lost: int, mode: Mode, *, strong: bool = False) -> QLabel:
    weight = QFont.Weight.DemiBold if strong else QFont.Weight.Medium
    said = f"{fmt.MINUS}{lost}" if lost else ""
    label = parts.toned(said, mode.theme.tokens.negative, weight=weight)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label
