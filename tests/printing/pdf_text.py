"""What a PDF that Qt wrote says: its streams, and its glyphs turned back into letters."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\b(.*?)endobj", re.S)
_RANGE = re.compile(rb"<(\w{4})> <(\w{4})> \[([^\]]*)\]")
_SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|<(\w+)> Tj|(ET)\b")


def streams(made: bytes) -> list[bytes]:
    """Every stream, inflated where it is deflated."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.S)
    return [zlib.decompress(each) if each[:1] == b"\x78" else each for each in found]


def text(made: bytes) -> str:
    """All that is written on the pages, with one space where there are some: Qt tells them as tabs."""
    objects = {int(number): body for number, body in _OBJECT.findall(made)}
    letters: dict[int, dict[int, str]] = {}
    for number, body in objects.items():
        found = re.search(rb"/ToUnicode (\d+) 0 R", body)
        if found is not None:
            letters[number] = _letters(b"\n".join(streams(objects[int(found[1])] + b"\n")))
    lines = [""]
    for page in streams(made):
        face: dict[int, str] = {}
        for font, glyphs, ended in _SHOWN.findall(page):
            if font:
                face = letters[int(font)]
            elif ended:
                lines.append("")
            else:
                lines[-1] += "".join(face[int(glyphs[at : at + 4], 16)] for at in range(0, len(glyphs), 4))
    return " ".join(" ".join(lines).split())


def _letters(table: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for first, _, to in _RANGE.findall(table):
        for at, code in enumerate(re.findall(rb"<(\w+)>", to)):
            found[int(first, 16) + at] = bytes.fromhex(code.decode()).decode("utf-16-be")
    return found
