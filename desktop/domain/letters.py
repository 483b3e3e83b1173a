"""Letters as people type them who have another keyboard: without case and accents, "Østrow" as "ostrow"."""

from __future__ import annotations

import re
import unicodedata

_WITHOUT_ACCENT = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
)
"""Letters that carry no separable accent and yet are typed without one."""
_ACCENTS = re.compile("[\u0300-\u036f]+")


def plain(text: str) -> str:
    """A text without what people write differently: to be compared and sorted by, never shown or stored."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    # Some letters show their capitals only once they are taken apart.
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", folded)).casefold().translate(_WITHOUT_ACCENT)
