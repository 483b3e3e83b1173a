"""Who there is at the customer: stance, and how long nobody has talked with them."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout

from desktop.charts.tokens import SMALL
from desktop.operations.account_timeline import Contact
from desktop.operations.account_view import AccountView
from desktop.views import format as fmt
from desktop.views.account import parts, words
from desktop.views.account.parts import Mode


class Contacts(parts.Column):
    """The contacts, those who left last."""

    def show_view(self, view: AccountView, mode: Mode) -> None:
        self.clear()
        self.heading("Contacts", "" if mode.is_guarded else _summary(view))
        if not view.contacts:
            self.say(f"Nobody is known here yet. Type one: {words.TO_TYPE['contact']}", "second")
        for contact in view.contacts:
            self._row(contact, view, mode)
            self.rule()

    def _row(self, contact: Contact, view: AccountView, mode: Mode) -> None:
        person, tokens = contact.person, mode.theme.tokens
        name = parts.toned(person.name, tokens.ink_3 if contact.has_left else tokens.ink, weight=QFont.Weight.Medium)
        if contact.has_left:
            struck = name.font()
            struck.setStrikeOut(True)
            name.setFont(struck)
        name.setToolTip("\n".join(filter(None, (person.title, person.email, person.phone))))
        first = QHBoxLayout()
        first.setContentsMargins(0, 4, 0, 0)
        first.addWidget(name, 1)
        if contact.has_left:
            first.addWidget(parts.text(f"left {fmt.day(person.left_on, beside=view.day)}", "small"))
        elif not mode.is_guarded:
            colour = tokens.ink if contact.is_quiet else tokens.ink_3
            first.addWidget(parts.toned(_silence(contact), colour, pixels=SMALL))
        self.rows.addLayout(first)
        second = parts.line_of(spacing=0)
        second.setContentsMargins(0, 0, 0, 4)
        said = [part for part in (person.role or person.title, person.influence) if part]
        if mode.is_guarded:
            said = [person.title or person.role or ""]
        about = ", ".join(said)
        stance = None if mode.is_guarded or contact.has_left else person.stance
        # A space at the end would be cut off by the label: the next one begins with it.
        second.insertWidget(0, parts.text(f"{about}," if about and stance else about or "role unknown", "small"))
        if stance is not None:
            colour = {"critic": tokens.negative, "supporter": tokens.positive}.get(stance, tokens.ink_3)
            label = parts.toned(stance, colour, pixels=SMALL)
            label.setContentsMargins(4, 0, 0, 0)
            second.insertWidget(1, label)
        if person.id == view.only_contact and not mode.is_guarded:
            only = parts.toned("only contact left", tokens.negative, pixels=SMALL, weight=QFont.Weight.Medium)
            second.addWidget(only)
        self.rows.addLayout(second)


def _silence(contact: Contact) -> str:
    if contact.days is None:
        return "never talked with"
    return f"quiet {fmt.days(contact.days)}" if contact.is_quiet else fmt.days(contact.days)


def _summary(view: AccountView) -> str:
    here = [contact for contact in view.contacts if not contact.has_left]
    quiet = sum(contact.is_quiet for contact in here)
    if not here:
        return ""
    return fmt.number(len(here)) + (f", {quiet} quiet" if quiet else "")
