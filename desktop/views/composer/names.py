"""The names a line may use, read once and again when they have changed."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.domain.grammar import AccountName, ContactName, MilestoneName, Parsed, parse
from desktop.domain.grammar.accounts import match_accounts
from desktop.session import Session
from desktop.store.changes import Changes
from desktop.store.queries.names import Names, names

_NAMED = frozenset({"account", "contact", "milestone", "objective", "onboarding_template", "opportunity", "risk"})


class KnownNames(QObject):
    """What the open book calls things, and lines read by that."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._names: Names | None = None
        self._accounts: dict[str, AccountName] | None = None
        session.opened.connect(self._forget)
        session.closed.connect(self._forget)
        session.looked.connect(self._forget)
        session.changed.connect(self._heed)

    @property
    def all(self) -> Names:
        if self._names is None:
            self._names = self._session.read(names) if self._session.is_open else Names([], [], [])
        return self._names

    def parse(self, text: str, page: str | None) -> Parsed:
        """Read a line.

        Args:
            page: id of the account it is typed at, None for the book.
        """
        known = self.all
        return parse(
            text,
            accounts=known.accounts,
            contacts=known.contacts,
            milestones=known.milestones,
            rows=known.rows,
            as_of=self._session.day,
            account=page,
        )

    def account(self, id: str) -> AccountName | None:
        if self._accounts is None:
            self._accounts = {account.id: account for account in self.all.accounts}
        return self._accounts.get(id)

    def contact(self, id: str | None) -> ContactName | None:
        return next((contact for contact in self.all.contacts if contact.id == id), None)

    def milestone(self, id: str) -> MilestoneName | None:
        return next((milestone for milestone in self.all.milestones if milestone.id == id), None)

    def row(self, id: str) -> str:
        """What a template, risk, goal or opportunity is called; "" = it is not there."""
        return next((row.name for row in self.all.rows if row.id == id), "")

    def account_of(self, parsed: Parsed, page: str | None) -> str | None:
        """The account (id) a line is about as far as it is typed; None while that is open."""
        if parsed.draft is not None:
            return parsed.draft.account
        span = next((span for span in parsed.spans if span.role == "account"), None)
        if span is None:
            return None if parsed.candidates else page
        typed = parsed.text[span.start : span.end].strip(' "“”„«»:,')
        best = match_accounts(typed, self.all.accounts).best
        return best[0].id if len(best) == 1 else None

    def contacts_of(self, account: str | None) -> list[ContactName]:
        """Those who have not left."""
        return [contact for contact in self.all.contacts if contact.account == account and not contact.left]

    def open_milestones_of(self, account: str | None) -> list[MilestoneName]:
        return [step for step in self.all.milestones if step.account == account and not step.done]

    def _forget(self) -> None:
        self._names = self._accounts = None

    def _heed(self, changes: Changes) -> None:
        if changes.tables & _NAMED:
            self._forget()
