"""The chances to sell more: what stands open and what it would bring, added and closed in place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu

from desktop.domain.opportunities import Chance, is_open
from desktop.operations import opportunities
from desktop.operations.account_view import AccountView
from desktop.operations.accounts import typed_day
from desktop.views import format as fmt
from desktop.views.account import parts, words
from desktop.views.account.asking import Asking, Question, Wanted
from desktop.views.account.inline import Editable
from desktop.views.account.parts import Mode

ADD = "opportunity"
KINDS = {"Upsell": "upsell", "Cross-sell": "cross_sell", "Feature upgrade": "feature_upgrade"}


class Offers(Asking):
    """The account's opportunities; a customer who looks on sees none. `won` asks for the contract of one."""

    won = Signal(str)

    def fill(self, view: AccountView, mode: Mode) -> None:
        self.setVisible(not mode.is_guarded)
        if mode.is_guarded:
            return
        known, sums = view.success.chances, view.success.pipeline
        beside = ""
        if sums.n:
            beside = f"{sums.n} open: {fmt.money(sums.arr_cents)} a year"
            if sums.rated:
                beside += f", {fmt.money(sums.weighted_cents)} by likelihood of {sums.rated}"
            if sums.unvalued:
                beside += f", {sums.unvalued} without an amount"
        self.heading("Opportunities", beside, above=28)
        if not known:
            way = f" Type one: {words.TO_TYPE['upsell']}" if self.can_change else ""
            self.say(f"No opportunity is known.{way}")
        for chance in known:
            self._row(chance, view)
            self._ask_about(chance)
            self.rule()
        if self.can_change:
            if self._opened != ADD:
                self.rows.addSpacing(4)
                self.rows.addLayout(parts.line_of(self.link(ADD, "Add an opportunity")))
            self._ask_new()

    def _row(self, chance: Chance, view: AccountView) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(0, 6, 0, 6)
        line.setSpacing(16)
        name = " · ".join(filter(None, (opportunities.called(chance.kind), chance.product)))
        line.addWidget(parts.medium(name, wrap=True), 3)
        worth = "ARR unknown" if chance.arr_cents is None else f"{fmt.money(chance.arr_cents)} a year"
        line.addWidget(parts.text(worth), 1)
        line.addWidget(parts.text(_state(chance, view), "second", wrap=True), 4)
        if self.can_change:
            change = Editable(f"Change {name}", "Change")
            change.setProperty("question", chance.id)
            change.opened.connect(partial(self._offer, change, chance))
            line.addWidget(change, 0, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(line)

    def _offer(self, pressed: Editable, chance: Chance) -> None:
        menu = QMenu(pressed)
        if is_open(chance):
            menu.addAction("Won …", partial(self.won.emit, chance.id))
            menu.addAction("Lost …", partial(self.open, f"lost {chance.id}"))
        else:
            if self.view is not None and chance.id in self.view.success.unbooked:
                menu.addAction("Into the contract …", partial(self.won.emit, chance.id))
            menu.addAction("Open again", partial(self._reopen, chance.id))
        menu.addSeparator()
        for part, name in opportunities.PARTS.items():
            menu.addAction(f"Edit {name} …", partial(self.open, f"{part} {chance.id}"))
        menu.setActiveAction(menu.actions()[0])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(pressed.mapToGlobal(pressed.rect().bottomLeft()))

    def _ask_about(self, chance: Chance) -> None:
        part, _, of = self._opened.partition(" ")
        if of != chance.id:
            return
        if part == "lost":
            wanted = Wanted("Why it was lost", "why: price", 240)
            self.ask(Question(self._opened, (wanted,), "Lost", partial(self._lost, chance.id)))
        elif part in opportunities.PARTS:
            name = opportunities.PARTS[part]
            label = name if name == "ARR" else name.capitalize()
            wanted = Wanted(label, label, 200, _typed(chance, part))
            self.ask(Question(self._opened, (wanted,), "Save", partial(self._edit, chance.id, part)))

    def _ask_new(self) -> None:
        wanted = (
            Wanted("Kind", width=130, options=tuple(KINDS)),
            Wanted("What", "20 more seats", 200),
            Wanted("ARR", "18k a year", 100),
            Wanted("Closes", "by: 31 mar", 100),
            Wanted("Likelihood", "60 %", 72),
        )
        self.ask(Question(ADD, wanted, "Add", self._add))

    def _add(self, typed: Sequence[str]) -> None:
        if self.view is None:
            return
        kind, product, arr, closes, likely = typed
        self.perform(
            opportunities.add_opportunity,
            self.view.account.id,
            KINDS[kind],
            product=product,
            arr_cents=opportunities.typed_amount(arr, field="arr_cents") if arr.strip() else None,
            close_on=typed_day(closes, as_of=self.view.day),
            likelihood=opportunities.typed_share(likely, field="likelihood") if likely.strip() else None,
        )

    def _edit(self, chance: str, part: str, typed: Sequence[str]) -> None:
        if self.view is not None:
            account, day = self.view.account.id, self.view.day
            self.perform(opportunities.edit_opportunity, chance, part, typed[0], account=account, as_of=day)

    def _lost(self, chance: str, typed: Sequence[str]) -> None:
        if self.view is not None:
            account, day = self.view.account.id, self.view.day
            self.perform(opportunities.close_opportunity, chance, "lost", day, account=account, reason=typed[0])

    def _reopen(self, chance: str) -> None:
        if self.view is not None:
            self.do(opportunities.reopen_opportunity, chance, account=self.view.account.id)


def _state(chance: Chance, view: AccountView) -> str:
    why = f": {chance.reason}" if chance.reason else ""
    if not is_open(chance):
        when = "" if chance.close_on is None else f" {fmt.day(chance.close_on, beside=view.day)}"
        gap = ", not in the contract yet" if chance.id in view.success.unbooked else ""
        return f"{(chance.state or '').strip()}{when}{gap}{why}"
    closes = "closing day unknown" if chance.close_on is None else f"closes {words.due(chance.close_on, view.day)}"
    likely = "likelihood unknown" if chance.likelihood is None else f"{fmt.percent(chance.likelihood)} likely"
    return f"{closes}, {likely}{why}"


def _typed(chance: Chance, part: str) -> str:
    """A part as it would be typed."""
    value = getattr(chance, part)
    if value is None:
        return ""
    if part == "arr_cents":
        return fmt.money_in_full(value).replace(",", "").replace(fmt.THIN, "")
    if part == "likelihood":
        return f"{round(100 * value)} %"
    return fmt.day_to_type(value) if part == "close_on" else str(value)
