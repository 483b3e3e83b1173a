"""Names of rows: derived from what a row is, so that two people who import the same thing make the same row."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def derived_id(kind: str, parts: Iterable[object]) -> str:
    """The id of the row of `kind` that these parts identify: a UUID (version 8) over their SHA-256.

    None and "" are one (nothing said); parts are compared as text, letter case included.
    """
    # Imports derive one a row: a list for join to walk is half the cost of a generator.
    key = "\x1f".join([kind, *["" if part is None else str(part) for part in parts]])
    digits = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-{_VARIANT[digits[16]]}{digits[17:20]}-{digits[20:32]}"


_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
