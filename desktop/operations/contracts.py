"""What happens to a contract: renewed, or notice given; always the line whose governing date comes next."""

from __future__ import annotations

from datetime import date

from desktop.domain.calendar import add_months
from desktop.domain.drafts import NoticeDraft, RenewDraft
from desktop.domain.errors import Rejected
from desktop.domain.facts import ContractLine
from desktop.domain.renewals import RenewalRow, renewal_rows
from desktop.store.queries.facts import contract_lines
from desktop.store.tx import Tx


def renew(tx: Tx, draft: RenewDraft, *, as_of: date) -> str:
    """Close the account's next term as renewed and add the line that follows it; returns the new line's id.

    Raises:
        Rejected: no line of the account has a term that could be renewed.
    """
    lines = {line.id: line for line in contract_lines(tx.conn) if line.account == draft.account}
    row = _next(lines, as_of, "renew")
    line = lines[row.line_id]
    # The outcome ends the line at its end_on, so a line that rolled on takes the end it has reached.
    tx.update(
        "contract_line",
        line.id,
        {"end_on": row.renews_on.isoformat(), "outcome": "renewed", "outcome_on": draft.on_day.isoformat()},
    )
    new_line = tx.insert(
        "contract_line",
        {
            "account": line.account,
            "product": line.product,
            "plan": line.plan,
            "plan_rank": line.plan_rank,
            "seats": line.seats,
            "arr_cents": line.arr_cents if draft.arr_cents is None else draft.arr_cents,
            "start_on": row.renews_on.isoformat(),
            "end_on": add_months(row.renews_on, draft.months).isoformat(),
            "term_months": draft.months,
            "auto_renew": None if line.auto_renew is None else int(line.auto_renew),
            "notice_days": line.notice_days,
        },
    )
    tx.label = f"Renewed for {draft.months} months"
    return new_line


def give_notice(tx: Tx, draft: NoticeDraft, *, as_of: date) -> str:
    """Record the notice on the account's lines whose terms end next, on the same day; returns the first one's id.

    Raises:
        Rejected: no line of the account has a term.
    """
    lines = {line.id: line for line in contract_lines(tx.conn) if line.account == draft.account}
    first = _next(lines, as_of, "give notice of")
    together = [row for row in renewal_rows(lines.values(), as_of=as_of) if row.renews_on == first.renews_on]
    for row in together:
        values = {"notice_given_on": draft.given_on.isoformat()}
        tx.update("contract_line", row.line_id, values if draft.reason is None else {**values, "reason": draft.reason})
    tx.label = "Notice given"
    return first.line_id


def _next(lines: dict[str, ContractLine], as_of: date, what: str) -> RenewalRow:
    rows = [row for row in renewal_rows(lines.values(), as_of=as_of) if row.outcome is None]
    if not rows:
        raise Rejected(f"There is nothing to {what}: no contract line of this account has a term that is still open.")
    return rows[0]
