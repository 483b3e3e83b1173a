"""Situations and small books to try the rules on; every day is given as days before or after the day looked at."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from desktop.domain.book import Book, accounts_on
from desktop.domain.book_health import book_health
from desktop.domain.cadences import Cadence
from desktop.domain.facts import Account, Contact, ContractLine, SurveyAnswer
from desktop.domain.renewals import RenewalRow
from desktop.domain.scorecards import parse_scorecard
from desktop.domain.signals.book_signals import BookSignals, book_signals
from desktop.domain.signals.situation import Contacted, Opportunity, Situation
from desktop.domain.surveys import SCALES
from desktop.domain.usage import UsageReading, aggregate

DAY = date(2026, 11, 22)
DEFAULT = parse_scorecard(
    tomllib.loads((Path(__file__).resolve().parents[3] / "resources/scorecards/default.toml").read_text("utf-8"))
)
MONTHLY = Cadence(30, "Large", is_set=True)


def back(days: int) -> date:
    return DAY - timedelta(days=days)


def situation(**said: Any) -> Situation:
    """An account with ARR of which only this is known."""
    known: dict[str, Any] = {"account": Account("A", "Acme", segment="Large"), "day": DAY, "arr_cents": 100_000}
    known["cadence"] = MONTHLY
    return Situation(**{**known, **said})


def answer(days: int, score: float | None, *, contact: str | None = "jana", kind: str = "nps", **said: Any) -> Any:
    low, high = SCALES[kind]
    account = said.pop("account", "A")
    name = said.pop("id", f"{account} {kind} {contact} {days} {score}")
    return SurveyAnswer(name, account, kind, back(days), score, low, high, contact, **said)


def person(name: str = "jana", **said: Any) -> Contact:
    return Contact(name, said.pop("account", "A"), name.title(), **said)


def renewal(days: int, **said: Any) -> RenewalRow:
    """A governing date so many days ahead."""
    on = DAY + timedelta(days=days)
    known: dict[str, Any] = {
        "account": "A", "line_id": "L", "product": None, "plan": None, "arr_cents": 100_000, "renews_on": on,
        "opts_out_on": on, "governs_on": on, "days": days, "bucket": "later", "notice_known": True, "auto_renew": True,
        "overdue": False, "notice_given_on": None, "likelihood": None, "next_step": None, "outcome": None,
    }  # fmt: skip
    return RenewalRow(**{**known, **said})


def talked(*days: int, maybe: int | None = None) -> Contacted:
    """Talked with so many days ago."""
    return Contacted(tuple(sorted(back(each) for each in days)), None if maybe is None else back(maybe))


def offer(close: int | None = 30, state: str | None = "open", **said: Any) -> Opportunity:
    """An opportunity that closes so many days ahead."""
    close_on = None if close is None else DAY + timedelta(days=close)
    return Opportunity(said.pop("id", f"O {close} {state}"), "A", "upsell", 18_000, close_on, 0.6, state)


def line(account: str = "A", arr: int = 100_000, ends: int | None = 200, **said: Any) -> ContractLine:
    """A contract line that began a year ago and ends so many days ahead."""
    end = None if ends is None else DAY + timedelta(days=ends)
    return ContractLine(said.pop("id", f"L {account}"), account, arr, back(365), end, **said)


def signals_of(
    book: Book,
    day: date = DAY,
    *,
    readings: Iterable[UsageReading] = (),
    opportunities: Sequence[Opportunity] = (),
) -> BookSignals:
    """What the rules say of a book under the shipped scorecard."""
    book = replace(book, scorecards=(DEFAULT,))
    ids = [account.id for account in accounts_on(book, day)]
    windows = aggregate(ids, readings, day)
    return book_signals(book, windows, book_health(book, ids, windows, day), day, opportunities)


def keys_of(found: BookSignals) -> dict[str, set[str]]:
    """Account id -> keys of its signals."""
    return {each.account.id: {signal.key for signal in each.signals} for each in found.accounts}
