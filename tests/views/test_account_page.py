"""The page of one account: what it shows, what can be ticked off, and what it keeps to itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.grammar import AccountName, parse
from desktop.operations import tasks
from desktop.operations.restoring_fields import why_not
from desktop.store.queries import facts
from desktop.store.queries.account_view import promises, steps
from desktop.store.queries.history import last_review_on
from desktop.store.tx import Tx
from desktop.views import format as fmt
from desktop.views.account import words as words_of
from desktop.views.account.history import HOLDS_IT
from desktop.views.account.inline import Editable
from desktop.views.account.page import AccountPage
from desktop.views.account.scroll import Scroll
from desktop.views.account.timeline import SHIFTED, Entry
from desktop.views.account.why import InputRow
from desktop.views.page import Place
from desktop.views.reading_order import in_reading_order
from tests.views.stage import AS_OF, Stage

Open = Callable[..., AccountPage]


@pytest.fixture
def open_page(qtbot: QtBot) -> Open:
    def show(stage: Stage, name: str, section: str | None = None) -> AccountPage:
        page = AccountPage(stage.context)
        qtbot.addWidget(page)
        page.resize(1104, 652)
        page.place_at(Place("account", account_id(stage, name), section))
        page.show()
        settle(qtbot, stage)
        return page

    return show


def settle(qtbot: QtBot, stage: Stage) -> None:
    qtbot.waitUntil(lambda: stage.session.is_idle, timeout=8000)
    # What was made anew is laid out and shown on the next turn of the loop.
    qtbot.wait(20)


def account_id(stage: Stage, name: str) -> str:
    return next(each.id for each in stage.session.read(facts.accounts) if each.name.startswith(name))


def words(widget: QWidget) -> str:
    """Everything that is shown, in the order it was made; with plain spaces and hyphens."""
    shown = [each for each in widget.findChildren(QWidget) if each.isVisibleTo(widget)]
    said = "\n".join(
        each.accessibleName() or (each.text() if isinstance(each, QLabel) else "")
        for each in shown
        if isinstance(each, QLabel | Entry | InputRow)
    )
    return said.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")


def button(widget: QWidget, name: str) -> QPushButton:
    return next(
        each
        for each in widget.findChildren(QPushButton)
        if not each.isHidden() and name in (each.text(), each.accessibleName())
    )


def said_by(widget: QWidget, name: str) -> str:
    """What a place that can be typed into shows."""
    found = [each for each in widget.findChildren(Editable) if not each.isHidden() and each.accessibleName() == name]
    return found[0].says


def box(widget: QWidget, name: str) -> QCheckBox:
    boxes = [each for each in widget.findChildren(QCheckBox) if not each.isHidden()]
    return next(each for each in boxes if each.accessibleName() == name)


def test_that_the_head_tells_the_four_facts(demo: Stage, open_page: Open) -> None:
    page = open_page(demo, "Ostrava")

    said = words(page.header)
    owner = next(each for each in page.header.findChildren(Editable) if each.accessibleName() == "Owner and cover")
    assert owner.says == "Owner Mara Lind"
    for fact in ("Ostrava Freight", "Enterprise · Logistics", "58", "▲", "in 23 d"):
        assert fact in said
    assert said_by(page.header, "Next step") == "Renewal talk with Petr Novak"
    assert "Petr Novak" in said
    assert page.crumbs == ("Accounts", "Ostrava Freight")


def test_that_a_term_without_an_outcome_and_an_unknown_notice_are_said_in_words(demo: Stage, open_page: Open) -> None:
    assert "ended 12 d ago\nno outcome" in words(open_page(demo, "Quillon").header)
    said = words(open_page(demo, "Brackwater").header)
    assert "Opt-out\nunknown" in said
    assert "not enough to judge" in said
    assert "Health\n○\nno score\nterm ended 11 Nov" in words(open_page(demo, "Quillon").header)


def test_that_the_points_shown_add_up_to_the_score(demo: Stage, open_page: Open) -> None:
    said = words(open_page(demo, "Lumen").overview.why)

    assert "Champion left, no other named: cap 74\n-7" in said
    assert "74\nof 100\n-26" in said.replace("74\n74", "74")
    assert "Not known, left out: Features 10 % of weight" in said


def test_that_the_number_keys_change_the_section_and_back_knows_of_it(
    demo: Stage, open_page: Open, qtbot: QtBot
) -> None:
    page = open_page(demo, "Aldermoor")
    page.activateWindow()
    page.overview.left.setFocus()

    for key, name, shown in ((Qt.Key.Key_2, "plan", page.plan), (Qt.Key.Key_5, "contract", page.contract)):
        qtbot.keyClick(page, key)
        assert shown.isVisible()
        assert demo.places[-1] == Place("account", account_id(demo, "Aldermoor"), name)
    assert not page.plan.isVisible()


def test_that_a_digit_typed_into_the_line_stays_text(demo: Stage, open_page: Open, qtbot: QtBot) -> None:
    page = open_page(demo, "Tindle")
    page.overview.composer.focus()

    qtbot.keyClicks(page.overview.composer.editor, "nps 3")

    assert page.overview.composer.text == "nps 3"
    assert page.overview.isVisible()


def test_that_ticking_a_task_completes_it_and_undo_brings_it_back(demo: Stage, open_page: Open, qtbot: QtBot) -> None:
    page = open_page(demo, "Tindle")
    title = "Order sample for the test"

    box(page.overview.promises, f"Done: {title}").click()
    settle(qtbot, demo)

    assert demo.said[-1].text == f"Done: {title}"
    assert demo.said[-1].can_undo
    assert title not in words(page.overview.promises)
    assert f"Done: {title}" in words(page.overview.timeline)
    demo.session.undo()
    settle(qtbot, demo)
    assert title in words(page.overview.promises)


def test_that_done_takes_the_next_step_off(demo: Stage, open_page: Open, qtbot: QtBot) -> None:
    page = open_page(demo, "Kestrel")

    button(page.header, "Done").click()
    settle(qtbot, demo)

    assert said_by(page.header, "Next step") == "Give it one"
    assert demo.said[-1].text == "Done: Ask for reference"
    assert page.header.done_button is None


def test_that_space_marks_a_milestone_done(demo: Stage, open_page: Open, qtbot: QtBot) -> None:
    page = open_page(demo, "Aldermoor", "plan")
    assert "SSO live is blocked for 31 d: their turn." in words(page.plan)

    qtbot.keyClick(box(page.plan, "Milestone done: SSO live"), Qt.Key.Key_Space)
    settle(qtbot, demo)

    found = demo.session.read(steps, account_id(demo, "Aldermoor"), AS_OF)
    assert next(step.done_on for step in found if step.name == "SSO live") == AS_OF
    assert page.plan.isVisible()


def test_that_what_is_refused_is_told_and_the_box_is_open_again(demo: Stage, open_page: Open, qtbot: QtBot) -> None:
    page = open_page(demo, "Tindle")
    account = account_id(demo, "Tindle")
    task = demo.session.read(promises, account, AS_OF)[0]
    demo.session.perform(tasks.complete_task, task.id, account=account, done_on=AS_OF)

    page.overview.promises.ticked.emit(task.id)
    settle(qtbot, demo)

    assert "done or dropped already" in str(demo.troubles[0])


def test_that_only_changes_of_this_account_are_heeded(demo: Stage, open_page: Open) -> None:
    page = open_page(demo, "Tindle")
    heeded: list[bool] = []

    def rename(tx: Tx, account: str) -> None:
        tx.label = "Rename"
        tx.update("account", account, {"industry": "Toys"})

    demo.session.changed.connect(lambda changes: heeded.append(page.affected_by(changes)))
    demo.session.perform(partial(rename, account=account_id(demo, "Kestrel")))
    demo.session.perform(partial(rename, account=account_id(demo, "Tindle")))

    assert heeded == [False, True]


def test_that_scroll_and_older_events_stay_after_a_change(demo: Stage, open_page: Open, qtbot: QtBot) -> None:
    page = open_page(demo, "Tindle")
    older = next(each for each in page.overview.timeline.findChildren(QPushButton) if each.text().endswith("older"))
    older.click()
    qtbot.waitUntil(lambda: page.overview.past.verticalScrollBar().maximum() > 300)
    page.overview.past.verticalScrollBar().setValue(300)

    box(page.overview.promises, "Done: Order sample for the test").click()
    settle(qtbot, demo)
    qtbot.wait(20)

    assert page.overview.past.verticalScrollBar().value() == 300
    assert "Contract began" in words(page.overview.timeline)


def test_that_the_timeline_can_be_narrowed(demo: Stage, open_page: Open, qtbot: QtBot) -> None:
    page = open_page(demo, "Tindle")

    page.overview.timeline.narrow("Answers")
    qtbot.wait(20)

    said = words(page.overview.timeline)
    assert "2 facts" in said
    assert "Call with" not in said


def test_that_the_past_offers_nothing_to_change(demo: Stage, open_page: Open, qtbot: QtBot) -> None:
    page = open_page(demo, "Tindle")

    demo.session.look_at(AS_OF - timedelta(days=2))
    settle(qtbot, demo)

    assert page.header.done_button is None
    assert [each for each in page.findChildren(QCheckBox) if not each.isHidden()] == []
    assert not page.overview.composer.isVisible()
    assert "NPS 3" not in words(page.overview.timeline)
    assert "NPS 3" not in words(page.overview.why)


def test_that_a_customer_who_looks_on_sees_nothing_internal(demo: Stage, open_page: Open, qtbot: QtBot) -> None:
    page = open_page(demo, "Aldermoor")
    assert "Pulse 2" in words(page)

    demo.guarded = True
    page.needs_reload()
    settle(qtbot, demo)
    for section in ("overview", "plan", "voice", "usage", "contract", "history"):
        page.place_at(Place("account", account_id(demo, "Aldermoor"), section))
        settle(qtbot, demo)
        said = words(page)
        for internal in ("Health", "Why this score", "Pulse", "Risk", "critic", "likely", "Nudge", "Waiting for"):
            assert internal not in said, (section, internal)
    assert not page.overview.chart.isVisible()
    assert not page.overview.composer.isVisible()


def test_that_history_tells_old_and_new_newest_first(demo: Stage, open_page: Open, qtbot: QtBot) -> None:
    page = open_page(demo, "Tindle", "history")
    settle(qtbot, demo)

    said = words(page.history)
    assert "Next step Support plan for Jana → Call Jana Rowe" in said
    assert said.index("Playbook tasks worked off") < said.index("Week to 20 Nov")
    assert "Mara Lind" in said


def test_that_the_history_is_narrowed_down_by_who_and_words_as_one_types(
    demo: Stage, open_page: Open, qtbot: QtBot
) -> None:
    page = open_page(demo, "Tindle", "history")
    settle(qtbot, demo)
    section = page.history
    of = re.fullmatch(r"(\d+) changes", section.list.findChildren(QLabel)[0].text())
    assert of is not None

    qtbot.keyClicks(section.field, "mara next STEP")
    settle(qtbot, demo)
    said = words(section.list)
    assert f" of {of[1]} changes" in said
    assert "Next step Support plan for Jana → Call Jana Rowe" in said
    assert "Playbook tasks worked off" not in said
    qtbot.keyClicks(section.field, " zzz")
    settle(qtbot, demo)
    assert "No change fits the filter." in words(section.list)
    qtbot.keyClick(section.field, Qt.Key.Key_Escape)
    settle(qtbot, demo)
    assert section.field.text() == ""
    assert f"{of[1]} changes" in words(section.list)

    section.field.setText("next")
    page.place_at(Place("account", account_id(demo, "Aldermoor"), "history"))
    settle(qtbot, demo)
    assert section.field.text() == "", "what was typed was about the other account"


def test_that_the_history_is_shown_since_the_last_review_of_that_day(
    demo: Stage, open_page: Open, qtbot: QtBot
) -> None:
    page = open_page(demo, "Aldermoor", "history")
    settle(qtbot, demo)
    assert page.account is not None
    held = demo.session.read(last_review_on, page.account)
    chip = page.history.since_review
    assert chip.isVisible() == (held is not None)

    def review(tx: Tx) -> None:
        tx.label = "Review held"
        tx.insert("qbr", {"account": page.account, "held_on": AS_OF.isoformat()})

    demo.session.perform(review)
    settle(qtbot, demo)
    assert chip.isVisible()
    assert chip.text() == f"Since the last QBR ({fmt.day(AS_OF)})"
    chip.click()
    settle(qtbot, demo)
    assert " of " in words(page.history.list)
    demo.session.look_at(AS_OF - timedelta(days=2))
    settle(qtbot, demo)
    before = demo.session.read(last_review_on, page.account, AS_OF - timedelta(days=2))
    assert before != AS_OF
    assert chip.isVisible() == (before is not None)


def test_that_an_old_value_is_put_back_from_the_history_and_undone(demo: Stage, open_page: Open, qtbot: QtBot) -> None:
    page = open_page(demo, "Tindle", "history")
    settle(qtbot, demo)
    button = next(
        each for each in page.history.findChildren(QPushButton) if "Support plan for Jana" in each.accessibleName()
    )
    assert button.text() == "Put back: next step"
    button.click()
    assert demo.session.undo_label is not None
    assert demo.session.undo_label.startswith("Put back: ")
    settle(qtbot, demo)
    assert "Next step Call Jana Rowe → Support plan for Jana" in words(page.history)
    demo.session.undo()


def test_that_rows_changed_alike_are_told_apart_and_what_can_not_be_done_is_said_once(
    demo: Stage, open_page: Open, qtbot: QtBot
) -> None:
    page = open_page(demo, "Tindle", "history")
    settle(qtbot, demo)
    assert page.account is not None
    account: str = page.account
    names = ("Call", "Write to the head of their support team")
    ids: list[str] = []

    def write(tx: Tx) -> None:
        ids.extend(tx.insert("task", {"account": account, "title": name, "due_on": "2026-12-01"}) for name in names)

    def move(tx: Tx) -> None:
        tx.label = "Both moved"
        for task in ids:
            tx.update("task", task, {"due_on": "2026-12-08", "done_on": "2026-11-23"})

    demo.session.perform(write)
    demo.session.perform(move)
    settle(qtbot, demo)
    page.history.field.setText("both moved")
    settle(qtbot, demo)
    qtbot.waitUntil(lambda: "1 of " in words(page.history))
    ways = [each.text() for each in page.history.findChildren(QPushButton) if each.text().startswith("Put back")]
    assert sorted(ways) == [
        "Put back: done on",
        "Put back: due on of Task “Call”",
        "Put back: due on of Task “Write to the head of th…”",
    ]


def test_that_what_can_not_be_put_back_says_why_and_what_to_do_instead(
    demo: Stage, open_page: Open, qtbot: QtBot
) -> None:
    page = open_page(demo, "Tindle", "history")
    settle(qtbot, demo)
    assert page.account is not None
    account: str = page.account

    def write(tx: Tx) -> None:
        tx.label = "Task done"
        task = tx.insert("task", {"account": account, "title": "Call", "due_on": "2026-12-01"})
        tx.update("account", account, {"industry": "Rail"})
        tx.update("task", task, {"done_on": "2026-11-23"})

    def later(tx: Tx) -> None:
        tx.label = "Task touched"
        task = tx.conn.execute("SELECT id FROM task WHERE title = 'Call' AND account = ?", (account,)).fetchone()[0]
        tx.update("task", task, {"done_on": None, "due_on": "2026-12-08"})
        tx.update("account", account, {"industry": "Freight"})

    demo.session.perform(write)
    demo.session.perform(later)
    settle(qtbot, demo)
    buttons = page.history.findChildren(QPushButton)
    done = next(each for each in buttons if each.text() == "Put back: done on")
    assert not done.isEnabled()
    assert done.accessibleDescription() == why_not("task", "done_on")
    assert str(why_not("task", "done_on")) in words(page.history)
    industry = next(each for each in buttons if each.accessibleName() == "Put industry back to Rail")
    assert industry.isEnabled()

    due = next(each for each in buttons if each.accessibleName() == "Put due on back to 1 Dec 2026")
    due.click()
    settle(qtbot, demo)
    assert demo.session.undo_label == "Put back: Due date: Call"
    due = next(
        each
        for each in page.history.findChildren(QPushButton)
        if each.accessibleName() == "Put due on back to 1 Dec 2026"
    )
    assert (due.isEnabled(), due.accessibleDescription()) == (False, HOLDS_IT)


@pytest.mark.parametrize(
    ("section", "hint"),
    [
        ("overview", "Nothing has happened yet"),
        ("plan", "No onboarding plan yet"),
        ("voice", "Type one: nps 9"),
        ("usage", "Import a usage file"),
        ("contract", "No contract line yet"),
        ("history", "1 change"),
    ],
)
def test_that_an_account_with_nothing_but_a_name_says_what_belongs_there(
    empty: Stage, open_page: Open, section: str, hint: str
) -> None:
    def add(tx: Tx) -> None:
        tx.label = "Account added"
        tx.insert("account", {"name": "Acme"})

    empty.session.perform(add)
    page = open_page(empty, "Acme", section)

    assert hint in words(page)
    assert "None" not in words(page)


@pytest.mark.parametrize("hint", words_of.TO_TYPE.values())
def test_that_what_an_empty_region_says_to_type_is_understood(hint: str) -> None:
    parsed = parse(hint, accounts=[AccountName("a", "Acme")], contacts=[], as_of=AS_OF, account="a")

    assert parsed.draft is not None, parsed.refusals


def test_that_markup_in_data_is_shown_as_it_is(empty: Stage, open_page: Open) -> None:
    name = "<b>Acme</b> & Sons"

    def add(tx: Tx) -> None:
        tx.label = "Account added"
        tx.insert("account", {"name": name, "next_step": "<h1>Call</h1>", "industry": "<i>Toys</i>"})

    empty.session.perform(add)
    page = open_page(empty, "<b>")

    assert name in words(page.header)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in page.header.findChildren(QLabel))


def test_that_tab_goes_from_the_head_to_the_right_column_in_reading_order(demo: Stage, open_page: Open) -> None:
    page = open_page(demo, "Tindle")
    wanted = [
        page.header.done_button,
        page.sections.tabs["overview"],
        page.overview.left,
        page.overview.composer.editor,
    ]
    wanted += [page.overview.past, page.overview.right]

    at: QWidget | None = page.header.done_button
    chain: list[QWidget] = []
    while at is not None and at not in chain:
        chain.append(at)
        at = at.nextInFocusChain()

    places = [chain.index(each) for each in wanted if each is not None]
    assert len(places) == len(wanted)
    assert places == sorted(places)


def test_that_what_lies_in_a_column_is_read_once_and_what_was_thrown_away_never(demo: Stage, open_page: Open) -> None:
    page = open_page(demo, "Tindle")
    page.overview.timeline.narrow("Answers")
    page.overview.timeline.narrow("All kinds")

    found = in_reading_order(page.overview)
    assert len(found) == len(set(found))
    assert [each for each in found if isinstance(each, Entry)] == page.overview.timeline.inside.findChildren(Entry)


def test_that_an_event_of_the_timeline_is_one_widget_that_says_its_day_and_what_it_did_to_the_score(
    demo: Stage, open_page: Open
) -> None:
    timeline = open_page(demo, "Tindle").overview.timeline
    entries = timeline.inside.findChildren(Entry)
    assert entries
    assert all(not each.findChildren(QWidget) for each in entries)
    assert all(each.heightForWidth(200) >= each.heightForWidth(600) for each in entries)

    moved = next(each for each in entries if "→" in each.accessibleDescription())
    asked = {x: tip_at(moved, x) for x in (4, moved.width() // 2, moved.width() - 4)}
    assert re.search(r"20\d\d", asked[4])
    assert asked[moved.width() // 2] == ""
    assert asked[moved.width() - 4] == SHIFTED


def tip_at(widget: QWidget, x: int) -> str:
    at = QPoint(x, 8)
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
    return widget.toolTip()


def test_that_tab_keeps_to_the_section_that_is_shown_wherever_one_was_before(
    demo: Stage, open_page: Open, qtbot: QtBot
) -> None:
    page = open_page(demo, "Tindle")
    for section in ("contract", "plan", "overview"):
        page.place_at(Place("account", page.account, section))
        settle(qtbot, demo)
    demo.session.perform(tasks.complete_next_step, page.account or "", done_on=AS_OF)
    settle(qtbot, demo)

    chain = tab_chain(page.sections.tabs["overview"])
    wanted = [page.overview.left, page.overview.composer.editor, page.overview.past, page.overview.right]
    places = [chain.index(each) for each in wanted]
    assert places == sorted(places)

    page.place_at(Place("account", page.account, "contract"))
    settle(qtbot, demo)
    stops = [
        each
        for each in tab_chain(page.sections.tabs["contract"])
        if each.isVisible() and page.contract.isAncestorOf(each) and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    heights = [each.mapTo(page, each.rect().topLeft()).y() for each in stops]
    assert len(heights) > 2
    assert heights == sorted(heights)


def tab_chain(first: QWidget) -> list[QWidget]:
    chain: list[QWidget] = []
    at: QWidget | None = first
    while at is not None and at not in chain:
        chain.append(at)
        at = at.nextInFocusChain()
    return chain


def test_that_everything_that_takes_the_focus_has_a_name(demo: Stage, open_page: Open) -> None:
    page = open_page(demo, "Aldermoor")
    parts = [page.header, page.sections, page.overview.left, page.overview.right, page.overview.past, page.plan]
    nameless = [
        each
        for part in parts
        for each in (part, *part.findChildren(QWidget))
        if isinstance(each, QPushButton | QCheckBox | Scroll)
        and not each.accessibleName()
        and not (isinstance(each, QPushButton) and each.text())
    ]

    assert nameless == []


def test_that_a_section_is_filled_when_it_is_shown(open_page: Open, demo: Stage, qtbot: QtBot) -> None:
    page = open_page(demo, "Aldermoor")
    assert words(page.plan) == "", "nobody looks at it"

    page.place_at(Place("account", page.account, "plan"))

    assert "SSO" in words(page.plan), "at once"
    page.place_at(Place("account", account_id(demo, "Tindle"), "overview"))
    settle(qtbot, demo)
    page.place_at(Place("account", account_id(demo, "Kestrel"), "plan"))
    assert "SSO" not in words(page.plan), "what it says is never of an account looked at before the last one"
    settle(qtbot, demo)
    assert "Goals" in words(page.plan)


def test_that_a_customer_sees_no_health_from_the_moment_it_is_hidden(open_page: Open, demo: Stage) -> None:
    page = open_page(demo, "Tindle")
    assert "Health" in words(page.header)

    demo.guarded = True
    page.needs_reload()

    # Before anything is read.
    assert "Health" not in words(page.header)
    assert "nothing; type" not in words(page.overview.promises)
    assert page.overview.why.isHidden()
    assert page.overview.chart.isHidden()
