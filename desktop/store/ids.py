"""Ids of rows that people make: UUIDv7, which sort in the order in which the rows were written, whatever the clock."""

from __future__ import annotations

import secrets

_MOST = (1 << 20) - 1


def new_id(hlc: int, position: int) -> str:
    """A fresh UUIDv7 (RFC 9562, method 1: counters before the random bits).

    Args:
        hlc: stamp of the change set: milliseconds << 16 | counter.
        position: of the row within its change set, from 0; beyond a million the order is lost, not the uniqueness.
    """
    ms, counter = hlc >> 16, hlc & 0xFFFF
    tail = (counter & 0xF) << 58 | min(position, _MOST) << 38 | secrets.randbits(38)
    value = ms << 80 | 0x7 << 76 | (counter >> 4) << 64 | 0b10 << 62 | tail
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
