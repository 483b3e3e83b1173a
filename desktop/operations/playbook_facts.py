"""Reading what playbooks are looked at with: the facts of one account, or of a book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol, TypeVar

from desktop.domain.cadences import Cadences
from desktop.domain.contracts import known_lines
from desktop.domain.facts import Account
from desktop.domain.playbooks.facts import AccountFacts
from desktop.domain.playbooks.triggers import RECOVERED, TREND_DAYS
from desktop.domain.renewals import renewal_rows
from desktop.domain.revenue import arr_history
from desktop.domain.usage import trend
from desktop.store.collector import collector_paused
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries.cadences import cadences
from desktop.store.queries.usage import windows_of


class _OfAccount(Protocol):
    @property
    def account(self) -> str: ...


R = TypeVar("R", bound=_OfAccount)


def account_facts(conn: Connection, day: date, account: str | None = None) -> list[AccountFacts]:
    """The facts of every account, or of one (by id); usage comes apart, as it is only asked for where it matters."""
    with collector_paused():
        lines = facts.contract_lines(conn, account)
        known = known_lines(lines, as_of=day)
        renewals = _grouped(renewal_rows(known, as_of=day))
        arr = arr_history(known, as_of=day).by_account(day)
        lines_of = _grouped(lines)
        contacts = _grouped(facts.contacts(conn, account))
        answers = _grouped(facts.survey_answers(conn, account))
        touchpoints = _grouped(facts.touchpoints(conn, account))
        qbrs = _grouped(facts.qbrs(conn, account))
        onboardings = _grouped(facts.onboardings(conn, account))
        milestones = _grouped(facts.milestones(conn, account))
        contact_days, qbr_days = cadences(conn, "contact"), cadences(conn, "qbr")
        return [
            AccountFacts(
                account=each,
                is_active=_is_active(each, each.id in lines_of, arr.get(each.id, 0), day),
                contacts=tuple(contacts.get(each.id, ())),
                answers=tuple(answers.get(each.id, ())),
                touchpoints=tuple(touchpoints.get(each.id, ())),
                qbrs=tuple(qbrs.get(each.id, ())),
                lines=tuple(lines_of.get(each.id, ())),
                renewals=tuple(renewals.get(each.id, ())),
                onboardings=tuple(onboardings.get(each.id, ())),
                milestones=tuple(milestones.get(each.id, ())),
                contact_days=_days(contact_days, each),
                qbr_days=_days(qbr_days, each),
            )
            for each in facts.accounts(conn, account)
        ]


def written_facts(conn: Connection, account: str) -> list[AccountFacts]:
    """Of one account only what the triggers look at whose cause is one row that somebody wrote."""
    contacts, answers = facts.contacts(conn, account), facts.survey_answers(conn, account)
    return [
        AccountFacts(account=each, contacts=tuple(contacts), answers=tuple(answers))
        for each in facts.accounts(conn, account)
    ]


def trends(conn: Connection, accounts: Sequence[str], day: date, always: Iterable[str]) -> dict[str, dict[date, float]]:
    """How usage developed over the last days, of accounts whose usage is down today, and of those named in `always`."""
    if not accounts:
        return {}
    now = trend(windows_of(conn, accounts, (day,))[day]).tolist()
    wanted = set(always)
    asked = [each for each, today in zip(accounts, now, strict=True) if today <= RECOVERED or each in wanted]
    if not asked:
        return {}
    days = [day - timedelta(days=back) for back in range(TREND_DAYS)]
    found: defaultdict[str, dict[date, float]] = defaultdict(dict)
    for each, windows in windows_of(conn, asked, days).items():
        for account, value in zip(asked, trend(windows).tolist(), strict=True):
            if value == value:  # NaN: unknown
                found[account][each] = round(value, 9)
    return dict(found)


def _is_active(account: Account, has_lines: bool, arr_cents: int, day: date) -> bool:
    left = account.churned_on is not None and account.churned_on <= day
    return arr_cents > 0 if has_lines else not left


def _days(known: Cadences, account: Account) -> int:
    return known.of(account.segment).days


def _grouped(rows: Iterable[R]) -> dict[str, list[R]]:
    found: defaultdict[str, list[R]] = defaultdict(list)
    for each in rows:
        found[each.account].append(each)
    return found
