"""Rows put together under heads: where the heads stand. What a group is and comes to, the page knows."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from desktop.views.table.rows import Positions


class GroupRow(NamedTuple):
    """The head of a group: its name, and what its rows come to in words."""

    name: str
    says: str


class Grouped(NamedTuple):
    """Rows in groups.

    Args:
        order: the rows, by group.
        starts: where in `order` each group begins.
    """

    groups: tuple[GroupRow, ...]
    order: Positions
    starts: tuple[int, ...]


def arranged(found: Grouped, closed: Collection[str]) -> Positions:
    """The rows under their heads, which are negative numbers; of closed groups the heads alone."""
    # No rows, no groups: then nothing ends, either.
    ends = (*found.starts[1:], *([len(found.order)] if found.starts else []))
    parts: list[Positions] = []
    for at, (group, start, end) in enumerate(zip(found.groups, found.starts, ends, strict=True)):
        parts.append(np.array([-at - 1], np.int32))
        if group.name not in closed:
            parts.append(found.order[start:end])
    return np.concatenate(parts) if parts else found.order
