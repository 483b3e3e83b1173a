"""The window from the command line: opening it, and drawing its pages into pictures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from desktop.cli.opening import has_screen
from desktop.cli.options import DAY, file_argument, json_option
from desktop.cli.output import one_line, print_json
from desktop.domain.errors import FileProblem, Rejected

PAGES = (
    "today",
    "accounts",
    "account",
    "compare",
    "renewals",
    "onboarding",
    "qbrs",
    "library",
    "history",
    "books",
    "welcome",
)


class Size(click.ParamType[tuple[int, int]]):
    """Width and height in pixels, like 1280x720."""

    name = "WxH"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        width, _, height = str(value).partition("x")
        if not (width.isdecimal() and height.isdecimal() and 900 <= int(width) <= 8000 and 600 <= int(height) <= 8000):
            self.fail(f"{value!r} is not a size like 1280x720, from 900x600 to 8000x8000", param, ctx)
        return int(width), int(height)


@click.command("open", hidden=True)
@click.argument("file", required=False, type=click.Path(path_type=Path, readable=False))
@click.pass_context
def open_(ctx: click.Context, file: Path | None) -> None:
    """Open the window."""
    if file is not None and not file.exists():
        raise FileProblem(
            f"{file} does not exist, and there is no command of that name. Make a book with: perennial new {file}",
            cause="missing",
        )
    if not has_screen():
        raise Rejected("There is no display here to open a window on. Pages can be drawn: perennial screenshot --help")
    from desktop.app import run

    ctx.exit(run(file))


@click.command()
@file_argument
@click.option("--page", required=True, help="A page of the rail in lower case, or account.")
@click.option("--out", required=True, type=click.Path(path_type=Path, readable=False), help="The PNG file to write.")
@click.option("--account", help="Whose page: the name or its beginning, or the external id.")
@click.option("--section", help="A section of the account's page, like plan.")
@click.option("--size", type=Size(), default="1280x720", show_default=True, help="Of the window.")
@click.option("--scale", type=click.FloatRange(0.5, 4), default=1, show_default=True, help="Pixels per pixel of size.")
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", show_default=True)
@click.option("--as-of", type=DAY, default=None, help="The day to look from; default: today.")
@json_option
def screenshot(
    file: Path,
    page: str,
    out: Path,
    account: str | None,
    section: str | None,
    size: tuple[int, int],
    scale: float,
    theme: str,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Draw a page as a PNG picture, without a display."""
    if page not in PAGES:
        raise Rejected(f"There is no page {page!r}. Pages: {', '.join(PAGES)}.", field="page")
    if (page == "account") != (account is not None):
        raise Rejected("The page 'account' and --account belong together.", field="account")
    if out.resolve() == file.resolve():
        raise FileProblem(f"{out} is the book itself. Choose another name for the picture.")
    from desktop.charts.tokens import THEMES
    from desktop.pictures import Shot, draw

    shot = Shot(page, out, account, section, size, next(name for name in THEMES if name == theme), as_of)
    try:
        draw(None if page == "welcome" else file, [shot], scale=scale)
    except OSError as problem:
        raise FileProblem(f"{out} cannot be written: {problem.strerror or problem}") from problem
    if as_json:
        print_json({"out": str(out), "width": round(size[0] * scale), "height": round(size[1] * scale)})
    else:
        click.echo(f"Drew {one_line(str(out))}.")
