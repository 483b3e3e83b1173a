"""Who there is at the customer: stance, and how long nobody has talked with them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout

from desktop.charts.tokens import SMALL
from desktop.operations.account_timeline import Contact
from desktop.operations.account_view import AccountView
from desktop.views import format as fmt
from desktop.views.account import parts
from desktop.views.account.inline import Editable, Inline, Save
from desktop.views.account.parts import Mode

ADD = "Add a contact"


class Contacts(parts.Column):
    """The contacts, those who left last; and a field that adds one.

    Args:
        save: adds somebody by what is typed; returns why it was refused, or None.
    """

    asked = Signal(str)
    """Somebody (by id) is to be changed."""

    def __init__(self, save: Save) -> None:
        super().__init__()
        self._save = save
        self._view: AccountView | None = None
        self._mode: Mode | None = None
        self._is_adding = False
        self.field: Inline | None = None

    def settle(self) -> None:
        """Somebody was added: the field has done its work."""
        self._is_adding = False
        if self.field is not None:
            self.field.take_over("")

    def add(self) -> None:
        """Type somebody's name."""
        self._is_adding = True
        self._fill()
        if self.field is not None:
            parts.give_focus(self.field.line)

    def _close(self) -> None:
        self._is_adding = False
        self._fill()
        back = self.inside.findChild(Editable)
        if isinstance(back, Editable):
            parts.give_focus(back)

    def show_view(self, view: AccountView, mode: Mode) -> None:
        is_other = self._view is None or self._view.account.id != view.account.id
        if is_other:
            self._is_adding = False
            self.field = None
        self._view, self._mode = view, mode
        self._fill()

    def _fill(self) -> None:
        view, mode = self._view, self._mode
        if view is None or mode is None:
            return
        typed = "" if self.field is None else self.field.text
        self.clear()
        self.field = None
        self.heading("Contacts", "" if mode.is_guarded else _summary(view))
        if not view.contacts:
            self.say("Nobody is known here yet.")
        if view.champion_gap is not None and not mode.is_guarded:
            gap = view.champion_gap
            self.say(f"No champion since {gap.name} left, {f'{fmt.days(gap.days)} ago' if gap.days else 'today'}.")
        for contact in view.contacts:
            self._row(contact, view, mode)
            self.rule()
        if mode.can_write and not mode.is_guarded:
            self._adding(view, typed)

    def _adding(self, view: AccountView, typed: str) -> None:
        self.rows.addSpacing(6)
        if view.contacts and not self._is_adding:
            button = Editable(ADD, ADD)
            button.opened.connect(self.add)
            self.rows.addLayout(parts.line_of(button))
            return
        self.field = Inline(ADD, "name, or name <e-mail>", self._save)
        self.field.take_over(typed)
        self.field.left.connect(self._close)
        self.rows.addWidget(self.field)

    def _row(self, contact: Contact, view: AccountView, mode: Mode) -> None:
        person, tokens = contact.person, mode.theme.tokens
        name = parts.toned(
            person.name, tokens.ink_3 if contact.has_left else tokens.ink, weight=QFont.Weight.Medium, wrap=True
        )
        if contact.has_left:
            struck = name.font()
            struck.setStrikeOut(True)
            name.setFont(struck)
        name.setToolTip(parts.plain("\n".join(filter(None, (person.title, person.email, person.phone)))))
        first = QHBoxLayout()
        first.setContentsMargins(0, 4, 0, 0)
        if mode.can_write and not mode.is_guarded and not contact.has_left:
            button = Editable(f"Contact {person.name}", person.name)
            parts.set_look(button, "person")
            button.setToolTip(name.toolTip())
            button.opened.connect(partial(self.asked.emit, person.id))
            first.addWidget(button, 1)
        else:
            first.addWidget(name, 1)
        if contact.has_left and mode.can_write and not mode.is_guarded:
            back = Editable(f"Contact {person.name}", "Edit")
            back.opened.connect(partial(self.asked.emit, person.id))
            first.addWidget(back)
        if contact.has_left:
            first.addWidget(parts.text(f"left {fmt.day(person.left_on, beside=view.day)}", "small"))
        elif not mode.is_guarded:
            colour = tokens.ink if contact.is_quiet else tokens.ink_3
            first.addWidget(parts.toned(_silence(contact), colour, pixels=SMALL), 0, Qt.AlignmentFlag.AlignVCenter)
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
    said = fmt.days(contact.days) if contact.days else "today"
    return f"quiet {said}" if contact.is_quiet else said


def _summary(view: AccountView) -> str:
    here = [contact for contact in view.contacts if not contact.has_left]
    quiet = sum(contact.is_quiet for contact in here)
    if not here:
        return ""
    return fmt.number(len(here)) + (f", {quiet} quiet" if quiet else "")
