"""Every rule over every account of a book, the worst first, and what they come to for the book."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from desktop.domain.book import Book
from desktop.domain.cadences import Cadences
from desktop.domain.facts import Account
from desktop.domain.health import HealthScores
from desktop.domain.renewals import RenewalRow
from desktop.domain.signals import churn
from desktop.domain.signals.despite_use import risk_despite_use
from desktop.domain.signals.effort import EffortAndTime, effort_and_time, hard_and_slow_start
from desktop.domain.signals.expansion import ready_to_expand
from desktop.domain.signals.quiet import QuietRow, going_quiet, quiet_rows
from desktop.domain.signals.signal import Judgement, Signal, Unjudged
from desktop.domain.signals.situation import NO_CADENCES, Opportunity, Peers, Situation, situations
from desktop.domain.usage import UsageWindows

Rule = Callable[[Situation], Judgement]

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "risk_despite_use": risk_despite_use,
        "notice_given": churn.notice_given,
        "ended_without_outcome": churn.ended_without_outcome,
        "unanswered_detractor": churn.unanswered_detractor,
        "champion_left": churn.champion_left,
        "opt_out_near": churn.opt_out_near,
        "feedback_falls": churn.feedback_falls,
        "use_falls": churn.use_falls,
        "low_pulse": churn.low_pulse,
        "going_quiet": going_quiet,
        "hard_and_slow_start": hard_and_slow_start,
        "ready_to_expand": ready_to_expand,
    }
)
"""The rules by key, in the order in which signals of one severity are told."""

WITHOUT_ARR = frozenset({"ended_without_outcome"})
"""Rules that hold for accounts without ARR, too: the rest has nothing left to lose or to win there."""


class AccountSignals(NamedTuple):
    """What the rules say of one account.

    Args:
        arr_cents: what is at stake: ARR, and the last ARR of overdue lines.
        undecided: the next date, not passed, until which it can opt out; None = none is known, or it is decided.
        open_terms: every term it can opt out of, nobody having decided, by that date.
        signals: the most severe first.
        unjudged: rules that could not judge it.
    """

    account: Account
    arr_cents: int
    undecided: RenewalRow | None
    signals: tuple[Signal, ...]
    unjudged: tuple[Unjudged, ...]
    open_terms: tuple[RenewalRow, ...] = ()


class RuleTotal(NamedTuple):
    """A rule over the book: accounts it holds for, what is at stake there, and how many it could not judge, and why.

    Args:
        missing: reason -> accounts; one account may have several.
    """

    key: str
    n: int
    arr_cents: int
    unjudged: int
    missing: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BookSignals:
    """What the rules say of a book on a day.

    Args:
        accounts: all, those with signs of loss by severity x ARR, then those with a chance, then the rest by name.
        rules: one total a rule, in the order of RULES.
        quiet: the list of the quiet.
        judged: accounts with ARR, which all rules were asked about.
        peers: what they were judged by besides their own facts.
    """

    day: date
    accounts: Sequence[AccountSignals]
    rules: Sequence[RuleTotal]
    quiet: Sequence[QuietRow]
    effort: EffortAndTime
    judged: int
    peers: Peers


def book_signals(
    book: Book,
    windows: UsageWindows,
    scores: HealthScores,
    day: date,
    opportunities: Iterable[Opportunity] = (),
    cadences: Cadences = NO_CADENCES,
    peers: Peers | None = None,
) -> BookSignals:
    """Every rule over every scored account of the book on `day`.

    Args:
        windows, scores: usage and health of the same day and accounts.
        cadences: how often the accounts of a segment are to be talked with.
        peers: where `book` is only a part: what the whole of it comes to.
    """
    found, peers = situations(book, windows, scores, day, opportunities, cadences, peers)
    judged = sorted((account_signals(each) for each in found), key=_worst_first)
    quiet = {each.account.id for each in judged if any(signal.family == "quiet" for signal in each.signals)}
    return BookSignals(
        day,
        judged,
        _totals(judged),
        quiet_rows(found, quiet),
        effort_and_time(found),
        sum(each.is_active for each in found),
        peers,
    )


def account_signals(s: Situation) -> AccountSignals:
    """What every rule says of one account."""
    judgements = [rule(s) for key, rule in RULES.items() if s.is_active or key in WITHOUT_ARR]
    signals = sorted((each for each in judgements if isinstance(each, Signal)), key=lambda each: -each.severity)
    unjudged = tuple(each for each in judgements if isinstance(each, Unjudged))
    return AccountSignals(s.account, s.arr_cents, s.undecided, tuple(signals), unjudged, s.open_terms)


def _worst_first(found: AccountSignals) -> tuple[int, int, str, str]:
    """By the severity x ARR of its worst sign of loss; a chance is not bad, whatever it is worth."""
    losses = [each.severity for each in found.signals if each.family != "expansion"]
    chances = [each.severity for each in found.signals if each.family == "expansion"]
    group = 0 if losses else 1 if chances else 2
    return group, -max(losses or chances or [0]) * found.arr_cents, found.account.name, found.account.id


def _totals(judged: Sequence[AccountSignals]) -> list[RuleTotal]:
    holds: dict[str, list[int]] = {key: [] for key in RULES}
    unknown = dict.fromkeys(RULES, 0)
    missing: dict[str, dict[str, int]] = {key: {} for key in RULES}
    for account in judged:
        for signal in account.signals:
            holds[signal.key].append(account.arr_cents)
        for each in account.unjudged:
            unknown[each.key] += 1
            for reason in each.missing:
                missing[each.key][reason] = missing[each.key].get(reason, 0) + 1
    return [
        RuleTotal(key, len(holds[key]), sum(holds[key]), unknown[key], dict(sorted(missing[key].items())))
        for key in RULES
    ]
