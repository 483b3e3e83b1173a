"""The QBRs page in a session: planning in the list, preparing by keys, showing, recording, and what is hidden."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.cadences import Cadence
from desktop.domain.qbrs.since import INTERNAL
from desktop.operations.account_page import account_page
from desktop.views.page import Place
from desktop.views.qbrs import words
from desktop.views.qbrs.page import QbrsPage
from tests.views.stage import AS_OF, Stage

VERITY, OSTRAVA = "Verity Insurance", "Ostrava Freight"


def shown(stage: Stage, qtbot: QtBot, account: str | None = None, section: str | None = None) -> QbrsPage:
    page = QbrsPage(stage.context)
    qtbot.addWidget(page)
    page.resize(1100, 640)
    page.place_at(Place("qbrs", None if account is None else id_of(stage, account), section))
    page.show()
    settle(page, qtbot)
    page.take_focus()
    return page


def settle(page: QbrsPage, qtbot: QtBot) -> None:
    qtbot.wait(5)
    qtbot.waitUntil(lambda: page.context.session.is_idle)
    qtbot.wait(5)


def id_of(stage: Stage, name: str) -> str:
    return stage.session.read(lambda c: c.execute("SELECT id FROM account WHERE name = ?", (name,)).fetchone()[0])


def lines(page: QbrsPage) -> list[list[str]]:
    assert page.preparing.made is not None
    return [[item.text for item in part.items] for part in page.preparing.made.parts]


def press(widget: QWidget, qtbot: QtBot, page: QbrsPage, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(widget, key)
        settle(page, qtbot)


def test_that_the_page_opens_with_figures_and_the_due_and_unplanned_first(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot)
    assert page.board.sentence.text() == "10 of 53 accounts due; 6 unplanned, 482 k ARR; 40 % covered in 90 days.".replace(  # noqa: E501
        " k", "\N{NO-BREAK SPACE}k").replace(" %", "\N{NO-BREAK SPACE}%")  # fmt: skip
    assert page.board.row is not None
    assert page.board.row.account.name == OSTRAVA
    assert page.board.panel.points[2].accessibleDescription() == "ask Petr Novak"


def test_that_an_empty_book_says_what_belongs_there_and_offers_it(empty: Stage, qtbot: QtBot) -> None:
    page = shown(empty, qtbot)
    assert page.empty.isVisible()
    assert page.way_on.hasFocus()
    page.way_on.click()
    assert empty.acted == ["file.import"]


def test_that_a_day_is_typed_into_the_list_and_what_is_refused_stays(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot)
    account = id_of(demo, OSTRAVA)
    assert page.plan(0, "planned", "3 dec") is None
    settle(page, qtbot)
    rows = page.board.rows
    assert rows is not None
    row = next(each for each in rows.rows if each.account.id == account)
    assert (row.standing.state, row.standing.planned and row.standing.planned.planned_on) == (
        "planned",
        date(2026, 12, 3),
    )
    assert "is over" in (page.plan(0, "planned", "2026-01-01") or "")
    assert "no day" in (page.plan(0, "planned", "soon") or "")
    demo.session.undo()
    settle(page, qtbot)
    assert page.board.row is not None


def test_that_enter_goes_to_preparing_and_escape_back(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot)
    page.board.table.setFocus()
    qtbot.keyClick(page.board.table, Qt.Key.Key_Return)
    account = id_of(demo, OSTRAVA)
    assert demo.places == [Place("qbrs", account, "prepare")]
    page.place_at(demo.places[0])
    settle(page, qtbot)
    assert page.crumbs == ("QBRs", OSTRAVA)
    qtbot.keyClick(page.preparing.facts, Qt.Key.Key_Escape)
    assert demo.places[-1] == Place("qbrs")


def test_that_enter_moves_a_fact_into_its_part_and_a_number_into_another(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot, VERITY, "prepare")
    facts = page.preparing.facts
    assert facts.hasFocus()
    first = facts.entry
    assert first is not None
    press(facts, qtbot, page, Qt.Key.Key_Return)
    assert lines(page) == [[first.text], [], [], [], []]
    press(facts, qtbot, page, Qt.Key.Key_4)
    assert lines(page)[3] == [first.text]
    press(facts, qtbot, page, Qt.Key.Key_4)
    assert "already" in page.preparing.refusal.text()
    assert not page.preparing.refusal.isHidden()


def test_that_the_arrows_pass_over_headings_and_stay_where_one_is(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot, VERITY, "prepare")
    facts = page.preparing.facts
    found: list[str] = []
    for _ in range(4):
        assert facts.entry is not None
        found.append(facts.entry.key)
        press(facts, qtbot, page, Qt.Key.Key_Return, Qt.Key.Key_Down)
    assert found == [each.key for each in facts.entries.entries if each.kind == "fact"][:4]
    assert [len(each) for each in lines(page)] == [2, 2, 0, 0, 0]
    press(facts, qtbot, page, Qt.Key.Key_Home)
    assert facts.entry is not None
    assert facts.entry.key == found[0]


def test_that_what_is_internal_cannot_be_moved(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot, VERITY, "prepare")
    facts = page.preparing.facts
    at = next(at for at, each in enumerate(facts.entries.entries) if each.key == "score")
    facts.go_to(at)
    press(facts, qtbot, page, Qt.Key.Key_3)
    assert lines(page) == [[], [], [], [], []]
    assert "for us alone" in page.preparing.refusal.text()


def test_that_lines_are_typed_edited_moved_and_taken_out_by_keys(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot, VERITY, "prepare")
    parts = page.preparing.page
    parts.setFocus()
    parts.go_to(len(parts.entries.entries) - 1)
    qtbot.keyClick(parts, Qt.Key.Key_Return)
    editor = parts.viewport().findChildren(QWidget)[-1]
    qtbot.keyClicks(editor, "Renew for three years")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle(page, qtbot)
    assert lines(page)[4] == ["Renew for three years"]
    assert page.preparing.made is not None
    assert page.preparing.made.readiness.reached == 5
    item = next(at for at, each in enumerate(parts.entries.entries) if each.kind == "item")
    parts.go_to(item)
    qtbot.keyClick(parts, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle(page, qtbot)
    assert lines(page)[3:] == [["Renew for three years"], []]
    press(parts, qtbot, page, Qt.Key.Key_Delete)
    assert lines(page)[3] == []
    demo.session.undo()
    settle(page, qtbot)
    assert lines(page)[3] == ["Renew for three years"]


def test_that_attendees_are_saved_when_the_field_is_left(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot, OSTRAVA, "prepare")
    page.preparing.attendees.setFocus()
    qtbot.keyClicks(page.preparing.attendees, "Petr Novak")
    qtbot.keyClick(page.preparing.attendees, Qt.Key.Key_Return)
    settle(page, qtbot)
    assert page.preparing.made is not None
    assert [each.key for each in page.preparing.made.readiness.missing] == ["decision"]


def test_that_customer_safe_hides_health_risks_and_readiness(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot, VERITY, "prepare")
    assert any(each.key.partition(":")[0] in INTERNAL for each in page.preparing.facts.entries.entries)
    demo.guarded = True
    page.needs_reload()
    # At once, before anything is read.
    assert not any(each.key.partition(":")[0] in INTERNAL for each in page.preparing.facts.entries.entries)
    settle(page, qtbot)
    assert page.preparing.readiness.isHidden()
    page.place_at(Place("qbrs"))
    settle(page, qtbot)
    assert page.board.panel.isHidden()
    assert page.board.table.isColumnHidden(page.board.model.at("ready"))
    assert "ARR" not in page.board.sentence.text()


def test_that_no_fact_of_ours_is_told_outside_its_heading() -> None:
    internal = {kind for heading, kinds in words.GROUPS.items() if heading == "For us alone" for kind in kinds}
    assert internal == set(INTERNAL)


def test_that_the_page_is_shown_alone_one_part_at_a_time(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot, VERITY, "prepare")
    page.show_customer()
    assert page.shown is None, "there is nothing to show yet"
    press(page.preparing.facts, qtbot, page, Qt.Key.Key_Return)
    page.show_customer()
    cover = page.shown
    assert cover is not None
    assert cover.geometry() == page.window().rect()
    assert cover.accessibleName() == "1 What we set out to do"
    for key, number in (
        (Qt.Key.Key_Left, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_End, 5), (Qt.Key.Key_Right, 5), (Qt.Key.Key_3, 3),
    ):  # fmt: skip
        qtbot.keyClick(cover, key)
        assert cover.number == number
    qtbot.keyClick(cover, Qt.Key.Key_Escape)
    assert page.shown is None
    assert page.preparing.facts.hasFocus()


def test_that_commitments_become_tasks_and_the_next_date_a_plan_in_one_change(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot, VERITY, "record")
    form = page.preparing.form
    assert page.preparing.is_recording
    assert form.promises.hasFocus()
    before = demo.session.read(account_page, VERITY, AS_OF)
    qtbot.keyClicks(form.promises, "> send the API spec fri")
    qtbot.keyClick(form.promises, Qt.Key.Key_Return)
    qtbot.keyClicks(form.promises, "< legal answer +2w")
    assert (
        form.understood.text() == "We owe: send the API spec, Fri 27 Nov 2026\nThey owe: legal answer, Mon 7 Dec 2026"
    )
    form.decision.setText("Renew? Yes, for three years.")
    qtbot.mouseClick(form.save, Qt.MouseButton.LeftButton)
    settle(page, qtbot)
    after = demo.session.read(account_page, VERITY, AS_OF)
    fresh = [(each["side"], each["title"], each["due_on"]) for each in after["tasks"] if each not in before["tasks"]]
    assert sorted(fresh) == [("ours", "send the API spec", "2026-11-27"), ("theirs", "legal answer", "2026-12-07")]
    assert [each["held_on"] or each["planned_on"] for each in after["qbrs"] if each not in before["qbrs"]] == [
        "2026-11-23",
        "2027-02-22",
    ]
    assert not page.preparing.is_recording
    demo.session.undo()
    assert demo.session.read(account_page, VERITY, AS_OF) == before


def test_that_recording_asks_nothing_twice_and_tells_no_key_that_is_not_there(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot, VERITY, "record")
    preparing = page.preparing
    assert preparing.is_recording
    fields = [each for each in page.findChildren(QLineEdit) if each.isVisible()]
    assert sum(each.accessibleName() == "Attendees" for each in fields) == 1
    assert "moves a fact" not in preparing.how.text()
    assert not preparing.record.isEnabled()
    preparing.end_record()
    assert preparing.attendees.isVisible()
    assert "moves a fact" in preparing.how.text()
    assert preparing.record.isEnabled()


def test_that_a_record_that_is_refused_stays_typed(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot, VERITY, "record")
    form = page.preparing.form
    form.promises.setPlainText("nonsense")
    form.saved.emit()
    assert "nonsense" in form.refusal.text()
    form.promises.setPlainText("")
    form.held.setText("someday")
    form.saved.emit()
    assert "no day" in form.refusal.text()
    assert page.preparing.is_recording
    qtbot.keyClick(form.held, Qt.Key.Key_Escape)
    assert not page.preparing.is_recording
    page.record()
    assert form.held.text() == "someday"


def test_that_a_past_day_can_only_be_read(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot, VERITY, "prepare")
    demo.session.look_at(date(2026, 10, 1))
    settle(page, qtbot)
    assert not page.preparing.facts.can_write
    assert page.preparing.attendees.isReadOnly()
    assert page.preparing.record.isHidden()
    assert not any(each.kind == "add" for each in page.preparing.page.entries.entries)
    assert not page.can_do("record")
    assert page.can_do("prepare")


def test_that_the_deck_is_exported_from_the_page(demo: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    page = shown(demo, qtbot, VERITY, "prepare")
    assert not page.can_do("export")
    press(page.preparing.facts, qtbot, page, Qt.Key.Key_Return)
    assert page.can_do("export")
    deck = page.deck()
    assert deck is not None
    page.doing.export(deck, tmp_path / "deck.pptx")
    assert (tmp_path / "deck.pptx").read_bytes()[:2] == b"PK"
    assert "nothing internal" in demo.said[-1].text
    page.doing.export(deck, tmp_path / "no" / "deck.pptx")
    assert len(demo.troubles) == 1


@pytest.mark.parametrize("account", [VERITY, OSTRAVA, "Brackwater Foods", "Tindle & Rowe", "Kestrel Grid"])
def test_that_every_fact_is_told_in_whole_words(demo: Stage, qtbot: QtBot, account: str) -> None:
    page = shown(demo, qtbot, account, "prepare")
    made = page.preparing.made
    assert made is not None
    for each in made.facts:
        text = words.fact(each, made.day)
        assert text.strip()
        assert "None" not in text
        assert "nan" not in text.split()


def test_that_the_page_is_saved_as_a_pdf_and_what_is_ahead_as_a_calendar(
    demo: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    page = shown(demo, qtbot, VERITY, "prepare")
    assert not page.preparing.pdf.isEnabled(), "there is nothing on it yet"
    press(page.preparing.facts, qtbot, page, Qt.Key.Key_Return)
    for button, name, begins in (
        (page.preparing.pdf, "page.pdf", b"%PDF-"), (page.board.calendar, "ahead.ics", b"BEGIN:VCALENDAR\r\n"),
    ):  # fmt: skip
        if button is page.board.calendar:
            page.place_at(Place("qbrs"))
            settle(page, qtbot)
        button.click()
        dialog = page.findChild(QFileDialog)
        assert dialog is not None
        dialog.fileSelected.emit(str(tmp_path / name))
        dialog.done(0)
        settle(page, qtbot)
        assert (tmp_path / name).read_bytes().startswith(begins)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_that_the_deck_of_a_review_that_was_recorded_can_be_exported_again(
    demo: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    page = shown(demo, qtbot, VERITY, "prepare")
    assert page.preparing.last.isHidden(), "nothing was written on the page of the last one"
    assert not page.can_do("last")
    press(page.preparing.facts, qtbot, page, Qt.Key.Key_Return)
    page.do("record")
    page.preparing.form.saved.emit()
    settle(page, qtbot)
    assert not page.can_do("export"), "the page of the next one is empty"
    assert page.preparing.last.isVisible()
    page.preparing.last.click()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.selectedFiles()[0].endswith(f"Verity Insurance QBR {AS_OF.isoformat()}.pptx")
    dialog.fileSelected.emit(str(tmp_path / "again.pdf"))
    dialog.done(0)
    assert (tmp_path / "again.pdf").read_bytes().startswith(b"%PDF-")


def test_that_nothing_of_the_calendar_is_offered_while_a_customer_looks_on(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot)
    assert page.board.calendar.isVisible()
    assert page.can_do("calendar")
    demo.guarded = True
    page.needs_reload()
    settle(page, qtbot)
    assert not page.board.calendar.isVisible()
    assert not page.can_do("calendar")


@pytest.mark.parametrize(
    ("cadences", "said"),
    [
        ((Cadence(90),), "Cadence: every account 90 d;"),
        ((Cadence(60, "Enterprise"), Cadence(90)), "Cadence: Enterprise 60 d, others 90 d;"),
    ],
)
def test_that_others_are_named_only_beside_segments(cadences: tuple[Cadence, ...], said: str) -> None:
    told = words.cadences(SimpleNamespace(cadences=cadences))  # pyright: ignore[reportArgumentType]
    assert told.replace("\N{NO-BREAK SPACE}", " ").startswith(said)
