"""perennial [FILE] and perennial screenshot: pictures of the window, and what is said where there can be none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from desktop.operations.look import account_called
from desktop.store import drafts
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from tests.end_to_end.program import Book, Home, Tables, digest

DAY = ("--as-of", "2026-05-20")
TABLES: Tables = {
    "accounts": [{"name": "Acme"}, {"name": "Acorn"}, {"name": "Bolt"}],
    "subscriptions": [
        {"account": "Bolt", "arr": 1200, "start_on": "2026-01-01", "end_on": "2026-12-31", "notice_days": 30}
    ],
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Book.of(tmp_path_factory.mktemp("book"), TABLES, as_of=DAY[1])


def draw(book: Book, out: Path, *options: str, page: str = "accounts", code: int = 0) -> str:
    # In a process of its own: the scale is the process's.
    done = book.home.process("screenshot", book.path, "--page", page, "--out", out, *DAY, *options)
    assert done.code == code, done
    return done.out + done.err


@pytest.mark.parametrize(
    ("page", "options"),
    [("accounts", ()), ("account", ("--account", "bolt", "--section", "contract")), ("renewals", ()), ("welcome", ())],
)
def test_that_a_page_is_drawn_at_its_size_and_the_book_left_alone(
    book: Book, tmp_path: Path, page: str, options: tuple[str, ...]
) -> None:
    before = digest(book.path)
    out = tmp_path / "new folder" / "page.png"
    draw(book, out, "--size", "1000x620", "--scale", "2", *options, page=page)
    image = QImage(str(out))
    assert (image.width(), image.height()) == (2000, 1240)
    assert digest(book.path) == before
    assert [each.name for each in book.path.parent.iterdir() if "lock" in each.name] == []


def test_that_a_picture_shows_nothing_that_is_being_typed_and_leaves_nothing_behind(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERENNIAL_HOME", str(book.home.folder))
    options = ("--account", "bolt", "--section", "overview")
    draw(book, tmp_path / "without.png", *options, page="account")
    with Portfolio.open(book.path, writable=False) as portfolio:
        doc, account = portfolio.doc_id, account_called(portfolio.read(facts.accounts), "bolt").id
    drafts.keep(doc, account, "call: was typed by somebody and not saved")
    before = sorted(book.home.folder.rglob("*"))
    draw(book, tmp_path / "with.png", *options, page="account")
    drafts.keep(doc, account, "")
    assert (tmp_path / "with.png").read_bytes() == (tmp_path / "without.png").read_bytes()
    assert [each for each in sorted(book.home.folder.rglob("*")) if each not in before] == []


def test_that_the_themes_differ_and_the_answer_is_json(book: Book, tmp_path: Path) -> None:
    light, dark = tmp_path / "light.png", tmp_path / "dark.png"
    said = draw(book, light, "--json")
    assert json.loads(said) == {"out": str(light), "width": 1280, "height": 720}
    draw(book, dark, "--theme", "dark")
    assert QImage(str(light)).pixelColor(1270, 400).lightness() > 200
    assert QImage(str(dark)).pixelColor(1270, 400).lightness() < 60


@pytest.mark.parametrize(
    ("page", "options", "code", "said"),
    [
        ("nowhere", (), 1, "There is no page 'nowhere'. Pages: today, accounts"),
        ("account", (), 1, "belong together"),
        ("accounts", ("--account", "bolt"), 1, "belong together"),
        ("account", ("--account", "ac"), 1, "Acme, Acorn"),
        ("account", ("--account", "zebra"), 1, "No account is called 'zebra'"),
        ("accounts", ("--size", "12x9"), 2, "is not a size like 1280x720"),
        ("accounts", ("--scale", "9"), 2, "9"),
        ("accounts", ("--theme", "pink"), 2, "pink"),
    ],
)
def test_that_what_cannot_be_drawn_is_said(
    book: Book, tmp_path: Path, page: str, options: tuple[str, ...], code: int, said: str
) -> None:
    out = tmp_path / "page.png"
    assert said in draw(book, out, *options, page=page, code=code)
    assert not out.exists()


def test_that_the_picture_never_replaces_the_book(book: Book) -> None:
    before = digest(book.path)
    assert "is the book itself" in draw(book, book.path, code=3)
    assert digest(book.path) == before


def test_that_a_place_that_cannot_be_written_is_said(book: Book, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in draw(book, tmp_path / "file" / "page.png", code=3)


def test_that_a_missing_book_is_said(tmp_path: Path) -> None:
    home = Home(tmp_path)
    done = home.run("screenshot", tmp_path / "none.perennial", "--page", "accounts", "--out", tmp_path / "x.png")
    assert (done.code, "does not exist" in done.err) == (3, True)


@pytest.mark.parametrize("word", ["nonsense", "acounts"])
def test_that_a_word_that_is_no_command_is_a_file_to_open(tmp_path: Path, word: str) -> None:
    done = Home(tmp_path).run(word)
    assert (done.code, done.out) == (3, "")
    assert f"{word} does not exist, and there is no command of that name" in done.err
