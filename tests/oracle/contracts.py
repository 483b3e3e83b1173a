"""What each contract line is worth on each day: terms, rolling on, notices and successors, walked line by line."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.oracle.rows import Row

FAR = date(9999, 12, 31)


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def whole_months(start: date, end: date) -> int:
    months = 0
    while months_later(start, months + 1) <= end:
        months += 1
    return months


@dataclass
class Line:
    """A line as known at the end of a day; `stops` is the first day it no longer counts."""

    row: Row
    outcome: str | None
    notice: date | None
    runs_since: date
    stops: date = FAR
    has_successor: bool = False

    @property
    def cents(self) -> int:
        return 0 if self.row.trial else int(self.row.arr_cents)

    @property
    def product(self) -> tuple[str, str | None]:
        return self.row.account, self.row.product

    @property
    def ends(self) -> date:
        return self.row.end_on or FAR

    def counts(self, day: date) -> bool:
        return self.row.start_on <= day < self.stops

    def is_overdue(self, day: date) -> bool:
        """Past its end, and nobody said what became of it."""
        return self.stops <= day and self.outcome is None and not self.has_successor and self.cents > 0


def known_lines(rows: list[Row], day: date) -> list[Line]:
    """The lines of all accounts that had started by `day`, with what was said of them by then."""
    lines: list[Line] = []
    for row in rows:
        if row.start_on > day or (row.end_on is not None and row.end_on <= row.start_on):
            continue
        said_on = row.outcome_on or row.end_on
        outcome = row.outcome if said_on is None or said_on <= day else None
        notice = row.notice_given_on if row.notice_given_on and row.notice_given_on <= day else None
        lines.append(Line(row, outcome, notice, row.start_on))
    by_product: dict[tuple[str, str | None], list[Line]] = {}
    for line in sorted(lines, key=lambda each: each.row.start_on):
        by_product.setdefault(line.product, []).append(line)
    for family in by_product.values():
        for line in family:
            # Two like lines that meet are one that was cut: the second goes on from the start of the first.
            line.runs_since = max((each.runs_since for each in family if _meets(each, line)), default=line.row.start_on)
        for line in family:
            line.stops, line.has_successor = _stop(line, family)
    return lines


def _meets(first: Line, second: Line) -> bool:
    return (
        first is not second
        and first.ends == second.row.start_on
        and (first.row.arr_cents, first.row.plan, bool(first.row.trial))
        == (second.row.arr_cents, second.row.plan, bool(second.row.trial))
    )


def _stop(line: Line, family: list[Line]) -> tuple[date, bool]:
    """The day a line stops counting, and whether another one takes its place."""
    if any(_meets(line, each) for each in family):
        return line.ends, True
    follows = min((each.runs_since for each in family if each.runs_since > line.runs_since), default=None)
    if line.row.end_on is None:
        return FAR, follows is not None
    if line.outcome is not None or not line.row.auto_renew or not term_months(line):
        return line.ends, follows is not None
    for end in rolled_ends(line):
        gave_notice = line.notice is not None and line.notice <= end - timedelta(days=line.row.notice_days or 0)
        if follows is not None and follows <= end:
            return max(follows, line.ends), True
        if gave_notice:
            return end, follows is not None
        if end.year > 2090:
            break
    return FAR, False


def term_months(line: Line) -> int:
    """Months it rolls on by; 0 where no term is known."""
    if line.row.term_months is not None:
        return int(line.row.term_months)
    return whole_months(line.row.start_on, line.ends) or whole_months(line.runs_since, line.ends)


def rolled_ends(line: Line) -> Iterator[date]:
    """Its end, and then every end it rolls on to; whole months are counted from the start, so that none is lost."""
    end, months = line.ends, term_months(line)
    done = whole_months(line.runs_since, end)
    anchor, done = (line.runs_since, done) if months_later(line.runs_since, done) == end else (end, 0)
    step = 0
    while True:
        yield months_later(anchor, done + step * months)
        step += 1


def term_ends(line: Line, start: date, end: date) -> list[date]:
    """Every end of a term in (start, end]: within a line of several years, at its end, and at each it rolls on to."""
    found: set[date] = set()
    term = line.row.term_months or 0
    if term:
        step = 1
        while (day := months_later(line.row.start_on, step * term)) < min(line.ends, end + timedelta(days=1)):
            found.add(day)
            step += 1
    if line.row.end_on is not None:
        found.add(line.ends)
        if line.stops > line.ends:
            for day in rolled_ends(line):
                if day > min(line.stops, end):
                    break
                found.add(day)
    return sorted(day for day in found if start < day <= end and line.cents > 0)
