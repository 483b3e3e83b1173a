"""What the pages of a book say of one day, as plain values that can be compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from math import isnan
from typing import Any, cast

import numpy as np

from desktop.domain.calendar import Period
from desktop.operations import look, playbook_runs, quarters
from desktop.operations.account_view import account_view
from desktop.operations.accounts_list import all_fields, read_extras
from desktop.operations.brief import read_brief
from desktop.operations.charts import health_line
from desktop.operations.diary import read_diary
from desktop.operations.forecast import read_forecast, renewal_forecast
from desktop.operations.history import read_history
from desktop.operations.onboarding_view import page_view, read_page
from desktop.operations.playbook_view import read_playbooks, would_start
from desktop.operations.qbrs.reading import preparation, read_reviews, reviews_on
from desktop.operations.saved_views import PAGE
from desktop.operations.signals import signals
from desktop.operations.team import read_team, team_figures
from desktop.operations.today import read_today, today_of
from desktop.operations.voice import read_voice, voice
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.queries.names import names
from desktop.store.queries.quarters import closed_quarters
from desktop.store.queries.saved_views import saved_views
from desktop.store.queries.scorecards import scorecards
from desktop.store.queries.search import find
from desktop.store.queries.templates import templates
from desktop.store.queries.voice import keywords

AS_OF = date(2026, 6, 10)
PERIOD = Period(date(2025, 12, 31), AS_OF)


def figures(book: Portfolio) -> dict[str, Any]:
    """The book's metrics, each account's health explained, Today, signals, the team, voices and closed quarters."""
    said = book.read(_figures)
    closed = [quarters.restated_quarter(book, each, AS_OF) for each in book.read(closed_quarters, date.max)]
    # Which number its change set has is a matter of each copy.
    said["quarters"] = [replace(each, closed=each.closed._replace(txn=0)) for each in closed]
    return {name: plain(each) for name, each in said.items()}


def pages(book: Portfolio) -> dict[str, Any]:
    """What the pages show beside the figures: of each account, reviews, plans, the forecast, the library."""
    return {name: plain(each) for name, each in book.read(_pages).items()}


def _figures(conn: sqlite3.Connection) -> dict[str, Any]:
    known = [account.id for account in facts.accounts(conn)]
    return {
        "metrics": look.metrics(conn, PERIOD, by="csm"),
        "health": {each: look.explain(look.account_score(conn, each, AS_OF), each) for each in known},
        "renewals": look.renewals(conn, AS_OF, within_days=None),
        "today": today_of(read_today(conn, AS_OF)),
        "signals": signals(conn, AS_OF),
        "team": team_figures(read_team(conn, AS_OF), PERIOD),
        "voice": voice(read_voice(conn), PERIOD),
    }


def _pages(conn: sqlite3.Connection) -> dict[str, Any]:
    known = [account.id for account in facts.accounts(conn)]
    started, plans = read_playbooks(conn, AS_OF), page_view(read_page(conn, AS_OF), AS_OF)
    return {
        "accounts": {each: account_view(conn, each, AS_OF) for each in known},
        "reviews": reviews_on(read_reviews(conn, AS_OF), AS_OF),
        "preparations": {each: preparation(conn, each, AS_OF) for each in known},
        # The chart sorts what its curve is made of.
        "onboardings": replace(plans, curve=replace(plans.curve, waits=tuple(sorted(plans.curve.waits, key=repr)))),
        "forecast": renewal_forecast(read_forecast(conn, AS_OF), Period(AS_OF, date(2026, 12, 31)), by="csm"),
        "playbooks": [(each, would_start(started, each)) for each in started.playbooks],
        "runs": (started.runs, started.results, started.opening),
        "due": playbook_runs.due(conn, AS_OF),
        "scorecards": scorecards(conn),
        "templates": templates(conn),
        "keywords": keywords(conn),
        "views": saved_views(conn, PAGE),
        "names": names(conn),
        "briefs": {each: read_brief(conn, each, AS_OF) for each in known},
        "found": [find(conn, word, limit=3) for word in ("slow", "great", "a")],
        "diary": read_diary(conn, AS_OF),
        "health lines": {each: health_line(read_history(conn, AS_OF, account=each), each) for each in known},
        "list": read_extras(conn, [each.key for each in all_fields(conn)], AS_OF),
    }


def plain(value: Any) -> Any:
    """Records as dictionaries, columns as lists; numbers as they are."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, np.ndarray):
        return plain(cast("Any", value).tolist())
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, set | frozenset):
        return sorted(map(repr, cast("set[Any]", value)))
    if isinstance(value, list | tuple):
        return [plain(each) for each in cast("list[Any]", value)]
    # No number is equal to NaN, not even itself.
    return "not a number" if isinstance(value, float) and isnan(value) else value
