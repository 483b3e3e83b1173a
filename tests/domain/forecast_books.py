"""Messy calls, risks and states for property tests, over the books of contract_books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from desktop.domain.facts import ContractLine, RenewalCall
from desktop.domain.forecast.automatic import AccountState
from desktop.domain.forecast.calls import CATEGORIES, KINDS
from desktop.domain.forecast.terms import Term
from tests.domain.contract_books import ACCOUNTS, days

LIKELIHOODS = (None, 0.0, 0.3, 0.5, 0.7, 0.9, 1.0)


def call(
    on: str, category: str | None = "commit", kind: str = "csm", amount: int | None = None, **more: Any
) -> RenewalCall:
    """A call of account A, with its day as ISO text."""
    said = {"account": "A", "id": f"{on} {kind} {category} {amount} {more}"} | more
    return RenewalCall(on_day=date.fromisoformat(on), category=category, kind=kind, amount_cents=amount, **said)


def term(**more: Any) -> Term:
    """The open term of 2024 of a line of 100 cents, left by 2 October; days as ISO text."""
    said: dict[str, Any] = {
        "account": "A",
        "line_id": "line",
        "product": None,
        "arr_cents": 100,
        "starts_on": "2024-01-01",
        "ends_on": "2025-01-01",
        "opts_out_on": "2024-10-03",
        "governs_on": "2024-10-03",
        "goes_on": False,
        "notice_given_on": None,
        "is_overdue": False,
        "likelihood": None,
        "closed_cents": None,
    } | more
    read: dict[str, Any] = {
        name: date.fromisoformat(value) if isinstance(value, str) and name.endswith("_on") else value
        for name, value in said.items()
    }
    return Term(**read)


def judged(lines: Sequence[ContractLine]) -> st.SearchStrategy[list[ContractLine]]:
    """The lines with likelihoods, some of them."""
    drawn = st.lists(st.sampled_from(LIKELIHOODS), min_size=len(lines), max_size=len(lines))
    return drawn.map(lambda said: [each._replace(likelihood=s) for each, s in zip(lines, said, strict=True)])


@st.composite
def calls(draw: st.DrawFn) -> list[RenewalCall]:
    """Up to nine calls of the three accounts, some about a line, some without a category."""
    made = draw(
        st.lists(
            st.tuples(
                st.sampled_from(ACCOUNTS),
                days(),
                st.sampled_from(KINDS),
                st.sampled_from((*CATEGORIES, None)),
                st.sampled_from((None, 0, 1, 99, 350, 5000)),
                st.sampled_from((None, None, None, "line 0", "line 1")),
            ),
            max_size=9,
        )
    )
    return [
        RenewalCall(f"call {at}", account, on, kind, category, amount, None, line)
        for at, (account, on, kind, category, amount, line) in enumerate(made)
    ]


def states() -> st.SearchStrategy[dict[str, AccountState]]:
    """The state of some of the accounts."""
    state = st.builds(AccountState, st.sampled_from(("green", "amber", "red", "unscored")), st.booleans())
    return st.dictionaries(st.sampled_from(ACCOUNTS), state)


@st.composite
def with_later_calls(draw: st.DrawFn, made: Sequence[RenewalCall], day: date) -> list[RenewalCall]:
    """The calls with others that are dated after a day, and without those that were dated so already."""
    later = [each._replace(id=f"later {each.id}", on_day=day + timedelta(draw(st.integers(1, 99)))) for each in made]
    return [*(each for each in made if each.on_day <= day), *later]
