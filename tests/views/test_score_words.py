"""What moved a score is called by one name wherever it is told."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPalette
from pytestqt.qtbot import QtBot

from desktop.charts.health_line import HealthLine
from desktop.domain.scorecards import CAPS, INPUTS
from desktop.operations.account_view import account_view
from desktop.operations.brief import read_brief
from desktop.operations.qbrs.reading import preparation
from desktop.views import score_words
from desktop.views.account.explaining import explained_for_page
from desktop.views.brief.panel import BriefPanel
from desktop.views.brief.words import sections
from desktop.views.qbrs import words as qbr_words
from tests.views.stage import AS_OF, Stage
from tests.views.test_account_typing import account_id

INNER = [name for name in (name.replace("_", " ") for name in INPUTS) if name != "support"]
"""What the program calls the inputs within, where a page calls them something else."""


def test_that_every_input_and_cap_has_a_name_of_its_own() -> None:
    names = [score_words.called(name) for name in (*INPUTS, *CAPS)]
    assert len(set(names)) == len(names)
    assert not any("_" in name for name in names)


@pytest.mark.parametrize("name", ["Ostrava", "Kestrel", "Tindle", "Lumen", "Verity"])
def test_that_no_page_calls_an_input_by_the_name_it_has_within(demo: Stage, name: str) -> None:
    account = account_id(demo, name)
    view = demo.session.read(account_view, account, AS_OF)
    health = explained_for_page(view, "health", HealthLine(()))
    brief = demo.session.read(read_brief, account, AS_OF)
    made = demo.session.read(preparation, account, AS_OF)
    assert brief is not None
    told = [
        *(row.name for row in health.rows if not row.name.startswith("Cap: ")),
        *("".join(part for part in each.why if isinstance(part, str)) for each in health.exclusions),
        *(line for section in sections(brief, is_guarded=False) for line in section.lines),
        *(qbr_words.fact(each, made.day) for each in made.facts if each.kind == "cause"),
    ]
    assert told
    assert [(text, inner) for text in told for inner in INNER if inner in text] == []


@pytest.mark.parametrize(("name", "band"), [("Ostrava", "amber"), ("Verity", "green"), ("Brackwater", None)])
def test_that_a_brief_shows_health_in_its_colour(qtbot: QtBot, demo: Stage, name: str, band: str | None) -> None:
    panel = BriefPanel(demo.context.theme, lambda: None)
    qtbot.addWidget(panel)
    brief = demo.session.read(read_brief, account_id(demo, name), AS_OF)
    assert brief is not None
    panel.show_brief(brief, is_guarded=False)
    tokens = demo.context.theme.tokens
    ink = panel.health.palette().color(QPalette.ColorRole.WindowText).name().upper()
    assert ink == (tokens.ink_2 if band is None else tokens.text_of(band)).upper()
    assert panel.text.splitlines()[1] == f"{panel.health.text()} · {panel.head.text()}"
    panel.show_brief(brief, is_guarded=True)
    assert panel.health.isHidden()
    assert panel.health.text() == ""
