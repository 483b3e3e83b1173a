"""The inputs of a scorecard while they are edited: a weight, its share, and the points of the curve with a picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QWidget

from desktop.domain.errors import Rejected
from desktop.domain.scorecards import Scorecard, ScorecardInput
from desktop.operations.scorecards import typed_number
from desktop.views.library import words
from desktop.views.library.cells import Cell
from desktop.views.library.drawn import CurvePicture, ShareBar
from desktop.views.pieces import leave, plain_label, take_out
from desktop.views.score_words import INPUTS
from desktop.views.theme import Theme

IN_A_LINE = 4
"""Points beside one another; further ones go below."""
COLUMNS = ("Input", "Weight", "Share", "Curve: measured, its score below", "")
Pair = tuple[str, str]


class PointCells(QWidget):
    """The points of one curve: what is measured above, the score below; an empty pair is no point."""

    edited = Signal()
    stepped = Signal(str, int, int)
    """Part ("x" or "y"), number of the point, and how many rows further."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._stored: list[Pair] = []
        self._pairs: list[tuple[Cell, Cell]] = []
        self._can_write = True
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(IN_A_LINE + 1, 1)
        self.more = QPushButton("+", self)
        self.more.setProperty("look", "link")
        self.more.setAccessibleName(f"Add a point to the curve of {INPUTS[name]}")
        self.more.setToolTip("Add a point; a point whose two cells are emptied is taken out")
        self.more.clicked.connect(self.add)

    @property
    def cells(self) -> list[tuple[Cell, Cell]]:
        return self._pairs

    @property
    def typed(self) -> list[Pair]:
        """The pairs as typed, empty ones left out."""
        found = [(x.text().strip(), y.text().strip()) for x, y in self._pairs]
        return [pair for pair in found if any(pair)]

    @property
    def is_changed(self) -> bool:
        return self.typed != self._stored

    def store(self, pairs: list[Pair], *, keep_typed: bool) -> None:
        """Other points are saved now."""
        keeps = keep_typed and self.is_changed
        self._stored = pairs
        self._fill(self.typed if keeps else pairs)

    def type(self, pairs: list[Pair]) -> None:
        """Have these points in the cells, as if they were typed."""
        self._fill(pairs)
        self.edited.emit()

    def add(self) -> None:
        """An empty pair of cells at the end, with the caret in it."""
        empty = next((pair for pair in self._pairs if not (pair[0].text().strip() or pair[1].text().strip())), None)
        if empty is None:
            self._make()
            empty = self._pairs[-1]
            self._place()
        empty[0].take()

    def points(self, field: str) -> list[tuple[float, float]]:
        """The points as numbers.

        Raises:
            Rejected: one of them is not complete or no number.
        """
        unit = words.UNITS.get(self._name, "")
        found: list[tuple[float, float]] = []
        for x, y in self.typed:
            if not (x and y):
                raise Rejected(
                    "A point needs both: what is measured, and its score. Empty both to drop it.", field=field
                )
            found.append((typed_number(x, field=field, unit=unit), typed_number(y, field=field)))
        return found

    def set_writable(self, can_write: bool) -> None:
        self._can_write = can_write
        for cell in (cell for pair in self._pairs for cell in pair):
            cell.setReadOnly(not can_write)
        self.more.setVisible(can_write)

    def refuse(self, refused: bool) -> None:
        for cell in (cell for pair in self._pairs for cell in pair):
            cell.refuse(refused)

    def _fill(self, pairs: Sequence[Pair]) -> None:
        while len(self._pairs) > max(len(pairs), 0):
            for cell in self._pairs.pop():
                take_out(self._grid, cell)
        while len(self._pairs) < len(pairs):
            self._make()
        for at, (cells, pair) in enumerate(zip(self._pairs, pairs, strict=True)):
            stored = self._stored[at] if at < len(self._stored) else ("", "")
            for cell, text, was in zip(cells, pair, stored, strict=True):
                cell.blockSignals(True)
                cell.store(was, keep_typed=False)
                cell.setText(text)
                cell.blockSignals(False)
                cell.store(was, keep_typed=True)
        self._place()

    def _make(self) -> None:
        at = len(self._pairs)
        called = f"{INPUTS[self._name]}, point {at + 1}"
        pair = (Cell(f"{called}, measured", self), Cell(f"{called}, score", self))
        for part, cell in zip("xy", pair, strict=True):
            cell.setReadOnly(not self._can_write)
            cell.textChanged.connect(self.edited)
            cell.stepped.connect(partial(self._step, part, at))
            cell.show()
        self._pairs.append(pair)

    def _step(self, part: str, at: int, rows: int) -> None:
        self.stepped.emit(part, at, rows)

    def _place(self) -> None:
        for at, (x, y) in enumerate(self._pairs):
            line, column = divmod(at, IN_A_LINE)
            self._grid.addWidget(x, 2 * line, column)
            self._grid.addWidget(y, 2 * line + 1, column)
        line, column = divmod(len(self._pairs), IN_A_LINE)
        if column == 0 and self._pairs:
            line, column = line - 1, IN_A_LINE
        self._grid.addWidget(self.more, 2 * line, column, Qt.AlignmentFlag.AlignLeft)


class InputRow:
    """The widgets of one input in the grid of all of them."""

    def __init__(self, name: str, theme: Theme) -> None:
        self.name = name
        called = INPUTS[name]
        self.says = plain_label("", called)
        self.measures = plain_label("small", words.MEASURES[name])
        self.weight = Cell(f"Weight of {called}")
        self.share = ShareBar(theme, called)
        self.points = PointCells(name)
        self.picture = CurvePicture(theme)
        self.refusal = plain_label("refusal", wraps=True)
        self.refusal.hide()

    @property
    def widgets(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        return [self.weight, *(cell for pair in self.points.cells for cell in pair), self.points.more]

    def place(self, grid: QGridLayout, *, is_last: bool) -> None:
        self._grid, self._at = grid, grid.rowCount()
        self._said = QWidget()
        rows = QGridLayout(self._said)
        rows.setContentsMargins(0, 3, 0, 0)
        rows.setVerticalSpacing(4)
        rows.addWidget(self.says, 0, 0)
        rows.addWidget(self.measures, 1, 0)
        grid.addWidget(self.refusal, self._at + 2, 0, 1, 5)
        self.arrange(is_stacked=False)
        if is_last:
            return
        rule = QFrame()
        rule.setProperty("look", "line")
        rule.setFixedHeight(1)
        grid.addWidget(rule, self._at + 3, 0, 1, 5)

    def arrange(self, *, is_stacked: bool) -> None:
        """Everything in one line, or the curve below the rest, where it has no room beside it."""
        grid, at = self._grid, self._at
        top, left = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignLeft
        for widget in (self._said, self.weight, self.share, self.points, self.picture):
            leave(grid, widget)
        self.measures.setWordWrap(is_stacked)
        grid.addWidget(self._said, at, 0, top)
        grid.addWidget(self.weight, at, 1, top)
        grid.addWidget(self.share, at, 2, top | left)
        if is_stacked:
            grid.addWidget(self.points, at + 1, 0, 1, 2, top | left)
            grid.addWidget(self.picture, at + 1, 2, top | left)
        else:
            grid.addWidget(self.points, at, 3, top)
            grid.addWidget(self.picture, at, 4, top)

    @property
    def width_in_a_line(self) -> int:
        """Pixels it takes with the curve beside the rest, without what is between them."""
        metrics = self.measures.fontMetrics()
        said = metrics.horizontalAdvance(self.measures.text())
        return said + sum(each.sizeHint().width() for each in (self.weight, self.share, self.points, self.picture))

    def store(self, entry: ScorecardInput | None, *, keep_typed: bool) -> None:
        """Show what is saved; an input that is not in the scorecard weighs nothing."""
        weight = 0.0 if entry is None else entry.weight
        pairs = [] if entry is None else _pairs(self.name, entry)
        self.weight.store(words.plain(weight), keep_typed=keep_typed)
        self.points.store(pairs, keep_typed=keep_typed)

    def type(self, entry: ScorecardInput) -> None:
        self.weight.setText(words.plain(entry.weight))
        self.points.type(_pairs(self.name, entry))

    def changes(self) -> dict[str, object]:
        """What is typed and differs from what is saved, by field.

        Raises:
            Rejected: something is no number.
        """
        found: dict[str, object] = {}
        field = f"inputs.{self.name}"
        if self.weight.is_changed:
            found[f"{field}.weight"] = typed_number(self.weight.text(), field=f"{field}.weight")
        if self.points.is_changed:
            found[f"{field}.points"] = self.points.points(f"{field}.points")
        return found

    def show_draft(self, card: Scorecard, shares: dict[str, float]) -> None:
        """The share and the curve as they would be saved."""
        entry = next((each for each in card.inputs if each.name == self.name), None)
        self.share.show_share(shares.get(self.name, 0.0), max(shares.values(), default=1.0))
        curve = () if entry is None else entry.points
        self.picture.show_points(curve, f"Curve of {INPUTS[self.name]}: {words.points(self.name, curve)}")

    def refuse(self, field: str, message: str) -> None:
        """Say at this row why its weight or its curve is refused."""
        self.weight.refuse(field.endswith("weight"))
        self.points.refuse(field.endswith("points"))
        self.refusal.setText(message)
        self.refusal.show()

    def forgive(self) -> None:
        self.weight.refuse(False)
        self.points.refuse(False)
        self.refusal.hide()

    def set_writable(self, can_write: bool) -> None:
        self.weight.setReadOnly(not can_write)
        self.points.set_writable(can_write)


def _pairs(name: str, entry: ScorecardInput) -> list[Pair]:
    return [(words.measured(name, x), words.plain(y)) for x, y in entry.points]
