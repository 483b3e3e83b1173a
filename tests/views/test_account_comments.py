"""How a comment sounds on the account's page, and saying that it sounds otherwise."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.store.tx import Tx
from desktop.views.account.page import AccountPage
from desktop.views.page import Place
from tests.views.stage import Stage

ENGLISH, GERMAN = "The team is great and very helpful", "Der Support ist leider viel zu langsam"


@pytest.fixture
def page(empty: Stage, qtbot: QtBot) -> AccountPage:
    ids: list[str] = []

    def add(tx: Tx) -> None:
        tx.label = "Answers added"
        ids.append(tx.insert("account", {"name": "Acme"}))
        for day, comment in (("2026-10-01", GERMAN), ("2026-10-02", ENGLISH)):
            answer = {"account": ids[0], "kind": "nps", "responded_on": day, "score": 9, "comment": comment}
            tx.insert("survey_response", {**answer, "scale_min": 0, "scale_max": 10})

    empty.session.perform(add)
    made = AccountPage(empty.context)
    qtbot.addWidget(made)
    made.resize(1104, 652)
    made.place_at(Place("account", ids[0], "voice"))
    made.show()
    return made


def said(page: AccountPage) -> list[str]:
    return [button.text() for button in page.voice.feelings.values()]


def choose(page: AccountPage, at: int, word: str) -> None:
    button = list(page.voice.feelings.values())[at]
    button.click()
    (menu,) = button.findChildren(QMenu)
    next(action for action in menu.actions() if action.text() == word).trigger()
    menu.close()


def test_that_a_comment_says_how_it_sounds_and_is_corrected_and_undone(
    page: AccountPage, empty: Stage, qtbot: QtBot
) -> None:
    computed = ["glad, by the words in it", "not scored: German"]
    qtbot.waitUntil(lambda: said(page) == computed, timeout=15000)

    choose(page, 1, "Cross")
    page.needs_reload()
    qtbot.waitUntil(lambda: said(page) == [computed[0], "cross, as you set it"], timeout=15000)
    assert [each.text for each in empty.said] == ["Sentiment set: cross (-0.6), Acme"]
    assert empty.said[0].can_undo

    choose(page, 1, "As computed")
    page.needs_reload()
    qtbot.waitUntil(lambda: said(page) == computed, timeout=15000)
    for _ in range(2):
        empty.session.undo()
    page.needs_reload()
    qtbot.waitUntil(lambda: said(page) == computed, timeout=15000)


def test_that_a_customer_who_looks_on_does_not_see_how_comments_sound(
    page: AccountPage, empty: Stage, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: len(said(page)) == 2, timeout=15000)
    empty.guarded = True
    page.needs_reload()
    qtbot.waitUntil(lambda: not said(page), timeout=15000)
    assert not [each for each in page.voice.findChildren(QPushButton) if each.isVisible() and "words" in each.text()]
