"""What the cells of an account say: drawn, copied, heard, and in their tips. Other fields: `field_words`."""

from __future__ import annotations

from datetime import date

from desktop.domain.account_rows import AccountRow
from desktop.views import format

LONG_SILENCE_DAYS = 30
NEAR_DAYS = 300
"""So far a day is said without its year, where it stands beside the days to it."""
HALF_A_YEAR_DAYS = 182
"""So far it is said without its year where it stands alone: beyond, the next one of that name is nearer.

Within these, a day and a month name one day only, at a glance too.
"""
NONE = "none"
NO_DAY = "no day"
NO_SCORE = "no score"
"""Nothing two-way was ever logged: that is known, and no missing figure."""
NO_CONTRACT, NO_END = "no contract", "no end"


def health(account: AccountRow) -> str:
    """Score and coverage, a tab between them."""
    score = NO_SCORE if account.shown is None else format.number(account.shown)
    return f"{score}\t{format.percent(account.coverage)}"


def change(account: AccountRow) -> str:
    return format.UNKNOWN if account.change_30d is None else format.signed(account.change_30d)


def opt_out(account: AccountRow, today: date) -> tuple[str, str]:
    """When the account can opt out, and the day: ("38 d", "31 Dec"); the day is empty where there is none."""
    if account.is_ended:
        return "ended", _short_day(account.renews_on, today)
    if account.opts_out_on is not None:
        days = (account.opts_out_on - today).days
        left = "passed" if days < 0 else "today" if days == 0 else format.days(days)
        return left, _short_day(account.opts_out_on, today)
    if account.renews_on is not None:
        return format.UNKNOWN, ""
    return NO_END if account.arr_cents else NO_CONTRACT, ""


def talked(account: AccountRow, today: date) -> str:
    days = silent_days(account, today)
    return format.NEVER if days is None else format.days(days)


def silent_days(account: AccountRow, today: date) -> int | None:
    """Days since the last conversation; None = none is known."""
    return None if account.last_two_way_on is None else (today - account.last_two_way_on).days


def due(account: AccountRow, today: date) -> str:
    """When the next step is due."""
    if account.next_step_on is None:
        return NONE if account.next_step is None else NO_DAY
    return "today" if account.next_step_on == today else _short_day(account.next_step_on, today, HALF_A_YEAR_DAYS)


def copied(account: AccountRow, column: str) -> str | None:
    """A cell for a spreadsheet; None = it is copied as it is drawn, or as its field is."""
    if column == "health":
        return NO_SCORE if account.shown is None else str(account.shown)
    if column == "arr":
        return format.money_in_full(account.arr_cents)
    day = {
        "opt_out": account.renews_on if account.is_ended else account.opts_out_on,
        "talked": account.last_two_way_on,
        "due": account.next_step_on,
    }.get(column)
    return None if day is None else str(day)


def heard(account: AccountRow) -> str:
    """The row in sentences: health, what wants to be done, and until when. Nobody should have to walk along it."""
    told = [f"{account.name}: {_verdict(account)}, coverage {format.percent(account.coverage)}"]
    if account.is_ended:
        told.append(f"term ended {format.day(account.renews_on)} without an outcome")
    elif account.opts_out_on is not None:
        told.append(f"opts out {format.day(account.opts_out_on)}")
    if account.next_step is not None:
        by = "" if account.next_step_on is None else f", due {format.day(account.next_step_on)}"
        told.append(f"next step {account.next_step}{by}")
    return ". ".join(told)


def health_tip(account: AccountRow) -> str:
    return f"{account.name}: {_verdict(account)}, coverage {format.percent(account.coverage)}. Enter shows why."


def day_tip(account: AccountRow, column: str) -> str | None:
    """The whole day of a column that says days, or why there is none."""
    if column == "opt_out" and account.is_ended:
        return f"The term ended on {format.day(account.renews_on)}, and its outcome is unknown."
    if column == "opt_out" and account.opts_out_on is None and account.renews_on is not None:
        return f"Renews on {format.day(account.renews_on)}; the notice period is missing."
    day = {"opt_out": account.opts_out_on, "talked": account.last_two_way_on, "due": account.next_step_on}[column]
    return None if day is None else format.day(day)


def _verdict(account: AccountRow) -> str:
    return NO_SCORE if account.shown is None else f"{account.band} {account.shown}"


def _short_day(day: date | None, today: date, near: int = NEAR_DAYS) -> str:
    """A day without its year where that can be no other; the month, where the day matters less than the year."""
    if day is None:
        return format.UNKNOWN
    away = (day - today).days
    return format.day(day, beside=day) if -near < away < near else format.month(day)
