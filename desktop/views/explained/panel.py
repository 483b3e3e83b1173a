"""An explanation in the drawer: the figure, its formula with the numbers, what was left out, and the rows.

Enter or a click on a row opens its account, Ctrl+C copies all of it as text, Esc closes it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.explain import Explanation
from desktop.views.drawer_panel import DrawerPanel
from desktop.views.explained import words
from desktop.views.explained.rows import RowList, TableEdge
from desktop.views.pieces import plain_label
from desktop.views.theme import Theme

MOST_ABOVE = 0.52
"""Of the height, for what stands above the rows, where there is more than fits."""
AROUND = 52
"""Pixels of the buttons and the margins."""
WAIT = "Looking it up…"


class ExplanationPanel(DrawerPanel):
    """How one figure came about."""

    chosen = Signal(str)
    """Asks for an account, by its id."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title, self.value, self.beside = (
            plain_label("second", wraps=True),
            plain_label("title", wraps=True),
            plain_label("small", wraps=True),
        )
        self.over = plain_label("small", wraps=True)
        self.rows = RowList(theme)
        self.rows.chosen.connect(self._choose)
        self._whole = words.Table((), (), ()), ""
        """With a row for each account, also where the rows of those of which nothing changed stand as one."""
        self._titles, self._totals = TableEdge(theme, is_total=False), TableEdge(theme, is_total=True)
        self._sum = plain_label("small", wraps=True)
        self._sum.setContentsMargins(16, 4, 12, 8)
        self._body = QVBoxLayout()
        self._body.setContentsMargins(16, 0, 12, 8)
        self._body.setSpacing(2)
        self._above = _Above(self._body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 8, 1, 1)
        layout.setSpacing(0)
        top = self.top_line(theme, "How it came about", closes="the explanation")
        top.setContentsMargins(16, 0, 8, 4)
        layout.addLayout(top)
        layout.addWidget(self._above)
        for widget in (self._titles, self.rows, self._totals, self._sum):
            layout.addWidget(widget)
        layout.setStretchFactor(self.rows, 1)
        # Few rows stand together at the top.
        layout.addStretch(0)
        self.setFocusProxy(self.rows)
        theme.resized.connect(self._fit)
        self.show_wait("")

    def show_wait(self, title: str) -> None:
        """Say that it is being looked up."""
        self.text = ""
        self.setAccessibleDescription("")
        self._clear()
        self.title.setText(title)
        self._add(self.title)
        self._add(plain_label("second", WAIT, wraps=True))
        self._show_rows(words.Table((), (), ()))
        self._sum.hide()

    def show_message(self, title: str, message: str) -> None:
        """Say why there is nothing to see."""
        self.show_wait(title)
        self._add(plain_label("second", message, wraps=True), replaces_last=True)

    def show_explanation(self, found: Explanation, currency: str) -> None:
        """Show a figure in place of the one before; money in this currency."""
        self.text = words.as_text(found, currency)
        self.setAccessibleName(f"How {found.title} came about")
        self.setAccessibleDescription(self.text)
        self._clear()
        self.title.setText(found.title)
        self.value.setText(words.value(found, currency))
        self.beside.setText(words.beside(found))
        self.over.setText(words.over(found))
        for label in (self.title, self.value, self.beside, self.over):
            self._add(label)
        self._add(plain_label("", words.say(found.sentence, currency), wraps=True), above=8)
        self._add(plain_label("second", words.formula(found), wraps=True), above=8)
        self._add(plain_label("strong", words.say(found.numbers), wraps=True), above=2)
        if found.interval is not None:
            self._add(plain_label("small", words.interval(found), wraps=True), above=2)
        self._add_list("Left out", [words.left_out(each, currency) for each in found.exclusions])
        self._add_list("Good to know", [words.say(each, currency) for each in found.assumptions])
        self._add_list("Closed quarter", [words.say(each, currency) for each in found.since_closed])
        self._add_list("Made of", [f"{each.name}: {words.write(each.quantity, currency)}" for each in found.inputs])
        self._add(plain_label("small", found.definition, wraps=True), above=10)
        if found.source:
            self._add(plain_label("small", f"Source: {found.source}", wraps=True), above=2)
        self._whole = words.table(found, currency), found.row_of.capitalize()
        self._show_rows(words.folded_table(found, currency), found.row_of.capitalize())
        self._sum.setText(words.adds_up(found, currency))
        self._sum.setVisible(bool(self._sum.text()))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _show_rows(self, table: words.Table, row_of: str = "Account") -> None:
        self.rows.show_table(table)
        self._titles.show_texts(row_of, table.titles, self.rows.widths)
        self._totals.show_texts("Together", table.totals, self.rows.widths)
        for widget in (self.rows, self._titles):
            widget.setVisible(bool(table.lines))
        self._totals.setVisible(bool(table.lines) and any(table.totals))

    def _choose(self, account: str) -> None:
        if account:
            self.chosen.emit(account)
            return
        # One row for many gives way to them.
        at = self.rows.currentIndex().row()
        self._show_rows(*self._whole)
        self._fit()
        self.rows.setCurrentIndex(self.rows.lines.index(at, 0))

    def _fit(self) -> None:
        """What is above the rows takes what it needs, but leaves room for some of them."""
        if not self.rows.lines.rows:
            self._above.fit(self.width(), self.height() - AROUND)
            return
        edges = sum(each.sizeHint().height() if each is self._sum else each.height() for each in self._edges())
        few = self.height() - AROUND - edges - self.rows.needed_height
        self._above.fit(self.width(), max(int(MOST_ABOVE * self.height()), few))
        self.rows.setMaximumHeight(self.rows.needed_height)

    def _edges(self) -> list[QWidget]:
        return [each for each in (self._titles, self._totals, self._sum) if not each.isHidden()]

    def _add_list(self, heading: str, lines: list[str]) -> None:
        if lines:
            self._add(plain_label("heading", heading, wraps=True), above=10)
            for line in lines:
                self._add(plain_label("", line, wraps=True))

    def _add(self, label: QLabel, *, above: int = 0, replaces_last: bool = False) -> None:
        if replaces_last:
            self._drop(self._body.count() - 1)
        label.setContentsMargins(0, above, 0, 0)
        self._body.addWidget(label)
        # Only what is shown counts in the height that is needed.
        label.show()

    def _clear(self) -> None:
        while self._body.count():
            self._drop(0)

    def _drop(self, at: int) -> None:
        taken = self._body.takeAt(at)
        widget = taken.widget() if taken is not None else None
        if widget is None:
            return
        widget.hide()
        if widget not in (self.title, self.value, self.beside, self.over):
            widget.deleteLater()


class _Above(QScrollArea):
    """What stands above the rows; it scrolls by itself where it is too much."""

    def __init__(self, body: QVBoxLayout) -> None:
        super().__init__()
        inner = QWidget()
        inner.setLayout(body)
        self._inner = inner
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)

    def fit(self, width: int, most: int) -> None:
        """Take the height that is needed at this width, at most so much."""
        layout = self._inner.layout()
        assert layout is not None
        layout.invalidate()
        needed = layout.heightForWidth(width - 2)
        if needed > most:
            needed = layout.heightForWidth(width - 2 - self.verticalScrollBar().sizeHint().width())
        self.setFixedHeight(max(min(needed, most), 0))
