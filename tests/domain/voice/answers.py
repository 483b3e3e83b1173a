"""Survey answers and small books for the tests of Voice."""

from __future__ import annotations

from datetime import date

from desktop.domain.calendar import Period
from desktop.domain.facts import SurveyAnswer
from desktop.domain.surveys import SCALES

YEAR = Period(date(2024, 12, 31), date(2025, 12, 31))
MIDYEAR = date(2025, 6, 15)


def answer(
    row: str,
    score: float | None,
    *,
    kind: str = "nps",
    account: str = "acme",
    on: date = MIDYEAR,
    contact: str | None = None,
    comment: str | None = None,
    direction: str | None = None,
) -> SurveyAnswer:
    low, high = SCALES[kind]
    return SurveyAnswer(row, account, kind, on, score, low, high, contact, direction, comment)
