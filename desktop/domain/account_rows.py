"""One row an account: what a list of the book shows of it on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from desktop.domain.book import Book, accounts_on, owners_on
from desktop.domain.book_health import book_health
from desktop.domain.health import shown_score
from desktop.domain.renewals import next_by_account, renewal_rows
from desktop.domain.revenue import arr_history
from desktop.domain.usage import UsageWindows

CHANGE_DAYS = 30


class AccountRow(NamedTuple):
    """An account on a day; score, shown (in whole points) and change_30d None = none, or too little is known."""

    id: str
    name: str
    external_id: str | None
    csm: str | None
    segment: str | None
    industry: str | None
    region: str | None
    stage: str | None
    arr_cents: int
    score: float | None
    shown: int | None
    band: str
    coverage: float
    change_30d: float | None
    renews_on: date | None
    opts_out_on: date | None
    last_two_way_on: date | None
    next_step: str | None


def account_rows(book: Book, windows: UsageWindows, windows_before: UsageWindows, day: date) -> list[AccountRow]:
    """The accounts of the book on `day`, by name.

    Args:
        windows, windows_before: usage of `day` and of 30 days earlier, both aligned with accounts_on(book, day).
    """
    accounts = accounts_on(book, day)
    ids = tuple(account.id for account in accounts)
    now = book_health(book, ids, windows, day)
    before = book_health(book, ids, windows_before, day - timedelta(days=CHANGE_DAYS))
    change = now.score - before.score
    arr = arr_history(book.lines, as_of=day).by_account(day)
    owners = owners_on(book.ownerships, day)
    renewal = next_by_account(renewal_rows(book.lines, as_of=day))
    contacted = last_two_way(book, day)
    rows: list[AccountRow] = []
    for at, account in enumerate(accounts):
        is_banded, was_banded = now.band[at] != "unscored", before.band[at] != "unscored"
        governing = renewal.get(account.id)
        rows.append(
            AccountRow(
                id=account.id,
                name=account.name,
                external_id=account.external_id,
                csm=owners.get(account.id),
                segment=account.segment,
                industry=account.industry,
                region=account.region,
                stage=account.stage,
                arr_cents=arr.get(account.id, 0),
                score=float(now.score[at]) if is_banded else None,
                shown=shown_score(now, at) if is_banded else None,
                band=str(now.band[at]),
                coverage=float(now.coverage[at]),
                change_30d=float(change[at]) if is_banded and was_banded else None,
                renews_on=governing.renews_on if governing else None,
                opts_out_on=governing.opts_out_on if governing else None,
                last_two_way_on=contacted.get(account.id),
                next_step=account.next_step,
            )
        )
    return rows


def last_two_way(book: Book, day: date) -> dict[str, date]:
    """Account id -> the day of its last held two-way touchpoint or QBR by `day`."""
    held = [
        (each.account, each.on_day)
        for each in book.touchpoints
        if each.two_way and each.state in (None, "held") and each.on_day <= day
    ]
    held += [(qbr.account, qbr.held_on) for qbr in book.qbrs if qbr.held_on is not None and qbr.held_on <= day]
    latest: dict[str, date] = {}
    for account, on_day in held:
        if account not in latest or on_day > latest[account]:
            latest[account] = on_day
    return latest
