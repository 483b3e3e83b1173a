"""What the playbooks would start today, to be looked through before they do; and whether they may by themselves."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.operations.playbook_runs import Due, Start
from desktop.views import format as fmt
from desktop.views.check_box import CheckBox
from desktop.views.library import playbook_words as words
from desktop.views.library.playbook_rows import framed
from desktop.views.pieces import keep_margin, plain_label, take_out

SHOWN = 12
ALONE = "Start what is due by itself when the book is opened and when a day begins"


class DueView(QWidget):
    """A list by playbook, and the buttons that decide."""

    started = Signal(str)
    """Asks to start what is due of a playbook (key); "" = of all."""
    put_off = Signal()
    alone_set = Signal(bool)
    opened = Signal(str)
    """Asks for an account (id)."""

    def __init__(self) -> None:
        super().__init__()
        self._says = plain_label("", wraps=True)
        self.start, self.later = QPushButton("Start all"), QPushButton("Not now")
        self.start.setProperty("look", "primary")
        self.later.setToolTip("Nothing is said of it for a week; what is due stays here")
        self.start.clicked.connect(self._start_all)
        self.later.clicked.connect(self.put_off)
        self.alone = CheckBox(ALONE)
        self.alone.clicked.connect(self.alone_set)
        self._note = plain_label(
            "small",
            "As one change, which Undo takes back; what was taken back does not come again. More than 60 tasks at once "
            "are always asked about first.",
            wraps=True,
        )
        card, inside = framed()
        inside.addWidget(self._says)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.start)
        buttons.addWidget(self.later)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        inside.addWidget(self.alone)
        inside.addWidget(self._note)
        self._content = QWidget()
        self._rows = QVBoxLayout(self._content)
        self._rows.setSpacing(12)
        self._rows.addWidget(card)
        self._rows.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._content)
        keep_margin(area, self._rows, 24)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self._groups: list[QWidget] = []

    def show_due(self, due: Due | None, *, alone: bool, can_write: bool) -> None:
        """Show what is due; None = it is not read yet."""
        self._says.setText("Reading the book …" if due is None else words.due_sentence(due))
        for widget in (self.start, self.later):
            widget.setVisible(can_write and bool(due))
        self.later.setVisible(can_write and bool(due) and not alone)
        self.alone.setChecked(alone)
        self.alone.setEnabled(can_write)
        for group in self._groups:
            take_out(self._rows, group)
        self._groups = []
        starts = sorted(due.starts, key=lambda each: (each.run.playbook, each.run.cause.on)) if due is not None else []
        for key, found in groupby(starts, key=lambda each: each.run.playbook):
            group = self._group(key, list(found), can_write)
            self._groups.append(group)
            self._rows.insertWidget(self._rows.count() - 1, group)

    @property
    def focusable(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        inside = [button for group in self._groups for button in group.findChildren(QPushButton)]
        return [self.start, self.later, self.alone, *inside]

    def _group(self, key: str, found: list[Start], can_write: bool) -> QFrame:
        card, inside = framed(4)
        head = QHBoxLayout()
        tasks = sum(len(each.run.tasks) for each in found)
        head.addWidget(plain_label("heading", found[0].playbook_name))
        head.addWidget(plain_label("small", f"{fmt.plural(len(found), 'run')}, {fmt.plural(tasks, 'task')}"))
        head.addStretch(1)
        start = QPushButton("Start these")
        start.setProperty("look", "quiet")
        start.setProperty("playbook", key)
        start.setAccessibleName(f"Start {found[0].playbook_name}")
        start.clicked.connect(self._start_some)
        start.setVisible(can_write)
        head.addWidget(start)
        inside.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, 112)
        grid.setColumnMinimumWidth(1, 196)
        grid.setColumnStretch(2, 1)
        for at, each in enumerate(found[:SHOWN]):
            name = QPushButton(each.account_name.replace("&", "&&"))
            name.setProperty("look", "link")
            name.setProperty("account", each.run.cause.account)
            name.setAccessibleName(f"Open {each.account_name}")
            name.clicked.connect(self._open)
            grid.addWidget(plain_label("small", f"since {fmt.day(each.run.cause.on)}"), at, 0)
            grid.addWidget(name, at, 1, Qt.AlignmentFlag.AlignLeft)
            first = min(task.due_on for task in each.run.tasks)
            tasks = fmt.plural(len(each.run.tasks), "task")
            grid.addWidget(plain_label("second", f"{tasks}, the first by {fmt.day(first)}"), at, 2)
        inside.addLayout(grid)
        if len(found) > SHOWN:
            inside.addWidget(plain_label("small", f"and {fmt.number(len(found) - SHOWN)} more"))
        return card

    def _start_all(self) -> None:
        self.started.emit("")

    def _start_some(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, QPushButton):
            self.started.emit(str(pressed.property("playbook")))

    def _open(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, QPushButton):
            self.opened.emit(str(pressed.property("account")))
