"""What is known of a figure without a book: title, unit, formula in words, definition and source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.domain.explain.explanation import Direction
from desktop.domain.explain.phrases import Unit, Value
from desktop.domain.figures import Figures

UP: Direction = "higher is better"
DOWN: Direction = "lower is better"


@dataclass(frozen=True, slots=True)
class Spec:
    """A figure.

    Args:
        value: how it stands in the figures.
        direction: None = neither is better.
        formula: in words.
        definition: in a sentence.
        source: empty for a plain count or sum.
    """

    title: str
    unit: Unit
    direction: Direction | None
    value: Callable[[Figures], Value]
    formula: str
    definition: str
    source: str = ""
