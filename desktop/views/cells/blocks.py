"""Many cells at once: a block pasted, rows filled down, one value for all chosen accounts; each one change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.errors import PortfolioError
from desktop.domain.listing.block import read_block
from desktop.operations.accounts_cells import Cell, RefusedCell
from desktop.views import format
from desktop.views.cells.saving import save_block, save_cells
from desktop.views.combo_box import ComboBox
from desktop.views.page import Context, Said
from desktop.views.pieces import plain_label
from desktop.views.table.rows import Column
from desktop.views.table.view import TableView
from desktop.views.theme import Theme

if TYPE_CHECKING:
    from desktop.store.changes import Changes


class BulkForm(QFrame):
    """One value for all chosen accounts: Enter saves, Esc closes; what is refused stays, with the reason.

    Args:
        save: gives the column (by key) a text; what it returns was refused, and why.
    """

    def __init__(
        self, theme: Theme, parent: QWidget, columns: list[Column], first: str, save: Callable[[str, str], str | None]
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("look", "card")
        self._save = save
        self.column, self.value = ComboBox(theme), QLineEdit()
        self.column.setAccessibleName("Field")
        for each in columns:
            self.column.addItem(each.says, each.key)
        self.column.setCurrentIndex(max(0, self.column.findData(first)))
        self.value.setAccessibleName("Value for all chosen accounts")
        self.value.setPlaceholderText("Blank takes it away")
        self.value.setMinimumWidth(240)
        self.button = QPushButton("Set")
        self.button.setProperty("look", "primary")
        self.says, self.refusal = plain_label("heading"), plain_label("refusal")
        self.refusal.hide()
        line = QHBoxLayout()
        line.setSpacing(8)
        for part in (self.column, self.value, self.button):
            line.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.says)
        layout.addLayout(line)
        layout.addWidget(self.refusal)
        self.value.returnPressed.connect(self._submit)
        self.value.textEdited.connect(self.refusal.hide)
        self.button.clicked.connect(self._submit)

    def _submit(self) -> None:
        why = self._save(str(self.column.currentData()), self.value.text())
        if why is None:
            self.close()
            return
        self.refusal.setText(why)
        self.refusal.show()
        self.adjustSize()


class RefusedLine(QWidget):
    """How many cells were refused, and why the one that is gone to."""

    def __init__(self) -> None:
        super().__init__()
        self.says = plain_label("refusal")
        self.next, self.drop = QPushButton("Go to the next"), QPushButton("Leave them")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.says)
        for each in (self.next, self.drop):
            each.setProperty("look", "link")
            layout.addWidget(each)
        layout.addStretch(1)
        self.hide()


class Blocks(QObject):
    """What one page does with many cells of its table; it ends with the table, and hears nothing of the next book."""

    def __init__(self, context: Context, table: TableView, line: RefusedLine) -> None:
        super().__init__(table)
        self._context, self._table, self.line = context, table, line
        self.form: BulkForm | None = None
        self._depth: int | None = None
        """How many changes stood with the block that was pasted last; None = nothing of it was saved."""
        self._aside: dict[tuple[str, str], tuple[str, str]] = {}
        """What was refused of a block that was taken back, should it be done again."""
        table.pasted.connect(self.paste)
        table.edited_all.connect(self.open_form)
        table.filled.connect(self.fill_down)
        table.columnar.kept.connect(self._tell)
        context.session.looked.connect(self._tell)
        context.session.changed.connect(self._changed)
        context.session.closed.connect(self._forget)
        line.next.clicked.connect(self.go_on)
        line.drop.clicked.connect(self.drop)

    # -- pasting

    def paste(self) -> None:
        """Save the block on the clipboard from the cell one is in on, to the right and down, as one change."""
        model = self._table.columnar
        rows = model.rows
        block = read_block(QGuiApplication.clipboard().text())
        index = self._table.currentIndex()
        if not block or not index.isValid():
            return
        if not model.is_writable:
            self._context.say(Said("This can only be read: nothing was pasted."))
            return
        columns = self._table.shown_columns()
        from_column = next((at for at, each in enumerate(columns) if each is model.column(index)), 0)
        chosen = self._table.chosen()
        if len(block) == 1 and len(chosen) > 1:
            targets, block = chosen, block * len(chosen)
        else:
            targets = [row for row in model.order[index.row() :].tolist() if row >= 0]
        cells: list[Cell] = []
        for row, said in zip(targets, block, strict=False):
            for column, text in zip(columns[from_column:], said, strict=False):
                # What is only copied back over itself is no change, and asks for none.
                if column.is_editable or " ".join(text.split()) != rows.copied(row, column.key):
                    cells.append(Cell(rows.id(row), column.key, text))
        over = max(0, len(block) - len(targets))
        wide = max(0, max(map(len, block)) - (len(columns) - from_column))
        lost = [format.plural(over, "row")] * bool(over) + [format.plural(wide, "column")] * bool(wide)
        self._save(cells, f"Not pasted, for want of room: {' and '.join(lost)}, still copied." if lost else "")

    def _save(self, cells: list[Cell], beside: str) -> None:
        before = self._context.session.undo_depth
        try:
            saved = save_block(self._context, cells, beside)
        except PortfolioError as problem:
            self._context.trouble(problem)
            return
        depth = self._context.session.undo_depth
        self._depth = depth if depth > before else None
        self._mark(saved.refused)

    def _mark(self, refused: tuple[RefusedCell, ...]) -> None:
        model = self._table.columnar
        self._aside = {}
        model.refuse({(each.cell.account, each.cell.field): (each.cell.text, each.why) for each in refused})
        if refused:
            self.go_on()
        self._tell()

    # -- what was refused

    def _changed(self, changes: Changes) -> None:
        """What was refused of a block goes with it when it is taken back, and comes again with it."""
        model = self._table.columnar
        if self._depth is None or not (model.refused or self._aside):
            return
        stands = self._context.session.undo_depth >= self._depth
        if changes.kind == "undo" and not stands and model.refused:
            self._aside = dict(model.refused)
            model.refuse({})
        elif changes.kind == "redo" and stands and self._aside:
            model.refuse(self._aside)
            self._aside = {}
        elif changes.kind not in ("undo", "redo") and self._aside:
            # What was taken back can't be done again any more.
            self._aside = {}
        self._tell()

    def _forget(self) -> None:
        self._depth, self._aside = None, {}
        self.drop()

    def go_on(self) -> None:
        """Go to the next refused cell, in the order of the rows."""
        model = self._table.columnar
        if not model.refused:
            return
        now = self._table.currentIndex()
        shown = {model.rows.id(number): place for place, number in enumerate(model.order.tolist()) if number >= 0}
        at = {column.key: number for number, column in enumerate(model.columns)}
        found = sorted((shown[row], at[key]) for row, key in model.refused if row in shown and key in at)
        if found:
            here = (now.row(), now.column())
            self._table.go_to(*next((each for each in found if each > here), found[0]))
            self._table.setFocus()
        self._tell()

    def drop(self) -> None:
        """Forget what was refused."""
        self._aside = {}
        self._table.columnar.refuse({})
        self._tell()

    def _tell(self) -> None:
        model, index = self._table.columnar, self._table.currentIndex()
        # On a past day nothing can be mended; it comes back with today.
        self.line.setVisible(bool(model.refused) and self._context.session.is_writable)
        if model.refused:
            why = model.refusal(index) or next(iter(model.refused.values()))[1]
            count = format.plural(len(model.refused), "cell was", "cells were")
            self.line.says.setText(f"{count} not saved. {why}")
        self._table.viewport().update()

    # -- one value for many

    def fill_down(self) -> None:
        """Give the chosen rows what the first of them says; a single one, what stands above it."""
        chosen, model = self._table.chosen(), self._table.columnar
        column = model.columns[max(self._table.currentIndex().column(), 0)]
        if not chosen or not model.is_writable:
            return
        if not column.is_editable:
            self._context.say(Said(f"{column.says} is not typed here: go to a column like Next step to fill it down."))
            return
        if len(chosen) == 1:
            above = [row for row in model.order[: int(model.places()[chosen[0]])].tolist() if row >= 0]
            if not above:
                return
            chosen = [above[-1], *chosen]
        why = save_cells(self._context, model.rows, chosen[1:], column.key, model.rows.edited(chosen[0], column.key))
        if why is not None:
            self._context.say(Said(why))

    def open_form(self) -> None:
        """Ask for a value for all chosen accounts."""
        chosen, model = self._table.chosen(), self._table.columnar
        rows = model.rows
        if not chosen:
            return
        if not model.is_writable:
            self._context.say(Said("This can only be read: nothing can be changed here."))
            return
        ids = [rows.id(row) for row in chosen]

        def save(key: str, text: str) -> str | None:
            try:
                saved = save_block(self._context, [Cell(each, key, text) for each in ids])
            except PortfolioError as why:
                return str(why)
            return saved.refused[0].why if saved.refused else None

        columns = [each for each in model.columns if each.is_editable]
        first = model.column(self._table.currentIndex()).key if self._table.currentIndex().isValid() else ""
        made = BulkForm(self._context.theme, self._table, columns, first if first in _keys(columns) else "step", save)
        made.says.setText(f"Set for {format.plural(len(ids), 'account')}")
        self.form = made
        made.move(self._table.mapToGlobal(QPoint(48, 48)))
        made.show()
        made.value.setFocus()


def _keys(columns: list[Column]) -> set[str]:
    return {each.key for each in columns}
