"""Tooltips of what is data: Qt would take what begins like a tag for markup."""

from __future__ import annotations

import html

LONGEST = 800


def tip(words: str) -> str:
    """Words for a tooltip, as they are; empty stays empty."""
    short = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
    return html.escape(short).replace("\n", "<br>").join(("<qt>", "</qt>")) if short else ""
