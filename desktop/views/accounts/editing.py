"""Saving what is typed on the accounts page, and telling so; what is refused comes back as a sentence for its place."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.errors import PortfolioError
from desktop.operations.accounts import add_account, set_next_step, set_next_step_on, typed_day
from desktop.views.accounts.rows import AccountTable
from desktop.views.page import Context, Said


def save_cells(context: Context, rows: AccountTable, numbers: Sequence[int], column: str, text: str) -> str | None:
    """Give the accounts (rows by number) this next step or, for the column "due", its day, as one change.

    Returns:
        Why it was refused; None = it was saved.
    """
    session = context.session
    accounts = [rows.id(row) for row in numbers]
    try:
        if column == "due":
            performed = session.perform(set_next_step_on, accounts, typed_day(text, as_of=session.day))
        else:
            performed = session.perform(set_next_step, accounts, text)
    except PortfolioError as why:
        return str(why)
    if performed.changes:
        context.say(Said(performed.changes.label, can_undo=True))
    return None


def save_account(context: Context, name: str) -> tuple[str | None, str | None]:
    """Add an account.

    Returns:
        Its id, or None and why it was refused.
    """
    try:
        performed = context.session.perform(add_account, name)
    except PortfolioError as why:
        return None, str(why)
    context.say(Said(performed.changes.label, can_undo=True))
    return performed.result, None
