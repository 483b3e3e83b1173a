"""Adding an account on its page, and telling so."""

from __future__ import annotations

from desktop.domain.errors import PortfolioError
from desktop.operations.accounts import add_account
from desktop.views.page import Context, Said


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
