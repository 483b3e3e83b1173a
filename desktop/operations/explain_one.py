"""What all explanations of one account say alike: of whom they are, and what its lines are called."""

from __future__ import annotations

from desktop.operations.account_view import AccountView, Line


def of_account(view: AccountView) -> tuple[str, str]:
    """What is of the account: the dimension, and the account's name in it."""
    return ("account", view.account.name)


def line_name(line: Line) -> str:
    """What a contract line is called in a row."""
    return " \N{MIDDLE DOT} ".join(filter(None, (line.line.product, line.line.plan))) or "Line"
