"""The accounts at risk on a day, each once, with every reason and the ARR at stake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from desktop.domain.facts import ContractLine, RenewalCall, Risk
from desktop.domain.forecast.calls import KINDS, by_account
from desktop.domain.forecast.terms import running_since
from desktop.domain.risks import AT_RISK, is_open

ReasonKind = Literal["red", "open risk", "notice given", "called at risk"]


class Reason(NamedTuple):
    """Why an account is at risk.

    detail: the risk's reason, or the kind of call; None = nothing to add.
    on_day: since when, or when it was said; None = today's state.
    """

    kind: ReasonKind
    detail: str | None = None
    on_day: date | None = None
    author: str | None = None


class AtRisk(NamedTuple):
    """An account at risk; its ARR counts once, however many reasons there are."""

    account: str
    arr_cents: int
    reasons: tuple[Reason, ...]


def at_risk(
    arr: Mapping[str, int],
    bands: Mapping[str, str],
    lines: Sequence[ContractLine],
    risks: Iterable[Risk],
    calls: Iterable[RenewalCall],
    *,
    day: date,
) -> list[AtRisk]:
    """The accounts with ARR that are red, have an open risk, gave notice, or are called at risk on `day`.

    Args:
        arr: account -> ARR in cents on `day`.
        bands: account -> band of its health on `day`.
        calls: of one day, the later written last.
    Returns:
        The largest first, then by account id.
    """
    reasons: dict[str, list[Reason]] = {}
    for account, band in bands.items():
        if band == "red":
            reasons.setdefault(account, []).append(Reason("red"))
    for risk in sorted(risks, key=lambda each: (each.opened_on, each.id)):
        if is_open(risk, day):
            reasons.setdefault(risk.account, []).append(Reason("open risk", risk.reason, risk.opened_on))
    running = running_since(lines, as_of=day)
    for account, given_on in _notices(lines, running, day).items():
        reasons.setdefault(account, []).append(Reason("notice given", None, given_on))
    for account, call in _called(calls, running, day).items():
        reasons.setdefault(account, []).append(Reason("called at risk", call.kind, call.on_day, call.author))
    found = [AtRisk(account, arr[account], tuple(why)) for account, why in reasons.items() if arr.get(account, 0) > 0]
    return sorted(found, key=lambda each: (-each.arr_cents, each.account))


def called_at_risk(calls: Iterable[RenewalCall], lines: Sequence[ContractLine], *, day: date) -> dict[str, RenewalCall]:
    """Account -> the call by which it is at risk on `day`, of the accounts that are called so.

    Of each line that runs, the latest call of the highest-ranking kind that was made in its present term.
    """
    said = list(calls)
    about = {call.account for call in said}
    running = running_since([line for line in lines if line.account in about], as_of=day) if about else {}
    return _called(said, running, day)


def _notices(
    lines: Sequence[ContractLine], running: Mapping[str, Sequence[tuple[str, date]]], day: date
) -> dict[str, date]:
    runs = {line_id for entries in running.values() for line_id, _ in entries}
    found: dict[str, date] = {}
    for line in lines:
        given_on = line.notice_given_on
        if line.id in runs and given_on is not None and given_on <= day:
            found[line.account] = min(given_on, found.get(line.account, given_on))
    return found


def _called(
    calls: Iterable[RenewalCall], running: Mapping[str, Sequence[tuple[str, date]]], day: date
) -> dict[str, RenewalCall]:
    """Account -> the call by which it is at risk: of each line the latest of the highest-ranking kind that stands."""
    found: dict[str, RenewalCall] = {}
    for account, said in by_account(calls).items():
        for line_id, since in running.get(account, ()):
            about = [call for call in said if since <= call.on_day <= day and call.contract_line in (None, line_id)]
            for kind in reversed(KINDS):
                of_kind = [call for call in about if call.kind == kind]
                if of_kind:
                    if of_kind[-1].category == AT_RISK:
                        found[account] = of_kind[-1]
                    break
    return found
