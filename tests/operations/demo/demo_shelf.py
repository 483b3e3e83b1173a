"""The demo's batches read back as the domain's facts, for the tests: what the book says on a day, known now.

Deliberately plain: it reads the text cells as the native CSV defines them and asks only the domain's own functions.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from desktop.domain import health, health_facts, health_inputs, usage
from desktop.domain.contracts import known_lines
from desktop.domain.facts import (
    Contact,
    ContractLine,
    Milestone,
    Objective,
    Onboarding,
    Qbr,
    SurveyAnswer,
    Ticket,
    Touchpoint,
)
from desktop.domain.health import HealthExplanation, HealthScores
from desktop.domain.money import parse_cents
from desktop.domain.renewals import renewal_rows
from desktop.domain.revenue import arr_history
from desktop.domain.scorecards import Scorecard, parse_scorecard
from desktop.domain.surveys import SCALES
from desktop.domain.usage import UsageReading
from desktop.operations.demo import DemoBatch
from desktop.operations.demo.batch import KEYS
from tests.domain.contract_books import seats_and_commercial

Cells = dict[str, str]
UNDATED = (
    "likelihood",
    "escalated",
    "due_on",
    "role",
    "influence",
    "stance",
    "target",
    "current",
    "next_step",
    "stage",
)
"""Fields that count as they stood in the journal on the day, not by a date of their own."""

CARD = Path(__file__).resolve().parents[3] / "resources" / "scorecards" / "default.toml"


@dataclass(frozen=True)
class Shelf:
    """Every row the batches come to, with what was written of it when."""

    written: Mapping[tuple[str, tuple[str, ...]], list[tuple[datetime, Mapping[str, str]]]]

    @staticmethod
    def of(batches: Iterable[DemoBatch]) -> Shelf:
        written: dict[tuple[str, tuple[str, ...]], list[tuple[datetime, Mapping[str, str]]]] = {}
        for batch in batches:
            for kind, rows in batch.rows.items():
                columns = KEYS.get(kind, ("external_id",))
                for row in rows:
                    key = kind, tuple(row.get(column, "") for column in columns)
                    written.setdefault(key, []).append((batch.written_at, row))
        return Shelf(written)

    @cached_property
    def kinds(self) -> dict[str, list[list[tuple[datetime, Mapping[str, str]]]]]:
        kinds: dict[str, list[list[tuple[datetime, Mapping[str, str]]]]] = {}
        for (kind, _), history in self.written.items():
            kinds.setdefault(kind, []).append(history)
        return kinds

    def rows(self, kind: str, day: date | None = None) -> list[Cells]:
        """The rows of a kind as they stand at the end, undated fields as at the end of `day`."""
        result: list[Cells] = []
        for history in self.kinds.get(kind, []):
            row: Cells = {}
            for _, cells in history:
                row.update(cells)
            if day is not None:
                for field in UNDATED:
                    told = [(at, cells[field]) for at, cells in history if field in cells]
                    if told:
                        then = [value for at, value in told if at.date() <= day]
                        row[field] = then[-1] if then else told[0][1]
            result.append(row)
        return result

    @cached_property
    def accounts(self) -> tuple[str, ...]:
        return tuple(row["name"] for row in self.rows("accounts"))

    def lines(self, day: date | None = None) -> list[ContractLine]:
        return [
            ContractLine(
                id=row["external_id"],
                account=row["account"],
                arr_cents=parse_cents(row["arr"]),
                start_on=date.fromisoformat(row["start_on"]),
                end_on=_day(row, "end_on"),
                product=row.get("product"),
                plan=row.get("plan"),
                plan_rank=_whole(row, "plan_rank"),
                seats=_whole(row, "seats"),
                term_months=_whole(row, "term_months"),
                auto_renew=_flag(row, "auto_renew"),
                notice_days=_whole(row, "notice_days"),
                notice_given_on=_day(row, "notice_given_on"),
                trial=_flag(row, "trial"),
                outcome=row.get("outcome"),
                outcome_on=_day(row, "outcome_on"),
                likelihood=_number(row, "likelihood"),
            )
            for row in self.rows("subscriptions", day)
        ]

    @cached_property
    def answers(self) -> list[SurveyAnswer]:
        return [
            SurveyAnswer(
                id=row["external_id"],
                account=row["account"],
                kind=row["kind"],
                responded_on=date.fromisoformat(row["responded_on"]),
                score=_number(row, "score"),
                scale_min=SCALES[row["kind"]][0],
                scale_max=SCALES[row["kind"]][1],
                contact=f"{row['account']}/{row['contact']}" if row.get("contact") else None,
                direction=row.get("direction"),
                comment=row.get("comment"),
            )
            for row in self.rows("surveys")
        ]

    def tickets(self, day: date | None = None) -> list[Ticket]:
        return [
            Ticket(
                id=row["external_id"],
                account=row["account"],
                opened_on=date.fromisoformat(row["opened_on"]),
                closed_on=_day(row, "closed_on"),
                escalated=_flag(row, "escalated"),
                csat=_number(row, "csat"),
            )
            for row in self.rows("tickets", day)
        ]

    @cached_property
    def touchpoints(self) -> list[Touchpoint]:
        return [
            Touchpoint(
                id=row["external_id"],
                account=row["account"],
                on_day=date.fromisoformat(row["on"]),
                kind=row["kind"],
                state=row.get("state"),
                two_way=_flag(row, "two_way"),
                topic=row.get("topic"),
                contact=row.get("contact"),
            )
            for row in self.rows("touchpoints")
        ]

    @cached_property
    def qbrs(self) -> list[Qbr]:
        return [
            Qbr(row["external_id"], row["account"], _day(row, "held_on"), _day(row, "planned_on"))
            for row in self.rows("qbrs")
        ]

    def contacts(self, day: date | None = None) -> list[Contact]:
        return [
            Contact(
                id=f"{row['account']}/{row['name']}",
                account=row["account"],
                name=row["name"],
                role=row.get("role"),
                influence=row.get("influence"),
                left_on=_day(row, "left_on"),
            )
            for row in self.rows("contacts", day)
        ]

    @cached_property
    def onboardings(self) -> list[Onboarding]:
        return [
            Onboarding(
                id=f"{row['account']}/{row['name']}",
                account=row["account"],
                started_on=date.fromisoformat(row["started_on"]),
                name=row["name"],
                target_on=_day(row, "target_on"),
                live_on=_day(row, "live_on"),
            )
            for row in self.rows("onboardings")
        ]

    def milestones(self, day: date | None = None) -> list[Milestone]:
        return [
            Milestone(
                id=f"{row['account']}/{row['name']}",
                account=row["account"],
                name=row["name"],
                onboarding=f"{row['account']}/{row['onboarding']}",
                due_on=_day(row, "due_on"),
                done_on=_day(row, "done_on"),
                first_value=_flag(row, "first_value"),
                state=row.get("state"),
                side=row.get("side"),
            )
            for row in self.rows("milestones", day)
        ]

    def objectives(self, day: date | None = None) -> list[Objective]:
        return [
            Objective(
                id=f"{row['account']}/{row['goal']}",
                account=row["account"],
                goal=row["goal"],
                due_on=_day(row, "due_on"),
                done_on=_day(row, "done_on"),
                status=row.get("status"),
            )
            for row in self.rows("objectives", day)
        ]

    @cached_property
    def readings(self) -> list[UsageReading]:
        return [
            UsageReading(
                row["account"], row["metric"], date.fromisoformat(row["on"]), float(row["value"]), row.get("feature")
            )
            for row in self.rows("usage")
        ]

    def scores(self, day: date) -> HealthScores:
        """The scores of all accounts on a day, known now, by the default scorecard."""
        facts = health_facts.health_facts(
            self.accounts,
            answers=self.answers,
            tickets=self.tickets(day),
            touchpoints=self.touchpoints,
            qbrs=self.qbrs,
            milestones=self.milestones(day),
            objectives=self.objectives(day),
            contacts=self.contacts(day),
        )
        lines = self.lines(day)
        seats: dict[str, int | None] = {}
        likelihood: dict[str, float] = {}
        noticed: set[str] = set()
        known = known_lines(lines, as_of=day)
        for line, counts in zip(known.lines, known.counts_on(day).tolist(), strict=True):
            if line.trial or not counts:
                continue
            seats[line.account] = None if line.seats is None else (seats.get(line.account) or 0) + line.seats
            if line.likelihood is not None:
                likelihood[line.account] = min(line.likelihood, likelihood.get(line.account, 1.0))
            if line.notice_given_on is not None:
                noticed.add(line.account)
        overdue = {row.account for row in renewal_rows(lines, as_of=day) if row.overdue}
        contract = seats_and_commercial(
            self.accounts, seats=seats, lowest_likelihood=likelihood, overdue=overdue, notice_given=noticed
        )
        arr = arr_history(lines, as_of=day).by_account(day)
        active = health.np.array([arr.get(account, 0) > 0 for account in self.accounts])
        windows = usage.aggregate(self.accounts, self.readings, day)
        return health.score(health_inputs.health_inputs(facts, contract, windows, active, day), card())

    def explained(self, account: str, day: date) -> HealthExplanation:
        return health.explain(self.scores(day), account)


def card() -> Scorecard:
    with CARD.open("rb") as file:
        return parse_scorecard(tomllib.load(file))


def _day(row: Mapping[str, str], column: str) -> date | None:
    return date.fromisoformat(row[column]) if row.get(column) else None


def _whole(row: Mapping[str, str], column: str) -> int | None:
    return int(row[column]) if row.get(column) else None


def _number(row: Mapping[str, str], column: str) -> float | None:
    return float(row[column]) if row.get(column) else None


def _flag(row: Mapping[str, str], column: str) -> bool | None:
    return row[column] == "true" if row.get(column) else None
