"""What can be done in the window, as records: menus, shortcuts and the palette are made from the same ones.

Knows neither widgets nor the file; an action is a name and a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

Menu = Literal["File", "Edit", "Account", "Go", "View", "Help"]
MENUS: tuple[Menu, ...] = ("File", "Edit", "Account", "Go", "View", "Help")


def _always() -> bool:
    return True


class Action(NamedTuple):
    """One thing that can be done.

    Args:
        key: stable and unique, like "file.open".
        text: what the menu and the palette call it, in the imperative.
        shortcuts: in Qt's portable text, like "Ctrl+L"; the first is shown.
        now: the text at this moment, where it depends on something ("Undo NPS 3 logged").
        is_enabled: asked whenever it is shown or its shortcut is pressed.
    """

    key: str
    text: str
    run: Callable[[], None]
    menu: Menu | None = None
    shortcuts: tuple[str, ...] = ()
    icon: str | None = None
    now: Callable[[], str] | None = None
    is_enabled: Callable[[], bool] = _always

    @property
    def label(self) -> str:
        return self.text if self.now is None else self.now()


class Actions:
    """The actions of one window, in the order of its menus."""

    def __init__(self) -> None:
        self._by_key: dict[str, Action] = {}

    def add(self, *actions: Action) -> None:
        """
        Raises:
            ValueError: the key or a shortcut is taken; that is a mistake of ours.
        """
        for action in actions:
            taken = {shortcut: each.key for each in self for shortcut in each.shortcuts}
            for shortcut in action.shortcuts:
                if shortcut in taken:
                    raise ValueError(f"{shortcut} is {taken[shortcut]}'s and can't be {action.key}'s")
            if action.key in self._by_key:
                raise ValueError(f"there are two actions {action.key}")
            self._by_key[action.key] = action

    def __iter__(self) -> Iterator[Action]:
        return iter(self._by_key.values())

    def __getitem__(self, key: str) -> Action:
        return self._by_key[key]
