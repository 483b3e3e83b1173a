"""Text that a spreadsheet would run: guarded with an apostrophe on the way out, as it was again on the way in.

A guarded text that is guarded again gets a second apostrophe, so that whatever was written comes back.
"""

from __future__ import annotations

import re

_RUN = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def guarded(text: str) -> str:
    """The text as a cell no spreadsheet runs; numbers stay numbers."""
    return f"'{text}" if _RUN.match(text) and not _NUMBER.fullmatch(text) else text


def restored(text: str) -> str:
    """The text that was guarded; any other text as it is."""
    return text[1:] if _GUARDED.match(text) else text
