"""The pieces a playbook is edited with: the cells of one task, the card they stand on, numbers as they are typed."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.playbooks.definition import CSM, SIDES
from desktop.views.combo_box import ComboBox
from desktop.views.library.cells import Cell
from desktop.views.library.words import plain
from desktop.views.pieces import leave, open_card, plain_label
from desktop.views.text_line import TextLine
from desktop.views.theme import Theme

Data = dict[str, object]
MOST = 900
"""Pixels: a card is not wider than one reads."""
WHOSE = {"ours": "ours", "theirs": "theirs"}


class TaskRow:
    """The cells of one task; `key` is that of the saved one, or of a new one."""

    def __init__(self, theme: Theme, key: str) -> None:
        self.key = key
        self.number = plain_label("small")
        self.title = text_field("Title of the task")
        self.due = Cell("Due", width=56)
        self.side = ComboBox(theme)
        self.side.setAccessibleName("Turn")
        self.side.addItems(list(WHOSE.values()))
        self.side.setFixedWidth(84)
        self.owner = text_field("Who does it")
        self.owner.setPlaceholderText("the CSM")
        self.owner.setMinimumWidth(72)
        self.owner.setMaximumWidth(88)
        self.up, self.down = (
            icon_button(theme, "arrow-up", "Do it earlier"),
            icon_button(theme, "arrow-down", "Do it later"),
        )
        self.remove = icon_button(theme, "x", "Take the task out")

    @property
    def widgets(self) -> list[QWidget]:
        return [self.title, self.due, self.side, self.owner, self.up, self.down, self.remove]

    def place(self, grid: QGridLayout, at: int, *, is_narrow: bool) -> None:
        """Put the cells on one line under the heads, or, where there is no room, all but the title under it."""
        line, under = 1 + 2 * at, int(is_narrow)
        for column, widget in enumerate([self.number, *self.widgets]):
            leave(grid, widget)
            is_title = widget is self.title
            grid.addWidget(widget, line + (under if column > 1 else 0), column, 1, 7 if is_title and is_narrow else 1)

    @property
    def data(self) -> Data:
        return {
            "key": self.key,
            "title": self.title.text(),
            "side": SIDES[self.side.currentIndex()],
            "owner": self.owner.text().strip() or CSM,
        }


def number_text(value: object) -> str:
    return plain(value) if isinstance(value, int | float) else str(value)


def days_text(value: object) -> str:
    return f"{number_text(value)} d" if isinstance(value, int | float) else str(value)


def text_field(name: str) -> QLineEdit:
    made = TextLine()
    made.setAccessibleName(name)
    made.setMaxLength(200)
    return made


def icon_button(theme: Theme, icon: str, name: str) -> QPushButton:
    made = QPushButton(theme.icon(icon), "")
    made.setProperty("look", "quiet")
    made.setFixedSize(28, 28)
    made.setAccessibleName(name)
    made.setToolTip(name)
    return made


def framed(spacing: int = 8) -> tuple[QFrame, QVBoxLayout]:
    """A card of the library's width, to be filled."""
    card, inside = open_card(spacing=spacing)
    card.setMaximumWidth(MOST)
    return card, inside
