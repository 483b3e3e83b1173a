"""The Gaps tab: what is missing, to be filled down a column.

In the table: arrows move, F2 or typing edits a cell, Enter saves and goes down, Esc restores, Ctrl+D fills down, Ctrl+E
gives all chosen accounts one value, Ctrl+V pastes a block, each as one undo; Enter on a cell opens the account where
that is kept. The chips over it leave those that lack one kind.
"""

from __future__ import annotations

from functools import partial
from typing import cast

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.charts.tokens import Tokens
from desktop.domain.today.book import Today
from desktop.domain.today.gaps import CALLED, UNTYPED, Gap, Kind, counts, lacking
from desktop.views import format
from desktop.views.cells.blocks import Blocks, RefusedLine
from desktop.views.cells.saving import save_cells
from desktop.views.page import Context, Place
from desktop.views.pieces import card
from desktop.views.table.delegate import CellDelegate, colour_of
from desktop.views.table.model import ColumnarModel
from desktop.views.table.view import TableView
from desktop.views.today.gap_rows import COLUMNS, SECTIONS, GapRows
from desktop.views.today.sections import label

NOTHING = "Nothing is missing: every account with ARR has all that is asked for here."
FIELD = 22
"""The height of what can be typed into."""
SAID = 2
"""So many kinds are named in the sentence; the chips say all."""


class GapDelegate(CellDelegate):
    """What is known stands back; what is missing is a field to type into, or a way to the account."""

    def paint_cell(self, painter: QPainter, rect: QRect, row: int, column: int, tokens: Tokens) -> None:
        rows, made = cast(GapRows, self._model.rows), self._model.columns[column]
        text = rows.text(row, made.key)
        if made.key == "name":
            self.write(painter, rect, text, self.plain, tokens.ink)
        elif not rows.is_missing(row, made.key):
            quiet = self.small if text in (format.UNKNOWN, format.NEVER, "none due") else self.plain
            self.write(
                painter, rect, text, self.figures if made.is_right and quiet is self.plain else quiet,
                tokens.ink if made.key == "arr" else tokens.ink_3, is_right=made.is_right,
            )  # fmt: skip
        elif made.key in UNTYPED:
            self.write(painter, rect, text, self.small, tokens.accent, is_right=made.is_right)
        else:
            if self._model.is_writable:
                painter.setPen(QPen(colour_of(tokens.control_edge), 1))
                painter.setBrush(colour_of(tokens.surface))
                top = rect.top() + (rect.height() - FIELD) / 2
                painter.drawRoundedRect(QRectF(rect.left() - 4.5, top + 0.5, rect.width() + 8, FIELD - 1), 4, 4)
                painter.setBrush(Qt.BrushStyle.NoBrush)
            self.write(painter, rect, text, self.small, tokens.ink_2, is_right=made.is_right)


class GapsTab(QWidget):
    """The accounts that lack something, the largest first. What is filled stays until the tab is shown anew.

    Args:
        context: what the page has.
    """

    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.model = ColumnarModel(COLUMNS, self)
        self.model.write = self._write
        self.table = TableView(context.theme, self.model, context.settings, "gaps")
        self.table.use(GapDelegate(context.theme, self.model, self.table))
        self.table.setAccessibleName("Accounts that lack something")
        self.refused = RefusedLine()
        self.blocks = Blocks(context, self.table, self.refused)
        self.nothing = label("second", NOTHING)
        self.chips: dict[Kind | None, QPushButton] = {None: self._chip(None)}
        for kind in CALLED:
            self.chips[kind] = self._chip(kind)
        self._kind: Kind | None = None
        self._view: Today | None = None
        self._shown: dict[str, None] = {}
        """The accounts that are in the table, by id."""
        self._only: frozenset[str] | None = None
        self._card = card(self.table)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for chip in self.chips.values():
            line.addWidget(chip)
        line.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(line)
        whole.addWidget(self.refused)
        whole.addWidget(self.nothing)
        whole.addWidget(self._card, 1)
        self._foot = QWidget()
        whole.addWidget(self._foot, 1)
        self.table.recall("arr", Qt.SortOrder.DescendingOrder)
        self.table.opened.connect(self._open)
        self.table.left.connect(self.left)
        self.table.rested.connect(self._let_go, Qt.ConnectionType.QueuedConnection)
        self.setFocusProxy(self.table)

    def _chip(self, kind: Kind | None) -> QPushButton:
        made = QPushButton()
        made.setProperty("look", "chip")
        made.setCheckable(True)
        made.clicked.connect(partial(self._chosen, kind))
        return made

    @property
    def account(self) -> str | None:
        """The account one is at."""
        row = self.table.current()
        return None if row is None else self.model.rows.id(row)

    # -- showing

    def show_view(self, view: Today, *, can_write: bool) -> None:
        """Show what is missing on a day; while a cell is typed the rows under it stay."""
        before, self._view = self._view, view
        self.model.is_writable = can_write
        if self.table.is_editing:
            return
        is_other = before is None or (before.day, before.csm) != (view.day, view.csm)
        self._show(view, anew=is_other)

    def begin(self) -> None:
        """Leave out what has been filled."""
        if self._view is not None and not self.table.is_editing:
            self._show(self._view, anew=True)

    def settle(self) -> bool:
        """Save what is being typed; False where it was refused."""
        return self.table.settle()

    def _let_go(self) -> None:
        if self._view is not None and not self.table.is_editing:
            self._show(self._view, anew=False)

    def _show(self, view: Today, *, anew: bool) -> None:
        missing = {each.account: None for each in lacking(view.gaps)}
        kept = {} if anew else self._shown
        gaps = [each for each in view.gaps if each.account in missing or each.account in kept]
        rows = GapRows(gaps, view.day)
        is_same = not anew and isinstance(self.model.rows, GapRows) and self.model.rows.ids == rows.ids
        self._shown = dict.fromkeys(rows.ids)
        if anew:
            # What nobody lacks takes no room, but for what is to be done next.
            lacked = {each.kind for each in counts(gaps)} | {"step"}
            self.table.hide_columns({kind for kind in CALLED if kind not in lacked})
        if is_same:
            self.model.patch(rows, range(len(rows)))
            self.table.viewport().update()
        else:
            if anew:
                self._only = self._lacking_kind(gaps)
            self.model.show(rows, only=self._mask(rows))
            self.table.fit()
        self._tell(view)
        if anew and self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.go_to(0)

    def _lacking_kind(self, gaps: list[Gap]) -> frozenset[str] | None:
        kind = self._kind
        return None if kind is None else frozenset(each.account for each in gaps if kind in each.missing)

    def _mask(self, rows: GapRows) -> np.ndarray | None:
        only = self._only
        return None if only is None else np.array([each in only for each in rows.ids], np.bool_)

    def _tell(self, view: Today) -> None:
        found = {each.kind: each.n for each in counts(view.gaps)}
        self.chips[None].setText(f"All {format.number(len(lacking(view.gaps)))}")
        self.chips[None].setAccessibleName("All accounts that lack something")
        for kind, (_, many) in CALLED.items():
            column = next(each for each in COLUMNS if each.key == kind)
            chip = self.chips[kind]
            chip.setText(f"{column.title} {format.number(found.get(kind, 0))}")
            chip.setAccessibleName(f"Accounts that lack {many}, {format.number(found.get(kind, 0))}")
            chip.setVisible(kind in found or kind == self._kind)
        for kind, chip in self.chips.items():
            chip.setChecked(kind == self._kind)
        self.chips[None].setVisible(bool(self._shown))
        self._card.setVisible(bool(self._shown))
        self.nothing.setVisible(not self._shown)
        self._foot.setVisible(not self._shown)

    def _chosen(self, kind: Kind | None, _checked: bool = False) -> None:
        self.show_kind(kind)
        self.table.setFocus()

    def show_kind(self, kind: Kind | None) -> None:
        """Show the accounts that lack this, one in its column; None = all that lack something."""
        if not self.table.settle():
            return
        self._kind = kind
        if self._view is not None:
            self._show(self._view, anew=True)
        if self.model.rowCount():
            self.table.go_to(0, self.model.at(kind or "name"))

    # -- changing

    def _write(self, row: int, column: str, text: str) -> str | None:
        return save_cells(self._context, self.model.rows, [row], column, text)

    def _open(self, row: int) -> None:
        key = self.model.column(self.table.currentIndex()).key
        self._context.go(Place("account", self.model.rows.id(row), SECTIONS.get(key, "overview")))


def sentence(view: Today) -> tuple[str, ...]:
    """The tab in figures, the fullest wording first."""
    found = lacking(view.gaps)
    if not found:
        return ("Nothing is missing." if view.gaps else "No account has ARR yet.",)
    kinds = counts(found)
    named = [format.plural(each.n, *CALLED[each.kind]) for each in kinds[:SAID]]
    arr = format.money(sum(each.arr_cents for each in found))
    lack = "lacks" if len(found) == 1 else "lack"
    text = f"{format.plural(len(found), 'account')} {lack} something"
    return (
        f"{text}: {', '.join(named)} ({arr} ARR).",
        f"{text}: {', '.join(named)}.",
        f"{text}: {named[0]} ({arr} ARR).",
        f"{text} ({arr} ARR).",
        f"{text}.",
    )
