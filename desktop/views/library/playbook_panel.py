"""One playbook and all that is shown of it: the cells, what it would start today, what it did, and its runs."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.playbooks.definition import Playbook
from desktop.operations.playbook_view import PlaybookRead, ShownRun, would_start
from desktop.views import format as fmt
from desktop.views.explained.label import FigureLabel
from desktop.views.library import playbook_words as words
from desktop.views.library.playbook import PlaybookEditor
from desktop.views.library.playbook_rows import Data, framed
from desktop.views.library.strip import PreviewStrip
from desktop.views.library.words import Run
from desktop.views.pieces import keep_margin, plain_label
from desktop.views.theme import Theme

SHOWN = 8
HOW = "Type into a cell to change it. Ctrl+S saves; runs that were started stay as they are."


class PlaybookPanel(QWidget):
    """The cells scroll; what saving would do stays below them."""

    explained = Signal(object, object)
    """An explanation, and the widget that asked for it."""
    opened = Signal(str)
    """Asks for an account (id)."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._read: PlaybookRead | None = None
        self._beside, self._shows_all = HOW, False
        self._runs: list[ShownRun] = []
        self.editor = PlaybookEditor(theme)
        self.editor.edited.connect(self.show_preview)
        self._did, self._helped = FigureLabel(theme), FigureLabel(theme)
        self._helped.setProperty("look", "second")
        for each in (self._did, self._helped):
            each.setWordWrap(True)
            each.asked.connect(partial(self._explain_runs, each))
        self._list = QWidget()
        self._grid = QGridLayout(self._list)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(2, 1)
        self.older = QPushButton()
        self.older.setProperty("look", "link")
        self.older.clicked.connect(self._show_all)
        self.strip = PreviewStrip(theme)
        self.strip.discarded.connect(self.editor.restore)
        self.strip.figure.asked.connect(self._explain_start)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        keep_margin(self.area, rows, 24)
        rows.setSpacing(12)
        rows.addWidget(self.editor)
        rows.addWidget(self._did_card())
        rows.addStretch(1)
        self.area.setWidget(inside)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 24, 0)
        below.addWidget(self.strip)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.area, 1)
        whole.addLayout(below)

    def _did_card(self) -> QFrame:
        card, inside = framed(6)
        inside.addWidget(plain_label("heading", "What it did"))
        for widget in (self._did, self._helped, self._list):
            inside.addWidget(widget)
        inside.addWidget(self.older, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def show_playbook(
        self,
        playbook: Playbook,
        read: PlaybookRead | None,
        typed: Data | None,
        read_only: str,
    ) -> None:
        """Show a playbook.

        Args:
            read: None = the book is not read yet.
            typed: what was typed into it before and not saved.
            read_only: why nothing can be changed; "" = it can.
        """
        self._read, self._beside = read, read_only or HOW
        before = self.editor.playbook
        if before is None or before.key != playbook.key:
            self._shows_all = False
            self.area.verticalScrollBar().setValue(0)
        segments = sorted({each.account.segment for each in read.book if each.account.segment}) if read else []
        self.editor.set_writable(not read_only)
        self.editor.show_playbook(playbook, segments, typed)
        self.editor.set_writable(not read_only)
        result = read.results.get(playbook.key) if read is not None else None
        self._did.setText("Reading the book …" if result is None else words.did(result))
        self._helped.setText("" if result is None or not result.runs else words.helped(playbook, result))
        self._helped.setVisible(bool(self._helped.text()))
        for each in (self._did, self._helped):
            each.set_can_ask(result is not None and result.runs > 0)
        self._runs = read.runs.get(playbook.key, []) if read is not None else []
        self._show_runs()
        self.show_preview()

    def show_preview(self) -> None:
        """What the playbook would start today as it is typed, from what was read of the book once."""
        playbook, read, editor = self.editor.playbook, self._read, self.editor
        if playbook is None:
            return
        draft, is_changed = editor.draft, editor.is_changed
        if draft is None:
            first, second = [Run("Cannot be saved yet.")], [Run(editor.refused, "refusal")]
        elif read is None:
            first, second = [Run("Reading the book …")], [Run(self._beside, "small")]
        else:
            draft_or_saved = draft if is_changed else playbook
            first = [Run(words.would_start(draft_or_saved, would_start(read, draft_or_saved)))]
            second = [Run(self._beside, "small")]
        can = is_changed and self._beside == HOW
        self.strip.figure.setEnabled(draft is not None and read is not None)
        self.strip.say(first, second, can_save=can and draft is not None, can_discard=can)

    def _explain_runs(self, label: FigureLabel) -> None:
        if self._read is not None and self.editor.playbook is not None:
            from desktop.operations.explain_playbooks import explained_playbook

            self.explained.emit(explained_playbook(self._read, self.editor.playbook), label)

    def _explain_start(self) -> None:
        draft = self.editor.draft
        if self._read is not None and draft is not None:
            from desktop.operations.explain_playbooks import explained_would_start

            self.explained.emit(explained_would_start(self._read, draft), self.strip.figure)

    @property
    def focusable(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        return [*self.editor.focusable, self._did, self._helped, self.older, self.strip.figure, *self.strip.buttons]

    def _show_all(self) -> None:
        self._shows_all = True
        self._show_runs()

    def _show_runs(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = self._runs if self._shows_all else self._runs[:SHOWN]
        for at, each in enumerate(shown):
            name = QPushButton(each.account_name.replace("&", "&&"))
            name.setProperty("look", "link")
            name.setProperty("account", each.run.account)
            name.setAccessibleName(f"Open {each.account_name}")
            name.clicked.connect(self._open)
            self._grid.addWidget(plain_label("small", fmt.day(each.run.started_on)), at, 0)
            self._grid.addWidget(name, at, 1, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(plain_label("second", words.run_state(each)), at, 2)
        self._list.setVisible(bool(shown))
        more = len(self._runs) - len(shown)
        self.older.setText(f"{more} older")
        self.older.setVisible(more > 0)

    def _open(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, QPushButton):
            self.opened.emit(str(pressed.property("account")))
