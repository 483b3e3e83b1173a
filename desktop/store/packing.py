"""Columns as bytes and back, without losing anything: each number in the fewest bytes that hold them all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Piece = Array | Sequence[str | None]

_TEXT = "text"
_LENGTH = 8
"""Bytes that say how long the list of pieces is, which is what comes first."""


def packed(pieces: Sequence[Piece]) -> bytes:
    """Arrays and lists of texts as bytes."""
    kinds: list[tuple[str, int]] = []
    bodies: list[bytes] = []
    for piece in pieces:
        if isinstance(piece, np.ndarray):
            small = _smallest(piece)
            kind, body = small.dtype.str, small.tobytes()
        else:
            kind, body = _TEXT, json.dumps(list(piece)).encode()
        kinds.append((kind, len(body)))
        bodies.append(body)
    head = json.dumps(kinds).encode()
    return b"".join((len(head).to_bytes(_LENGTH, "little"), head, *bodies))


def unpacked(data: bytes) -> list[Any]:
    """What was packed: arrays (read-only, in the size they were packed in) and lists.

    Raises:
        ValueError: these are no such bytes.
    """
    begin = _LENGTH + int.from_bytes(data[:_LENGTH], "little")
    kinds: list[tuple[str, int]] = json.loads(data[_LENGTH:begin])
    view, pieces = memoryview(data), list[Any]()
    for kind, length in kinds:
        body = view[begin : begin + length]
        pieces.append(json.loads(bytes(body)) if kind == _TEXT else np.frombuffer(body, np.dtype(kind)))
        begin += length
    if begin != len(data):
        raise ValueError("they are of another length than they say")
    return pieces


def _smallest(array: Array) -> Array:
    if array.dtype.kind == "f":
        return _whole(array) if _are_whole(array) else _least(array, ("<f4", "<f8"))
    return _whole(array)


def _whole(array: Array) -> Array:
    return _least(array, ("<u1", "<i2", "<i4", "<i8"))


def _are_whole(array: Array) -> bool:
    return bool(np.all(np.isfinite(array)) and np.all(np.abs(array) < 1 << 31) and np.all(array == np.rint(array)))


def _least(array: Array, kinds: Sequence[str]) -> Array:
    for kind in kinds:
        with np.errstate(over="ignore"):
            small = array.astype(kind)
        if np.array_equal(small.astype(array.dtype), array, equal_nan=array.dtype.kind == "f"):
            return small
    raise ValueError(f"{array.dtype} is not kept")
