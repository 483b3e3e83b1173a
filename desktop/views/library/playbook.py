"""A playbook, to be read: what starts it, and the tasks it asks for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop.domain.playbooks import PLACEHOLDERS, Playbook
from desktop.views import format as fmt
from desktop.views.library.inputs import label

STARTS = {"detractor": "Starts when somebody answers NPS 0 to 6; days count from the day of the answer."}
MOST = 900
HEADERS = ("", "Task", "Due", "Whose turn", "Who")


class PlaybookView(QWidget):
    """One playbook."""

    def __init__(self) -> None:
        super().__init__()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 24, 0)
        rows.setSpacing(12)
        self._starts = label("", "second", wrap=True)
        rows.addWidget(self._starts)
        card = QFrame()
        card.setProperty("look", "card")
        self._grid = QGridLayout(card)
        self._grid.setContentsMargins(16, 10, 16, 10)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        card.setMaximumWidth(MOST)
        rows.addWidget(card)
        rows.addStretch(1)

    def show_playbook(self, playbook: Playbook) -> None:
        self._starts.setText(STARTS.get(playbook.trigger, ""))
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for column, name in enumerate(HEADERS):
            self._grid.addWidget(label(name, "small"), 0, column)
        for at, task in enumerate(playbook.tasks, start=1):
            texts = (f"{at}", _title(task.title), _due(task.due_days), task.side, _owner(task.owner))
            for column, text in enumerate(texts):
                made = label(text, "" if column == 1 else "second", wrap=column == 1)
                self._grid.addWidget(made, at, column, Qt.AlignmentFlag.AlignTop)


def _title(title: str) -> str:
    """What is filled in stands in brackets: Call [contact] at [account]."""
    for name in PLACEHOLDERS:
        title = title.replace(f"{{{name}}}", f"[{name}]")
    return title


def _due(days: int) -> str:
    return "the same day" if days == 0 else f"{fmt.days(days)} later"


def _owner(owner: str) -> str:
    return "the account's CSM" if owner == "csm" else owner
