"""A line that has too little room: the shorter wording before the ellipsis, and all of it in the tooltip."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from desktop.charts.tokens import SMALL
from desktop.views.account.parts import Elided, fitting
from desktop.views.theme import font

WHOLE, SHORTER = "84 of 100, n = 12", "84, n = 12"


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("share", "shown"), [(1.1, WHOLE), (0.9, SHORTER), (0.2, "…")])
def test_that_the_number_of_answers_stays_before_their_scale_does(share: float, shown: str) -> None:
    metrics = QFontMetrics(font(SMALL))
    said = fitting(WHOLE, metrics, round(share * metrics.horizontalAdvance(WHOLE)), SHORTER)
    assert said == shown if share > 0.5 else said.endswith(shown)


@pytest.mark.parametrize(("share", "is_whole"), [(1.1, True), (0.5, False)])
def test_that_a_line_which_is_cut_says_all_of_it_in_its_tooltip(qtbot: QtBot, share: float, is_whole: bool) -> None:
    label = Elided(WHOLE, "small")
    qtbot.addWidget(label)
    label.show()
    label.resize(round(share * label.fontMetrics().horizontalAdvance(WHOLE)), 20)
    assert (label.text() == WHOLE) is is_whole
    assert (WHOLE in label.toolTip()) is not is_whole
    assert label.accessibleName() == WHOLE
