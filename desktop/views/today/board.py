"""Where things stand on the page: one column beside the brief, two on a laptop, more on a large screen."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.domain.today.book import Today
from desktop.views import format
from desktop.views.explained.label import FigureLabel
from desktop.views.pieces import card
from desktop.views.theme import Theme
from desktop.views.today import line_rows, words
from desktop.views.today.items import SHOWN
from desktop.views.today.lines import LINE, LineList
from desktop.views.today.queue_list import QueueList
from desktop.views.today.sections import Section
from desktop.views.today.strip import OptOutStrip
from desktop.views.today.whom import Whom
from desktop.views.today.year import Year

GAP = 24
BESIDE, LEAST_BESIDE, BESIDE_FROM = 356, 328, 1040
"""Widths of the right column on a laptop and in a smaller window, and of the page from which on it is the former."""
TWO_FROM, THREE_FROM = 860, 1400
"""Widths of the page from which on there are two columns, and three."""
TALL_FROM = 860
"""The height from which on more rows are shown."""
TALL_ROWS = 12
MOST_ROWS = 10
STRIP_HEIGHT, WIDE_STRIP = 176, 300
YEAR_FROM, YEAR_LEAST = 860, 240
"""The height of the page from which on there is room for the year under the lists, and the least it is shown in."""


class Board(QWidget):
    """The queue and the lists around it."""

    rearranged = Signal()
    """There is room for more, or for less."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.queue, self.whom = QueueList(theme), Whom(theme)
        self.strip = OptOutStrip(theme)
        self.has_seen = False
        """Whether changes were left out because they were seen."""
        self.changed = Section(
            theme, "Changed", LineList(theme, line_rows.CHANGED, "Changed"), "Nothing moved.", link="Mark as seen"
        )
        self.quiet = Section(theme, "Going quiet", LineList(theme, line_rows.QUIET, "Going quiet"), "Nobody is silent.")
        self.meetings = Section(
            theme, "Meetings", LineList(theme, line_rows.MEETINGS, "Meetings"), "None planned for the next 7 days."
        )
        self.opt_outs = Section(
            theme, "Opt-outs, next 180 days", self.strip, "Nobody can opt out in the next 180 days."
        )
        self.promises = Section(
            theme,
            "Promises due",
            LineList(theme, line_rows.PROMISES, "Promises due"),
            "No promise is due by next week.",
        )
        self.book = Section(
            theme, "Book by health", LineList(theme, line_rows.BOOK, "Book by health"), "No account has ARR."
        )
        self.year = Year(theme)
        self.lists: list[LineList] = [
            each.body
            for each in (self.changed, self.quiet, self.meetings, self.promises, self.book)
            if isinstance(each.body, LineList)
        ]
        self._card = card(self.queue, self.whom)
        below = QHBoxLayout()
        below.setSpacing(GAP)
        self.changed.gives_way = self.quiet.gives_way = True
        below.addWidget(self.changed, 4)
        below.addWidget(self.quiet, 3)
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(16)
        left.addWidget(self._card)
        left.addLayout(below, 1)
        self._right, self._side = QWidget(), QWidget()
        # Every layout belongs to its widget from the beginning: only widgets change places.
        self._under = QVBoxLayout(self._side)
        self._under.setContentsMargins(0, 0, 0, 0)
        self._under.setSpacing(GAP)
        self._under.addStretch(1)
        lists = QWidget()
        self._rows = QBoxLayout(QBoxLayout.Direction.TopToBottom, lists)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(self._side, 4)
        self._rows.addStretch(0)
        self._right_rows = QVBoxLayout(self._right)
        self._right_rows.setContentsMargins(0, 0, 0, 0)
        self._right_rows.setSpacing(16)
        self._right_rows.addWidget(lists, 1)
        self._right_rows.addWidget(self.year, 2)
        self.year.hide()
        self._whole = QHBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(GAP)
        self._whole.addWidget(self._left, 1)
        self._whole.addWidget(self._right)
        self._is_wide: bool | None = None
        self.queue.resized.connect(self._fit)

    @property
    def in_order(self) -> list[QWidget]:
        """What can have the focus, in reading order."""
        link = self.changed.link
        assert link is not None
        rest = (self.quiet, self.meetings, self.book, self.opt_outs, self.promises)
        shown: list[QWidget] = [self.queue, self.whom.button, self.changed.beside, link, self.changed.body]
        shown += [widget for each in rest for widget in (each.beside, each.body)]
        return [*shown, self.year.total, self.year.chart]

    @property
    def first(self) -> QWidget:
        """Where one begins: the queue, and where nothing is due, the first list there is."""
        lists = (each for each in self.in_order if not isinstance(each, FigureLabel | QPushButton))
        return next((each for each in lists if each.isVisibleTo(self)), self.queue)

    def show_view(self, view: Today, *, can_write: bool, is_past: bool) -> None:
        """Show a day."""
        for each in self.lists:
            each.can_write = can_write
        self.queue.show_view(view, can_write=can_write)
        day = words.weekday(view.since)
        self.changed.show_lines(line_rows.changed(view), words.since(view))
        nothing = "Seen; what changes from now on comes here." if self.has_seen else f"Nothing since {day}."
        self.changed.nothing.setText(nothing)
        if self.changed.link is not None:
            self.changed.link.setVisible(bool(view.changed) and not is_past)
        silent = sum(each.is_quiet for each in view.quiet)
        of = f"{format.number(silent)} of {format.number(view.accounts)}"
        self.quiet.show_lines(line_rows.quiet(view), f"{of}; largest tenth kept")
        self.meetings.show_lines(line_rows.meetings(view), f"{format.number(len(view.meetings))} in 7 days")
        self.promises.show_lines(line_rows.promises(view), line_rows.promises_beside(view.promises))
        total = format.money(sum(each.arr_cents for each in view.opt_outs))
        count = format.plural(len(view.opt_outs), "account")
        unknown = sum(each.unknown for each in view.opt_outs)
        notice = f"; notice of {format.plural(unknown, 'term')} unknown" if unknown else ""
        self.opt_outs.tell(*((f"{count}, {total}{notice}", f"{count}, {total}", total) if view.opt_outs else ("",)))
        self.opt_outs.show_body(is_there=bool(view.opt_outs))
        self.strip.show_rows(view.opt_outs, view.day)
        with_arr = f"{format.number(view.accounts)} with ARR, {format.money(view.arr_cents)}"
        self.book.show_lines(line_rows.by_health(view) if view.bands else [], with_arr)
        self._fit()
        self._keep_rows()
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @property
    def has_year(self) -> bool:
        """Whether there is room for the year of the book."""
        return self._is_wide is True and self.height() >= YEAR_FROM

    def _arrange(self) -> None:
        width, is_wide = self.width(), self.width() >= THREE_FROM
        self._right.setVisible(width >= TWO_FROM)
        self.queue.show_at_most(TALL_ROWS if self.height() >= TALL_FROM else SHOWN)
        if is_wide:
            self._left.setMaximumWidth(round(width * 0.42))
            self._right.setMinimumWidth(0)
            self._right.setMaximumWidth(1 << 20)
        else:
            self._left.setMaximumWidth(1 << 20)
            self._right.setFixedWidth(BESIDE if width >= BESIDE_FROM else LEAST_BESIDE)
        if is_wide != self._is_wide:
            self._is_wide = is_wide
            self._place(is_wide)
        self._whole.setStretchFactor(self._right, 1 if is_wide else 0)
        self._fit()
        if self.has_year == self.year.isHidden():
            self.year.setVisible(self.has_year)
            self._keep_rows()
            self.rearranged.emit()

    def _place(self, is_wide: bool) -> None:
        """The strip over the lists and these beside one another, or all of it one below the other."""
        if is_wide:
            self._rows.setDirection(QBoxLayout.Direction.LeftToRight)
            self._rows.setSpacing(GAP)
            self.strip.setFixedHeight(WIDE_STRIP)
            self._right_rows.insertWidget(0, self.opt_outs)
            self._under.insertWidget(0, self.meetings)
            self._under.insertWidget(1, self.book)
            self._rows.insertWidget(1, self.promises, 5)
        else:
            self._rows.setDirection(QBoxLayout.Direction.TopToBottom)
            self._rows.setSpacing(16)
            self.strip.setFixedHeight(STRIP_HEIGHT)
            self._under.insertWidget(0, self.book)
            for at, section in enumerate((self.meetings, self.opt_outs, self.promises), start=1):
                self._rows.insertWidget(at, section)
        self._keep_rows()
        self._share()
        for first, second in pairwise(self.in_order):
            QWidget.setTabOrder(first, second)

    def _share(self) -> None:
        """Who has the height of the right column; where nobody needs anybody it begins with the book by health."""
        is_wide = self._is_wide
        if is_wide is None:
            # Nothing has its place yet: what is shown without one would be a window.
            return
        has_book = is_wide or not self.queue.has_rows
        self.book.setVisible(has_book)
        self._side.setVisible(has_book)
        long = [each for each in (self.meetings, self.promises) if isinstance(each.body, LineList) and each.has_body]
        self._rows.setStretchFactor(self._side, 4 if is_wide else 0)
        for section in (self.meetings, self.opt_outs, self.promises):
            self._rows.setStretchFactor(section, 5 if is_wide else 3 if section in long else 0)
        # What is empty is no higher than its sentence.
        self._rows.setStretch(self._rows.count() - 1, 0 if is_wide or long else 1)

    def _keep_rows(self) -> None:
        """Where there is room the two lists that stand above one another show all their rows."""
        for section in (self.meetings, self.book):
            if isinstance(section.body, LineList):
                is_whole = self._is_wide or section is self.book
                rows = min(len(section.body.rows.lines), MOST_ROWS) if is_whole else 1
                section.body.setMinimumHeight(LINE * max(rows, 1))

    def _fit(self) -> None:
        """The queue is as high as its folded rows; opened it scrolls within."""
        room = max(self.height() - 120, 100)
        self.queue.setVisible(self.queue.has_rows)
        self._card.setVisible(self.queue.has_rows or self.quiet.has_body)
        queue = max(self.queue.wanted_height, 60) if self.queue.has_rows else 0
        self._card.setFixedHeight(min(queue + self.whom.height() + 4, room))
