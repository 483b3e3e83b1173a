"""Every figure on every page says how it came about: asked as a person asks, by ?, and its numbers stand in the answer.

What can be asked has `can_ask` (views/explained/label.py). Whatever else shows a number is found here, and is a failure
unless `MAY_STAND_ALONE` says why it may: a page that shows a new figure gives it an explanation, or a reason here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.store.queries import facts
from desktop.views.explained.panel import ExplanationPanel
from desktop.views.page import Page, Place
from desktop.views.window.main_window import MainWindow
from desktop.views.window.pages import PAGES
from tests.views.stage import demo_book
from tests.views.window.conftest import Opened

Key = Qt.Key
PAST = date(2026, 8, 1)
ACCOUNTS = ("Ostrava", "Verity", "Aldermoor", "Brackwater")
"""Whose pages are walked: much known, several lines, a plan on its way, next to nothing known."""
SECTIONS = ("overview", "plan", "voice", "usage", "contract", "history")


@dataclass(frozen=True)
class Alone:
    """A text with a number in it that nobody can ask about.

    Args:
        inside: a class it stands in, or "" = anywhere on the page.
        says: what it says, as a regular expression of all of it.
        why: why that is enough.
    """

    page: str
    inside: str
    says: str
    why: str


DAY = r"\d{1,2} [A-Z][a-z]{2}( \d{4})?"
MAY_STAND_ALONE = (
    Alone("today", "Section", "Opt-outs, next 180 days", "a name; what it comes to stands beside it, and is explained"),
    Alone(
        "today",
        "GapsTab",
        r"[A-Z][a-z ]+ \d+",
        "a filter with as many rows as a press leaves; the sentence is explained",
    ),
    Alone("account", "_Fact", rf"({DAY}.*|.*\d+ d.*|\d+ days of notice.*)", "when; the fact over it is explained"),
    Alone("account", "Contacts", ".*", "counts of the contacts beneath, and how long each has been quiet"),
    Alone("account", "ContractFacts", ".*", "what the contract says; ARR, opt-out and seats are explained"),
    Alone("account", "Timeline", ".*", "what somebody recorded, and how many entries there are"),
    Alone("account", "WhyPanel", ".*", "the points of an input whose name is explained with them"),
    Alone("account", "Promises", ".*", "what was promised, and how to type it"),
    Alone("account", "HealthChart", r"\d+ → \d+", "the first and last score of the chart, explained by the heading"),
    Alone("account", "HealthChart", "Health, 12 months", "a name, where there is no chart yet"),
    Alone("account", "Goals", ".*", "typed: from, to and what is reached of it"),
    Alone("account", "Offers", ".*", "typed offers with what they are worth"),
    Alone("account", "Risks", ".*", "typed risks and since when"),
    Alone("account", "PlanSection", ".*", "the milestones of one plan with their days"),
    Alone("account", "VoiceSection", ".*", "answers and tickets as they were given, counted beneath their heading"),
    Alone("account", "UsageSection", ".*", "readings as they were imported; the three figures are explained"),
    Alone("account", "ContractLines", ".*", "contract lines as they were entered; their sum is explained"),
    Alone("account", "HistorySection", ".*", "the journal: what was changed, when and by whom"),
    Alone(
        "qbrs",
        "ReadinessPanel",
        ".*",
        "one account's review: points with what shows each; its page explains its health",
    ),
    Alone("qbrs", "Board", r"Cadence: .*", "a setting"),
    Alone("qbrs", "Preparing", ".*", "facts of one account with their days, as they are moved onto the page"),
    Alone("library", "ScorecardEditor", ".*", "what the scorecard sets: cells to type into, and their curves"),
    Alone("library", "PlaybookEditor", ".*", "what the playbook sets"),
    Alone("library", "TemplateView", ".*", "what the template sets"),
    Alone("library", "Head", r"template, \d+ milestones?", "a count of what stands beneath"),
    Alone("library", "Playbooks", r"Renewal: \d+ days", "a name"),
    Alone("library", "Shelf", ".*", "a name, and a count of what a press shows"),
    Alone("library", "DueView", ".*", "start by start, with its tasks; the sentence over the page is explained"),
    Alone("library", "PlaybookPanel", rf"({DAY}|\d+ of \d+ done.*|\d+ older)", "one run: when, and how far"),
    Alone("library", "", r"\d+ templates to start an onboarding from\.", "a count of what the shelf lists"),
    Alone("books", "", r"Read as of .*|Review the \d+ riskiest", "a day, and what a press does"),
    Alone("history", "", r"\d+ changes by .*|Show \d+( of \d+)? older", "counts of the changes listed beneath"),
)
"""In the order of the pages. What no page shows any more is a failure, too."""

ROWS = {
    "Whom to call": "a row is one account, with its reasons; the sentence is explained",
    "Changed": "a row is one account",
    "Going quiet": "a row is one account",
    "Meetings": "a row is one account's meeting",
    "Promises due": "a row is one account's promise",
    "Open tasks": "a row is one account's task",
    "Accounts that lack something": "a row is one account",
    "Accounts": "a row is one account; the footer's totals are explained",
    "Onboarding plans": "a row is one account's plan",
    "Business reviews": "a row is one account's review",
    "Facts since the last QBR": "one account's facts",
    "The page in five parts": "one account's page",
    "Changes, the newest first": "a row is one change",
    "Accounts then and now": "a row is one account on both days",
    "Accounts of all files, the riskiest first": "a row is one account",
    "The files, the riskiest first": "a row is a file; Enter explains what is at risk in it",
    "Book by health": "a row is a band; Enter and ? explain it",
}
"""Lists, by what they are called, and what a row is: each leads, by Enter, to where its numbers are explained."""

DRAWN = {
    "ChartHost": "a mark is one account, which Enter opens; its name tells what the page's sentence explains",
    "OptOutStrip": "a mark is one account, which Enter opens; its total is explained",
}
"""What is drawn, and what it shows."""


class Seen(NamedTuple):
    """Something with a number in it that cannot be asked."""

    page: str
    inside: tuple[str, ...]
    says: str


@pytest.fixture
def window(opened: Opened, window: MainWindow, tmp_path: Path) -> MainWindow:
    window.resize(1920, 1080)
    opened(demo_book(tmp_path))
    window.activateWindow()
    return window


def settle(window: MainWindow, qtbot: QtBot) -> Page:
    qtbot.waitUntil(lambda: window.session.is_idle, timeout=30_000)
    qtbot.wait(100)  # what comes once a layout has its size
    page = next(each for each in window.findChildren(Page) if each.isVisible())
    qtbot.waitUntil(lambda: window.session.is_idle and page.is_settled, timeout=30_000)
    return page


def pages(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[str, Page]]:
    """Every page of the window, in all its parts."""

    def go(*place: str | None) -> Page:
        window.navigation.go(Place(*place))  # type: ignore[arg-type]
        return settle(window, qtbot)

    accounts = {each.name.split()[0]: each.id for each in window.session.read(facts.accounts)}
    for tab in ("queue", "tasks", "gaps"):
        yield "today", go("today", None, tab)
    yield "accounts", go("accounts")
    yield "accounts", _filtered(go("accounts"), window, qtbot)
    for account in ACCOUNTS:
        for section in SECTIONS:
            yield "account", go("account", accounts[account], section)
    for name in ("renewals", "onboarding", "qbrs", "history"):
        yield name, go(name)
    yield "qbrs", go("qbrs", accounts["Verity"], "prepare")
    library = go("library")
    for entry in [each[0] for each in library.shelf.entries]:  # type: ignore[attr-defined]
        library.shelf.press(entry)  # type: ignore[attr-defined]
        yield "library", settle(window, qtbot)
    window.session.look_at(PAST)
    yield "compare", go("compare")
    window.session.look_at(None)
    (tmp_path / "other").mkdir()
    window.settings.other_books = [demo_book(tmp_path / "other")]
    yield "books", go("books")


def _filtered(page: Page, window: MainWindow, qtbot: QtBot) -> Page:
    page.filters.field.setText("in")  # type: ignore[attr-defined]
    return settle(window, qtbot)


def shown_in(page: Page) -> Iterator[QWidget]:
    """The widgets one can see, and nothing of what is within a list or a field."""
    for widget in page.findChildren(QWidget):
        inside = list(_inside(widget, page))
        if widget.isVisible() and not any(isinstance(each, QAbstractItemView | QLineEdit) for each in inside):
            yield widget


def _inside(widget: QWidget, page: QObject) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None and parent is not page:
        yield parent
        parent = parent.parentWidget()


def can_ask(widget: QObject) -> bool:
    return bool(getattr(widget, "can_ask", False))


def says(widget: QWidget) -> str:
    """What a widget shows: its text, or, where it draws itself, what one hears of it."""
    if isinstance(widget, QLabel | QAbstractButton) and widget.text():
        return widget.text()
    is_ours = type(widget).__module__.startswith("desktop") and "paintEvent" in type(widget).__dict__
    return widget.accessibleName() if is_ours else ""


def unasked(name: str, page: Page) -> Iterator[Seen]:
    """What shows a number and cannot be asked, nor stands in something that can."""
    for widget in shown_in(page):
        around = list(_inside(widget, page))
        if can_ask(widget) or any(map(can_ask, around)):
            continue
        classes = tuple(type(each).__name__ for each in (widget, *around))
        if isinstance(widget, QAbstractItemView):
            if widget.model().rowCount() and widget.accessibleName() not in ROWS:
                yield Seen(name, classes, f"the list “{widget.accessibleName()}”")
        elif DRAWN.keys().isdisjoint(classes) and re.search(r"\d", says(widget)):
            yield Seen(name, classes, " ".join(says(widget).split()))


def reason(seen: Seen) -> Alone | None:
    return next(
        (
            each
            for each in MAY_STAND_ALONE
            if each.page == seen.page
            and (not each.inside or each.inside in seen.inside)
            and re.fullmatch(each.says, seen.says)
        ),
        None,
    )


NUMBER = re.compile(r"(?<![\w.])[+\N{MINUS SIGN}-]?\d+(?:,\d{3})*(?:\.\d+)?(?:\s(?:k|M|bn)(?!\w))?")
DATE = re.compile(r"\b(?:[A-Z][a-z]{2} )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?: \d{4})?\b")
STEPS = {"Footer": (Key.Key_Left, Key.Key_Right, 6), "Slips": (Key.Key_Up, Key.Key_Down, 11)}
"""How one goes back and on along the figures of a widget that shows several, and how often at most."""
NO_FIGURE = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2}\b|\d+ months|and \d+ more|task \d+ of \d+")
"""A day, a span in a name, how many names there was no room for, and which task of the list one is."""
UNITS = {"k": 1e3, "M": 1e6, "bn": 1e9}


def numbers(text: str) -> list[tuple[str, float, float]]:
    """(as written, value, half a step of what is written) of the numbers in a text; days are none."""
    found: list[tuple[str, float, float]] = []
    for match in NUMBER.finditer(NO_FIGURE.sub(" ", DATE.sub(" ", text))):
        digits, _, unit = match[0].replace("\N{NO-BREAK SPACE}", " ").partition(" ")
        digits = digits.replace(",", "").replace("\N{MINUS SIGN}", "-").lstrip("+")
        step = 0.5 * 10.0 ** -len(digits.partition(".")[2]) * UNITS.get(unit, 1)
        found.append((match[0], abs(float(digits)) * UNITS.get(unit, 1), step))
    return found


def missing(told: str, explained: str) -> list[str]:
    """The numbers of a text that do not stand in an explanation, nor do what they were rounded from."""
    known = [value for _, value, _ in numbers(explained)]
    return [
        written
        for written, value, step in numbers(told)
        if not any(abs(value - each) <= 1.001 * step for each in known)
    ]


def ask(window: MainWindow, qtbot: QtBot, widget: QWidget) -> str:
    """What is explained once a widget is asked by its key; of one that shows several figures, all of them."""
    found: list[str] = []
    back, on, times = STEPS.get(type(widget).__name__, (Key.Key_Left, Key.Key_Right, 0))
    for _ in range(times):
        qtbot.keyClick(widget, back)
    for step in range(times + 1):
        widget.setFocus()
        if step:
            qtbot.keyClick(widget, on)
        qtbot.keyClick(widget, Key.Key_Question)
        qtbot.waitUntil(lambda: window.session.is_idle, timeout=30_000)
        panel = window.drawer.content
        if not isinstance(panel, ExplanationPanel):
            return ""
        found.append(panel.text)
        qtbot.keyClick(panel.rows, Key.Key_Escape)
        assert window.drawer.content is None
    return "\n".join(found)


def told_by(widget: QWidget) -> list[str]:
    """What a widget tells that can be asked: its text, and that of all that is in it."""
    parts = [widget, *(each for each in widget.findChildren(QWidget) if each.isVisible())]
    return list(dict.fromkeys(text for each in parts if (text := says(each)) and re.search(r"\d", text)))


def test_that_every_figure_of_every_page_is_explained_or_has_a_reason_not_to_be(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    walked: set[str] = set()
    bare: set[str] = set()
    used: set[Alone] = set()
    for name, page in pages(window, qtbot, tmp_path):
        walked.add(name)
        for seen in unasked(name, page):
            why = reason(seen)
            if why is None:
                bare.add(f"{seen.page}: {' < '.join(seen.inside[:4])}: {seen.says}")
            else:
                used.add(why)
    assert walked == set(PAGES), "a page is not walked"
    assert not bare, "\n".join(sorted(bare))
    assert used == set(MAY_STAND_ALONE), [each for each in MAY_STAND_ALONE if each not in used]


def test_that_what_is_asked_holds_the_numbers_that_were_shown(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    wrong: list[str] = []
    asked = 0
    for name, page in pages(window, qtbot, tmp_path):
        for widget in [each for each in shown_in(page) if can_ask(each)]:
            told = told_by(widget)
            explained = ask(window, qtbot, widget)
            asked += 1
            called = f"{name}, {type(widget).__name__}: {told}"
            if not explained:
                wrong.append(f"{called}: nothing is explained")
            for text in told:
                lost = missing(text, explained)
                if explained and lost:
                    wrong.append(f"{name}, {type(widget).__name__}: {text}: {lost} not in “{explained[:60]}”")
    assert asked > 60
    assert not wrong, "\n".join(dict.fromkeys(wrong))
