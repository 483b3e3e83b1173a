"""Where the focus is on an account's page: its order, and who has it when what had it was made anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.views.account import parts
from desktop.views.reading_order import chain, in_reading_order

_BY_TAB = (Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.WheelFocus)


class Focus(QObject):
    """The focus within a page whose widgets come and go.

    Args:
        regions: what is shown now, from the top.
        fallback: what takes the focus where nothing else can.
    """

    def __init__(self, page: QWidget, regions: Callable[[], Sequence[QWidget]], fallback: QWidget) -> None:
        super().__init__(page)
        self._regions, self._fallback = regions, fallback

    @property
    def name(self) -> str | None:
        """What is called so has the focus; None = nothing of what is shown."""
        focused = QApplication.focusWidget()
        return focused.accessibleName() if focused is not None and self._is_within(focused) else None

    def back_to(self, name: str | None) -> None:
        """What had the focus was made anew: give it to its like, or to the fallback.

        Args:
            name: None = it was elsewhere, and stays there.
        """
        now = QApplication.focusWidget()
        if name is None or (now is not None and self._is_within(now) and not now.isHidden()):
            return
        parts.give_focus(self.called(name) or self._fallback)

    def called(self, name: str | None) -> QWidget | None:
        """What takes the focus and has that accessible name; nothing has none."""
        return next((each for each in self._focusable() if name and each.accessibleName() == name), None)

    def chain(self) -> None:
        """Have Tab go in the order in which one reads."""
        chain(self._focusable())

    def _is_within(self, widget: QWidget) -> bool:
        return any(region is widget or region.isAncestorOf(widget) for region in self._regions())

    def _focusable(self) -> list[QWidget]:
        return [each for region in self._regions() for each in in_reading_order(region) if _takes_focus(each)]


def _takes_focus(widget: QWidget) -> bool:
    # Labels and bars do not; what is being thrown away is hidden already.
    return widget.focusPolicy() in _BY_TAB and not isinstance(widget, QLabel) and not widget.isHidden()
