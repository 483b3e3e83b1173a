"""Which accounts are at risk on a day, and what is at stake."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from desktop.domain.facts import Risk

AT_RISK = "at risk"


def with_open_risk(risks: Iterable[Risk], day: date) -> set[str]:
    """Accounts with a risk that was opened by `day` and not closed by then."""
    return {risk.account for risk in risks if is_open(risk, day)}


def is_open(risk: Risk, day: date) -> bool:
    """Opened by `day` and not closed by then."""
    return risk.opened_on <= day and (risk.closed_on is None or risk.closed_on > day)
