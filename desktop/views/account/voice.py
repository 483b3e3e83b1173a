"""What the customer answered, in their words, each score with its band; and the tickets that stand open."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.domain.rates import interval_told
from desktop.domain.voice.sentiment import SET_TO, Sentiment
from desktop.operations.account_view import AccountView, Answer
from desktop.operations.voice import comment_sentiments, read_comments
from desktop.views import format as fmt
from desktop.views.account import parts, words
from desktop.views.account.parts import Mode
from desktop.views.change_words import answer_said

READ = "account comments"


class VoiceSection(parts.Column):
    """The answers, newest first; how each comment sounds comes a moment later, and can be corrected.

    `felt` tells the answer (by id) and what its comment is to be, -1..1; None takes a correction back.
    """

    felt = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.feelings: dict[str, QPushButton] = {}
        """How each comment sounds, by the id of its answer."""

    def clear(self) -> None:
        self.feelings = {}
        super().clear()

    def show_view(self, view: AccountView, mode: Mode) -> None:
        self.clear()
        given = [each for each in view.answers if each.answer.score is not None]
        if not view.answers:
            self.heading("No answers yet")
            self.say(f"Type one: {words.TO_TYPE['answer']}, or import a survey file.")
        else:
            self.heading(_headline(view), _asked(view), explained=(mode, "nps", "NPS"))
        if given:
            self._table(given, view, mode)
        if self.feelings:
            mode.context.session.read_later(
                READ,
                partial(read_comments, account=view.account.id),
                partial(self._say_feelings, mode, dict(self.feelings)),
                then=comment_sentiments,
            )
        silent = [each for each in view.answers if each.answer.score is None]
        if silent:
            self.heading("Asked, no answer", fmt.number(len(silent)), above=24)
            for each in silent:
                asked = f"{each.answer.kind.upper()}, {fmt.day(each.answer.responded_on, beside=view.day)}"
                self.say(f"{each.who or 'somebody'}: {asked}")
        self._tickets(view)
        self.rows.addStretch()

    def _table(self, given: list[Answer], view: AccountView, mode: Mode) -> None:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 8, 0, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(0)
        tokens = mode.theme.tokens
        top = Qt.AlignmentFlag.AlignTop
        for at, each in enumerate(given):
            answer = each.answer
            colour = {1: tokens.positive, -1: tokens.negative}.get(each.side, tokens.ink_2)
            score = parts.toned(answer_said(answer.kind, answer.score, answer.scale_max), tokens.ink, weight=SEMIBOLD)
            band = parts.toned(_band(each), colour)
            about = f"about the ticket: {each.ticket}" if each.ticket else "no comment"
            said = answer.comment or about
            quote = parts.text(f"“{said}”" if answer.comment else said, None if answer.comment else "second", wrap=True)
            who = parts.text(each.who or ("after a ticket" if each.ticket is not None else "somebody"), "second")
            when = parts.text(fmt.day(answer.responded_on, beside=view.day), "second")
            when.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(parts.Rule(), 2 * at, 0, 1, 5)
            words_of_it = self._with_feeling(quote, each) if answer.comment and not mode.is_guarded else quote
            for column, widget in enumerate((score, band, words_of_it, who, when)):
                widget.setContentsMargins(0, 7, 0, 7)
                grid.addWidget(widget, 2 * at + 1, column, top)
        grid.setColumnStretch(2, 1)
        self.rows.addWidget(table)

    def _with_feeling(self, quote: QLabel, each: Answer) -> QWidget:
        """The comment with how it sounds beneath, second to the words; what a customer is not to see is not made."""
        button = QPushButton("\N{HORIZONTAL ELLIPSIS}")
        button.setProperty("look", "aside")
        button.setEnabled(False)
        self.feelings[each.answer.id] = button
        both = QWidget()
        rows = QVBoxLayout(both)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(quote)
        rows.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return both

    def _say_feelings(self, mode: Mode, shown: dict[str, QPushButton], found: Mapping[str, Sentiment]) -> None:
        for answer, button in self.feelings.items():
            sounds = found.get(answer)
            if sounds is None or shown.get(answer) is not button:
                # Shown anew, or changed, since: what is read for that is under way.
                continue
            said = words.feeling(sounds)
            button.setText(said)
            button.setAccessibleName(f"Comment sounds {said}")
            button.setEnabled(mode.can_write)
            if mode.can_write:
                button.setToolTip("Press to correct how this comment sounds")
                button.clicked.connect(partial(self._choose, answer, sounds, button))

    def _choose(self, answer: str, sounds: Sentiment, pressed: QPushButton, _checked: bool = False) -> None:
        menu = QMenu(pressed)
        for word, value in SET_TO.items():
            menu.addAction(word.capitalize(), partial(self.felt.emit, answer, value))
        if sounds.corrected:
            menu.addSeparator()
            menu.addAction("As computed", partial(self.felt.emit, answer, None))
        menu.setActiveAction(menu.actions()[0])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(pressed.mapToGlobal(pressed.rect().bottomLeft()))

    def _tickets(self, view: AccountView) -> None:
        standing = [ticket for ticket in view.tickets if ticket.closed_on is None]
        self.heading("Open tickets", fmt.number(len(standing)) if standing else "", above=24)
        if not standing:
            said = "No ticket is open." if view.tickets else "No ticket is known. Import a ticket file to count them."
            self.say(said)
        for ticket in standing:
            urgent = ["escalated"] if ticket.escalated else []
            urgent += [f"{ticket.priority} priority"] if ticket.priority else []
            age = f"open for {fmt.days((view.day - ticket.opened_on).days)}"
            line = QHBoxLayout()
            line.setSpacing(16)
            line.addWidget(parts.medium(ticket.subject or "no subject", wrap=True), 1)
            line.addWidget(parts.text(", ".join([age, *urgent]), "second"), 0, Qt.AlignmentFlag.AlignTop)
            line.setContentsMargins(0, 6, 0, 6)
            self.rows.addLayout(line)
            self.rule()


SEMIBOLD = QFont.Weight.DemiBold


def _headline(view: AccountView) -> str:
    """The newest answer of a person in short, and the NPS of the year with its n."""
    found = view.nps
    if found.value is None:
        given = sum(each.answer.score is not None for each in view.answers)
        return f"{fmt.plural(given, 'answer') if given else 'No answer'}; no NPS within 365 days"
    if found.n == 1:
        # One answer is no rate, and its interval does not even hold it.
        newest = next(each for each in view.answers if each.answer.kind == "nps" and each.answer.score is not None)
        whose = f" of {newest.who}" if newest.who else ""
        return f"NPS from one person only: read the comment{whose}"
    text = f"NPS {fmt.signed(found.value)} from {fmt.plural(found.n, 'person', 'people')}"
    told = interval_told(found.value, found.low, found.high)
    if told and found.n < 10:
        text += f"; could be {fmt.signed(told[0])} to {fmt.signed(told[1])}. Read the comments"
    return text


def _asked(view: AccountView) -> str:
    rate = view.nps.response_rate
    if not view.nps.n:
        return ""
    if not rate.denominator:
        return "how many were asked is unknown"
    return f"{fmt.number(rate.numerator)} of {fmt.number(rate.denominator)} asked for NPS answered, 365 days"


def _band(each: Answer) -> str:
    return each.band or "unreadable"
