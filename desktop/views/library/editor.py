"""A scorecard while it is edited: its inputs, caps and edges, each in a cell; what is refused is said at its place.

Knows what is typed and what is saved; who saves it, and what it would do to the book, is the page's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.errors import Rejected
from desktop.domain.scorecards import CAPS, INPUTS, Scorecard, weight_shares, with_changes
from desktop.operations.scorecards import typed_number
from desktop.views.library import words
from desktop.views.library.cells import Cell
from desktop.views.library.inputs import COLUMNS, InputRow
from desktop.views.pieces import open_card, plain_label
from desktop.views.score_words import CAPS as CAP_NAMES
from desktop.views.score_words import CAPS_IN_FULL
from desktop.views.theme import Theme

EDGES = {
    "green_from": ("Green from", "Lower edge of green, inclusive", ""),
    "amber_from": ("Amber from", "Lower edge of amber, inclusive; red is below", ""),
    "min_coverage": ("Least coverage", "Share of the weight that has to be known for a verdict", "%"),
}
"""Field -> name, what it means, unit."""
INPUTS_MOST, WIDE = 900, 1320
"""Pixels: as wide as the inputs get, and the width from which on the rest stands beside them."""
CURVE = COLUMNS.index("Curve: measured, its score below")
AROUND = 4 * 12 + 2 * 16 + 2 + 24
"""Pixels between the columns of the inputs, and those of the margins of their card and of the area."""


class ScorecardEditor(QWidget):
    """The cells of one scorecard."""

    edited = Signal()
    """Something was typed, or restored."""

    def __init__(self, theme: Theme, area: QScrollArea) -> None:
        super().__init__()
        self._area = area
        self._card: Scorecard | None = None
        self._draft: Scorecard | None = None
        self._is_filling = False
        self.inputs = {name: InputRow(name, theme) for name in INPUTS}
        self.caps = {name: Cell(f"Cap: {CAP_NAMES[name]}") for name in CAPS}
        self.edges = {name: Cell(EDGES[name][0]) for name in EDGES}
        self._refusals: dict[str, QLabel] = {}
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(12)
        inputs = self._inputs_card()
        inputs.setMaximumWidth(INPUTS_MOST)
        self._halves.addWidget(inputs, 0, Qt.AlignmentFlag.AlignTop)
        self._side = QVBoxLayout()
        self._side.setSpacing(12)
        self._is_stacked = False
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(12)
        self._beside.addWidget(self._caps_card(), 1)
        self._beside.addWidget(self._edges_card(), 1)
        self._side.addLayout(self._beside)
        self._side.addStretch(1)
        self._halves.addLayout(self._side, 1)
        self._connect()

    def fit(self) -> None:
        """Arrange the inputs and cards as the area has room for them: it never scrolls sideways."""
        room = self._area.viewport().width() - AROUND
        is_stacked = room < max(row.width_in_a_line for row in self.inputs.values())
        if is_stacked != self._is_stacked:
            self._is_stacked = is_stacked
            for row in self.inputs.values():
                row.arrange(is_stacked=is_stacked)
            self._heads[CURVE].setVisible(not is_stacked)
            down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
            self._beside.setDirection(down if is_stacked else right)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Where there is room, what comes after the inputs stands beside them.
        is_wide = self.width() >= WIDE
        way = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        if self._halves.direction() != way:
            self._halves.setDirection(way)

    def add_below(self, widget: QWidget) -> None:
        """Show something after the caps and bands."""
        self._side.insertWidget(self._side.count() - 1, widget)

    # -- parts

    def _inputs_card(self) -> QFrame:
        card, inside = open_card()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        self._heads = [plain_label("small", name) for name in COLUMNS]
        for column, head in enumerate(self._heads):
            if column == 1:
                head.setAlignment(Qt.AlignmentFlag.AlignRight)
            head.setContentsMargins(0, 0, 0, 4)
            grid.addWidget(head, 0, column)
        for row in self.inputs.values():
            row.place(grid, is_last=row.name == INPUTS[-1])
        inside.addLayout(grid)
        self._inputs_refusal = plain_label("refusal", wraps=True)
        self._inputs_refusal.hide()
        inside.addWidget(self._inputs_refusal)
        return card

    def _caps_card(self) -> QFrame:
        card, inside = open_card()
        inside.addWidget(plain_label("heading", "Caps"))
        inside.addWidget(plain_label("small", "The score stays at or below; empty: no cap.", wraps=True))
        for name, cell in self.caps.items():
            self._line(inside, f"caps.{name}", CAP_NAMES[name], CAPS_IN_FULL[name], cell)
        inside.addStretch(1)
        return card

    def _edges_card(self) -> QFrame:
        card, inside = open_card()
        inside.addWidget(plain_label("heading", "Bands"))
        inside.addWidget(plain_label("small", "By the computed score, never by a called one.", wraps=True))
        for name, cell in self.edges.items():
            self._line(inside, name, EDGES[name][0], EDGES[name][1], cell)
        inside.addStretch(1)
        return card

    def _line(self, rows: QVBoxLayout, field: str, name: str, says: str, cell: Cell) -> None:
        line = QHBoxLayout()
        line.setSpacing(12)
        said = plain_label("", name)
        said.setToolTip(says)
        cell.setAccessibleDescription(says)
        line.addWidget(said, 1)
        line.addWidget(cell)
        rows.addLayout(line)
        refusal = plain_label("refusal", wraps=True)
        refusal.hide()
        rows.addWidget(refusal)
        self._refusals[field] = refusal

    def _connect(self) -> None:
        for name, row in self.inputs.items():
            row.weight.textChanged.connect(self._heed)
            row.weight.stepped.connect(partial(self._step, name, "weight", 0))
            row.points.edited.connect(self._heed)
            row.points.stepped.connect(partial(self._step, name))
        alone = [*self.caps.values(), *self.edges.values()]
        for at, cell in enumerate(alone):
            cell.textChanged.connect(self._heed)
            cell.stepped.connect(partial(self._step_alone, at))

    # -- what is shown

    @property
    def card(self) -> Scorecard | None:
        """The scorecard as it is saved."""
        return self._card

    @property
    def draft(self) -> Scorecard | None:
        """The scorecard as it would be saved; None where what is typed is refused."""
        return self._draft

    @property
    def is_changed(self) -> bool:
        cells = (*self.caps.values(), *self.edges.values(), *(row.weight for row in self.inputs.values()))
        return any(cell.is_changed for cell in cells) or any(row.points.is_changed for row in self.inputs.values())

    def show_card(self, card: Scorecard, *, keep_typed: bool) -> None:
        """Show what is saved.

        Args:
            keep_typed: leave what is being typed where it is.
        """
        self._card = card
        self._is_filling = True
        entries = {entry.name: entry for entry in card.inputs}
        caps = {cap.name: cap.value for cap in card.caps}
        for name, row in self.inputs.items():
            row.store(entries.get(name), keep_typed=keep_typed)
        for name, cell in self.caps.items():
            cell.store(words.plain(caps[name]) if name in caps else "", keep_typed=keep_typed)
        for name, cell in self.edges.items():
            cell.store(_edge(card, name), keep_typed=keep_typed)
        self._is_filling = False
        self._heed()

    def type(self, card: Scorecard) -> None:
        """Have the values of another scorecard in the cells, as if they were typed."""
        self._is_filling = True
        for entry in card.inputs:
            self.inputs[entry.name].type(entry)
        caps = {cap.name: cap.value for cap in card.caps}
        for name, cell in self.caps.items():
            cell.setText(words.plain(caps[name]) if name in caps else "")
        for name, cell in self.edges.items():
            cell.setText(_edge(card, name))
        self._is_filling = False
        self._heed()

    def restore(self) -> None:
        """Forget what is typed."""
        if self._card is not None:
            self.show_card(self._card, keep_typed=False)

    def set_writable(self, can_write: bool) -> None:
        for row in self.inputs.values():
            row.set_writable(can_write)
        for cell in (*self.caps.values(), *self.edges.values()):
            cell.setReadOnly(not can_write)

    # -- what is typed

    def changes(self) -> dict[str, object]:
        """What is typed and differs from what is saved, by field.

        Raises:
            Rejected: something is no number.
        """
        found: dict[str, object] = {}
        for row in self.inputs.values():
            found |= row.changes()
        for name, cell in self.caps.items():
            if cell.is_changed:
                typed = cell.text().strip()
                found[f"caps.{name}"] = typed_number(typed, field=f"caps.{name}") if typed else None
        for name, cell in self.edges.items():
            if cell.is_changed:
                found[name] = typed_number(cell.text(), field=name, unit=EDGES[name][2])
        return found

    def refuse(self, why: Rejected) -> None:
        """Say at its place why something cannot be saved."""
        field, message = why.field or "", str(why)
        group, _, name = field.partition(".")
        name = name.partition(".")[0]
        if group == "inputs" and name in self.inputs:
            self.inputs[name].refuse(field, message)
        elif field in self._refusals:
            self._refusals[field].setText(message)
            self._refusals[field].show()
            (self.caps.get(name) or self.edges[field]).refuse(True)
        else:
            self._inputs_refusal.setText(message)
            self._inputs_refusal.show()

    @property
    def refused(self) -> str:
        """Why what is typed cannot be saved; "" where it can."""
        shown = [each for each in self._all_refusals() if not each.isHidden()]
        return shown[0].text() if shown else ""

    def _all_refusals(self) -> list[QLabel]:
        return [*(row.refusal for row in self.inputs.values()), self._inputs_refusal, *self._refusals.values()]

    def _heed(self) -> None:
        """Read what is typed, and show what it comes to or why it does not."""
        if self._is_filling or self._card is None:
            return
        self.fit()
        for row in self.inputs.values():
            row.forgive()
        for refusal in self._all_refusals():
            refusal.hide()
        for cell in (*self.caps.values(), *self.edges.values()):
            cell.refuse(False)
        try:
            self._draft = with_changes(self._card, self.changes())
        except Rejected as why:
            self._draft = None
            self.refuse(why)
        else:
            self._show_draft(self._draft)
        self.edited.emit()

    def _show_draft(self, draft: Scorecard) -> None:
        shares: Mapping[str, float] = weight_shares(draft)
        for row in self.inputs.values():
            row.show_draft(draft, dict(shares))

    # -- keys

    def first(self) -> Cell:
        return self.inputs[INPUTS[0]].weight

    @property
    def focusable(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        found = [widget for row in self.inputs.values() for widget in row.widgets]
        return [*found, *self.caps.values(), *self.edges.values()]

    def _step(self, name: str, part: str, at: int, rows: int) -> None:
        """From a cell of an input to that of another one, over those that have none there."""
        names = list(self.inputs)
        number = names.index(name) + rows
        while 0 <= number < len(names):
            row = self.inputs[names[number]]
            if part == "weight":
                self._go(row.weight)
                return
            if at < len(row.points.cells):
                self._go(row.points.cells[at]["xy".index(part)])
                return
            number += rows
        if rows > 0:
            self._go(next(iter(self.caps.values())))

    def _step_alone(self, at: int, rows: int) -> None:
        alone = [*self.caps.values(), *self.edges.values()]
        if 0 <= at + rows < len(alone):
            self._go(alone[at + rows])
        elif rows < 0:
            self._go(self.inputs[INPUTS[-1]].weight)

    def _go(self, cell: Cell) -> None:
        cell.take()
        self._area.ensureWidgetVisible(cell, 0, 48)


def _edge(card: Scorecard, name: str) -> str:
    value = float(getattr(card, name))
    return f"{words.plain(round(100 * value, 9))}\N{NO-BREAK SPACE}%" if EDGES[name][2] else words.plain(value)
