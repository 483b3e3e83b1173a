"""What widgets that draw themselves are to those who hear the screen: a button, a chart, a pane. Knows no page.

Qt knows the role of its own classes only. A widget that says its own has `spoken_as`; one that can be pressed by other
means than mouse and keys has `press`.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QLabel, QWidget

Role = QAccessible.Role
PRESS = "Press"


class Spoken(QAccessibleWidget):
    """A widget that says itself what it is."""

    def role(self) -> QAccessible.Role:
        return getattr(self.widget(), "spoken_as", Role.Client)

    def text(self, t: QAccessible.Text) -> str:
        found, widget = super().text(t), self.widget()
        if t == QAccessible.Text.Name and not found and isinstance(widget, QLabel):
            return widget.text()
        return found

    def actionNames(self) -> list[str]:
        can_press = hasattr(self.widget(), "press") and self.role() == Role.Button
        return [PRESS, *super().actionNames()] if can_press else super().actionNames()

    def doAction(self, actionName: str) -> None:
        if actionName == PRESS and PRESS in self.actionNames():
            getattr(self.widget(), "press")()  # noqa: B009 - whatever widget it is
        else:
            super().doAction(actionName)


def let_widgets_say_what_they_are() -> None:
    """Have Qt ask widgets for their role; once in a process is enough."""
    QAccessible.installFactory(_spoken)


def _spoken(key: str, thing: QObject) -> QAccessibleInterface | None:
    del key
    return Spoken(thing) if isinstance(thing, QWidget) and hasattr(thing, "spoken_as") else None
