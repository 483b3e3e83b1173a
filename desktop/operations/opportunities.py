"""Chances to sell more: written down, edited in place, won or lost."""

from __future__ import annotations

from datetime import date

from desktop.domain.errors import Rejected
from desktop.domain.grammar.figures import checked_amount, looks_like_amount
from desktop.domain.grammar.tokens import tokenise
from desktop.domain.opportunities import KINDS, LOST, OPEN, WON, Chance
from desktop.operations.accounts import typed_day
from desktop.store.queries.rows import is_living
from desktop.store.queries.success import chances
from desktop.store.tx import Tx, Value

LONGEST = 300
PARTS = {
    "kind": "kind",
    "product": "product",
    "arr_cents": "ARR",
    "close_on": "closing day",
    "likelihood": "likelihood",
    "reason": "reason",
}
"""What can be edited, and what it is called."""


def add_opportunity(
    tx: Tx,
    account: str,
    kind: str,
    *,
    arr_cents: int | None = None,
    product: str | None = None,
    close_on: date | None = None,
    likelihood: float | None = None,
) -> str:
    """Write down a chance to sell more.

    Raises:
        Rejected: the kind is unknown, the amount negative, the likelihood no share, or the account is gone.
    """
    if not is_living(tx.conn, "account", account):
        raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")
    if kind not in KINDS:
        raise Rejected("An opportunity is an upsell, a cross-sell or a feature upgrade: type one.", field="kind")
    if arr_cents is not None and arr_cents < 0:
        raise Rejected("An opportunity brings 0 or more; nothing was saved.", field="arr_cents")
    if likelihood is not None and not 0 <= likelihood <= 1:
        raise Rejected("A likelihood runs from 0 to 100 %; nothing was saved.", field="likelihood")
    tx.label = f"{called(kind)} added"
    return tx.insert(
        "opportunity",
        {
            "account": account,
            "kind": kind,
            "product": _text(product, "product"),
            "arr_cents": arr_cents,
            "close_on": None if close_on is None else close_on.isoformat(),
            "likelihood": likelihood,
            "state": OPEN,
        },
    )


def edit_opportunity(tx: Tx, opportunity: str, part: str, typed: str, *, account: str, as_of: date) -> None:
    """Change one part of an opportunity to what was typed; blank takes it away, but for the kind.

    Args:
        part: one of PARTS.

    Raises:
        Rejected: it is gone, or what was typed does not fit.
    """
    found = living(tx, opportunity, account)
    said = " ".join(typed.split())
    value: Value = _text(said, part)
    if part == "kind":
        value = next((each for each in KINDS if said and _bare(each).startswith(_bare(said))), None)
        if value is None:
            raise Rejected("An opportunity is an upsell, a cross-sell or a feature upgrade: type one.", field="kind")
    elif part == "arr_cents" and said:
        value = typed_amount(said, field=part)
    elif part == "likelihood" and said:
        value = typed_share(said, field=part)
    elif part == "close_on":
        day = typed_day(typed, as_of=as_of)
        value = None if day is None else day.isoformat()
    tx.update("opportunity", opportunity, {part: value})
    tx.label = f"{called(found.kind)}: {PARTS[part]} {'taken away' if value is None else 'changed'}"


def close_opportunity(
    tx: Tx, opportunity: str, state: str, closed_on: date, *, account: str, reason: str | None = None
) -> None:
    """Say that an opportunity was won or lost, and why; its closing day becomes that day.

    This only says that it was won; `winning.win_into_contract` writes it into the contract, too.

    Raises:
        Rejected: it is gone or closed already, or the state is neither won nor lost.
    """
    found = living(tx, opportunity, account)
    if state not in (WON, LOST):
        raise Rejected("An opportunity is won or lost: type one of them.", field="state")
    if (found.state or OPEN) in (WON, LOST):
        raise Rejected(f"This {called(found.kind).lower()} is {found.state} already; nothing was saved.", field="state")
    values: dict[str, Value] = {"state": state, "close_on": closed_on.isoformat()}
    if said := _text(reason, "reason"):
        values["reason"] = said
    tx.update("opportunity", opportunity, values)
    tx.label = f"{called(found.kind)} {state}"


def reopen_opportunity(tx: Tx, opportunity: str, *, account: str) -> None:
    """Open an opportunity again that was won or lost by mistake.

    Raises:
        Rejected: it is gone, or open.
    """
    found = living(tx, opportunity, account)
    if (found.state or OPEN) not in (WON, LOST):
        raise Rejected(f"This {called(found.kind).lower()} is open already; nothing was saved.", field="state")
    tx.update("opportunity", opportunity, {"state": OPEN, "reason": None})
    tx.label = f"{called(found.kind)} open again"


def called(kind: str) -> str:
    """A kind of opportunity in words: Upsell, Cross-sell, Feature upgrade."""
    return {"cross_sell": "Cross-sell"}.get(kind, kind.replace("_", " ").capitalize())


def typed_amount(text: str, *, field: str) -> int:
    """Money as typed (18k, 1.5m, 18000.50) as cents.

    Raises:
        Rejected: it is no amount, or is negative.
    """
    tokens = tokenise(text.replace(" ", ""))
    if len(tokens) != 1 or not looks_like_amount(tokens[0]):
        raise Rejected(f'"{text[:20]}" is not an amount: type 120k or 120000.50.', field=field)
    try:
        return checked_amount(tokens[0].value, months_known=True)
    except ValueError as why:
        raise Rejected(str(why), field=field) from None


def typed_share(text: str, *, field: str) -> float:
    """A likelihood as typed (60 %, 60, 0.6) as a share 0-1.

    Raises:
        Rejected: it is no number, or runs out of 0 to 100 %.
    """
    plain = text.strip().replace(",", ".")
    is_percent = plain.endswith("%")
    try:
        value = float(plain.removesuffix("%").strip())
    except ValueError:
        raise Rejected(f'"{text[:20]}" is no likelihood: type one such as 60 %.', field=field) from None
    share = value / 100 if is_percent or value > 1 else value
    if not 0 <= share <= 1:
        raise Rejected(f"A likelihood runs from 0 to 100 %; {text[:20]} was not saved.", field=field)
    return round(share, 6)


def living(tx: Tx, opportunity: str, account: str) -> Chance:
    """What is known of an opportunity.

    Raises:
        Rejected: it is gone.
    """
    found = next((each for each in chances(tx.conn, account) if each.id == opportunity), None)
    if found is None:
        raise Rejected("There is no such opportunity any more: it may have been taken back. Nothing was saved.")
    return found


def _text(typed: str | None, part: str) -> str | None:
    said = " ".join((typed or "").split())
    if len(said) > LONGEST:
        raise Rejected(f"The {PARTS[part]} has at most {LONGEST} characters.", field=part)
    return said or None


def _bare(kind: str) -> str:
    return kind.casefold().replace("-", "").replace("_", "").replace(" ", "")
