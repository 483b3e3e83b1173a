"""The forms of who there is, whose the account is, and what it says of itself, in the drawer; each saves one undo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from desktop.domain.errors import PortfolioError, Rejected
from desktop.operations import contacts, handover
from desktop.operations.account_details import change_details, known_csms, read_details
from desktop.operations.account_view import AccountView
from desktop.operations.accounts import typed_day
from desktop.store.queries.facts import ownerships
from desktop.views import format as fmt
from desktop.views.account.form import Field, Form, Row
from desktop.views.page import Context, Said

HAND_OVER, COVER, END_COVER = "hand over", "cover", "end the cover"
MOVE, LEAVE = "move too", "stay as they are"
NOBODY = "nobody"


class DetailEditing(QObject):
    """Opens the forms and saves what is typed in them.

    Args:
        view: what the page shows now.
    """

    def __init__(self, context: Context, view: Callable[[], AccountView | None], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._view = context, view
        self.form: Form | None = None

    # -- people

    def open_contact(self, contact: str) -> None:
        """Show what is known of somebody (by id)."""
        view = self._writable_view()
        known = next((each for each in view.contacts if each.person.id == contact), None) if view else None
        if view is None or known is None:
            return
        person = known.person
        others = tuple(each.person.name for each in view.contacts if each.person.id != contact)
        fields = [
            Field("name", "Name", person.name),
            Field("title", "Title", person.title or "", "unknown"),
            Field("role", "Role", person.role or "", "unknown", contacts.ROLES),
            Field("influence", "Influence", person.influence or "", "unknown", contacts.INFLUENCES),
            Field("stance", "Stance", person.stance or "", "unknown", contacts.STANCES),
            Field("email", "E-mail", person.email or "", "unknown"),
            Field("phone", "Phone", person.phone or "", "unknown"),
            Field("left_on", "Left on", fmt.day_to_type(person.left_on), "has not left"),
        ]
        if others:
            fields.append(Field("same", "Same person as", "", "merges the two", others))
        ways = (("erase", "Erase this person…"),)
        form = Form(self._context.theme, person.name, "What is blank is unknown.", fields, ways=ways)
        form.pressed.connect(partial(self._erase, contact, person.name))
        form.saved.connect(partial(self._save_contact, form, view.account.id, contact))
        self._show(form)

    def _erase(self, contact: str, name: str, _way: str) -> None:
        from desktop.views.account.erasing import EraseDialog

        over = self.form.window() if self.form is not None else None
        self._context.drawer(None)
        if over is not None:
            EraseDialog(self._context.session, contact, name, self._erased, over).open()

    def _erased(self, said: str) -> None:
        self._context.settings.forget_list(self._context.session.doc_id)
        self._context.say(Said(said))

    def _save_contact(self, form: Form, account: str, contact: str) -> None:
        view, values = self._view(), dict(form.values)
        left, same = values.pop("left_on"), values.pop("same", "").strip()
        names = {each.person.name: each.person.id for each in view.contacts} if view else {}
        if same and same not in names:
            form.refuse(f'Nobody here is called "{same[:80]}": choose one from the list.', "same")
            return

        def save(tx: Any) -> None:
            on_day = typed_day(left, as_of=self._context.session.day)
            contacts.change_person(tx, contact, values, on_day, names.get(same), account=account)

        self._perform(form, account, save, {"next_step_on": "left_on"})

    # -- whose it is

    def open_owner(self) -> None:
        """Show whose the account is and was, and give it to somebody else, or have somebody stand in."""
        view = self._writable_view()
        if view is None:
            return
        session = self._context.session
        fields = [
            Field("what", "What", HAND_OVER, options=(HAND_OVER, COVER, END_COVER), is_open=False),
            Field("csm", "To", "", "the CSM's name", session.read(known_csms)),
            Field("on", "From", fmt.day_to_type(session.day), "today, 1 dec, +2w"),
            Field("until", "Until", "", "for cover: the day the owner is back"),
            Field("tasks", "Their tasks", MOVE, options=(MOVE, LEAVE), is_open=False),
        ]
        about = f"{view.owner or 'Nobody'} owns it."
        if view.covers:
            about = f"{view.owner or 'Nobody'} owns it, covered by {', '.join(view.covers)}."
        form = Form(self._context.theme, "Owner and cover", about, fields)
        form.edited.connect(partial(self._preview_owner, form, view.account.id))
        form.saved.connect(partial(self._save_owner, form, view.account.id))
        self._show(form)
        self._preview_owner(form, view.account.id)

    def _preview_owner(self, form: Form, account: str) -> None:
        if form is not self.form:
            return
        session = self._context.session
        values = form.values
        rows: list[Row] = []
        try:
            on = typed_day(values["on"], as_of=session.day) or session.day
            if values["what"] == HAND_OVER and values["csm"].strip():
                moving = session.read(handover.what_moves, [account], values["csm"], on)
                before = ", ".join(owner or NOBODY for owner in moving.owned_before)
                to = session.read(handover.spelled, values["csm"])
                rows.append(Row("Owner", f"{before} → {to} from {fmt.day(on)} on" if before else f"is {to} already"))
                tasks = fmt.plural(len(moving.tasks), "open task")
                moved = "moves" if values["tasks"] == MOVE else "stays"
                rows.append(Row("Tasks", f"{tasks} in their name: {moved}" if moving.tasks else "none in their name"))
                rows.append(Row("ARR", fmt.money(moving.arr_cents)))
                if moving.until is not None:
                    rows.append(Row("Until", f"{fmt.day(moving.until)}: somebody else begins then"))
            elif values["what"] == COVER and values["csm"].strip():
                to, until = session.read(handover.spelled, values["csm"]), typed_day(values["until"], as_of=session.day)
                back = "until when?" if until is None else f"until {fmt.day(until)}"
                rows.append(Row("Cover", f"by {to} from {fmt.day(on)} {back}"))
        except Rejected as why:
            rows.append(Row("Missing", str(why), "ink_2"))
        history = sorted(
            session.read(ownerships, account), key=lambda each: (each.from_on is not None, each.from_on), reverse=True
        )
        for each in history:
            from_on = each.from_on
            is_ahead = from_on is not None and from_on > session.day
            since = "since always" if from_on is None else f"{'from' if is_ahead else 'since'} {fmt.day(from_on)}"
            until = "" if each.until_on is None else f" until {fmt.day(each.until_on)}"
            rows.append(Row("Cover" if each.kind == "cover" else "Owner", f"{each.csm}, {since}{until}", "ink_2"))
        form.show_preview("What moves, and whose it was", rows)

    def _save_owner(self, form: Form, account: str) -> None:
        values, day = form.values, self._context.session.day

        def save(tx: Any) -> None:
            on = typed_day(values["on"], as_of=day) or day
            if values["what"] == END_COVER:
                handover.end_cover(tx, account, on)
            elif values["what"] == COVER:
                until = typed_day(values["until"], as_of=day)
                if until is None:
                    raise Rejected("Until when? Type the day the owner is back.", field="until")
                handover.cover_accounts(tx, [account], values["csm"], on, until)
            else:
                handover.hand_over_accounts(tx, [account], values["csm"], on, with_tasks=values["tasks"] == MOVE)

        self._perform(form, account, save, {"next_step_on": "on", "from": "on"})

    # -- what it says of itself

    def open_details(self) -> None:
        """Show the parent and the book's own fields."""
        view = self._writable_view()
        if view is None:
            return
        details = self._context.session.read(read_details, view.account.id)
        fields = [Field("parent", "Parent", details.parent, "none", details.accounts)]
        fields += [Field(f"own:{name}", name, text, "nothing said") for name, text in details.fields.items()]
        fields += [Field("name", "New field", "", "its name"), Field("value", "says", "", "kept as you type it")]
        form = Form(self._context.theme, f"About {view.account.name}", "", fields)
        form.saved.connect(partial(self._save_details, form, view.account.id))
        self._show(form)

    def _save_details(self, form: Form, account: str) -> None:
        values = form.values
        own = {key.removeprefix("own:"): text for key, text in values.items() if key.startswith("own:")}

        def save(tx: Any) -> None:
            change_details(tx, account, values["parent"], own, values["name"], values["value"])

        self._perform(form, account, save, {})

    # -- the drawer

    def _writable_view(self) -> AccountView | None:
        can = self._context.session.is_writable and not self._context.is_guarded()
        return self._view() if can else None

    def _show(self, form: Form) -> None:
        self.form = form
        form.left.connect(partial(self._close, form))
        form.hidden.connect(partial(self._gone, form))
        self._context.drawer(form)
        form.begin()

    def _perform(self, form: Form, account: str, save: Callable[[Any], None], fields: dict[str, str]) -> None:
        try:
            done = self._context.session.perform(save)
        except Rejected as why:
            form.refuse(str(why), fields.get(why.field or "", why.field))
            return
        except PortfolioError as problem:
            self._context.trouble(problem)
            return
        self._close(form)
        self._context.say(Said(done.changes.label, can_undo=True, account=account))

    def _close(self, form: Form) -> None:
        if self.form is form:
            self.form = None
            self._context.drawer(None)

    def _gone(self, form: Form) -> None:
        if self.form is form:
            self.form = None
