"""One row of a short list, and many that are put into words when they are looked at. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple, Protocol, TypeVar, overload

Key = tuple[str, str | None]
"""The account and the task a row stands for."""


class Column(NamedTuple):
    """How a cell is drawn.

    Args:
        width: pixels; 0 = a share of what is left, by `share`.
        kind: text, shape (a band), bar (a share of 0-1), tick (a box that can be ticked).
        look: a token's colour for text.
    """

    width: int = 0
    share: float = 1.0
    kind: Literal["text", "shape", "bar", "tick"] = "text"
    look: str = "ink"
    is_small: bool = False
    is_strong: bool = False
    is_right: bool = False


class Line(NamedTuple):
    """A row.

    Args:
        account: id of where it leads; "" = to how its figure came about.
        cells: one a column: text, a band, or a share; several texts = the first that fits.
        task: id of the task it stands for.
        strong: the columns that are told in semibold in this row.
    """

    account: str
    cells: tuple[str | float | tuple[str, ...], ...]
    says: str
    task: str | None = None
    strong: tuple[int, ...] = ()
    bands: tuple[tuple[int, str], ...] = ()
    """(column, band) of texts in the colour of health."""


class OfAccount(Protocol):
    """What a row tells."""

    @property
    def account(self) -> str: ...


Item = TypeVar("Item", bound=OfAccount)


class Lines(Sequence[Line]):
    """Rows that are put into words when they are looked at: of thousands, nobody sees more than a few.

    Args:
        task: the id of the task that an item stands for.
    """

    def __init__(
        self, items: Sequence[Item], worded: Callable[[Item], Line], task: Callable[[Item], str] | None = None
    ) -> None:
        self._number = len(items)
        self._word: Callable[[int], Line] = lambda at: worded(items[at])
        self._key: Callable[[int], Key] = lambda at: (items[at].account, None if task is None else task(items[at]))
        self._made: dict[int, Line] = {}

    def keys(self) -> Iterator[Key]:
        """By what each row is known, without its words."""
        return map(self._key, range(self._number))

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> list[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | list[Line]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        number = range(len(self))[at]
        if number not in self._made:
            self._made[number] = self._word(number)
        return self._made[number]
