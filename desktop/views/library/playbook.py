"""A playbook while it is edited: what starts it, its tasks, what ends it; what is refused is said at its place.

Knows what is typed and what is saved; who saves it, and what it would start, is the panel's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import Rejected
from desktop.domain.playbooks.definition import CSM, SIDES, Playbook, as_data, parse_playbook
from desktop.domain.playbooks.stops import NEVER, STOPS
from desktop.domain.playbooks.triggers import TRIGGERS, Parameter
from desktop.operations.playbook_edits import NEW
from desktop.operations.scorecards import typed_number
from desktop.views.combo_box import ComboBox
from desktop.views.library.cells import Cell
from desktop.views.library.playbook_rows import Data, TaskRow, days_text, framed, number_text, text_field
from desktop.views.library.words import plain
from desktop.views.pieces import empty, plain_label, take_out
from desktop.views.theme import Theme

EVERY = "every segment"
ONE_LINE_FROM, LEAST = 640, 420
"""Pixels: from the one on a task is one line; narrower than the other the cells are not."""


class PlaybookEditor(QWidget):
    """The cells of one playbook."""

    edited = Signal()
    """Something was typed, or restored."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._saved: Playbook | None = None
        self._is_filling, self._can_write, self._made = False, True, 0
        self._is_narrow = False
        self.rows: list[TaskRow] = []
        self.cells: dict[str, Cell] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(12)
        self._layout.addWidget(self._starts_card())
        self._layout.addWidget(self._tasks_card())

    # -- parts

    def _starts_card(self) -> QFrame:
        card, inside = framed()
        self._starts = plain_label("", wraps=True)
        inside.addWidget(self._starts)
        self._params = QWidget()
        self._params_line = QHBoxLayout(self._params)
        self._params_line.setContentsMargins(0, 0, 0, 0)
        self._params_line.setSpacing(8)
        inside.addWidget(self._params)
        self.segment, self.stop = ComboBox(self._theme), ComboBox(self._theme)
        self.name = text_field("Name of the playbook")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1000)
        grid.setColumnStretch(2, 1)
        for row, (said, widget) in enumerate(
            (("Called", self.name), ("Only for accounts of", self.segment), ("Stops when", self.stop))
        ):
            grid.addWidget(plain_label("small", said), row, 0)
            widget.setMinimumWidth(160)
            widget.setMaximumWidth(300)
            grid.addWidget(widget, row, 1)
            widget.setAccessibleName(said)
        inside.addLayout(grid)
        self.name.textChanged.connect(self._heed)
        self.segment.currentIndexChanged.connect(self._heed)
        self.stop.currentIndexChanged.connect(self._heed)
        return card

    def _tasks_card(self) -> QFrame:
        card, inside = framed()
        inside.addWidget(plain_label("heading", "Tasks"))
        self._hint = plain_label("small", wraps=True)
        inside.addWidget(self._hint)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._heads = [plain_label("small", text) for text in ("", "Task", "Due", "Turn", "Who")]
        for column, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, column)
        self._heads[2].setAlignment(Qt.AlignmentFlag.AlignRight)
        inside.addLayout(self._grid)
        self.add = QPushButton("Add a task")
        self.add.setProperty("look", "link")
        self.add.clicked.connect(self._add_task)
        inside.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._refusal = plain_label("refusal", wraps=True)
        self._refusal.hide()
        inside.addWidget(self._refusal)
        return card

    # -- room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < ONE_LINE_FROM
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            for head in self._heads:
                head.setVisible(not is_narrow)
            for at, row in enumerate(self.rows):
                row.place(self._grid, at, is_narrow=is_narrow)

    def minimumSizeHint(self) -> QSize:
        # It takes two lines a task before it makes the page scroll sideways.
        return QSize(LEAST, super().minimumSizeHint().height())

    # -- showing

    @property
    def playbook(self) -> Playbook | None:
        """What is saved of the one that is shown."""
        return self._saved

    def show_playbook(self, playbook: Playbook, segments: Sequence[str], typed: Data | None) -> None:
        """Show a playbook; `typed` is what was typed into it and not saved yet."""
        keeps = self._saved is not None and self._saved.key == playbook.key and self.is_changed
        typed = self.typed if typed is None and keeps else typed
        if self._saved == playbook and typed is None and not self.is_changed and self.segments == list(segments):
            return
        self._saved = playbook
        trigger = TRIGGERS[playbook.trigger]
        self._is_filling = True
        self._starts.setText(f"Starts when {trigger.words}.")
        named = ", ".join(f"{{{each}}}" for each in trigger.placeholders)
        before = f"; below 0: before {trigger.deadline}" if trigger.deadline else ""
        self._hint.setText(f"Due in days after that day{before}. A title may hold {named}.")
        self._make_params(trigger.parameters)
        self.segment.clear()
        extra = [playbook.segment] if playbook.segment and playbook.segment not in segments else []
        self.segment.addItems([EVERY, *segments, *extra])
        self.stop.clear()
        self.stop.addItems([STOPS[each].words for each in (*trigger.stops, NEVER)])
        self._fill(as_data(playbook) if typed is None else typed)
        self._is_filling = False
        self._heed()

    @property
    def segments(self) -> list[str]:
        return [self.segment.itemText(at) for at in range(1, self.segment.count())]

    def set_writable(self, can_write: bool) -> None:
        self._can_write = can_write
        for cell in (self.name, *self.cells.values()):
            cell.setReadOnly(not can_write)
        for box in (self.segment, self.stop):
            box.setEnabled(can_write)
        self.add.setVisible(can_write)
        for row in self.rows:
            self._dress(row)

    def _make_params(self, parameters: Sequence[Parameter]) -> None:
        empty(self._params_line)
        self.cells = {}
        for each in parameters:
            before, _, after = each.words.partition("{}")
            cell = self.cells[each.key] = Cell(each.words.replace("{}", "…"))
            cell.setReadOnly(not self._can_write)
            cell.textChanged.connect(self._heed)
            for widget in (plain_label("", before.strip()), cell, plain_label("", after.strip())):
                self._params_line.addWidget(widget)
        self._params_line.addStretch(1)
        self._params.setVisible(bool(parameters))

    def _fill(self, data: Data) -> None:
        """Put values into the cells, as they are saved or were typed."""
        saved = self._saved
        assert saved is not None
        self.name.setText(str(data["name"]))
        for key, cell in self.cells.items():
            typed = data["params"]
            assert isinstance(typed, dict)
            cell.store(plain(saved.params[key]), keep_typed=False)
            cell.setText(number_text(typed[key]))  # pyright: ignore[reportUnknownArgumentType]
        self.segment.setCurrentIndex(max(self.segment.findText(str(data["segment"])), 0))
        stops = (*TRIGGERS[saved.trigger].stops, NEVER)
        self.stop.setCurrentIndex(stops.index(str(data["stop"])) if data["stop"] in stops else len(stops) - 1)
        tasks = data["tasks"]
        assert isinstance(tasks, list)
        self._show_tasks(tasks)  # pyright: ignore[reportUnknownArgumentType]

    def _show_tasks(self, tasks: Sequence[Data]) -> None:
        while len(self.rows) > len(tasks):
            self._drop(self.rows.pop())
        while len(self.rows) < len(tasks):
            self._make_row()
        known = {task.key: task for task in self._saved.tasks} if self._saved is not None else {}
        for at, (row, task) in enumerate(zip(self.rows, tasks, strict=True)):
            row.key = str(task["key"])
            saved = known.get(row.key)
            row.number.setText(f"{at + 1}")
            row.title.setText(str(task["title"]))
            row.title.setCursorPosition(0)
            row.due.store(days_text(saved.due_days) if saved is not None else "", keep_typed=False)
            row.due.setText(days_text(task["due_days"]))
            row.side.setCurrentIndex(SIDES.index(str(task["side"])))
            row.owner.setText("" if task["owner"] == CSM else str(task["owner"]))
            row.up.setEnabled(at > 0)
            row.down.setEnabled(at < len(tasks) - 1)
            row.remove.setEnabled(len(tasks) > 1)
            row.title.setAccessibleName(f"Task {at + 1}")

    def _make_row(self) -> None:
        row, at = TaskRow(self._theme, ""), len(self.rows) + 1
        self.rows.append(row)
        row.place(self._grid, at - 1, is_narrow=self._is_narrow)
        for widget in [row.number, *row.widgets]:
            # Now, and not when the layout gets round to it: the caret goes there.
            widget.show()
        for cell in (row.title, row.due, row.owner):
            cell.textChanged.connect(self._heed)
        row.side.currentIndexChanged.connect(self._heed)
        row.due.stepped.connect(partial(self._step, row))
        row.up.clicked.connect(partial(self._move, row, -1))
        row.down.clicked.connect(partial(self._move, row, 1))
        row.remove.clicked.connect(partial(self._take_out, row))
        self._dress(row)

    def _dress(self, row: TaskRow) -> None:
        for cell in (row.title, row.due, row.owner):
            cell.setReadOnly(not self._can_write)
        row.side.setEnabled(self._can_write)
        for button in (row.up, row.down, row.remove):
            button.setVisible(self._can_write)

    def _drop(self, row: TaskRow) -> None:
        for widget in [row.number, *row.widgets]:
            take_out(self._grid, widget)

    # -- what is typed

    @property
    def typed(self) -> Data:
        """What stands in the cells, due days and parameters as they were typed."""
        saved = self._saved
        assert saved is not None
        stops = (*TRIGGERS[saved.trigger].stops, NEVER)
        return {
            **as_data(saved),
            "name": self.name.text(),
            "params": {key: cell.text() for key, cell in self.cells.items()},
            "segment": None if self.segment.currentIndex() <= 0 else self.segment.currentText(),
            "stop": stops[max(self.stop.currentIndex(), 0)],
            "tasks": [{**row.data, "due_days": row.due.text()} for row in self.rows],
        }

    def data(self) -> Data:
        """What is typed, with numbers.

        Raises:
            Rejected: something is no number, or would make no sense; `field` names the place.
        """
        data = self.typed
        params = {key: typed_number(cell.text(), field=f"params.{key}") for key, cell in self.cells.items()}
        tasks: list[Data] = []
        for at, row in enumerate(self.rows):
            field = f"tasks[{at}].due_days"
            days = typed_number(row.due.text(), field=field, unit="d")
            tasks.append({**row.data, "due_days": int(days) if days.is_integer() else days})
        whole = {**data, "params": params, "tasks": tasks}
        parse_playbook(whole)
        return whole

    @property
    def draft(self) -> Playbook | None:
        """The playbook as it is typed; None = it makes no sense yet, and `refusal` says why."""
        try:
            return parse_playbook(self.data())
        except Rejected:
            return None

    @property
    def refused(self) -> str:
        return self._refusal.text() if self._refusal.isVisibleTo(self) else ""

    @property
    def is_changed(self) -> bool:
        saved = self._saved
        if saved is None:
            return False
        draft = self.draft
        return draft is None or replace(draft, enabled=saved.enabled) != saved

    def show_saved(self, playbook: Playbook) -> None:
        """What was typed is saved now."""
        self._saved = playbook
        self.restore()

    def restore(self) -> None:
        """Forget what is typed."""
        if self._saved is not None:
            self._is_filling = True
            self._fill(as_data(self._saved))
            self._is_filling = False
            self._heed()

    def refuse(self, why: Rejected | None) -> None:
        """Say what cannot be saved, beside the cell it is about."""
        text = "" if why is None else str(why).replace("The playbook's ", "")
        self._refusal.setText(text)
        self._refusal.setVisible(bool(text))
        field = "" if why is None else why.field or ""
        for key, cell in self.cells.items():
            cell.refuse(field == f"params.{key}")
        for at, row in enumerate(self.rows):
            row.due.refuse(field == f"tasks[{at}].due_days")

    @property
    def focusable(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        tasks = [widget for row in self.rows for widget in row.widgets]
        return [*self.cells.values(), self.name, self.segment, self.stop, *tasks, self.add]

    # -- doing

    def _heed(self) -> None:
        if self._is_filling:
            return
        try:
            self.data()
        except Rejected as why:
            self.refuse(why)
        else:
            self.refuse(None)
        self.edited.emit()

    def _tasks_typed(self) -> list[Data]:
        return [{**row.data, "due_days": row.due.text()} for row in self.rows]

    def _refill(self, tasks: Sequence[Data]) -> None:
        self._is_filling = True
        self._show_tasks(tasks)
        self._is_filling = False
        self._heed()

    def _add_task(self) -> None:
        self._made += 1
        last = self.rows[-1].due.text() if self.rows else "3 d"
        new: Data = {"key": f"{NEW}{self._made}", "title": "", "due_days": last, "owner": CSM, "side": SIDES[0]}
        self._refill([*self._tasks_typed(), new])
        self.rows[-1].title.setFocus(Qt.FocusReason.TabFocusReason)

    def _take_out(self, row: TaskRow) -> None:
        at = self.rows.index(row)
        self._refill([each for n, each in enumerate(self._tasks_typed()) if n != at])
        self.rows[min(at, len(self.rows) - 1)].title.setFocus(Qt.FocusReason.TabFocusReason)

    def _move(self, row: TaskRow, by: int) -> None:
        at, tasks = self.rows.index(row), self._tasks_typed()
        if 0 <= at + by < len(tasks):
            tasks.insert(at + by, tasks.pop(at))
            self._refill(tasks)
            moved = self.rows[at + by]
            button = moved.up if by < 0 else moved.down
            (button if button.isEnabled() else moved.title).setFocus(Qt.FocusReason.TabFocusReason)

    def _step(self, row: TaskRow, by: int) -> None:
        at = self.rows.index(row) + by
        if 0 <= at < len(self.rows):
            self.rows[at].due.take()
