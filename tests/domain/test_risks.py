"""Which accounts are at risk on a day: the edges of risks and calls."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.domain.facts import ContractLine, RenewalCall, Risk
from desktop.domain.forecast.at_risk import called_at_risk
from desktop.domain.risks import with_open_risk

DAY = date(2026, 6, 30)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("opened_on", "closed_on", "is_open"),
    [
        (DAY, None, True),
        (AFTER, None, False),
        (BEFORE, DAY, False),
        (BEFORE, AFTER, True),
        (BEFORE, BEFORE, False),
    ],
)
def test_that_a_risk_is_open_from_its_day_until_the_day_before_it_is_closed(
    opened_on: date, closed_on: date | None, is_open: bool
) -> None:
    risk = Risk("r", "acme", "price", opened_on, closed_on)
    assert (with_open_risk([risk], DAY) == {"acme"}) is is_open


TERM_START = date(2026, 1, 1)
LINE = ContractLine("line", "acme", 100, TERM_START, date(2027, 1, 1))


@pytest.mark.parametrize(
    ("calls", "is_at_risk"),
    [
        ([("csm", DAY, "at risk")], True),
        ([("csm", AFTER, "at risk")], False),
        ([("csm", BEFORE, "at risk"), ("csm", DAY, "commit")], False),
        ([("csm", DAY, "commit"), ("csm", BEFORE, "at risk")], False),
        ([("csm", BEFORE, "commit"), ("final", DAY, "at risk")], True),
        ([("final", BEFORE, "commit"), ("csm", DAY, "at risk")], False),
        ([("automatic", DAY, "at risk")], True),
        ([("csm", BEFORE, "commit"), ("automatic", DAY, "at risk")], False),
        ([("csm", BEFORE, "at risk"), ("automatic", DAY, "commit")], True),
        ([("csm", TERM_START, "at risk")], True),
        ([("csm", TERM_START - timedelta(days=1), "at risk")], False),
        ([("csm", DAY, None)], False),
    ],
)
def test_that_the_highest_ranking_call_of_the_present_term_decides(
    calls: list[tuple[str, date, str | None]], is_at_risk: bool
) -> None:
    rows = [RenewalCall(str(at), "acme", on, kind, category) for at, (kind, on, category) in enumerate(calls)]
    assert (set(called_at_risk(rows, [LINE], day=DAY)) == {"acme"}) is is_at_risk
