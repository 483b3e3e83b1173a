"""Calling a renewal: what a CSM expects of it, the final word on it, and keeping what the rule says today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.domain.errors import Rejected
from desktop.domain.forecast.calls import CATEGORIES, Standing
from desktop.domain.forecast.terms import Term
from desktop.domain.money import MAX_CENTS
from desktop.domain.renewals import renewal_rows
from desktop.store.queries.calls import call_of_day
from desktop.store.queries.facts import contract_lines
from desktop.store.queries.names import account_name
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx, Value

LONGEST_AUTHOR = 200


def record_call(
    tx: Tx,
    account: str,
    category: str,
    *,
    on_day: date,
    final: bool = False,
    amount_cents: int | None = None,
    author: str | None = None,
    contract_line: str | None = None,
) -> str:
    """Note what somebody expects of an account's renewal; a second call of the kind on that day takes its place.

    Args:
        account: id.
        final: the final word on it, which goes before the CSM's.
        amount_cents: ARR that is expected to renew; None = as the category says.
        author: whose call it is; None = whoever writes.
        contract_line: the only line (by id) it is about; None = the whole account.
    Returns:
        The id of the call.

    Raises:
        Rejected: there is no such account, line or category, no term that is open, or the amount is out of
            bounds.
    """
    _check(tx, account, category, amount_cents, contract_line)
    whose = " ".join((author or tx.author).split())
    if len(whose) > LONGEST_AUTHOR:
        raise Rejected(f"A name has at most {LONGEST_AUTHOR} characters; the call was not saved.", field="author")
    rows = renewal_rows(contract_lines(tx.conn, account), as_of=on_day)
    if not any(row.outcome is None and contract_line in (None, row.line_id) for row in rows):
        raise Rejected(
            f"There is nothing to call: no contract line of {account_name(tx.conn, account)} has a term that is still "
            "open. Give its line an end first."
        )
    kind = "final" if final else "csm"
    made = _write(tx, account, on_day, kind, category, amount_cents, whose, contract_line)
    tx.label = f"{'Final call:' if final else 'Called'} {category}, {account_name(tx.conn, account)}"
    return made


def freeze_automatic(tx: Tx, account: str, called: Sequence[tuple[Term, Standing]], *, on_day: date) -> list[str]:
    """Keep what the rule says of an account's open terms today; from then on that is its automatic call.

    Args:
        called: the terms and what the rule says of each, computed for `on_day`.
    Returns:
        The ids of the calls.

    Raises:
        Rejected: the account is not there any more, or no term of it is open.
    """
    open_ = [(term, said) for term, said in called if term.account == account and term.closed_cents is None]
    if not is_living(tx.conn, "account", account):
        raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")
    if not open_:
        raise Rejected(f"There is nothing to keep: no term of {account_name(tx.conn, account)} is open.")
    tx.label = f"Automatic call kept, {account_name(tx.conn, account)}"
    first: dict[str, tuple[Term, Standing]] = {}
    for term, said in sorted(open_, key=lambda each: each[0].ends_on):
        first.setdefault(term.line_id, (term, said))
    return [
        _write(tx, account, on_day, "automatic", said.category, said.called_cents, tx.author, line)
        for line, (_, said) in sorted(first.items())
    ]


def _check(tx: Tx, account: str, category: str, amount_cents: int | None, contract_line: str | None) -> None:
    if category not in CATEGORIES:
        raise Rejected(f"{category!r} is no category: use one of {', '.join(CATEGORIES)}.", field="category")
    if amount_cents is not None and not 0 <= amount_cents <= MAX_CENTS:
        raise Rejected("An amount that is expected to renew is zero or more; the call was not saved.", field="amount")
    if not is_living(tx.conn, "account", account):
        raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")
    if contract_line is not None and not is_living(tx.conn, "contract_line", contract_line, account=account):
        raise Rejected("There is no such contract line any more: it may have been taken back. Nothing was saved.")


def _write(
    tx: Tx,
    account: str,
    on_day: date,
    kind: str,
    category: str,
    amount_cents: int | None,
    author: str,
    contract_line: str | None,
) -> str:
    said: dict[str, Value] = {"category": category, "amount_cents": amount_cents, "author": author}
    known = call_of_day(tx.conn, account, on_day, kind, contract_line)
    if known is not None:
        tx.update("renewal_call", known, said)
        return known
    where: dict[str, Value] = {
        "account": account,
        "contract_line": contract_line,
        "on_day": on_day.isoformat(),
        "kind": kind,
    }
    return tx.insert("renewal_call", where | said)
