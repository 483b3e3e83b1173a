"""The forms of the contract, in the drawer: what is typed is tried out at once, and what it would do is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject

from desktop.charts.tokens import SHAPES
from desktop.domain.drafts import ContractDraft, RemoveLineDraft
from desktop.domain.errors import PortfolioError, Rejected
from desktop.domain.facts import ContractLine
from desktop.domain.opportunities import WON, Chance, is_open
from desktop.operations.account_view import AccountView
from desktop.operations.contract_forms import (
    KEYS,
    NO,
    UNKNOWN,
    YES,
    Kind,
    contract_draft,
    first_values,
    reasons_of,
    won_values,
)
from desktop.operations.opportunities import called, close_opportunity
from desktop.operations.outcome import Outcome, Standing, log_with_outcome
from desktop.operations.winning import win_into_contract
from desktop.views import contract_words
from desktop.views import format as fmt
from desktop.views.account.contract import governing
from desktop.views.account.form import Field, Form, Row
from desktop.views.page import Context, Said

TITLES: dict[Kind, str] = {
    "renew": "Renew",
    "change": "Change from a day on",
    "notice": "Notice given",
    "end": "End the contract",
    "add": "Add a contract line",
    "correct": "Correct this line",
}
ABOUT: dict[Kind, str] = {
    "renew": "The term that ends next is closed, and a line with these terms follows it.",
    "change": "Ends the line on the day and lets another follow it: what it was until then stays.",
    "notice": "Ends the contract with the first term whose opt-out date the notice meets.",
    "end": "The day is the first one without it.",
    "add": "Something else this account pays for.",
    "correct": "For what was typed wrong: figures of past days change, too.",
}
WON_ABOUT = {
    True: "What it brings stands in the price already. Saved, contract and opportunity are one undo.",
    False: "It was won already; this writes what it brings into the contract.",
}
"""By whether the opportunity is still open."""
LABELS = {
    "product": ("Product", "what it is called"),
    "plan": ("Plan", "what it is called"),
    "rank": ("Plan rank", "1 is the smallest"),
    "seats": ("Seats", "unknown"),
    "amount": ("A year", "120k"),
    "months": ("Term, months", "12"),
    "auto_renew": ("Auto-renew", ""),
    "notice_days": ("Notice, days", "notice period missing"),
    "trial": ("Trial", ""),
    "day": ("From", "today, 31 dec, +2w"),
    "end": ("Until", "open"),
    "reason": ("Reason", "choose or type one"),
}
DAYS = {
    "renew": "Agreed on",
    "notice": "Given on",
    "end": "First day without",
    "add": "Starts on",
    "correct": "Starts on",
}


class ContractEditing(QObject):
    """Opens the forms and saves what is typed in them.

    Args:
        view: what the page shows now.
    """

    def __init__(self, context: Context, view: Callable[[], AccountView | None], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._view = context, view
        self._kept: dict[tuple[str, Kind, str], dict[str, str]] = {}
        """What was typed and neither saved nor cancelled."""
        self.form: Form | None = None

    def open(self, kind: str, line: str) -> None:
        """Show a form.

        Args:
            line: id of the contract line it is about; "" = none.
        """
        if kind in KEYS:
            self._open(kind, line, None)

    def open_won(self, opportunity: str) -> None:
        """Show what an opportunity that was won makes of the contract; who does not want that only says it was won."""
        view = self._view()
        chances = () if view is None else view.success.chances
        chance = next((each for each in chances if each.id == opportunity), None)
        if view is None or chance is None:
            return
        line = governing(view)
        if chance.kind == "cross_sell" or line is None or not line.is_open:
            self._open("add", "", chance)
        else:
            self._open("change", line.line.id, chance)

    def _open(self, kind: Kind, line: str, chance: Chance | None) -> None:
        view = self._view()
        if view is None or not self._context.session.is_writable:
            return
        own = next((each.line for each in view.lines if each.line.id == line), None)
        session = self._context.session
        first = first_values(kind, own, as_of=session.day)
        if chance is not None:
            first |= {key: text for key, text in won_values(own, chance).items() if key in first}
        reasons = session.read(reasons_of) if "reason" in first else ()
        first |= {key: fmt.day_to_type(date.fromisoformat(first[key])) for key in ("day", "end") if first.get(key)}
        name = view.account.name if own is None else " · ".join(filter(None, (own.product, own.plan))) or "the line"
        fields = [self._field(kind, key, text, reasons) for key, text in first.items()]
        ways = (("remove", "Remove the line"),) if kind == "correct" else ()
        title, says, leave = f"{TITLES[kind]}: {name}", ABOUT[kind], "Cancel"
        if chance is not None:
            title, says = f"{called(chance.kind)} won: {name}", WON_ABOUT[is_open(chance)]
            leave = "Won, contract later" if is_open(chance) else "Cancel"
        form = Form(self._context.theme, title, says, fields, leave=leave, ways=ways)
        self.form = form
        about = (view.account.id, kind, f"{line} {chance.id}" if chance is not None else line)
        form.edited.connect(partial(self._preview, form, kind, view.account.id, own))
        form.saved.connect(partial(self._save, form, kind, view.account.id, own, chance))
        form.left.connect(partial(self._leave, form, about, chance))
        form.hidden.connect(partial(self._keep, form, about))
        form.pressed.connect(partial(self._remove, form, view.account.id, line))
        self._context.drawer(form)
        form.take_over(self._kept.pop(about, {}))
        form.begin()
        self._preview(form, kind, view.account.id, own)

    def _field(self, kind: Kind, key: str, text: str, reasons: tuple[str, ...]) -> Field:
        label, wants = LABELS[key]
        if key == "day":
            label = DAYS.get(kind, label)
        if key == "months" and kind == "change":
            label, wants = "New term, months", "keeps its end"
        if key == "auto_renew":
            return Field(key, label, text, options=(YES, NO, UNKNOWN), is_open=False)
        if key == "trial":
            return Field(key, label, text, options=(NO, YES), is_open=False)
        return Field(key, label, text, wants, reasons if key == "reason" else ())

    # -- trying out and saving

    def _draft(self, form: Form, kind: Kind, account: str, line: ContractLine | None) -> ContractDraft:
        session = self._context.session
        return session.read(contract_draft, kind, account, line, form.values, as_of=session.day)

    def _preview(self, form: Form, kind: Kind, account: str, line: ContractLine | None) -> None:
        if form is not self.form:
            return
        try:
            draft = self._draft(form, kind, account, line)
            outcome = self._context.session.rehearse(log_with_outcome, draft, as_of=self._context.session.day)
        except Rejected as why:
            form.show_preview("Not yet", [Row("Missing", str(why), "ink_2")])
            return
        except PortfolioError as problem:
            self._context.trouble(problem)
            return
        form.show_preview("What it does", self._rows(outcome, kind))

    def _rows(self, outcome: Outcome, kind: Kind) -> list[Row]:
        tones = {1: "positive", 0: "ink", -1: "negative"}
        facts = []
        if outcome.contract is not None:
            facts = contract_words.facts(outcome.contract, is_correction=kind == "correct")
        rows = [Row(fact.name, fact.says, tones[fact.side]) for fact in facts]
        if not facts:
            rows.append(Row("ARR", "stays as it is"))
        rows.append(_health(outcome.before, outcome.after))
        return rows

    def _save(
        self, form: Form, kind: Kind, account: str, line: ContractLine | None, chance: Chance | None = None
    ) -> None:
        session = self._context.session
        try:
            draft = self._draft(form, kind, account, line)
            if chance is None:
                outcome = session.perform(log_with_outcome, draft, as_of=session.day).result
            else:
                outcome = session.perform(win_into_contract, chance.id, draft, as_of=session.day).result
        except Rejected as why:
            form.refuse(
                str(why), {"date": "day", "on_day": "day", "arr_cents": "amount"}.get(why.field or "", why.field)
            )
            return
        except PortfolioError as problem:
            self._context.trouble(problem)
            return
        of = "" if line is None else line.id
        self._close(form, (account, kind, of if chance is None else f"{of} {chance.id}"))
        said = outcome.label
        if outcome.contract is not None:
            said += f" · {outcome.name} · ARR {contract_words.arr(outcome.contract)} on {fmt.day(outcome.contract.on)}"
        self._context.say(Said(said, can_undo=True, account=account))

    def _remove(self, form: Form, account: str, line: str, _way: str) -> None:
        session = self._context.session
        try:
            done = session.perform(log_with_outcome, RemoveLineDraft(account=account, line=line), as_of=session.day)
        except PortfolioError as problem:
            self._context.trouble(problem)
            return
        self._close(form, (account, "correct", line))
        self._context.say(Said(done.changes.label, can_undo=True, account=account))

    # -- going

    def _leave(self, form: Form, about: tuple[str, Kind, str], chance: Chance | None) -> None:
        """Nothing of the contract is saved; an opportunity that was won stays won."""
        is_shown = self.form is form
        self._close(form, about)
        if chance is None or not is_open(chance) or not is_shown:
            return
        session, account = self._context.session, about[0]
        try:
            done = session.perform(close_opportunity, chance.id, WON, session.day, account=account)
        except PortfolioError as problem:
            self._context.trouble(problem)
            return
        self._context.say(Said(f"{done.changes.label}, not in the contract yet", can_undo=True, account=account))

    def _close(self, form: Form, about: tuple[str, Kind, str]) -> None:
        if self.form is form:
            self.form = None
            self._context.drawer(None)
        self._kept.pop(about, None)

    def _keep(self, form: Form, about: tuple[str, Kind, str]) -> None:
        """The window closed the drawer, or shows something else there: what was typed is not lost."""
        if self.form is form:
            self.form = None
            if form.is_touched:
                self._kept[about] = form.values


def _health(before: Standing, after: Standing) -> Row:
    """What becomes of the score; health in its colour, here as everywhere."""
    was, will = (_shown(before), _coloured(before)), (_shown(after), _coloured(after))
    pieces = (("stays ", ""), will) if was == will else (was, (f" {contract_words.ARROW} ", ""), will)
    return Row("Health", "".join(text for text, _ in pieces), pieces=pieces)


def _coloured(standing: Standing) -> str:
    """The band whose colour a score is shown in; "" = none, as there is no score."""
    return "" if standing.shown is None else standing.band


def _shown(standing: Standing) -> str:
    if standing.shown is None:
        return "not enough to judge"
    return f"{fmt.number(standing.shown)}{fmt.THIN}{SHAPES[standing.band]}"
