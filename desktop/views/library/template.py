"""An onboarding template: its name, days and milestones, each changed in its cell and saved as it is left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import Rejected
from desktop.domain.templates import Template, TemplateMilestone, with_first_value, with_moved
from desktop.operations import templates
from desktop.views import format as fmt
from desktop.views.check_box import CheckBox
from desktop.views.escape import escape
from desktop.views.library.playbook_rows import framed, icon_button
from desktop.views.pieces import plain_label
from desktop.views.text_line import TextLine
from desktop.views.theme import Theme

MOST = 900
HEADERS = ("", "Milestone", "Day", "Phase", "Turn", "First value", "")
HOW = "Days are calendar days after the start. Plans that were started before stay as they are."
NONE = "No template is in this book yet."
TURNS = {"ours": "ours", "theirs": "theirs"}


class TemplateView(QWidget):
    """One template.

    Args:
        perform: runs an operation with its arguments as one change; raises Rejected.
        chosen: tells the key of a template that was just made.
    """

    def __init__(self, theme: Theme, perform: Callable[..., Any], chosen: Callable[[str], None]) -> None:
        super().__init__()
        self._theme, self._perform, self._chosen = theme, perform, chosen
        self._template: Template | None = None
        self._can_write = False
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 24, 0)
        rows.setSpacing(12)
        self._says = plain_label("second", HOW, wraps=True)
        rows.addWidget(self._says)
        self._card, self._body = framed(6)
        rows.addWidget(self._card)
        self._refusal = plain_label("refusal", wraps=True)
        self._refusal.hide()
        rows.addWidget(self._refusal)
        rows.addLayout(self._making())
        rows.addStretch(1)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    @property
    def fields(self) -> dict[str, QLineEdit]:
        """What can be typed into, by its accessible name."""
        found = [each for each in self._card.findChildren(QLineEdit) if not each.isHidden()]
        return {each.accessibleName(): each for each in found}

    def show_template(self, template: Template | None, *, can_write: bool) -> None:
        """Show a template, None = there is none in the book."""
        focused = QApplication.focusWidget()
        name = focused.accessibleName() if focused is not None and self._card.isAncestorOf(focused) else ""
        self._template, self._can_write = template, can_write
        self._forgive()
        self._says.setText(HOW if template is not None else NONE)
        self._card.setVisible(template is not None)
        self.name.setVisible(can_write)
        self.add.setVisible(can_write)
        self.shipped.setVisible(can_write and template is None)
        while (item := self._body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if template is None:
            return
        self._body.addWidget(self._head(template))
        self._body.addWidget(self._steps(template))
        if can_write:
            more = self._button("Add a milestone", partial(self._add_step, template), "link")
            self._body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        again = next((each for each in self._card.findChildren(QWidget) if each.accessibleName() == name), None)
        if name and again is not None and not again.isHidden():
            again.setFocus()

    # -- making

    def _making(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        self.name = TextLine()
        self.name.setAccessibleName("Name of a new template")
        self.name.setPlaceholderText("name of a new template")
        self.name.setFixedWidth(220)
        self.name.returnPressed.connect(self._add_template)
        self.add = self._button("New template", self._add_template, "quiet")
        self.shipped = self._button("Add the shipped templates", self._add_shipped, "primary")
        for widget in (self.name, self.add, self.shipped):
            line.addWidget(widget)
        line.addStretch()
        return line

    def _head(self, template: Template) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 4)
        line.setSpacing(8)
        for name, text, width, part in (
            ("Name", template.name, 220, "name"),
            ("Target in days", f"{template.target_days}", 60, "target_days"),
        ):
            line.addWidget(plain_label("small", name))
            line.addWidget(self._field(name, text, width, partial(self._head_typed, template, part)))
        line.addStretch()
        if self._can_write:
            line.addWidget(self._button("Remove template", partial(self._remove, template), "quiet"))
        return made

    def _steps(self, template: Template) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for column, name in enumerate(HEADERS):
            head = plain_label("small", name)
            if name == "Day":
                head.setAlignment(Qt.AlignmentFlag.AlignRight)
                head.setContentsMargins(0, 0, 8, 0)
            grid.addWidget(head, 0, column)
        for at, step in enumerate(template.milestones):
            self._step(grid, at, step, template)
        grid.setColumnStretch(1, 1)
        return made

    def _step(self, grid: QGridLayout, at: int, step: TemplateMilestone, template: Template) -> None:
        row = at + 1
        grid.addWidget(plain_label("small", fmt.number(row)), row, 0)
        for column, part, text, width in (
            (1, "name", step.name, 0),
            (2, "due_days", f"{step.due_days}", 52),
            (3, "phase", step.phase or "", 110),
        ):
            name = {"name": f"Milestone {row}", "due_days": f"Day of {step.name}", "phase": f"Phase of {step.name}"}[
                part
            ]
            typed = partial(self._step_typed, template, at, part)
            grid.addWidget(self._field(name, text, width, typed, is_figure=part == "due_days"), row, column)
        turn = self._button(TURNS[step.side], partial(self._turn, template, at), "link")
        turn.setAccessibleName(f"Turn of {step.name}: {TURNS[step.side]}")
        grid.addWidget(turn, row, 4, Qt.AlignmentFlag.AlignLeft)
        value = CheckBox()
        value.setChecked(step.first_value)
        value.setAccessibleName(f"{step.name} is first value")
        value.setEnabled(self._can_write)
        value.clicked.connect(partial(self._value, template, at))
        grid.addWidget(value, row, 5)
        if not self._can_write:
            return
        ways = QWidget()
        line = QHBoxLayout(ways)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        for icon, called, do, can in (
            ("arrow-up", f"{step.name} up", partial(self._move, template, at, -1), at > 0),
            ("arrow-down", f"{step.name} down", partial(self._move, template, at, 1), row < len(template.milestones)),
            ("x", f"Remove {step.name}", partial(self._drop, template, at), True),
        ):
            button = icon_button(self._theme, icon, called)
            button.setEnabled(can)
            button.clicked.connect(do)
            line.addWidget(button)
        grid.addWidget(ways, row, 6)

    def _field(
        self, name: str, text: str, width: int, typed: Callable[[str], None], *, is_figure: bool = False
    ) -> QLineEdit:
        made = TextLine(text)
        made.setAccessibleName(name)
        made.setReadOnly(not self._can_write)
        made.setProperty("stored", text)
        if width:
            made.setFixedWidth(width)
        if is_figure:
            made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        made.installEventFilter(self)
        made.editingFinished.connect(partial(self._left, made, typed))
        return made

    def _button(self, words: str, do: Callable[..., None], look: str) -> QPushButton:
        made = QPushButton(words)
        made.setProperty("look", look)
        made.clicked.connect(do)
        made.setEnabled(look != "link" or self._can_write)
        return made

    # -- changing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        esc = escape(event)
        if esc == "pressed" and isinstance(watched, QLineEdit):
            watched.setText(str(watched.property("stored")))
            self._forgive()
        return True if esc else super().eventFilter(watched, event)

    def _left(self, field: QLineEdit, typed: Callable[[str], None]) -> None:
        if self._can_write and not field.isHidden() and field.text().strip() != str(field.property("stored")):
            typed(field.text())

    def _head_typed(self, template: Template, part: str, text: str) -> None:
        if part == "name":
            self._save(lambda: template._replace(name=text))
        else:
            self._save(lambda: template._replace(target_days=templates.typed_days(text, field=part)))

    def _step_typed(self, template: Template, at: int, part: str, text: str) -> None:
        def edited() -> Template:
            value = templates.typed_days(text, field=part) if part == "due_days" else text
            steps = list(template.milestones)
            steps[at] = steps[at]._replace(**{part: value})  # pyright: ignore[reportArgumentType]
            return template._replace(milestones=tuple(steps))

        self._save(edited)

    def _turn(self, template: Template, at: int, _checked: bool = False) -> None:
        steps = list(template.milestones)
        steps[at] = steps[at]._replace(side="theirs" if steps[at].side == "ours" else "ours")
        self._save(lambda: template._replace(milestones=tuple(steps)))

    def _value(self, template: Template, at: int, _checked: bool = False) -> None:
        self._save(lambda: with_first_value(template, at))

    def _move(self, template: Template, at: int, by: int, _checked: bool = False) -> None:
        after = with_moved(template, at, by)
        if after != template:
            self._save(lambda: after)

    def _drop(self, template: Template, at: int, _checked: bool = False) -> None:
        steps = (*template.milestones[:at], *template.milestones[at + 1 :])
        self._save(lambda: template._replace(milestones=steps))

    def _add_step(self, template: Template, _checked: bool = False) -> None:
        last = template.milestones[-1].due_days if template.milestones else 0
        names = {each.name for each in template.milestones}
        count = 1 + sum(name.startswith("New milestone") for name in names)
        made = TemplateMilestone("", "New milestone" if count == 1 else f"New milestone {count}", last)
        self._save(lambda: template._replace(milestones=(*template.milestones, made)))

    def _remove(self, template: Template, _checked: bool = False) -> None:
        self._try(partial(self._perform, templates.remove_template, template.key))

    def _add_shipped(self, _checked: bool = False) -> None:
        self._try(partial(self._perform, templates.add_shipped))

    def _add_template(self, _checked: bool = False) -> None:
        def add() -> None:
            key = self._perform(templates.add_template, self.name.text())
            self.name.clear()
            if key is not None:
                self._chosen(str(key))

        self._try(add)

    def _save(self, edited: Callable[[], Template]) -> None:
        def save() -> None:
            self._perform(templates.edit_template, edited())

        self._try(save)

    def _try(self, do: Callable[[], object]) -> None:
        """What is refused stays typed, with the reason below it."""
        try:
            do()
        except Rejected as why:
            self._refusal.setText(str(why))
            self._refusal.show()
        else:
            self._forgive()

    def _forgive(self) -> None:
        self._refusal.hide()
