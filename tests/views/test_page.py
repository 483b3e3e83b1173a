"""Pages read when they are shown, and again only when they have to."""

from __future__ import annotations

from datetime import timedelta

from pytestqt.qtbot import QtBot

from desktop.domain.drafts import PulseDraft
from desktop.operations.logging import log
from desktop.store.queries import facts
from desktop.views.page import Page
from tests.views.stage import AS_OF, Stage


class Counting(Page):
    name = "counting"
    reads = 0

    def reload(self) -> None:
        self.reads += 1


def pulse(stage: Stage, value: int = 3) -> None:
    account = stage.session.read(facts.accounts)[0].id
    stage.session.perform(log, PulseDraft(account=account, value=value, on_day=AS_OF), as_of=AS_OF)


def test_that_a_page_reads_when_it_is_first_shown(demo: Stage, qtbot: QtBot) -> None:
    page = Counting(demo.context)
    qtbot.addWidget(page)
    assert page.reads == 0
    page.show()
    assert page.reads == 1


def test_that_a_hidden_page_waits_with_reading_until_it_is_shown_again(demo: Stage, qtbot: QtBot) -> None:
    page = Counting(demo.context)
    qtbot.addWidget(page)
    page.show()
    page.hide()
    pulse(demo)
    demo.session.undo()
    assert page.reads == 1
    page.show()
    assert page.reads == 2
    page.hide()
    page.show()
    assert page.reads == 2, "nothing has changed since"


def test_that_a_shown_page_reads_again_after_a_change_and_on_another_day(demo: Stage, qtbot: QtBot) -> None:
    page = Counting(demo.context)
    qtbot.addWidget(page)
    page.show()
    pulse(demo)
    assert page.reads == 2
    demo.session.look_at(AS_OF - timedelta(days=30))
    assert page.reads == 3
