"""What calls were worth, once it is known what closed: accuracy and bias, per kind of call and per group.

Graded is the call that stood on the eve of the governing date, and the one that stood 90 days before that date: a call
that is only right when everything is decided is of no use to anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from desktop.domain.calendar import Period
from desktop.domain.contracts import known_lines
from desktop.domain.facts import ContractLine, RenewalCall
from desktop.domain.forecast.calls import KINDS, Kind, by_account, latest_call, running_lines, standing
from desktop.domain.forecast.terms import Term, terms_in
from desktop.domain.rates import SMALL_N

When = Literal["last", "90 days before"]
DAYS_BEFORE: dict[When, int] = {"last": 1, "90 days before": 90}
"""How many days before the governing date the call has to have been made, at the latest."""


class TermKey(NamedTuple):
    """What tells a term on any day: its line and its end."""

    line_id: str
    ends_on: date


class GradedTerm(NamedTuple):
    """A term that is over, and what had been called of it; cents, None = not called.

    group: of whom it is; "" where no groups were asked for.
    """

    term: Term
    group: str
    called: dict[tuple[Kind, When], int | None]


class Grade(NamedTuple):
    """How near a kind of call came to what closed.

    Args:
        called_cents, closed_cents: of the `n` terms that were called.
        missed_cents: what the single calls were off by, ups and downs alike.
        of: closed terms, called or not.
    """

    called_cents: int
    closed_cents: int
    missed_cents: int
    n: int
    of: int

    @property
    def accuracy(self) -> float | None:
        """1 - |closed - called| / called, of the sums; at most 1, below 0 where more was missed than called.

        None (no data) where nothing was called. In a sum, calls too high make up for calls too low.
        """
        return 1 - abs(self.closed_cents - self.called_cents) / self.called_cents if self.called_cents else None

    @property
    def accuracy_by_term(self) -> float | None:
        """As `accuracy`, with every term's miss counted by itself: never better than the accuracy of the sums."""
        return 1 - self.missed_cents / self.called_cents if self.called_cents else None

    @property
    def bias(self) -> float | None:
        """(called - closed) / called: above zero = called too high, below = too low; None where nothing was called."""
        return (self.called_cents - self.closed_cents) / self.called_cents if self.called_cents else None

    @property
    def is_small(self) -> bool:
        return self.n < SMALL_N


Grades = dict[tuple[Kind, When], Grade]


def closed_terms(lines: Iterable[ContractLine], window: Period, *, as_of: date) -> list[Term]:
    """The terms that ended within the window, by `as_of`, and whose outcome is known."""
    found = terms_in(lines, window, as_of=as_of)
    return [term for term in found if term.closed_cents is not None and term.ends_on <= as_of]


def days_to_look_at(terms: Iterable[Term]) -> dict[date, set[str]]:
    """The days on which the rule has to be asked what it would have said -> the accounts (ids) it is about."""
    found: dict[date, set[str]] = {}
    for term in terms:
        for days in DAYS_BEFORE.values():
            found.setdefault(_day(term, days), set()).add(term.account)
    return found


def graded_terms(
    terms: Sequence[Term],
    lines: Iterable[ContractLine],
    calls: Iterable[RenewalCall],
    rule: Mapping[date, Mapping[TermKey, int]],
    *,
    as_of: date,
    group_of: Mapping[TermKey, str] | None = None,
) -> list[GradedTerm]:
    """What had been called of each closed term.

    Args:
        rule: day -> what the rule called of each term that day (cents), of every day of `days_to_look_at`.
        group_of: the group of each term; None = no groups.
    """
    spoken, running = by_account(calls), running_lines(known_lines(lines, as_of=as_of))
    found: list[GradedTerm] = []
    for term in terms:
        key = TermKey(term.line_id, term.ends_on)
        called: dict[tuple[Kind, When], int | None] = {}
        for when, days in DAYS_BEFORE.items():
            day = _day(term, days)
            for kind in KINDS:
                call = latest_call(spoken.get(term.account, ()), term, kind, day=day)
                if call is not None:
                    called[kind, when] = standing(call, term, running).called_cents
                else:
                    called[kind, when] = rule.get(day, {}).get(key) if kind == "automatic" else None
        found.append(GradedTerm(term, "" if group_of is None else group_of[key], called))
    return found


def grades(graded: Iterable[GradedTerm]) -> Grades:
    """The grade of every kind of call at both times."""
    rows = list(graded)
    return {(kind, when): _grade(rows, kind, when) for kind in KINDS for when in DAYS_BEFORE}


def grades_by_group(graded: Iterable[GradedTerm]) -> dict[str, Grades]:
    """The grades of each group, by name."""
    groups: dict[str, list[GradedTerm]] = {}
    for each in graded:
        groups.setdefault(each.group, []).append(each)
    return {name: grades(groups[name]) for name in sorted(groups)}


def _grade(graded: Sequence[GradedTerm], kind: Kind, when: When) -> Grade:
    pairs = [(each.called[kind, when], each.term.closed_cents or 0) for each in graded]
    known = [(called, closed) for called, closed in pairs if called is not None]
    return Grade(
        called_cents=sum(called for called, _ in known),
        closed_cents=sum(closed for _, closed in known),
        missed_cents=sum(abs(closed - called) for called, closed in known),
        n=len(known),
        of=len(graded),
    )


def _day(term: Term, days: int) -> date:
    return date.fromordinal(max(term.governs_on.toordinal() - days, 1))
