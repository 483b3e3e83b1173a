"""A line that has too little room: the shorter wording before the ellipsis, and all of it in the tooltip."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.views.account.parts import Elided

WHOLE, SHORTER = "84 of 100, n = 12", "84, n = 12"


@pytest.mark.parametrize(("share", "shown"), [(1.1, WHOLE), (0.9, SHORTER), (0.2, "…")])
def test_that_the_number_of_answers_stays_before_their_scale_does(qtbot: QtBot, share: float, shown: str) -> None:
    label = Elided(WHOLE, "small", shorter=SHORTER)
    qtbot.addWidget(label)
    label.show()
    label.resize(round(share * label.fontMetrics().horizontalAdvance(WHOLE)), 20)
    assert label.text() == shown if share > 0.5 else label.text().endswith(shown)
    assert (WHOLE in label.toolTip()) == (shown != WHOLE)
    assert label.accessibleName() == WHOLE
