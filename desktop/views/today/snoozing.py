"""Until when an account is snoozed: S, and then 1, 2 or 3."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.calendar import add_months
from desktop.views import format

MONDAY = 7


def choices(day: date) -> list[tuple[str, date]]:
    """What is offered, with the day it comes back."""
    return [
        ("tomorrow", day + timedelta(days=1)),
        ("next Monday", day + timedelta(days=MONDAY - day.weekday())),
        ("in a month", add_months(day, 1)),
    ]


def ask(parent: QWidget, where: QPoint, name: str, day: date, chosen: Callable[[date], None]) -> QMenu:
    """Offer the days in a menu; its keys are 1, 2, 3."""
    menu = QMenu(parent)
    menu.setAccessibleName(f"Snooze {name}")
    heading = menu.addAction(f"Snooze {name.replace('&', '&&')} until")
    heading.setEnabled(False)
    for number, (text, until) in enumerate(choices(day), start=1):
        entry = menu.addAction(f"&{number}  {text}, {format.long_day(until)}")
        entry.triggered.connect(partial(_choose, chosen, until))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(where)
    return menu


def _choose(chosen: Callable[[date], None], until: date, _checked: bool = False) -> None:
    chosen(until)
