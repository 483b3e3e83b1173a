"""What a chart leaves behind for whoever shows it: where its marks are, and what each says. No matplotlib is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

REACH = 12.0
"""How far from a mark, in pixels, it is still pointed at."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """The k marks of a chart that can be pointed at, in reading order.

    Coordinates are pixels at scale 1 from the figure's top left corner.

    Args:
        x, y: [k] where each mark is.
        boxes: [k, 4] left, top, right, bottom of the area that belongs to it.
        says: what the mark at an index says, as plain text; asked for only when it is pointed at.
        keys: [k] what a click on it opens; None = nothing.
        summary: what the chart shows, in a sentence.
        outline: what shows that a mark is pointed at: a ring at x, y, or a frame around its box.
    """

    x: FloatArray
    y: FloatArray
    boxes: FloatArray
    says: Callable[[int], str]
    keys: Sequence[str | None]
    summary: str
    outline: Literal["ring", "box"] = "ring"
    _order: IntArray = field(init=False, repr=False)
    """The marks from the top down, by where their areas begin."""
    _tops: FloatArray = field(init=False, repr=False)
    """[k] in that order: where the areas begin."""
    _lowest: FloatArray = field(init=False, repr=False)
    """[k] in that order: how far down they reach, up to and with each."""

    def __post_init__(self) -> None:
        order = np.argsort(self.boxes[:, 1], kind="stable")
        object.__setattr__(self, "_order", order)
        object.__setattr__(self, "_tops", self.boxes[order, 1])
        object.__setattr__(self, "_lowest", np.maximum.accumulate(self.boxes[order, 3]))

    def __len__(self) -> int:
        return len(self.x)

    def nearest(self, x: float, y: float, reach: float = REACH) -> int | None:
        """The mark pointed at: that of the nearest area within reach, of several the one nearest by itself."""
        # Of a long list few are as high up as this, and only they are looked at.
        first = int(np.searchsorted(self._lowest, y - reach))
        near = np.sort(self._order[first : int(np.searchsorted(self._tops, y + reach, side="right"))])
        if not near.size:
            return None
        left, top, right, bottom = self.boxes[near].T
        outside = np.hypot(
            np.maximum(np.maximum(left - x, x - right), 0), np.maximum(np.maximum(top - y, y - bottom), 0)
        )
        least = outside.min()
        if least > reach:
            return None
        among = near[outside <= least]
        return int(among[np.argmin(np.hypot(self.x[among] - x, self.y[among] - y))])


def nothing(summary: str) -> Drawing:
    """A drawing without marks."""
    none = np.zeros(0)
    return marks(none, none, (), (), summary)


def marks(
    x: FloatArray, y: FloatArray, says: Sequence[str], keys: Sequence[str | None], summary: str, *, size: float = 8
) -> Drawing:
    """A drawing of small marks: the area of each is a square around it, of `size` pixels to each side."""
    boxes = np.stack([x - size, y - size, x + size, y + size], axis=1) if len(x) else np.zeros((0, 4))
    return Drawing(x, y, boxes, says.__getitem__, tuple(keys), summary)
