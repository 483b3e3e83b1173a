"""Which accounts are at risk on a day, and what is at stake."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from desktop.domain.facts import RenewalCall, Risk

AT_RISK = "at risk"


def with_open_risk(risks: Iterable[Risk], day: date) -> set[str]:
    """Accounts with a risk that was opened by `day` and not closed by then."""
    return {
        risk.account for risk in risks if risk.opened_on <= day and (risk.closed_on is None or risk.closed_on > day)
    }


def called_at_risk(calls: Iterable[RenewalCall], day: date) -> set[str]:
    """Accounts whose latest call by `day` is at risk; a person's call stands before the automatic one."""
    latest: dict[str, tuple[bool, date, str | None]] = {}
    for call in calls:
        if call.on_day > day:
            continue
        entry = call.kind != "automatic", call.on_day, call.category
        known = latest.get(call.account)
        if known is None or entry[:2] >= known[:2]:
            latest[call.account] = entry
    return {account for account, (_, _, category) in latest.items() if category == AT_RISK}
