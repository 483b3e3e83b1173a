"""What may cost the account: the risks that stand open, with plan, owner and what is at stake; opened and closed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu

from desktop.domain.drafts import RiskDraft
from desktop.operations import risks
from desktop.operations.account_view import AccountView
from desktop.operations.logging import log
from desktop.store.queries.success import RiskRow
from desktop.views import format as fmt
from desktop.views.account import parts, words
from desktop.views.account.asking import Asking, Question, Wanted
from desktop.views.account.inline import Editable
from desktop.views.account.parts import Mode

ADD = "risk"
OUTCOMES = {"saved": "saved", "lost": "lost", "false alarm": "false_alarm"}


class Risks(Asking):
    """The risks that stand open; a customer who looks on sees none."""

    def fill(self, view: AccountView, mode: Mode) -> None:
        self.setVisible(not mode.is_guarded)
        if mode.is_guarded:
            return
        known = view.success.risks
        if not known:
            self.rows.addSpacing(12)
            way = f" Type one: {words.TO_TYPE['risk']}" if mode.can_write else ""
            self.say(f"No risk is open.{way}", "small")
        else:
            self.heading("Risks", _at_stake(known, view), above=12)
        for risk in known:
            self._row(risk, view)
            self._ask_about(risk)
            self.rule()
        if self.can_change:
            if self._opened != ADD:
                self.rows.addLayout(parts.line_of(self.link(ADD, "Open a risk")))
            options = view.success.reasons
            wanted = Wanted("Reason", f"reason: {min(options, key=len)}" if options else "reason: price", 190)
            self.ask(Question(ADD, (wanted,), "Open", self._open_risk))

    def _row(self, risk: RiskRow, view: AccountView) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(0, 4, 0, 0)
        line.setSpacing(8)
        line.addWidget(parts.text(risk.reason, wrap=True), 1)
        age = parts.text(f"{fmt.days((view.day - risk.opened_on).days)} open", "small")
        line.addWidget(age, 0, Qt.AlignmentFlag.AlignTop)
        if self.can_change:
            change = Editable(f"Change the risk {risk.reason}", "Change")
            change.setProperty("question", risk.id)
            change.opened.connect(partial(self._offer, change, risk))
            line.addWidget(change, 0, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(line)
        said = _about(risk, view)
        label = parts.text(said, "small", wrap=True)
        label.setContentsMargins(0, 0, 0, 4)
        self.rows.addWidget(label)

    def _offer(self, pressed: Editable, risk: RiskRow) -> None:
        menu = QMenu(pressed)
        for words_of, outcome in OUTCOMES.items():
            menu.addAction(f"Closed: {words_of}", partial(self._close, risk.id, outcome))
        menu.addSeparator()
        for part, name in risks.PARTS.items():
            menu.addAction(f"Edit {name} …", partial(self.open, f"{part} {risk.id}"))
        menu.setActiveAction(menu.actions()[0])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(pressed.mapToGlobal(pressed.rect().bottomLeft()))

    def _ask_about(self, risk: RiskRow) -> None:
        part, _, of = self._opened.partition(" ")
        if of != risk.id or part not in risks.PARTS:
            return
        name = risks.PARTS[part]
        label = name if name.startswith("ARR") else name.capitalize()
        wanted = Wanted(label, label, 200, _typed(risk, part))
        if part == "severity":
            wanted = Wanted(label, width=120, value=_typed(risk, part), options=risks.SEVERITIES)
        self.ask(Question(self._opened, (wanted,), "Save", partial(self._edit, risk.id, part)))

    def _open_risk(self, typed: Sequence[str]) -> None:
        if self.view is not None:
            day = self.view.day
            draft = RiskDraft(account=self.view.account.id, reason=" ".join(typed[0].split()), opened_on=day)
            self.perform(log, draft, as_of=day)

    def _edit(self, risk: str, part: str, typed: Sequence[str]) -> None:
        if self.view is not None:
            account, day = self.view.account.id, self.view.day
            self.perform(risks.edit_risk, risk, part, typed[0], account=account, as_of=day)

    def _close(self, risk: str, outcome: str) -> None:
        if self.view is not None:
            self.do(risks.close_risk, risk, outcome, self.view.day, account=self.view.account.id)


def _at_stake(known: Sequence[RiskRow], view: AccountView) -> str:
    """One account's risks are never added up beyond what it pays."""
    said = [risk.arr_cents for risk in known]
    cents = view.arr_cents if None in said else min(sum(each or 0 for each in said), view.arr_cents)
    return f"{len(known)} open, {fmt.money(cents)} a year at stake"


def _about(risk: RiskRow, view: AccountView) -> str:
    stake = "whole account" if risk.arr_cents is None else fmt.money(risk.arr_cents)
    said = [risk.severity or "severity unknown", stake]
    if risk.plan:
        said.append(f"plan: {risk.plan}")
    else:
        said.append("no plan yet")
    if risk.owner and risk.owner != view.owner:
        said.append(risk.owner)
    if risk.due_on is not None:
        said.append(f"due {words.due(risk.due_on, view.day)}")
    return ", ".join(said)


def _typed(risk: RiskRow, part: str) -> str:
    """A part as it would be typed."""
    value = getattr(risk, part)
    if value is None:
        return ""
    if part == "arr_cents":
        return fmt.money_in_full(value).replace(",", "").replace(fmt.THIN, "")
    return fmt.day_to_type(value) if part == "due_on" else str(value)
