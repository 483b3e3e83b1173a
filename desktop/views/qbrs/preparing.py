"""Preparing a review: what happened since the last one, moved into the five parts of the page at the right."""

from __future__ import annotations

import itertools
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.qbrs.readiness import POINTS
from desktop.operations.qbrs.preparing import NewLine
from desktop.operations.qbrs.reading import Preparation
from desktop.views import format
from desktop.views.escape import escape
from desktop.views.page import Context
from desktop.views.pieces import card, plain_label
from desktop.views.qbrs import words
from desktop.views.qbrs.doing import Doing
from desktop.views.qbrs.lines import Entry, LineList
from desktop.views.qbrs.parts import Mark, button
from desktop.views.qbrs.record import RecordForm
from desktop.views.text_line import TextLine

HOW = "Enter moves a fact over, 1 to 5 into that part. In the page Enter edits, Alt+↑↓ moves, Del takes out."
HOW_TO_RECORD = "Each commitment is a line of its own: > we owe, < they owe. Ctrl+Enter saves, Esc leaves."
NOTHING = "Nothing is known to have happened since. Type lines at the right."


class Preparing(QWidget):
    """The working place for one review."""

    back_asked = Signal()
    show_asked = Signal()
    export_asked = Signal()
    pdf_asked = Signal()
    last_asked = Signal()

    def __init__(self, context: Context, doing: Doing) -> None:
        super().__init__()
        self._context, self._doing = context, doing
        self.made: Preparation | None = None
        theme = context.theme
        self.title, self.when, self.since = plain_label("title"), plain_label("second"), plain_label("heading")
        self.marks = [Mark(theme) for _ in POINTS]
        self.ready = plain_label("small")
        self.attendees = TextLine()
        self.attendees.setAccessibleName("Attendees")
        self.attendees.setPlaceholderText("Who attends? Names between commas")
        self.attendees.editingFinished.connect(self._save_attendees)
        self.attendees.installEventFilter(self)
        self.facts = LineList(theme, "Facts since the last QBR")
        self.page = LineList(theme, "The page in five parts", is_page=True)
        self.form = RecordForm()
        self.refusal, self.how, self.nothing = (
            plain_label("refusal", wraps=True),
            plain_label("small", HOW),
            plain_label("second", NOTHING),
        )
        self.show_button, self.export = button("Show", "primary"), button("Export deck…")
        self.pdf, self.record = button("Save as PDF…"), button("Record…")
        self.last = button("Export its deck…", "link")
        self.last.setToolTip("The page as it was when that review was held, as a presentation or PDF")
        self.show_button.setToolTip("The five parts alone, for the customer (F5)")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.when)
        head.addStretch(1)
        for each in (self.record, self.pdf, self.export, self.show_button):
            head.addWidget(each)
        self.readiness = QWidget()
        line = QHBoxLayout(self.readiness)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        for mark in self.marks:
            line.addWidget(mark)
        line.addSpacing(6)
        line.addWidget(self.ready, 1)
        self._left = QStackedWidget()
        self._left.addWidget(card(self.nothing, self.facts))
        self._left.addWidget(card(self.form, margins=(16, 12, 16, 12)))
        left, right = QVBoxLayout(), QVBoxLayout()
        before = QHBoxLayout()
        before.setSpacing(8)
        before.addWidget(self.since, 1)
        before.addWidget(self.last)
        left.addLayout(before)
        right.addWidget(plain_label("heading", "The page, which is the deck"))
        for column in (left, right):
            column.setSpacing(6)
        left.addWidget(self._left, 1)
        right.addWidget(card(self.page), 1)
        self._attending = QWidget()
        who = QHBoxLayout(self._attending)
        who.setContentsMargins(0, 0, 0, 0)
        who.setSpacing(8)
        who.addWidget(plain_label("second", "Attendees"))
        who.addWidget(self.attendees, 1)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 12, 24, 12)
        whole.setSpacing(8)
        whole.addLayout(head)
        whole.addWidget(self.readiness)
        whole.addWidget(self._attending)
        whole.addLayout(columns, 1)
        whole.addWidget(self.refusal)
        whole.addWidget(self.how)
        self.refusal.hide()
        self.nothing.setContentsMargins(12, 10, 12, 10)
        order = (
            self.record, self.pdf, self.export, self.show_button, self.attendees, self.last, self.facts, self.page
        )  # fmt: skip
        for first, second in itertools.pairwise(order):
            QWidget.setTabOrder(first, second)

    def _connect(self) -> None:
        self.facts.chosen.connect(self._take)
        self.page.chosen.connect(self._take)
        self.page.edited.connect(self._edited)
        self.page.removed.connect(self._remove)
        self.page.moved.connect(self._move)
        for each in (self.facts, self.page):
            each.left.connect(self.back_asked)
        self.show_button.clicked.connect(self.show_asked)
        self.export.clicked.connect(self.export_asked)
        self.pdf.clicked.connect(self.pdf_asked)
        self.last.clicked.connect(self.last_asked)
        self.record.clicked.connect(self.begin_record)
        self.form.saved.connect(self._save_record)
        self.form.left.connect(self.end_record)

    # -- showing

    def show_preparation(self, made: Preparation, *, can_write: bool) -> None:
        """Show how far one is."""
        is_other = self.made is None or self.made.account.id != made.account.id
        is_guarded = self._context.is_guarded()
        self.made = made
        self.title.setText(made.account.name)
        self.when.setText(words.when(made.standing, made.day))
        self.since.setText(words.since(made))
        for mark, point in zip(self.marks, made.readiness.points, strict=True):
            mark.is_ready = point.is_ready
            mark.setToolTip(f"{words.name_of(point)}: {words.point(point)}")
            mark.update()
        self.readiness.setVisible(not is_guarded)
        missing = "; ".join(f"{POINTS[each.key]} ({words.point(each)})" for each in made.readiness.missing)
        self.ready.setText(f"{made.readiness.reached} of 5 ready. {f'Missing: {missing}' if missing else ''}".strip())
        self.ready.setToolTip(self.ready.text())
        coming = made.standing.next
        if not self.attendees.hasFocus():
            self.attendees.setText((coming.attendees if coming is not None else None) or "")
        self.attendees.setReadOnly(not can_write)
        for each in (self.facts, self.page):
            each.can_write = can_write
        shown = _facts(made, is_guarded=is_guarded)
        self.facts.show_entries(shown)
        self.facts.setVisible(bool(shown))
        self.nothing.setVisible(not shown)
        if not self.page.is_editing:
            self.page.show_entries(_page(made, can_write=can_write))
        self.how.setVisible(can_write)
        self.record.setVisible(can_write and not is_guarded)
        self._show_last()
        has_lines = any(part.items for part in made.parts)
        for each in (self.show_button, self.export, self.pdf):
            each.setEnabled(has_lines)
        if is_other:
            self.refuse(None)
            self.form.begin(made)
            self.end_record()

    def refuse(self, why: str | None) -> None:
        """Say why something was not saved."""
        self.refusal.setText(why or "")
        self.refusal.setVisible(why is not None)

    def take_focus(self) -> None:
        if self.is_recording:
            self.form.take_focus()
        else:
            (self.page if self.facts.isHidden() else self.facts).setFocus()

    def _show_mode(self) -> None:
        """Nothing is asked twice, and no key is told that is not there: the record asks who attended."""
        self._attending.setVisible(not self.is_recording)
        self.record.setEnabled(not self.is_recording)
        self.how.setText(HOW_TO_RECORD if self.is_recording else HOW)
        self._show_last()

    def _show_last(self) -> None:
        self.last.setVisible(self.made is not None and self.made.last_deck is not None and not self.is_recording)

    # -- changing

    def _take(self, entry: Entry, part: int) -> None:
        made = self.made
        if made is None or entry.kind != "fact":
            return
        fact = next((each for each in made.facts if each.key == entry.key), None)
        if fact is None:
            return
        if fact.is_internal:
            self.refuse("That is for us alone and never stands on the page.")
            return
        line = NewLine(part or fact.part or 4, words.fact(fact, made.day), fact.key)
        self.refuse(self._doing.add(made.account.id, [line]))

    def _edited(self, entry: Entry, text: str) -> None:
        if self.made is None:
            return
        account = self.made.account.id
        if entry.kind == "add":
            self.refuse(self._doing.add(account, [NewLine(entry.part, text)]))
        else:
            self.refuse(self._doing.change(account, entry.key, text))

    def _remove(self, entry: Entry) -> None:
        if self.made is not None:
            self.refuse(self._doing.remove(self.made.account.id, entry.key))

    def _move(self, entry: Entry, step: int) -> None:
        if self.made is not None:
            self.refuse(self._doing.move(self.made.account.id, entry.key, step))

    def _save_attendees(self) -> None:
        made = self.made
        if made is None or self.attendees.isReadOnly():
            return
        coming = made.standing.next
        before = (coming.attendees if coming is not None else None) or ""
        if " ".join(self.attendees.text().split()) != before:
            self.refuse(self._doing.attend(made.account.id, self.attendees.text()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match escape(event):
            case "pressed":
                coming = self.made.standing.next if self.made is not None else None
                self.attendees.setText((coming.attendees if coming is not None else None) or "")
                self.take_focus()
                return True
            case "claimed":
                return True
            case _:
                return super().eventFilter(watched, event)

    # -- recording

    @property
    def is_recording(self) -> bool:
        return self._left.currentIndex() == 1

    def begin_record(self) -> None:
        """Have the record typed in place of the facts."""
        if self.made is not None and self._context.session.is_writable:
            self.form.begin(self.made)
            self._left.setCurrentIndex(1)
            self.since.setText("What came of it")
            self._show_mode()
            self.form.take_focus()

    def end_record(self) -> None:
        was_open, self_made = self.is_recording, self.made
        self._left.setCurrentIndex(0)
        if self_made is not None:
            self.since.setText(words.since(self_made))
            self._show_mode()
        if was_open and self.isVisible():
            QTimer.singleShot(0, partial(self.take_focus))

    def _save_record(self) -> None:
        made = self.made
        if made is None:
            return
        record = self.form.record(made.account.id, made.day)
        if record is None:
            return
        why = self._doing.record(record)
        if why is not None:
            self.form.refuse(why)
            return
        self.form.forget()
        self.end_record()


def _facts(made: Preparation, *, is_guarded: bool) -> list[Entry]:
    on_page = {item.fact for part in made.parts for item in part.items if item.fact}
    entries: list[Entry] = []
    for heading, kinds in words.GROUPS.items():
        found = [each for each in made.facts if each.kind in kinds and not (is_guarded and each.is_internal)]
        if not found:
            continue
        is_ours = all(each.is_internal for each in found)
        entries.append(Entry("heading", heading, beside="never shown" if is_ours else ""))
        for each in found:
            is_done = each.key in on_page
            beside = "on the page" if is_done else f"→ {each.part}" if each.part else ""
            entries.append(Entry("fact", words.fact(each, made.day), each.key, each.part or 0, beside, is_done))
    return entries


def _page(made: Preparation, *, can_write: bool) -> list[Entry]:
    entries: list[Entry] = []
    for part in made.parts:
        count = format.plural(len(part.items), "line") if part.items else "open"
        entries.append(
            Entry("heading", f"{part.number}  {part.title}", "", part.number, count, is_done=bool(part.items))
        )
        entries += [Entry("item", item.text, item.id, part.number) for item in part.items]
        if can_write:
            entries.append(Entry("add", "Add a line…", "", part.number))
    return entries
