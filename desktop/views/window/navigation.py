"""Where one is and where one has been: back and forward, as in a browser."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.views.page import Place

LONGEST = 200


class Navigation(QObject):
    """The places visited; says which one to show."""

    arrived = Signal(object)
    """Place"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: list[Place] = []
        self._at = -1

    @property
    def place(self) -> Place | None:
        return self._places[self._at] if self._at >= 0 else None

    @property
    def can_go_back(self) -> bool:
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        return self._at + 1 < len(self._places)

    def accounts(self) -> list[str]:
        """The accounts (ids) one has been at, the latest first, without the one that is shown."""
        here = None if self.place is None else self.place.account
        visited = dict.fromkeys(each.account for each in reversed(self._places) if each.account is not None)
        return [account for account in visited if account != here]

    def go(self, place: Place) -> None:
        """Go somewhere new; what was ahead is forgotten. Going where one is already only shows it again."""
        if place != self.place:
            self._places = [*self._places[: self._at + 1], place][-LONGEST:]
            self._at = len(self._places) - 1
        self.arrived.emit(place)

    def replace(self, place: Place) -> None:
        """Note that one has moved within the page, without a step of its own in the history."""
        if self._at >= 0:
            self._places[self._at] = place

    def back(self) -> None:
        if self.can_go_back:
            self._at -= 1
            self.arrived.emit(self._places[self._at])

    def forward(self) -> None:
        if self.can_go_forward:
            self._at += 1
            self.arrived.emit(self._places[self._at])

    def clear(self) -> None:
        """Another file: its places are not this one's."""
        self._places, self._at = [], -1
