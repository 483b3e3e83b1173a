"""How any figure came about: its formula with the numbers put in, what was left out and why, and its rows."""

from __future__ import annotations

from desktop.domain.explain.explained import KEYS, explain, explain_frame, key_of
from desktop.domain.explain.explanation import Column, Exclusion, Explanation, Input, Interval, Row
from desktop.domain.explain.phrases import Phrase, Quantity, Unit, Value, in_words

__all__ = [
    "KEYS",
    "Column",
    "Exclusion",
    "Explanation",
    "Input",
    "Interval",
    "Phrase",
    "Quantity",
    "Row",
    "Unit",
    "Value",
    "explain",
    "explain_frame",
    "in_words",
    "key_of",
]
