"""The forecast of a window: what is up for renewal, what each kind of call says of it, and what likelihood makes of it.

Every term is in exactly one category of each kind of call, or not called: the ARR of the parts adds up to the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from desktop.domain.calendar import Period
from desktop.domain.contracts import known_lines
from desktop.domain.facts import ContractLine, RenewalCall
from desktop.domain.forecast.automatic import AccountState, automatic_call
from desktop.domain.forecast.calls import (
    CATEGORIES,
    Category,
    Kind,
    Standing,
    by_account,
    latest_call,
    running_lines,
    standing,
)
from desktop.domain.forecast.terms import Term, overdue_terms, terms_in

Column = Literal["automatic", "csm", "final", "standing"]
COLUMNS: tuple[Column, ...] = ("automatic", "csm", "final", "standing")
"""The kinds of call, and the one that counts: the highest-ranking kind that stands for a term."""


class CalledTerm(NamedTuple):
    """A term and what is called of it.

    Args:
        automatic: the frozen one where somebody froze it and no notice, binding or outcome has decided since; else
            what `rule` says.
        csm, final: None = not called. Once the term is closed it is closed in every kind, whatever was called.
        rule: what the rule says today.
        weighted_cents: what closed; nothing after notice; all where it can be left no more and nobody judged it; else
            ARR x likelihood; None = the likelihood is unknown.
    """

    term: Term
    automatic: Standing
    csm: Standing | None
    final: Standing | None
    rule: Standing
    weighted_cents: int | None

    @property
    def standing(self) -> Standing:
        """The call of the highest-ranking kind."""
        return self.final or self.csm or self.automatic

    def called(self, column: Column) -> Standing | None:
        if column == "standing":
            return self.standing
        return {"automatic": self.automatic, "csm": self.csm, "final": self.final}[column]


class Part(NamedTuple):
    """Some of the terms: how many, their ARR, and what of it is called; cents."""

    terms: int
    atr_cents: int
    called_cents: int


class Calls(NamedTuple):
    """What one kind of call says: its parts and `not_called` add up to the ATR."""

    by_category: dict[Category, Part]
    not_called: Part

    @property
    def called_cents(self) -> int:
        return sum(part.called_cents for part in self.by_category.values())

    @property
    def n(self) -> int:
        """Terms that are called."""
        return sum(part.terms for part in self.by_category.values())


class Gap(NamedTuple):
    """The CSM's call less the automatic one, over the open terms that the CSM called; n = how many these are."""

    cents: int
    csm_cents: int
    automatic_cents: int
    n: int


class Weighted(NamedTuple):
    """ARR x likelihood.

    Args:
        cents: of the `terms` whose chance is known; closed ones count as they closed.
        unknown_terms, unknown_atr_cents: not forecast, because nobody judged them; they are not zero.
    """

    cents: int
    terms: int
    unknown_terms: int
    unknown_atr_cents: int


class Totals(NamedTuple):
    """The forecast of some terms; every part of it adds up over groups.

    Args:
        accounts: how many have a term in the window.
        atr_cents: ARR available to renew, one term as often as it ends.
        open_terms, open_atr_cents: of which it is not known what became of them.
        closed_cents: what was renewed of the others.
        calls: by kind, and of the one that counts.
    """

    terms: int
    accounts: int
    atr_cents: int
    open_terms: int
    open_atr_cents: int
    closed_cents: int
    calls: dict[Column, Calls]
    gap: Gap
    weighted: Weighted


@dataclass(frozen=True, slots=True)
class Forecast:
    """What comes up for renewal in a window, as known on a day.

    Args:
        terms: that end in the window, by end.
        overdue: terms that ended before the window and still have no outcome; they are in no total.
        groups: by name; an account belongs to its group of `as_of`.
    """

    window: Period
    as_of: date
    terms: tuple[CalledTerm, ...]
    overdue: tuple[Term, ...]
    whole: Totals
    groups: dict[str, Totals]


def forecast(
    lines: Iterable[ContractLine],
    calls: Iterable[RenewalCall],
    states: Mapping[str, AccountState],
    window: Period,
    *,
    as_of: date,
    group_of: Mapping[str, str] | None = None,
) -> Forecast:
    """The forecast of a window as known on `as_of`; what is dated later changes nothing.

    Args:
        calls: of one day, the later written last.
        states: of accounts on `as_of`; one that is missing has no score and no open risk.
        group_of: account -> group, of every account with a line; None = no groups.
    """
    all_lines = tuple(lines)
    terms = terms_in(all_lines, window, as_of=as_of)
    called = called_terms(all_lines, terms, calls, states, as_of=as_of)
    groups: dict[str, list[CalledTerm]] = {}
    for each in called if group_of is not None else ():
        groups.setdefault((group_of or {})[each.term.account], []).append(each)
    return Forecast(
        window=window,
        as_of=as_of,
        terms=tuple(called),
        overdue=tuple(each for each in overdue_terms(all_lines, as_of=as_of) if each.ends_on <= window.start),
        whole=totals(called),
        groups={name: totals(groups[name]) for name in sorted(groups)},
    )


def called_terms(
    lines: Iterable[ContractLine],
    terms: Sequence[Term],
    calls: Iterable[RenewalCall],
    states: Mapping[str, AccountState],
    *,
    as_of: date,
) -> list[CalledTerm]:
    """What is called of each of some terms (from `terms_in` of the same lines and day), in their order."""
    spoken = by_account(calls)
    running = running_lines(known_lines(lines, as_of=as_of))
    nothing = AccountState()
    found: list[CalledTerm] = []
    for term in terms:
        rule = automatic_call(term, states.get(term.account, nothing), day=as_of)
        said: dict[Kind, Standing | None] = {"automatic": None, "csm": None, "final": None}
        for kind in said:
            if term.closed_cents is not None:
                said[kind] = rule
                continue
            if kind == "automatic" and (term.leaves or term.is_bound(as_of)):
                # What was kept was a guess, and has been overtaken by a fact.
                continue
            call = latest_call(spoken.get(term.account, ()), term, kind, day=as_of)
            if call is not None:
                said[kind] = standing(call, term, running)
        found.append(
            CalledTerm(
                term=term,
                automatic=said["automatic"] or rule,
                csm=said["csm"],
                final=said["final"],
                rule=rule,
                weighted_cents=_weighted(term, as_of),
            )
        )
    return found


def totals(called: Sequence[CalledTerm]) -> Totals:
    """Sum up some terms."""
    open_ = [each for each in called if each.term.closed_cents is None]
    compared = [(each.csm, each.automatic) for each in open_ if each.csm is not None]
    csm_cents = sum(csm.called_cents for csm, _ in compared)
    automatic_cents = sum(automatic.called_cents for _, automatic in compared)
    unknown = [each.term for each in called if each.weighted_cents is None]
    return Totals(
        terms=len(called),
        accounts=len({each.term.account for each in called}),
        atr_cents=sum(each.term.arr_cents for each in called),
        open_terms=len(open_),
        open_atr_cents=sum(each.term.arr_cents for each in open_),
        closed_cents=sum(each.term.closed_cents or 0 for each in called),
        calls={column: _calls(called, column) for column in COLUMNS},
        gap=Gap(csm_cents - automatic_cents, csm_cents, automatic_cents, len(compared)),
        weighted=Weighted(
            cents=sum(each.weighted_cents or 0 for each in called),
            terms=len(called) - len(unknown),
            unknown_terms=len(unknown),
            unknown_atr_cents=sum(term.arr_cents for term in unknown),
        ),
    )


def _calls(called: Sequence[CalledTerm], column: Column) -> Calls:
    parts: dict[Category | None, list[tuple[int, int]]] = {category: [] for category in (*CATEGORIES, None)}
    for each in called:
        said = each.called(column)
        entry = each.term.arr_cents, 0 if said is None else said.called_cents
        parts[None if said is None else said.category].append(entry)
    summed = {
        category: Part(len(part), sum(atr for atr, _ in part), sum(cents for _, cents in part))
        for category, part in parts.items()
    }
    return Calls({category: summed[category] for category in CATEGORIES}, summed[None])


def _weighted(term: Term, day: date) -> int | None:
    if term.closed_cents is not None:
        return term.closed_cents
    if term.leaves:
        return 0
    if term.likelihood is not None:
        return round(term.arr_cents * term.likelihood)
    return term.arr_cents if term.is_bound(day) else None
