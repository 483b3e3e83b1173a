"""Names of rows: derived from what a row is, so that two people who import the same thing make the same row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import repeat


def derived_id(kind: str, parts: Iterable[object]) -> str:
    """The id of the row of `kind` that these parts identify: a UUID (version 8) over their SHA-256.

    None and "" are one (nothing said); parts are compared as text, letter case included.
    """
    return _id_of("\x1f".join([kind, *_texts(parts)]))


def derived_ids(kind: str, columns: Iterable[Iterable[object]]) -> list[str]:
    """`derived_id` of many rows at once.

    Args:
        columns: the first part of every row, the second of every row, and so on; as many as the shortest has.
    """
    # Imports derive one a row: whatever can be done for a whole column is.
    texts = [each if isinstance(each, repeat) else _texts(each) for each in columns]
    keys = list(map("\x1f".join, zip(repeat(kind), *texts, strict=False)))
    return _ids_of(keys) if len(keys) >= _MANY else list(map(_id_of, keys))


def _texts(parts: Iterable[object]) -> list[str]:
    return ["" if part is None else str(part) for part in parts]


def _id_of(key: str) -> str:
    digits = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-{_VARIANT[digits[16]]}{digits[17:20]}-{digits[20:32]}"


def _ids_of(keys: Sequence[str]) -> list[str]:
    """`_id_of` of many: their digits are put in order together."""
    import numpy as np

    digits = "".join([sha256(key.encode("utf-8", "surrogatepass")).hexdigest() for key in keys])
    held = np.frombuffer(digits.encode("ascii"), np.uint8).reshape(-1, 64)
    made = np.full((len(keys), _LENGTH), ord("-"), np.uint8)
    for to, since, until in ((0, 0, 8), (9, 8, 12), (15, 13, 16), (20, 17, 20), (24, 20, 32)):
        made[:, to : to + until - since] = held[:, since:until]
    made[:, 14] = ord("8")
    variant = np.zeros(128, np.uint8)
    for digit, stands in _VARIANT.items():
        variant[ord(digit)] = ord(stands)
    made[:, 19] = variant[held[:, 16]]
    text = made.tobytes().decode("ascii")
    return [text[begin : begin + _LENGTH] for begin in range(0, len(text), _LENGTH)]


_LENGTH = 36
"""Characters of an id."""
_MANY = 1_000
"""Rows from which it pays to import numpy for them."""
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
