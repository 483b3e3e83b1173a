"""What was shown of an account's health on days that come to something else today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from desktop.domain.calendar import days_before
from desktop.domain.shown import Restated, ShownDay, restated
from desktop.operations.account_timeline import Scoring
from desktop.store.connection import Connection
from desktop.store.queries.book import book as read_book
from desktop.store.queries.shown_scores import shown_days

YEAR_DAYS = 365
MOST = 12
"""So many of the newest days are looked at again."""


def read_shown(conn: Connection, account: str, day: date) -> list[ShownDay]:
    """What was shown of the account in the year up to `day`, the newest first."""
    return shown_days(conn, account, after=days_before(day, YEAR_DAYS), until=day, most=MOST)


def scored_days(shown: Iterable[ShownDay]) -> set[date]:
    """The days that `restated_of` needs the scores of."""
    return {each.on_day - timedelta(days=back) for each in shown for back in (0, 1)}


def restated_of(shown: Sequence[ShownDay], scoring: Scoring) -> tuple[Restated, ...]:
    """Those days that come to something else now than was shown.

    Args:
        scoring: of the scored_days, too.
    """
    now = {each.on_day: (scoring.shown(each.on_day - timedelta(days=1)), scoring.shown(each.on_day)) for each in shown}
    return tuple(restated(shown, now))


def restated_scores(conn: Connection, account: str, day: date) -> tuple[Restated, ...]:
    """The same of an account (by id) of which nothing was read."""
    shown = read_shown(conn, account, day)
    if not shown:
        return ()
    return restated_of(shown, Scoring(conn, read_book(conn, account), account, scored_days(shown)))
