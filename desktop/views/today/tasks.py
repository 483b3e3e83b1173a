"""Every open task by the day it is due: Space ticks it off, F2 or typing changes its day, Enter opens the account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.charts.tokens import SMALL
from desktop.domain.playbooks.progress import in_words
from desktop.domain.today.book import Today
from desktop.domain.today.lists import OpenTask
from desktop.views import format
from desktop.views.pieces import card
from desktop.views.theme import Theme, font
from desktop.views.today import words
from desktop.views.today.line import Column, Line, Lines
from desktop.views.today.lines import LINE, LineList
from desktop.views.today.sections import label

DUE = 1
"""The column that can be edited."""
COLUMNS = (
    Column(18, kind="tick"),
    Column(82, is_right=True),
    Column(58, look="ink_3", is_small=True),
    Column(36, look="ink_2"),
    Column(share=0.9, is_strong=True),
    Column(share=2.64),
    Column(share=0.72, look="ink_3", is_small=True),
)
HEADERS = ("", "Due", "", "Owes", "Account", "Task", "From")
NOTHING = "Nothing is open. Type a task: L, then T."


class DayField(QLineEdit):
    """Where a day is typed: Enter or leaving it saves, Esc restores."""

    entered = Signal()
    cancelled = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.entered.emit()


class TaskList(LineList):
    """The rows; a day that is typed is told as (task, account, text)."""

    changed = Signal(str, str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, COLUMNS, "Open tasks", parent)
        self.editor: DayField | None = None
        self._edited: Line | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.line
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if line is not None and plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(line.account)
        elif line is not None and plain and event.key() == Qt.Key.Key_F2:
            self.edit_day(str(line.cells[DUE]) if line.cells[DUE] != words.NO_DAY else "")
        elif line is not None and plain and event.text().isdigit():
            self.edit_day(event.text(), select=False)
        else:
            super().keyPressEvent(event)

    def edit_day(self, text: str, *, select: bool = True) -> None:
        """Open a field over the day of the row one is at."""
        line = self.line
        if line is None or line.task is None or not self.can_write:
            return
        self.close_editor()
        box = self.visualRect(self.currentIndex())
        place = self.places(box)[DUE]
        editor = self.editor = DayField(text, self.viewport())
        editor.setProperty("look", "cell")
        editor.setAccessibleName(f"Due date of {line.says}")
        editor.setGeometry(QRect(place.left(), place.top(), place.width() + 64, place.height() - 1))
        editor.entered.connect(self._save)
        editor.cancelled.connect(self._cancel)
        editor.show()
        editor.setFocus()
        if select:
            editor.selectAll()
        self._edited = line

    def close_editor(self) -> None:
        """Put the field away; what was typed in it is not saved."""
        editor, self.editor, self._edited = self.editor, None, None
        if editor is not None:
            editor.blockSignals(True)
            editor.hide()
            editor.deleteLater()

    def refuse(self, why: str) -> None:
        """Leave what was typed where it is, and say why it was not saved."""
        if self.editor is not None:
            self.editor.setProperty("told", "refused")
            self.editor.style().polish(self.editor)
            self.editor.setToolTip(why)
            self.editor.setAccessibleDescription(why)

    def _cancel(self) -> None:
        self.close_editor()
        self.setFocus()

    def _save(self) -> None:
        line, editor = self._edited, self.editor
        if line is not None and line.task is not None and editor is not None:
            self.changed.emit(line.task, line.account, editor.text())


class _Header(QWidget):
    """Names over the columns, where the list draws them."""

    def __init__(self, of: TaskList) -> None:
        super().__init__()
        self._list = of
        self.setFixedHeight(LINE)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setFont(font(SMALL, QFont.Weight.Medium))
        painter.setPen(self._list.theme.colour("ink_2"))
        box = QRect(0, 0, self._list.viewport().width(), self.height())
        for column, place, text in zip(COLUMNS, self._list.places(box), HEADERS, strict=True):
            side = Qt.AlignmentFlag.AlignRight if column.is_right else Qt.AlignmentFlag.AlignLeft
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | side), text)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._list.theme.colour("border"))
        painter.end()


class TasksTab(QWidget):
    """The list under the names of its columns."""

    def __init__(self, theme: Theme, opens: Callable[[str], None]) -> None:
        super().__init__()
        self.list = TaskList(theme)
        self.list.opened.connect(opens)
        self.refusal, self.nothing = label("refusal"), label("second", NOTHING)
        self.refusal.setWordWrap(True)
        self.refusal.hide()
        self._card = card(_Header(self.list), self.list, margins=(12, 4, 8, 4))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.refusal)
        whole.addWidget(self.nothing)
        whole.addWidget(self._card, 1)
        self._foot = QWidget()
        whole.addWidget(self._foot, 1)
        self.setFocusProxy(self.list)

    def show_view(self, view: Today, *, can_write: bool) -> None:
        """Show the open tasks; while a day is typed the row under it stays."""
        self.list.can_write = can_write
        if self.list.editor is None:
            self.list.show_lines(Lines(view.tasks, partial(line, day=view.day), lambda each: each.task))
        self._card.setVisible(bool(view.tasks))
        self.nothing.setVisible(not view.tasks)
        self._foot.setVisible(not view.tasks)

    def take_answer(self, refused: str | None) -> None:
        """What became of a day that was typed: why it was refused, and then it stays typed, or None."""
        self.refusal.setText(refused or "")
        self.refusal.setVisible(refused is not None)
        if refused is not None:
            self.list.refuse(refused)
            return
        had_focus = self.list.editor is not None and self.list.editor.hasFocus()
        self.list.close_editor()
        if had_focus:
            self.list.setFocus()


def sentence(view: Today) -> str:
    """The tab in figures."""
    late = [each for each in view.tasks if each.days is not None and each.days < 0]
    text = f"{format.plural(len(view.tasks), 'open task')}"
    if not late:
        return f"{text}; none is late." if view.tasks else "No task is open."
    ours = sum(each.side != "theirs" for each in late)
    whose = "all ours" if ours == len(late) else "none ours" if ours == 0 else f"{format.number(ours)} of them ours"
    return f"{text}; {format.number(len(late))} late, {whose}."


def _source(each: OpenTask) -> str | tuple[str, ...]:
    """Where a task comes from; of a playbook as much as fits."""
    if each.of is None:
        return "promise" if each.is_promise else "task"
    far = f"{each.of.done} of {each.of.tasks} done"
    whole = in_words(each.of)
    return f"playbook {whole}", whole, f"{each.of.playbook}, {each.of.done}/{each.of.tasks}", f"playbook, {far}", far


def line(each: OpenTask, day: date) -> Line:
    """A task as a row."""
    who = {"ours": "we", "theirs": "they", "unsaid": "?"}[each.side]
    due = words.NO_DAY if each.due_on is None else format.day(each.due_on, beside=day)
    when = "" if each.days is None else words.distance(each.days)
    kind = _source(each)
    title = " ".join(each.title.split())
    by = "" if each.of is None else f", playbook {in_words(each.of)}"
    says = f"{due} {when}, {who} owe {each.name}: {title}{by}".replace(" ,", ",")
    is_late = each.days is not None and each.days <= 0
    cells = ("", due, when, who, each.name, title, kind)
    return Line(each.account, cells, says, each.task, strong=(1, 2) if is_late else ())
