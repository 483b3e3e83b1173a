"""What a contract line says, apart from when it began; and how its terms run where it is changed, left or cut in two.

A line that is changed in the middle of a term is followed by one that ends where it would have ended. Where the terms
of a multi-year line go on after the next, the rest is a like line of its own, so that it can be left on the same days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.columns import NEVER
from desktop.domain.contracts import known_lines, next_term_ends
from desktop.domain.facts import ContractLine
from desktop.domain.line_columns import ints

FIELDS = ("product", "plan", "plan_rank", "seats", "arr_cents", "term_months", "auto_renew", "notice_days", "trial")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is agreed in a contract line; None = unknown.

    Args:
        arr_cents: a year.
        term_months: after which it ends, or can be left.
        notice_days: how long before that it has to be said.
    """

    arr_cents: int
    product: str | None = None
    plan: str | None = None
    plan_rank: int | None = None
    seats: int | None = None
    term_months: int | None = None
    auto_renew: bool | None = None
    notice_days: int | None = None
    trial: bool | None = None


def terms_of(line: ContractLine) -> Terms:
    """What the line says."""
    return Terms(
        arr_cents=line.arr_cents,
        product=line.product,
        plan=line.plan,
        plan_rank=line.plan_rank,
        seats=line.seats,
        term_months=line.term_months,
        auto_renew=line.auto_renew,
        notice_days=line.notice_days,
        trial=line.trial,
    )


def run_of(line: ContractLine, lines: Iterable[ContractLine]) -> list[ContractLine]:
    """The line and the like ones that go on from it, each where the one before ends."""
    others = [each for each in lines if each.account == line.account and each.id != line.id]
    run = [line]
    while True:
        last = run[-1]
        following = [
            each
            for each in others
            if each.start_on == last.end_on
            and (each.product, each.plan, each.arr_cents, bool(each.trial))
            == (last.product, last.plan, last.arr_cents, bool(last.trial))
        ]
        if not following or following[0] in run:
            return run
        run.append(following[0])


def term_end_from(line: ContractLine, day: date) -> date | None:
    """The first day on or after `day` on which a term of the line ends, as if nobody had given notice; None = none."""
    alone = line._replace(notice_given_on=None, outcome=None, outcome_on=None)
    known = known_lines([alone], as_of=max(day, line.start_on))
    if not known.lines:
        return None
    (end,) = next_term_ends(known, ints([0]), ints([day.toordinal() - 1])).tolist()
    return None if end == NEVER else date.fromordinal(end)


def last_day_by_notice(run: Sequence[ContractLine], given_on: date) -> tuple[int, date | None]:
    """Where a notice ends a run of lines: the position of the last line that runs, and the day; None = it runs on.

    The first term end whose opt-out date the notice meets; with an unknown notice period, the first after it.
    """
    for at, line in enumerate(run):
        met_by = date.fromordinal(min(given_on.toordinal() + (line.notice_days or 0), date.max.toordinal() - 1))
        end = term_end_from(line, max(met_by, line.start_on))
        # Where another goes on from it, the line does not roll.
        is_last = at == len(run) - 1
        if end is not None and (is_last or line.end_on is None or end <= line.end_on):
            return at, end
    return len(run) - 1, run[-1].end_on


def cut(line: ContractLine, day: date) -> list[tuple[date, date | None]]:
    """When the lines start and end that take a line's place from `day` on, with the same term ends as it.

    Args:
        day: after its start, while it runs.
    """
    following = date.fromordinal(day.toordinal() + 1)
    term_end = term_end_from(line, following)
    if term_end is None:
        return [(day, line.end_on)]
    if line.end_on is None or term_end < line.end_on:
        return [(day, term_end), (term_end, line.end_on)]
    return [(day, term_end)]
