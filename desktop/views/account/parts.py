"""What the regions of the account page are made of: plain texts, rules, columns. Knows no account."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.charts.tokens import BODY
from desktop.views.explained.label import Figure
from desktop.views.page import Context
from desktop.views.pieces import empty, plain_label
from desktop.views.theme import Theme, font, paint_icon

MARGIN, GAP = 24, 24
LEFT, CENTRE, RIGHT = 232, 476, 300
"""Least widths of the three columns."""
LEFT_MOST, RIGHT_MOST = 320, 440
LONGEST_TIP = 600
NARROW = 1000
"""Below this width of the page three columns do not fit: the left one goes below the right one."""


_LONG_WORD, _BETWEEN = re.compile(r"\S{20,}"), re.compile(r"(?<=\w)(?=\w)")
_BREAK = "\N{ZERO WIDTH SPACE}"


@dataclass(frozen=True, slots=True)
class Mode:
    """How the page is shown: whether one may change something, and whether a customer looks on."""

    context: Context
    can_write: bool
    is_guarded: bool
    explain: Callable[[str, str], None] | None = None
    """Shows how a figure of the account came about: its key, and the accessible name of what asks."""

    @property
    def theme(self) -> Theme:
        return self.context.theme


def figure(mode: Mode, content: QWidget, key: str, name: str, told: str = "") -> QWidget:
    """What shows a figure, so that it can be asked how it came about.

    Args:
        key: one of explain_account.ACCOUNT_KEYS.
        name: accessible name, one of its kind on the page.
    """
    if mode.explain is None:
        return content
    made = Figure(mode.theme, content, name, told)
    made.asked.connect(partial(mode.explain, key, name))
    return made


def text(words: str, look: str | None = None, *, wrap: bool = False) -> QLabel:
    """Words as they are; nothing in them is understood as markup.

    Args:
        look: of the style sheet: title, second, small, heading, strong.
        wrap: break lines where it does not fit; else the label asks for its whole width.
    """
    shown = breakable(words) if wrap else words
    label = plain_label(look or "", shown, wraps=wrap)
    if shown != words:
        label.setAccessibleName(words)
    return label


def breakable(words: str) -> str:
    """Words that end where the room ends: a column must not grow as wide as the longest of them."""
    return _LONG_WORD.sub(lambda found: _BETWEEN.sub(_BREAK, found[0]), words)


def toned(
    words: str,
    colour: str,
    *,
    pixels: int = BODY,
    weight: QFont.Weight = QFont.Weight.Normal,
    wrap: bool = False,
) -> QLabel:
    """Words in a colour (#RRGGBB of the tokens) and size of their own; made anew when the theme changes."""
    label = text(words, wrap=wrap)
    label.setFont(font(pixels, weight))
    colours = label.palette()
    colours.setColor(QPalette.ColorRole.WindowText, QColor(colour))
    label.setPalette(colours)
    return label


def medium(words: str, *, wrap: bool = False) -> QLabel:
    """What a row is told by."""
    label = text(words, wrap=wrap)
    label.setFont(font(BODY, QFont.Weight.Medium))
    return label


def set_look(widget: QWidget, look: str) -> None:
    """Another look of the style sheet, which Qt does not notice by itself."""
    if widget.property("look") != look:
        widget.setProperty("look", look)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Elided(QLabel):
    """One line that ends in an ellipsis where it does not fit, and then says all of it in its tooltip.

    Args:
        why: the rule behind a figure, for the tooltip.
    """

    def __init__(self, words: str, look: str | None = None, *, pixels: int | None = None, why: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._words, self._why = " ".join(words.split(" ")).replace("\n", " ").strip(), why
        if look is not None:
            self.setProperty("look", look)
        if pixels is not None:
            self.setFont(font(pixels, QFont.Weight.DemiBold))
        self.setAccessibleName(self._words)
        self.setAccessibleDescription(why)
        self.setText(self._words)
        self.setToolTip(plain(why))

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._words) + 2, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        shown = fitting(self._words, self.fontMetrics(), self.width())
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(plain("\n".join(filter(None, ("" if shown == self._words else self._words, self._why)))))


def fitting(words: str, metrics: QFontMetrics, width: int, shorter: str = "") -> str:
    """As much of the words as has room, with an ellipsis; where not all of them do, of the shorter ones, if given."""
    fits = not shorter or metrics.horizontalAdvance(words) <= width
    return metrics.elidedText(words if fits else shorter, Qt.TextElideMode.ElideRight, width)


class Rule(QFrame):
    """A thin line between rows."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "line")
        self.setFixedHeight(1)


class Column(QWidget):
    """Widgets below one another, emptied and filled again.

    What it holds lies in a widget, `inside`, that is made anew each time: Qt shows that one with all that is in it.
    Rows put into a widget that is seen would be shown one by one, and everything around them laid out for each.
    """

    def __init__(self, spacing: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spacing, self._outer = spacing, QVBoxLayout(self)
        no_margins(self._outer)
        self.inside, self.rows = self._made()

    def clear(self) -> None:
        empty(self._outer)
        self.inside, self.rows = self._made()

    def _made(self) -> tuple[QWidget, QVBoxLayout]:
        inside = QWidget()
        rows = QVBoxLayout(inside)
        no_margins(rows, self._spacing)
        self._outer.addWidget(inside)
        return inside, rows

    def heading(
        self, words: str, beside: str = "", *, above: int = 0, explained: tuple[Mode, str, str] | None = None
    ) -> None:
        """A heading with what is said of it in small beside it.

        Args:
            explained: the key of the figure it says, to be asked for, and what one hears it called.
        """
        line = QHBoxLayout()
        line.setContentsMargins(0, above, 0, 4)
        line.setSpacing(8)
        said: QWidget = text(words, "heading")
        if explained is not None:
            mode, key, called = explained
            said = figure(mode, said, key, called, words)
        line.addWidget(said)
        line.addWidget(text(beside, "small"))
        line.addStretch()
        self.rows.addLayout(line)

    def say(self, words: str, look: str = "second") -> None:
        """A sentence, over as many lines as it takes."""
        self.rows.addWidget(text(words, look, wrap=True))

    def rule(self) -> None:
        self.rows.addWidget(Rule())


def give_focus(widget: QWidget) -> None:
    """Give the focus to what was just made: it is not shown until Qt comes round to it, and takes no focus before."""
    hidden: list[QWidget] = []
    at: QWidget | None = widget
    while at is not None and not at.isVisible():
        hidden.append(at)
        at = at.parentWidget()
    for each in reversed(hidden):
        each.show()
    widget.setFocus()


class TickBox(QCheckBox):
    """A box to tick something off with; what it is called stands beside it."""

    SIDE = 16

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self.setToolTip("Done")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.SIDE + 4, self.SIDE + 4)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(2, 2, self.SIDE, self.SIDE)
        is_met = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(self._theme.colour("accent" if is_met else "control_edge"), 2 if self.hasFocus() else 1))
        painter.setBrush(self._theme.colour("surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if self.isChecked() or self.underMouse():
            paint_icon(painter, box.adjusted(2, 2, -2, -2), "check", self._theme.tokens.accent)


def plain(words: str) -> str:
    """Words for a tooltip: Qt takes what begins like a tag for markup, and runs a long line over the whole screen."""
    short = words if len(words) <= LONGEST_TIP else words[: LONGEST_TIP - 1] + "…"
    return html.escape(short).replace("\n", "<br>").join(("<qt>", "</qt>")) if short else ""


def widths(total: int) -> tuple[int, int, int]:
    """The widths of the three columns on a page of that width, margins and gaps taken off; a narrow one has no left."""
    if total < NARROW:
        right = RIGHT if total >= 2 * MARGIN + GAP + 2 * RIGHT else max(total - 2 * MARGIN - GAP, 0) // 2
        return 0, max(total - 2 * MARGIN - GAP - right, 0), right
    extra = max(total - (LEFT + CENTRE + RIGHT + 2 * MARGIN + 2 * GAP), 0)
    left, right = LEFT + min(extra // 6, LEFT_MOST - LEFT), RIGHT + min(extra // 4, RIGHT_MOST - RIGHT)
    return left, max(total - 2 * MARGIN - 2 * GAP - left - right, 0), right


def line_of(*widgets: QWidget, spacing: int = 8) -> QHBoxLayout:
    """Widgets beside one another, to the left."""
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(spacing)
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch()
    return line


def no_margins(layout: QBoxLayout, spacing: int = 0) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
