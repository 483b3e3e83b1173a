"""What is missing, filled with real keys: pasted down a column, the bad cells mended, and all of it taken back."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from desktop.views.today.gaps import GapsTab
from desktop.views.today.page import TodayPage
from tests.journeys.conftest import Desk, plain, words_of

pytestmark = pytest.mark.screen


def test_that_a_pasted_block_leaves_one_at_the_cell_that_was_refused_and_is_one_undo(desk: Desk) -> None:
    person = desk.sit_down()
    page = person.window.page
    assert isinstance(page, TodayPage)
    person.click(page.tabs.buttons["gaps"])
    gaps = person.window.findChildren(GapsTab)[0]
    person.see(gaps.table.hasFocus)
    person.click(gaps.chips["notice_days"])
    before = [gaps.model.rows.text(int(row), "notice_days") for row in gaps.model.order]
    assert set(before) == {"unknown"}

    QGuiApplication.clipboard().setText("30\n60\nsoon\n" + "90\n" * len(before))
    person.press("ctrl+v")
    person.see(gaps.refused.isVisible)
    # Ctrl was still down: one is at the one cell, and not in two rows.
    assert gaps.table.chosen() == [int(gaps.model.order[2])]
    toast = plain(words_of(person.window))
    assert f"Notice period set: {len(before) - 1} accounts" in toast
    assert "Not pasted, for want of room: 3 rows" in toast
    person.press("F2")
    person.type("45")
    person.press("Return")
    person.see(lambda: not gaps.refused.isVisible())
    person.press("ctrl+z", "ctrl+z")
    person.see(lambda: [gaps.model.rows.text(int(row), "notice_days") for row in gaps.model.order] == before)
