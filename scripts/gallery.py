"""Draw the pages of a book into a folder, with an index to look at them side by side.

    python -m scripts.gallery FOLDER [--book FILE] [--main] [--only WORD ...] [--ravenstack FOLDER]
    python -m scripts.gallery docs/pictures --readme

Without --book: the demo book, an empty one and one of 10,000 accounts, all pages in both themes and two sizes, and the
demo book in other states: a past day, customer-safe, read-only, explained, with something typed.
--main: the main pages once, in the light theme.  --only: the pictures with these words in their names.
--ravenstack: a folder with the five files of that public data set, as another book.
--readme: the pictures the README shows, of the demo book, in as few colours as one sees.
"""

from __future__ import annotations

import argparse
import html
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from desktop.charts.tokens import ThemeName
from desktop.pictures import Shot, draw
from desktop.views.accounts.page import AccountsPage
from desktop.views.library.page import LibraryPage
from desktop.views.onboarding.page import OnboardingPage
from desktop.views.renewals.page import RenewalsPage
from desktop.views.window.main_window import MainWindow

SIZES = ((1280, 720), (1920, 1080))
THEMES: tuple[ThemeName, ...] = ("light", "dark")
TODAY, PAST = date(2026, 11, 23), date(2026, 8, 31)
"""A Monday, so that two galleries can be laid side by side, and a day before it."""
RAVENSTACK_TODAY = date(2024, 12, 31)
TINDLE = "Tindle & Rowe"
COMPANY = "Company_42"
SECTIONS = ("overview", "plan", "voice", "usage", "contract", "history")
BOOK_PAGES = ("today", "accounts", "renewals", "onboarding", "qbrs", "library")
LARGE = 10_000
BOOKS = ("demo.perennial", "empty.perennial", "large.perennial", "ravenstack.perennial")


class View(NamedTuple):
    """What there is to see of a book.

    Args:
        state: what is done first, by its name in STATES; None = the page as it is.
    """

    page: str
    account: str | None = None
    section: str | None = None
    state: str | None = None


def _share(window: MainWindow) -> None:
    window.toggle_guard()
    window.toast.hide()


def _explain(window: MainWindow) -> None:
    page = window.page
    if isinstance(page, AccountsPage):
        page.frame.footer.asked.emit("arr_cents")
    elif isinstance(page, RenewalsPage):
        page.explain()
    elif isinstance(page, OnboardingPage):
        page.explanation.explain("ttv.median_days")


def _explain_health(window: MainWindow) -> None:
    assert isinstance(window.page, AccountsPage)
    window.page.frame.footer.asked.emit("health.amber")


def _brief(window: MainWindow) -> None:
    assert isinstance(window.page, AccountsPage)
    window.page.brief.toggle()


def _type_weight(window: MainWindow, text: str = "60") -> None:
    assert isinstance(window.page, LibraryPage)
    cell = window.page.panel.editor.inputs["feedback"].weight
    cell.setFocus()
    cell.setText(text)


def _refuse_weight(window: MainWindow) -> None:
    _type_weight(window, "many")


def _compose(window: MainWindow) -> None:
    window.compose(None, 'tindle nps 3 @jana "slow support"')


def _search(window: MainWindow) -> None:
    window.search()


STATES: dict[str, Callable[[MainWindow], None]] = {
    "shared": _share,
    "explained": _explain,
    "explained-band": _explain_health,
    "brief": _brief,
    "typed": _type_weight,
    "refused": _refuse_weight,
    "composing": _compose,
    "searching": _search,
}
"""What is done to a page before its picture is taken, beside "past" and "read-only", which are the book's."""

DEMO_VIEWS: tuple[View, ...] = (
    View("today"),
    View("today", section="tasks"),
    View("today", section="gaps"),
    View("accounts"),
    *(View("account", TINDLE, section) for section in SECTIONS),
    View("account", "Aldermoor", "plan"),
    View("renewals"),
    View("onboarding"),
    View("qbrs"),
    View("qbrs", "Verity", "prepare"),
    View("library"),
    View("library", section="playbook/detractor"),
    View("welcome"),
)
DEMO_STATES: tuple[View, ...] = (
    *(View(page, state="past") for page in BOOK_PAGES),
    View("account", TINDLE, "overview", "past"),
    *(View(page, state="shared") for page in BOOK_PAGES),
    *(View("account", TINDLE, section, "shared") for section in SECTIONS),
    *(View(page, state="read-only") for page in BOOK_PAGES),
    View("account", TINDLE, "overview", "read-only"),
    *(View(page, state="explained") for page in ("accounts", "renewals", "onboarding")),
    View("accounts", state="explained-band"),
    View("accounts", state="brief"),
    View("accounts", state="composing"),
    View("accounts", state="searching"),
    View("library", state="typed"),
    View("library", state="refused"),
    View("account", "Brackwater", "overview"),
    View("account", "Ostrava", "overview"),
)
OTHER_VIEWS = tuple(View(page) for page in BOOK_PAGES)


README: dict[str, tuple[View, tuple[int, int], ThemeName]] = {
    "today": (View("today"), SIZES[0], "light"),
    "today-large": (View("today"), SIZES[1], "light"),
    "accounts": (View("accounts"), SIZES[0], "light"),
    "account": (View("account", "Ostrava", "overview"), SIZES[0], "dark"),
    "explained": (View("accounts", state="explained"), SIZES[0], "light"),
    "library": (View("library", state="typed"), SIZES[0], "light"),
}
"""What the README shows, by the names of its files."""
COLOURS = 256


class Picture(NamedTuple):
    """One picture of a book, on the day it is there."""

    book: Path
    today: date
    view: View
    size: tuple[int, int]
    theme: ThemeName

    @property
    def name(self) -> str:
        view = self.view
        account = "" if view.account in (None, TINDLE) else str(view.account).lower()
        section = (view.section or "").replace("/", "-")
        size = f"{self.size[0]}x{self.size[1]}"
        parts = (self.book.stem, view.page, account, section, view.state, size, self.theme)
        return "-".join(part for part in parts if part) + ".png"

    def shot(self, folder: Path) -> Shot:
        view = self.view
        return Shot(
            page=view.page,
            out=folder / self.name,
            account=view.account,
            section=view.section,
            size=self.size,
            theme=self.theme,
            as_of=PAST if view.state == "past" else None,
            today=self.today,
            writable=view.state != "read-only",
            then=STATES.get(view.state or ""),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--book", type=Path)
    parser.add_argument("--main", action="store_true")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD")
    parser.add_argument("--ravenstack", type=Path)
    parser.add_argument("--readme", action="store_true")
    asked = parser.parse_args()
    folder: Path = asked.folder
    folder.mkdir(parents=True, exist_ok=True)
    if asked.readme:
        _readme(folder)
        return
    if not asked.only:
        for name in BOOKS:
            (folder / name).unlink(missing_ok=True)
    found = _main(asked.book) if asked.main else _all(folder, asked.book, asked.ravenstack)
    pictures = [each for each in found if all(word in each.name for word in asked.only)]
    for picture in pictures:
        draw(None if picture.view.page == "welcome" else picture.book, [picture.shot(folder)])
    _write_index(pictures, folder)
    print(f"{len(pictures)} pictures: {folder / 'index.html'}")


def _readme(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        book = _made(Path(made) / BOOKS[0], "demo", "--as-of", TODAY.isoformat())
        for name, (view, size, theme) in README.items():
            draw(book, [Picture(book, TODAY, view, size, theme).shot(folder)._replace(out=folder / f"{name}.png")])
            with Image.open(folder / f"{name}.png") as drawn:
                few = _in_few_colours(drawn)
            few.save(folder / f"{name}.png", optimize=True)
    print(f"{len(README)} pictures: {folder}")


def _in_few_colours(drawn: Image.Image) -> Image.Image:
    """A picture in its most telling colours, each exactly as it was; the edges of letters take the next one."""
    whole = np.asarray(drawn.convert("RGB"), dtype=np.int64)
    colours, at, pixels = np.unique(whole.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    # Grey is mostly an edge; what is strongly coloured says something, and health does so in few pixels.
    telling = np.argsort(-pixels * (1 + np.ptp(colours, axis=1)), kind="stable")[:COLOURS]
    kept = colours[telling]
    nearest = ((colours[:, None, :] - kept[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
    few = Image.fromarray(nearest[at.ravel()].reshape(whole.shape[:2]).astype(np.uint8))
    few.putpalette(kept.astype(np.uint8).tobytes())
    return few


def _main(book: Path) -> Iterator[Picture]:
    for view in DEMO_VIEWS:
        if view.section in (None, "overview") and view.page != "welcome":
            yield Picture(book, date.today(), view, SIZES[0], THEMES[0])


def _all(folder: Path, book: Path | None, ravenstack: Path | None) -> Iterator[Picture]:
    demo = book or _made(folder / BOOKS[0], "demo", "--as-of", TODAY.isoformat())
    today = TODAY if book is None else date.today()
    in_all = partial(product, SIZES, THEMES)
    for view, (size, theme) in product(DEMO_VIEWS, in_all()):
        yield Picture(demo, today, view, size, theme)
    if book is None:
        for view, theme in product(DEMO_STATES, THEMES):
            yield Picture(demo, today, view, SIZES[0], theme)
        empty = _made(folder / BOOKS[1], "new")
        large = _made(folder / BOOKS[2], "demo", "--accounts", str(LARGE), "--as-of", TODAY.isoformat())
        for other, view, (size, theme) in product((empty, large), OTHER_VIEWS, in_all()):
            yield Picture(other, today, view, size, theme)
    if ravenstack is not None:
        foreign = _made(folder / BOOKS[3], "new")
        tables = sorted(str(each) for each in ravenstack.glob("*.csv"))
        _perennial("import", str(foreign), *tables, "--as-of", RAVENSTACK_TODAY.isoformat())
        views = (*OTHER_VIEWS, *(View("account", COMPANY, section) for section in SECTIONS))
        for view, theme in product(views, THEMES):
            yield Picture(foreign, RAVENSTACK_TODAY, view, SIZES[0], theme)


def _made(path: Path, command: str, *options: str) -> Path:
    """A book; one that is there already is taken, so that --only is quick."""
    if not path.exists():
        _perennial(command, str(path), *options)
    return path


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
