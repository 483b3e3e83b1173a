"""Draw the pages of a book into a folder, with an index to look at them side by side.

    python -m scripts.gallery FOLDER [--book FILE] [--main]

Without --book: the demo book, an empty one and one of 10,000 accounts, all pages in both themes and two sizes.
--main: the main pages once, in the light theme.
"""

from __future__ import annotations

import argparse
import html
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

SIZES = ("1280x720", "1920x1080")
THEMES = ("light", "dark")
TINDLE = "Tindle & Rowe"
LARGE = 10_000


class Picture(NamedTuple):
    """One picture; section None = the first."""

    book: Path
    page: str
    account: str | None
    section: str | None
    size: str
    theme: str

    @property
    def name(self) -> str:
        parts = (self.book.stem, self.page, self.section, self.size, self.theme)
        return "-".join(part for part in parts if part) + ".png"


DEMO_PAGES: tuple[tuple[str, str | None, str | None], ...] = (
    ("accounts", None, None),
    *(("account", TINDLE, section) for section in ("overview", "plan", "voice", "usage", "contract", "history")),
    ("account", "Aldermoor", "plan"),
    ("renewals", None, None),
    ("onboarding", None, None),
    ("welcome", None, None),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--book", type=Path)
    parser.add_argument("--main", action="store_true")
    asked = parser.parse_args()
    folder: Path = asked.folder
    folder.mkdir(parents=True, exist_ok=True)
    pictures = list(_main(asked.book) if asked.main else _all(folder, asked.book))
    for picture in pictures:
        _draw(picture, folder)
    _write_index(pictures, folder)
    print(f"{len(pictures)} pictures: {folder / 'index.html'}")


def _main(book: Path) -> Iterator[Picture]:
    for page, account, section in DEMO_PAGES:
        if section in (None, "overview") and page != "welcome":
            yield Picture(book, page, account, section, SIZES[0], THEMES[0])


def _all(folder: Path, book: Path | None) -> Iterator[Picture]:
    demo = book or _made(folder / "demo.perennial", "demo")
    for (page, account, section), size, theme in product(DEMO_PAGES, SIZES, THEMES):
        yield Picture(demo, page, account, section, size, theme)
    if book is None:
        empty = _made(folder / "empty.perennial", "new")
        large = _made(folder / "large.perennial", "demo", "--accounts", str(LARGE))
        for other, page, size, theme in product((empty, large), ("accounts", "renewals", "onboarding"), SIZES, THEMES):
            yield Picture(other, page, None, None, size, theme)


def _made(path: Path, command: str, *options: str) -> Path:
    path.unlink(missing_ok=True)
    _perennial(command, str(path), *options)
    return path


def _draw(picture: Picture, folder: Path) -> None:
    options = ["--page", picture.page, "--size", picture.size, "--theme", picture.theme]
    for name, value in (("--account", picture.account), ("--section", picture.section)):
        if value is not None:
            options += [name, value]
    _perennial("screenshot", str(picture.book), *options, "--out", str(folder / picture.name))


def _perennial(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "desktop", *words], check=True, stdout=subprocess.DEVNULL)


def _write_index(pictures: list[Picture], folder: Path) -> None:
    rows = "\n".join(
        f'<figure><a href="{html.escape(each.name)}"><img src="{html.escape(each.name)}" loading="lazy"></a>'
        f"<figcaption>{html.escape(each.name.removesuffix('.png'))}</figcaption></figure>"
        for each in pictures
    )
    style = "body{font:13px sans-serif;background:#ddd}figure{display:inline-block;margin:8px}img{width:620px}"
    text = f"<!doctype html><meta charset=utf-8><title>Perennial</title><style>{style}</style>\n{rows}\n"
    (folder / "index.html").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
