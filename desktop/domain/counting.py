"""How many of something, in words."""

from __future__ import annotations


def counted(n: int, one: str, many: str | None = None) -> str:
    """1 account, 6,000 accounts, 2 people.

    Args:
        many: where it is not `one` with an s.
    """
    return f"{n:,} {one if n == 1 else many or f'{one}s'}"
