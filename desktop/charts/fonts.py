"""The program's font as matplotlib uses it, and how wide texts are in it. matplotlib is imported only when asked."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from desktop import resources
from desktop.charts.tokens import FONT, SMALL

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

DPI = 72
"""At this resolution a point is a pixel; a screen with scale 2 has twice as many."""

FALLBACK = "DejaVu Sans"
"""Comes with matplotlib; has letters that the program's font lacks."""

FALLBACKS_EAST = ("Noto Sans CJK JP", "Yu Gothic", "Microsoft YaHei", "PingFang SC", "Hiragino Sans", "Malgun Gothic")
"""Where a system has one of these, names in Chinese, Japanese or Korean can be read too."""

REGULAR, MEDIUM, SEMIBOLD = 400, 500, 600
FONT_FILES = {REGULAR: "Inter-Regular.ttf", MEDIUM: "Inter-Medium.ttf", SEMIBOLD: "Inter-SemiBold.ttf"}

FIGURES_ALIKE = ("tnum",)
"""The font's feature that gives all figures one width."""

_ALWAYS = frozenset(map(chr, range(0x20, 0x7F)))
_BOX = "\N{WHITE SQUARE}"
_REMEMBERED = 4096
"""Widths that are kept: the same days and names stand in a chart each time it is drawn."""


@cache
def families() -> tuple[str, ...]:
    """The program's font, once it is known to matplotlib, and what stands in for the letters it lacks."""
    import matplotlib

    # Hinted letters stand unevenly apart at 12 pixels, and unlike those of the widgets around the chart.
    matplotlib.rcParams["text.hinting"] = "no_hinting"
    manager: Any = _manager().fontManager
    files = [resources.path(f"fonts/{name}") for name in FONT_FILES.values()]
    found = [file for file in files if file.is_file()]
    for file in found:
        manager.addfont(str(file))
    installed = {entry.name for entry in manager.ttflist}
    return (*((FONT,) if found else ()), FALLBACK, *(name for name in FALLBACKS_EAST if name in installed))


@cache
def font(size: float, weight: int, *, is_plain: bool = True) -> FontProperties:
    """The program's font; with those that stand in for it, of normal weight, unless the text is plain."""
    from matplotlib.font_manager import FontProperties

    if is_plain:
        return FontProperties(family=families()[0], size=size, weight=weight if families()[0] == FONT else REGULAR)
    return FontProperties(family=list(families()), size=size)


@lru_cache(_REMEMBERED)
def width_of(text: str, *, size: float = SMALL, weight: int = REGULAR) -> float:
    """How many pixels a text takes; one with letters from other fonts is guessed."""
    measure = _manager().get_font(_file(families()[0], weight))
    letters = plain(text)
    if not is_in_font(letters, weight):
        return sum(size if ord(letter) > 0x2E7F else 0.62 * size for letter in letters)
    measure.set_size(size, DPI)
    if "features" in (measure.set_text.__doc__ or ""):
        measure.set_text(letters, 0.0, _no_hinting(), features=FIGURES_ALIKE)
    else:
        measure.set_text(letters, 0.0, _no_hinting())
    return float(measure.get_width_height()[0]) / 64


def elided(text: str, width: float, *, size: float = SMALL, weight: int = REGULAR) -> str:
    """The text, shortened at its end to fit into a width."""
    if width_of(text, size=size, weight=weight) <= width:
        return text
    shortest, longest = 0, len(text)
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        if width_of(text[:middle] + "…", size=size, weight=weight) <= width:
            shortest = middle
        else:
            longest = middle - 1
    return text[:shortest].rstrip() + "…"


def plain(text: str) -> str:
    """Text on one line, with a box for each letter that no font here has."""
    text = "".join(" " if letter.isspace() else letter for letter in text)
    return "".join(letter if letter in _ALWAYS or _is_drawable(letter) else _BOX for letter in text)


def is_in_font(text: str, weight: int) -> bool:
    """Whether the program's font has all its letters."""
    return all(letter in _ALWAYS or _has(_file(families()[0], weight), letter) for letter in text)


@cache
def _has(file: str, letter: str) -> bool:
    return bool(_manager().get_font(file).get_char_index(ord(letter)))


@cache
def _is_drawable(letter: str) -> bool:
    return letter.isprintable() and any(_has(_file(name, REGULAR), letter) for name in families())


@cache
def _file(family: str, weight: int) -> str:
    manager = _manager()
    return str(manager.findfont(manager.FontProperties(family=family, weight=weight if family == FONT else REGULAR)))


def _no_hinting() -> Any:
    from matplotlib.ft2font import LoadFlags

    return LoadFlags.NO_HINTING


def _manager() -> Any:
    from matplotlib import font_manager

    return font_manager
