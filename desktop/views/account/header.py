"""The head of the account page: who it is, and the four facts one wants before a call. Its height never changes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.charts.tokens import SHAPES, TITLE
from desktop.operations.account_view import AccountView
from desktop.views import format as fmt
from desktop.views.account import parts, reasons
from desktop.views.account.inline import VALUE, Editable, Inline, Save
from desktop.views.account.parts import Mode
from desktop.views.account.step_editor import SaveStep, StepEditor
from desktop.views.pieces import empty

STEP_LEAST = 200
"""Pixels the next step has where there is little room."""
VALUE_ROW = 28
"""Height of a fact's row, in pixels."""
NOTICE, STEP, OWNER = "Notice period in days", "Next step", "Owner and cover"
SEMIBOLD = QFont.Weight.DemiBold


class Header(QWidget):
    """Name, owner and the four facts; `done` asks that the next step be done.

    Args:
        save_step, save_notice: save what is typed; return why it was refused, or None.
    """

    done = Signal()
    owner_asked = Signal()
    """Whose the account is, is to be changed."""

    def __init__(self, save_step: SaveStep, save_notice: Save) -> None:
        super().__init__()
        self._save_step, self._save_notice = save_step, save_notice
        self._view: AccountView | None = None
        self._mode: Mode | None = None
        self._account: str | None = None
        self._opened: str | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(parts.MARGIN, 16, parts.MARGIN, 14)
        self._grid.setHorizontalSpacing(parts.GAP)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self.done_button: QPushButton | None = None
        self.step_editor: StepEditor | None = None
        self.notice_field: Inline | None = None

    def minimumSizeHint(self) -> QSize:
        # The columns follow the page's width: what they were set to must not keep it from shrinking.
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        was_narrow = event.oldSize().width() < parts.NARROW
        if self._view is not None and was_narrow != (self.width() < parts.NARROW):
            focused = QApplication.focusWidget()
            called = focused.accessibleName() if focused is not None and self.isAncestorOf(focused) else ""
            self._fill()
            self._focus_again(called)
        self._fit()

    def _focus_again(self, called: str) -> None:
        """What had the focus was made anew: its like has it."""
        alike = [each for each in self.findChildren(QWidget) if called and each.accessibleName() == called]
        if alike:
            # The last is the new one. It is not shown yet, and what is not shown takes no focus.
            alike[-1].show()
            alike[-1].setFocus()

    def show_view(self, view: AccountView, mode: Mode) -> None:
        if view.account.id != self._account or not mode.can_write or mode.is_guarded:
            self._opened = None
        self._account, self._view, self._mode = view.account.id, view, mode
        self._fill()

    def edit_step(self) -> None:
        """Type the next step and its day."""
        self._open("step")
        if self.step_editor is not None:
            self.step_editor.begin()

    def edit_notice(self) -> None:
        """Type the notice period that is missing."""
        self._open("notice")
        if self.notice_field is not None:
            self.notice_field.line.setFocus()

    def _open(self, what: str) -> None:
        if self._mode is not None and self._mode.can_write and not self._mode.is_guarded:
            self._opened = what
            self._fill()

    def settle(self) -> None:
        """What was typed is saved: the next facts that are shown are facts again."""
        self._opened = None

    def close_editor(self) -> None:
        """Show the facts again, with the focus on what was edited."""
        name, self._opened = NOTICE if self._opened == "notice" else STEP, None
        self._fill()
        found = [each for each in self.findChildren(Editable) if not each.isHidden() and each.accessibleName() == name]
        if found:
            found[0].setFocus()

    # -- parts

    def _fill(self) -> None:
        view, mode = self._view, self._mode
        if view is None or mode is None:
            return
        # What is being typed outlives that the facts around it are read anew.
        step = None if self.step_editor is None else self.step_editor.typed
        notice = None if self.notice_field is None else self.notice_field.text
        empty(self._grid)
        self.done_button = self.step_editor = self.notice_field = None
        is_narrow = self.width() < parts.NARROW
        facts = QWidget()
        line = QHBoxLayout(facts)
        parts.no_margins(line, 16)
        if not mode.is_guarded:
            line.addWidget(_health(view, mode), 5)
        line.addWidget(self._opt_out(view, mode), 4)
        line.addWidget(_contact(view, mode), 5)
        coming = QWidget() if mode.is_guarded else self._next_step(view, mode)
        if is_narrow:
            self._grid.addWidget(self._who(view, mode, in_a_row=True), 0, 0, 1, 3)
            self._grid.addWidget(facts, 1, 0, 1, 2)
            self._grid.addWidget(coming, 1, 2)
        else:
            self._grid.addWidget(self._who(view, mode), 0, 0)
            self._grid.addWidget(facts, 0, 1)
            self._grid.addWidget(coming, 0, 2)
        if self.step_editor is not None and step is not None:
            self.step_editor.take_over(step)
        if self.notice_field is not None and notice is not None:
            self.notice_field.take_over(notice)
        self._fit()

    def _fit(self) -> None:
        left, _, right = parts.widths(self.width())
        self._grid.setColumnMinimumWidth(0, left)
        # Beside the drawer the next step can be cut, and the three figures cannot.
        self._grid.setColumnMinimumWidth(2, min(right, STEP_LEAST) if self.width() < parts.NARROW else right)

    def _opt_out(self, view: AccountView, mode: Mode) -> QWidget:
        said = reasons.opt_out(view)
        can_type = mode.can_write and not mode.is_guarded and reasons.is_notice_missing(view)
        if can_type and self._opened == "notice":
            self.notice_field = Inline(NOTICE, "60", self._save_notice)
            self.notice_field.left.connect(self.close_editor)
            made = _Fact("Opt-out", self.notice_field)
            made.say("notice in days, Enter saves")
            return made
        value = parts.Elided(said.value, pixels=VALUE, why=said.why)
        made = _Fact("Opt-out", parts.figure(mode, value, "opt_out", "Opt-out", said.value))
        if can_type:
            button = Editable(NOTICE, "Type the notice")
            button.setToolTip(parts.plain(said.why))
            button.opened.connect(self.edit_notice)
            made.put(button)
        else:
            made.say(said.below, said.why)
        return made

    def _next_step(self, view: AccountView, mode: Mode) -> QWidget:
        account = view.account
        step = QWidget()
        line = QHBoxLayout(step)
        parts.no_margins(line, 12)
        if self._opened == "step":
            self.step_editor = StepEditor(account.next_step, account.next_step_on, self._save_step)
            self.step_editor.left.connect(self.close_editor)
            made = _Fact(STEP, self.step_editor)
            made.put(self.step_editor.below, height=None)
            line.addWidget(made, 1)
            return step
        if account.next_step is None:
            value: QWidget = parts.Elided("none", pixels=VALUE)
            if mode.can_write:
                value = Editable(STEP, "Give it one", is_value=True)
                value.opened.connect(self.edit_step)
            made = _Fact(STEP, value)
            instead = reasons.first_task(view)
            made.put(
                parts.figure(mode, parts.Elided(instead, "small"), "next_step", "Why there is no next step", instead)
            )
            line.addWidget(made, 1)
            return step
        value = parts.Elided(account.next_step, pixels=VALUE)
        if mode.can_write:
            value = Editable(STEP, account.next_step, is_value=True)
            value.opened.connect(self.edit_step)
        made = _Fact(STEP, value)
        due = reasons.step_due(view)
        made.put(parts.figure(mode, parts.Elided(due, "small"), "next_step", "When the next step is due", due))
        line.addWidget(made, 1)
        if mode.can_write:
            self.done_button = QPushButton("Done")
            self.done_button.setAccessibleName(f"Done: {account.next_step}")
            self.done_button.setToolTip("Complete the next step")
            self.done_button.clicked.connect(self.done)
            line.addWidget(self.done_button, 0, Qt.AlignmentFlag.AlignVCenter)
        return step

    def _who(self, view: AccountView, mode: Mode, *, in_a_row: bool = False) -> QWidget:
        made = QWidget()
        rows = QBoxLayout(QBoxLayout.Direction.LeftToRight if in_a_row else QBoxLayout.Direction.TopToBottom, made)
        parts.no_margins(rows, 16 if in_a_row else 1)
        rows.addWidget(parts.Elided(view.account.name, "title"))
        worth = f"{fmt.money(view.arr_cents)} ARR" if view.lines else "ARR unknown"
        about = " · ".join(filter(None, (worth, view.account.segment, view.account.industry)))
        owner = f"Owner {view.owner}" if view.owner else "No owner"
        if view.covers:
            owner += f", covered by {', '.join(view.covers)}"
        if view.next_owner is not None:
            owner += f", {view.next_owner[0]} from {fmt.day(view.next_owner[1], beside=view.day)}"
        owned: QWidget = parts.Elided(owner, "small")
        if mode.can_write and not mode.is_guarded:
            owned = Editable(OWNER, owner)
            owned.setToolTip("Hand over, or set cover")
            owned.opened.connect(self.owner_asked)
        if in_a_row:
            beside = parts.Elided(about, "small")
            beside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            rows.addWidget(owned)
            rows.addWidget(parts.figure(mode, beside, "arr", "ARR", worth), 1)
            return made
        # A long name must not take the room of the facts.
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if about:
            rows.addWidget(parts.figure(mode, parts.Elided(about, "small"), "arr", "ARR", worth))
        rows.addLayout(parts.line_of(owned) if isinstance(owned, Editable) else parts.line_of(owned, spacing=0))
        rows.addStretch()
        return made


class _Fact(QWidget):
    """A label, a value and one line below it."""

    def __init__(self, name: str, value: QWidget) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        parts.no_margins(self._rows, 1)
        self._rows.addWidget(parts.Elided(name, "small"))
        value.setMinimumHeight(VALUE_ROW)
        self._rows.addWidget(value)
        self._rows.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, said: str, why: str = "") -> None:
        self.put(parts.Elided(said, "small", why=why))

    def put(self, widget: QWidget, *, height: int | None = 16) -> None:
        if height is not None:
            widget.setFixedHeight(height)
        self._rows.insertWidget(self._rows.count() - 1, widget)


def _health(view: AccountView, mode: Mode) -> QWidget:
    why, tokens = view.why, mode.theme.tokens
    rule = reasons.health(view)
    coverage = f"coverage {fmt.percent(why.coverage)}"
    value = QWidget()
    if why.band == "unscored":
        verdict, below = ("not enough to judge", coverage) if why.is_active else ("no score", reasons.no_score(view))
        label = parts.toned(SHAPES["unscored"], tokens.fill_of("unscored"), pixels=VALUE)
        says = parts.Elided(verdict, "strong", why=rule)
        value.setLayout(parts.line_of(label, spacing=6))
        value.layout().insertWidget(1, says, 1)  # pyright: ignore[reportAttributeAccessIssue, reportOptionalMemberAccess]
        made = _Fact("Health", parts.figure(mode, value, "health", "Health", verdict))
        # Why there is no score is a sentence; how much is known is a figure like any other.
        asked = parts.Elided(below, "small", why=rule)
        made.put(parts.figure(mode, asked, "health", "Coverage", below) if why.is_active else asked)
        return made
    number = parts.toned(f"{why.shown}", tokens.text_of(why.band), pixels=TITLE, weight=SEMIBOLD)
    shape = parts.toned(SHAPES[why.band], tokens.fill_of(why.band), pixels=VALUE)
    line = parts.line_of(number, shape, spacing=6)
    line.insertWidget(2, parts.Elided(coverage, "small", why=rule), 1)
    value.setLayout(line)
    value.setAccessibleName(f"Health {why.shown}, {why.band}, {coverage}")
    value.setToolTip(parts.plain(rule))
    told = f"{why.shown}, {why.band}, {coverage}"
    made = _Fact("Health", parts.figure(mode, value, "health", "Health", told))
    if view.score_change is None:
        made.say("change in 30 d unknown")
        return made
    amount = parts.toned(
        fmt.signed(view.score_change), _moved(view.score_change, mode), pixels=12, weight=QFont.Weight.Medium
    )
    moved = QWidget()
    moved.setLayout(parts.line_of(amount, parts.text("in 30 d", "small"), spacing=4))
    made.put(parts.figure(mode, moved, "health.change", "Change of health", fmt.signed(view.score_change)), height=None)
    return made


def _contact(view: AccountView, mode: Mode) -> QWidget:
    said, name = reasons.contact(view), "Last two-way contact"
    value = parts.Elided(said.value, pixels=VALUE, why=said.why)
    made = _Fact(name, parts.figure(mode, value, "last_contact", name, said.value))
    made.say(said.below, said.why)
    return made


def _moved(points: float, mode: Mode) -> str:
    tokens = mode.theme.tokens
    if round(points) == 0:
        return tokens.ink_2
    return tokens.positive if points > 0 else tokens.negative
