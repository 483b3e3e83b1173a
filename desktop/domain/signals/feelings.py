"""Whether what an account's people answer is falling, person by person."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from desktop.domain.facts import SurveyAnswer
from desktop.domain.surveys import DIRECTIONS, normalised

FEELING_WITHIN_DAYS = 365
"""As the health score's feedback."""


class Change(NamedTuple):
    """How answers changed over (day-365, day].

    Args:
        points: mean over people of latest minus first answer, -100..100.
        n: people and kinds of survey answered at least twice.
        on: the day of the latest answer among them.
    """

    points: float
    n: int
    on: date


def feeling_change(answers: Iterable[SurveyAnswer], day: date) -> Change | None:
    """The change of those who answered the same kind of survey at least twice; None = nobody did.

    Compared within a person, because another person answering is no change of feeling. Answers without a contact
    cannot be compared so, and are left out.

    Args:
        answers: of one account, in order of day, of one day as they were written.
    """
    first_day = day - timedelta(days=FEELING_WITHIN_DAYS)
    series: dict[tuple[str, str], list[SurveyAnswer]] = {}
    for each in answers:
        if each.contact is None or each.score is None or not first_day < each.responded_on <= day:
            continue
        if each.kind == "ces" and each.direction not in DIRECTIONS:
            continue
        series.setdefault((each.kind, each.contact), []).append(each)
    pairs = [each for each in series.values() if len(each) > 1]
    if not pairs:
        return None
    change = math.fsum(normalised(each[-1]) - normalised(each[0]) for each in pairs) / len(pairs)
    return Change(round(change, 9), len(pairs), max(each[-1].responded_on for each in pairs))
