"""The automatic call: what the rule says of a renewal from what is known on a day, for comparison with a person's.

Facts go before guesses: what happened, then what the contract binds to, then what is feared, then what was judged, and
last what health and the contract make likely. The rule is fixed and short, so that anybody can follow it.

Source: the shape (an automated call from scorecard and risks beside the CSM's and a final one) is the renewal forecast
of https://communities.gainsight.com/customer-insights-and-best-practices-349/implementing-renewal-forecasting-to-identify-and-safeguard-renewals-early-30790
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from desktop.domain.forecast.calls import COUNTED_ON, Category, Standing
from desktop.domain.forecast.terms import Term

BY_LIKELIHOOD: tuple[tuple[float, Category], ...] = ((0.85, "commit"), (0.6, "most likely"), (0.4, "best case"))
"""The category of a likelihood from that share on; at risk below."""

_BY_HEALTH: dict[tuple[str, bool], Category] = {
    ("green", True): "commit",
    ("green", False): "most likely",
    ("amber", True): "most likely",
    ("amber", False): "best case",
    ("unscored", True): "most likely",
    ("unscored", False): "best case",
}
"""(band, whether the line goes on by itself) -> category; red is at risk before it comes to this."""


class AccountState(NamedTuple):
    """What of an account the rule goes by, on a day; band is one of health.BANDS."""

    band: str = "unscored"
    has_open_risk: bool = False


def automatic_call(term: Term, state: AccountState, *, day: date) -> Standing:
    """What the rule says of a term on `day`; the first that applies.

    1 closed: the outcome is known. 2 omitted: notice was given in time. 3 at risk: it ended without an outcome.
    4 commit: it goes on by itself, and its opt-out date has passed. 5 at risk: an open risk, or red health.
    6 by the likelihood, where one is set: 85 % commit, 60 % most likely, 40 % best case, else at risk.
    7 by health: green commit where it goes on by itself, else most likely; amber most likely, else best case;
    not enough to judge: as amber.

    Returns:
        The whole ARR of the term is called where the category is counted on, nothing elsewhere; closed is what closed.
    """
    category, reason = _said(term, state, day)
    if term.closed_cents is not None:
        return Standing(category, term.closed_cents, reason=reason)
    return Standing(category, term.arr_cents if category in COUNTED_ON else 0, reason=reason)


def _said(term: Term, state: AccountState, day: date) -> tuple[Category, str]:
    if term.closed_cents is not None:
        return "closed", "the outcome is known"
    if term.leaves:
        return "omitted", "notice was given"
    if term.is_overdue:
        return "at risk", "the term ended without an outcome"
    if term.is_bound(day):
        return "commit", "it goes on by itself and can be left no more"
    if state.has_open_risk:
        return "at risk", "there is an open risk"
    if state.band == "red":
        return "at risk", "health is red"
    if term.likelihood is not None:
        return _by_likelihood(term.likelihood), f"its likelihood is {100 * term.likelihood:.0f} %"
    health = "not enough is known to judge health" if state.band == "unscored" else f"health is {state.band}"
    goes_on = "it goes on by itself" if term.goes_on else "it has to be renewed"
    return _BY_HEALTH[state.band, term.goes_on], f"{goes_on}, and {health}"


def _by_likelihood(likelihood: float) -> Category:
    for least, category in BY_LIKELIHOOD:
        if likelihood >= least:
            return category
    return "at risk"
