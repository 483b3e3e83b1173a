"""Every key of `metrics` for a portfolio file, shaped as its JSON."""

from __future__ import annotations

from datetime import date
from statistics import fmean
from typing import Any

from tests.oracle import health, retention, voice
from tests.oracle.contracts import Line, known_lines, term_ends
from tests.oracle.rows import Row, Rows


def metrics(rows: Rows, start: date, end: date, by: str | None = None) -> dict[str, Any]:
    """The whole book over (start, end], and its groups under "groups" where `by` is given."""
    lines = known_lines(rows.contract_line, end)
    of_account: dict[str, list[Line]] = {account.id: [] for account in rows.account}
    for line in lines:
        of_account[line.row.account].append(line)
    frame = _Frame(rows, start, end, of_account)
    names = [account.id for account in rows.account]
    whole = frame.figures(set(names), set(names))
    if by is None:
        return whole
    at_end = {name: frame.group(account, by, end) for name, account in zip(names, rows.account, strict=True)}
    retained = (
        {name: frame.group(account, by, start) for name, account in zip(names, rows.account, strict=True)}
        if by == "csm"
        else at_end
    )
    there = {account.id for account in frame.there}
    found = {at_end[account] for account in there | frame.spoken_of()} | {retained[account] for account in there}
    groups: dict[str, dict[str, Any]] = {}
    for group in found:
        members = {name for name in names if at_end[name] == group}
        groups[group] = frame.figures(members, {name for name in names if retained[name] == group})
    return {**whole, "groups": groups}


class _Frame:
    def __init__(self, rows: Rows, start: date, end: date, lines: dict[str, list[Line]]) -> None:
        self.rows, self.start, self.end, self.lines = rows, start, end, lines
        self.there = [account for account in rows.account if self._is_there(account)]
        self.arr = {account.id: retention.account_arr(lines[account.id], start, end) for account in rows.account}
        self.scores = {account.id: health.score(rows, account, lines[account.id], end) for account in self.there}

    def _is_there(self, account: Row) -> bool:
        began = account.started_on is None or account.started_on <= self.end
        return began or any(row.start_on <= self.end for row in self.rows.of("contract_line", account.id))

    def spoken_of(self) -> set[str]:
        """Accounts with an answer, a ticket or an onboarding by the end: their facts count, and so do their groups."""
        dated = {"survey_response": "responded_on", "ticket": "opened_on", "onboarding": "started_on"}
        return {
            row.account
            for table, column in dated.items()
            for row in getattr(self.rows, table)
            if getattr(row, column) <= self.end
        }

    def group(self, account: Row, by: str, day: date) -> str:
        if by == "csm":
            return self._owner(account.id, day) or "(none)"
        if by == "plan":
            return self._plan(account.id, self.end) or "(none)"
        return getattr(account, by) or "(none)"

    def _owner(self, account: str, day: date) -> str | None:
        standing = [
            row
            for row in self.rows.of("ownership", account)
            if row.kind != "cover"
            and (row.from_on is None or row.from_on <= day)
            and (row.until_on is None or day < row.until_on)
        ]
        # Of one day the later written: the last of the rows.
        last = max(reversed(standing), key=lambda row: row.from_on or date.min, default=None)
        return None if last is None else last.csm

    def _plan(self, account: str, day: date) -> str | None:
        for each in (day, self.start):
            open_ = [line for line in self.lines[account] if line.counts(each)]
            if open_:
                return max(open_, key=lambda line: (line.row.arr_cents, line.row.id)).row.plan
        return None

    def figures(self, members: set[str], retained: set[str]) -> dict[str, Any]:
        accounts = [account for account in self.there if account.id in members]
        kept = [account for account in self.there if account.id in retained]
        rows, start, end = self.rows, self.start, self.end
        answers = [row for row in rows.survey_response if row.account in members]
        tickets = [row for row in rows.ticket if row.account in members]
        onboardings = [row for row in rows.onboarding if row.account in members]
        churned_on = {account: arr.churned_on for account, arr in self.arr.items()}
        return {
            "accounts": {"active": sum(self._is_active(a) for a in accounts), "total": len(accounts)},
            **retention.arr_figures(accounts, kept, self.arr, rows, start, end),
            "at_risk_arr_cents": sum(self.arr[a.id].closing for a in accounts if self._is_at_risk(a)),
            "renewal_rate": retention.renewal_rate(rows, {account.id for account in kept}, start, end),
            "nps": voice.nps(answers, start, end),
            "csat": voice.csat(answers, tickets, start, end),
            "ces": voice.ces(answers, start, end),
            "ttv": voice.time_to_value(onboardings, rows.milestone, churned_on, end),
            "health": self._health(accounts),
        }

    def _is_active(self, account: Row) -> bool:
        return self.arr[account.id].closing > 0

    def _health(self, accounts: list[Row]) -> dict[str, Any]:
        active = [account for account in accounts if self._is_active(account)]
        bands = [self.scores[account.id]["band"] for account in active]
        banded = [
            (self.scores[a.id]["score"], self.arr[a.id].closing)
            for a in active
            if self.scores[a.id]["band"] != "unscored"
        ]
        weight = sum(arr for _, arr in banded)
        return {
            **{band: bands.count(band) for band in ("green", "amber", "red", "unscored")},
            "mean": fmean(score for score, _ in banded) if banded else None,
            "arr_weighted_mean": sum(score * arr for score, arr in banded) / weight if banded else None,
        }

    def _is_at_risk(self, account: Row) -> bool:
        """Red, or an open risk, or notice given, or called at risk."""
        if not self._is_active(account):
            return False
        score = self.scores[account.id]
        opened = any(
            row.opened_on <= self.end and (row.closed_on is None or row.closed_on > self.end)
            for row in self.rows.of("risk", account.id)
        )
        return score["band"] == "red" or score["notice"] or opened or self._is_called_at_risk(account)

    def _is_called_at_risk(self, account: Row) -> bool:
        """Of a line that runs, the last call of the highest rank that was made in its present term."""
        for line in self.lines[account.id]:
            if not line.counts(self.end) or not line.cents:
                continue
            since = max(term_ends(line, line.row.start_on, self.end), default=line.row.start_on)
            for kind in ("final", "csm", "automatic"):
                said = [
                    row
                    for row in self.rows.of("renewal_call", account.id)
                    if row.kind == kind and row.category and since <= row.on_day <= self.end
                ]
                if said:
                    if max(said, key=lambda row: row.on_day).category == "at risk":
                        return True
                    break
        return False
