"""A block of cells as spreadsheets put it onto the clipboard: tabs between cells, quotes around line breaks."""

from __future__ import annotations

MOST_CELLS = 200_000


def read_block(text: str) -> list[list[str]]:
    """The rows of a block; a quoted cell may hold tabs, line breaks and doubled quotes.

    A quote only opens at the beginning of a cell; one that never closes is a letter like any other.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.endswith("\n"):
        text = text[:-1]
    if not text:
        return []
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        cell, at = _cell(text, at)
        rows[-1].append(cell)
        if at >= len(text):
            return rows
        if text[at] == "\n":
            rows.append([])
        at += 1


def _cell(text: str, at: int) -> tuple[str, int]:
    """The cell that begins there, and where it ends."""
    if text.startswith('"', at):
        quoted: list[str] = []
        end = at + 1
        while (closing := text.find('"', end)) >= 0:
            quoted.append(text[end:closing])
            if text.startswith('""', closing):
                quoted.append('"')
                end = closing + 2
                continue
            if closing + 1 == len(text) or text[closing + 1] in "\t\n":
                return "".join(quoted), closing + 1
            break
    end = min((found for sign in "\t\n" if (found := text.find(sign, at)) >= 0), default=len(text))
    return text[at:end], end
