"""Conditions as chips, and the small form one is added or changed by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.listing.conditions import BARE, Condition, checked, operators
from desktop.domain.listing.fields import Field, field_of
from desktop.domain.name_order import order_key
from desktop.views.accounts.field_words import condition_text, operator_text
from desktop.views.combo_box import ComboBox
from desktop.views.pieces import plain_label
from desktop.views.theme import Theme

WIDEST = 320
CROSS_ROOM = 22
TARGET = "QPushButton { min-height: 20px; }"


class Flow(QLayout):
    """Widgets side by side, and on the next line where there is no more room."""

    GAP = 8

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(QRect(0, 0, width, 0), is_done=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        return QSize(120, max((item.sizeHint().height() for item in self._items), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay_out(rect, is_done=True)

    def _lay_out(self, rect: QRect, *, is_done: bool) -> int:
        left, top, height = rect.left(), rect.top(), 0
        for item in self._items:
            size = item.sizeHint()
            if left > rect.left() and left + size.width() > rect.right() + 1:
                left, top = rect.left(), top + height + self.GAP
                height = 0
            if is_done:
                item.setGeometry(QRect(QPoint(left, top), size))
            left += size.width() + self.GAP
            height = max(height, size.height())
        return top + height - rect.top()


class ConditionChip(QPushButton):
    """A condition: a click changes it; its cross, Delete or Backspace take it away."""

    removed = Signal()

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self.setProperty("look", "chip")
        self.setProperty("on", "true")
        self.setStyleSheet(TARGET)
        self.setIcon(theme.icon("x"))
        self.setIconSize(QSize(12, 12))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setMaximumWidth(WIDEST)
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, WIDEST - 48)
        self.setText(shown.replace("&", "&&"))
        self.setAccessibleName(f"Filter: {text}. Enter changes it, Delete takes it away.")
        self.setToolTip(f"{text}: click to change, Delete to take away")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.position().x() >= self.width() - CROSS_ROOM and self.rect().contains(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
        else:
            super().mouseReleaseEvent(event)


class ConditionForm(QFrame):
    """Field, operator, value: Enter adds the condition, Esc closes."""

    made = Signal(object)

    def __init__(
        self,
        theme: Theme,
        fields: Sequence[Field],
        values: Callable[[str], Sequence[str]],
        parent: QWidget,
        condition: Condition | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("look", "card")
        self.setAccessibleName("Filter")
        self._fields = sorted(fields, key=lambda each: order_key(each.says))
        self._values = values
        self.field, self.operator, self.value = ComboBox(theme), ComboBox(theme), QLineEdit()
        self.field.setAccessibleName("Field")
        self.operator.setAccessibleName("Condition")
        self.value.setAccessibleName("Value")
        self.value.setMinimumWidth(180)
        self.add = QPushButton("Add" if condition is None else "Change")
        self.add.setProperty("look", "primary")
        self.refusal = plain_label("refusal", wraps=True)
        self.refusal.hide()
        for each in self._fields:
            self.field.addItem(each.says, each.key)
        line = QHBoxLayout()
        line.setSpacing(8)
        for part in (self.field, self.operator, self.value, self.add):
            line.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addLayout(line)
        layout.addWidget(self.refusal)
        self.field.currentIndexChanged.connect(self._offer)
        self.operator.currentIndexChanged.connect(self._adapt)
        self.value.returnPressed.connect(self._submit)
        self.value.textEdited.connect(self.refusal.hide)
        self.add.clicked.connect(self._submit)
        wanted = condition.field if condition is not None else "segment"
        self.field.setCurrentIndex(max(0, self.field.findData(wanted)))
        self._offer()
        if condition is not None:
            self.operator.setCurrentIndex(max(0, self.operator.findData(condition.operator)))
            self.value.setText(", ".join(condition.values))

    def _chosen(self) -> Field:
        return self._fields[max(0, self.field.currentIndex())]

    def _offer(self) -> None:
        field = self._chosen()
        self.operator.clear()
        for each in operators(field):
            self.operator.addItem(operator_text(each, field), each)
        completer = QCompleter(list(self._values(field.key)) if field.kind == "text" else [], self.value)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.value.setCompleter(completer)
        hints = {
            "money": "50k",
            "percent": "80",
            "number": "9",
            "to": "60, or 2026-12-31",
            "since": "30, or 2026-12-31",
        }
        self.value.setPlaceholderText(hints.get(field.kind, "one, or several between commas"))
        self._adapt()

    def _adapt(self) -> None:
        self.value.setEnabled(self.operator.currentData() not in BARE)

    def _submit(self) -> None:
        field = self._chosen()
        is_many = field.kind == "text" or self.operator.currentData() == "is"
        said = self.value.text()
        try:
            made = checked(field, self.operator.currentData(), tuple(said.split(",")) if is_many else (said,))
        except ValueError as why:
            self.refusal.setText(str(why))
            self.refusal.show()
            self.adjustSize()
            return
        self.made.emit(made)
        self.close()


class ChipLine(QWidget):
    """The conditions beyond those with a chip of their own, and what of a typed filter is refused."""

    changed = Signal()
    asked = Signal(object)
    """A chip was clicked: the condition is to be changed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.conditions: tuple[Condition, ...] = ()
        self._fields: Sequence[Field] = ()
        self.refusal = plain_label("refusal")
        self.refusal.hide()
        self._room = QWidget()
        self._flow = Flow(self._room)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._room)
        layout.addWidget(self.refusal)
        self._adapt()

    @property
    def chips(self) -> list[ConditionChip]:
        found = (self._flow.itemAt(at) for at in range(self._flow.count()))
        return [each.widget() for each in found if each is not None]  # type: ignore[misc]

    def show_conditions(self, conditions: Sequence[Condition], fields: Sequence[Field]) -> None:
        """Show these; one on a field that is gone is dropped."""
        kept = tuple(each for each in conditions if field_of(fields, each.field) is not None)
        if kept == self.conditions and fields == self._fields:
            return
        self.conditions, self._fields = kept, fields
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for each in kept:
            field = field_of(fields, each.field)
            assert field is not None
            chip = ConditionChip(self._theme, condition_text(each, field))
            chip.clicked.connect(partial(self.asked.emit, each))
            chip.removed.connect(partial(self.remove, each))
            self._flow.addWidget(chip)
        self._flow.invalidate()
        self._room.updateGeometry()
        self._adapt()

    def remove(self, condition: Condition) -> None:
        self.show_conditions([each for each in self.conditions if each != condition], self._fields)
        self.changed.emit()

    def refuse(self, why: str) -> None:
        """Say why a part of what is typed is no filter; "" = all of it is."""
        self.refusal.setText(why)
        self.refusal.setVisible(bool(why))
        self._adapt()

    def _adapt(self) -> None:
        self._room.setVisible(bool(self.conditions))
        self.setVisible(bool(self.conditions) or bool(self.refusal.text()))
