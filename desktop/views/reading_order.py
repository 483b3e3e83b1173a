"""In which order one reads what lies in a widget: as its layouts have it, whatever was made first. Knows no page."""

from __future__ import annotations

from itertools import pairwise
from operator import itemgetter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QScrollArea, QWidget


def in_reading_order(root: QWidget) -> list[QWidget]:
    """What lies in a widget, each before what it holds; what no layout places comes last, as it was made.

    Popups are windows of their own and left out, and so is what was hidden by name: most of that is being thrown away.
    """
    found: list[QWidget] = []
    _collect(root, found, set())
    return found


def _collect(root: QWidget, found: list[QWidget], seen: set[QWidget]) -> None:
    children = root.children()
    if not children:
        return
    layout = root.layout()
    inside = [root.widget()] if isinstance(root, QScrollArea) else [] if layout is None else _laid_out(layout)
    for each in (*inside, *children):
        if isinstance(each, QWidget) and each not in seen and not each.isWindow():
            seen.add(each)
            # What is new in a layout counts as hidden, too, until Qt comes round to it, but nobody said so.
            if not (each.isHidden() and each.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)):
                found.append(each)
                _collect(each, found, seen)


def chain(widgets: list[QWidget]) -> None:
    """Let Tab visit widgets in this order."""
    for before, after in pairwise(each for each in widgets if each.focusPolicy() & Qt.FocusPolicy.TabFocus):
        QWidget.setTabOrder(before, after)


def _laid_out(layout: QLayout) -> list[QWidget]:
    """The widgets of a layout and of those within it; of a grid row by row.

    Its items are not asked for: what PySide makes of an item outlives it, and is found again under the address of
    whatever comes to lie there. When that is destroyed, the program ends.
    """
    owner = layout.parentWidget()
    inside = [*([] if owner is None else owner.children()), *layout.children()]
    found: list[tuple[tuple[int, ...], QWidget | QLayout]] = []
    for each in inside:
        if isinstance(each, QWidget | QLayout) and (at := layout.indexOf(each)) >= 0:
            found.append((_place(layout, at), each))
    found.sort(key=itemgetter(0))
    return [widget for _, each in found for widget in (_laid_out(each) if isinstance(each, QLayout) else [each])]


def _place(layout: QLayout, at: int) -> tuple[int, ...]:
    if isinstance(layout, QGridLayout):
        row, column, *_ = map(int, layout.getItemPosition(at))  # pyright: ignore[reportArgumentType, reportCallIssue]
        return (row, column, at)
    return (at,)
