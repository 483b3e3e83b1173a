"""One account's entries in the ledger: short words for the rows of each kind, days counted back from as-of.

Must not know which account it writes about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import cycle
from types import MappingProxyType

from desktop.operations.demo.batch import Cell, Ledger
from desktop.operations.demo.names import PLANNER, PLANS, email_of, slug

REQUIRED = {
    "subscriptions": ("arr", "start_on"),
    "tickets": ("opened_on",),
    "touchpoints": ("on", "kind"),
    "tasks": ("title",),
    "opportunities": ("kind", "arr", "close_on"),
    "qbrs": ("held_on", "planned_on"),
    "contacts": ("name", "email"),
    "onboardings": ("started_on", "name"),
    "milestones": ("onboarding", "name"),
    "objectives": ("goal",),
    "risks": ("reason", "opened_on"),
    "ownerships": ("csm", "from_on"),
}
"""Columns that an update repeats, so that it finds its row."""

STEP_EVERY, STEP_DUE = 56, 49
"""Days from one next step of a story to the following one, and until it is due."""
WITH_EXTERNAL_ID = frozenset({"subscriptions", "tickets", "touchpoints", "tasks", "opportunities", "qbrs", "surveys"})


class Diary:
    """What is written about one account.

    Args:
        name: the account's.
        csm: its owner; writes what is not a feed.
    """

    def __init__(self, ledger: Ledger, name: str, csm: str) -> None:
        self.ledger = ledger
        self.name = name
        self.csm = csm
        self._slug = slug(name)
        self._known: dict[tuple[str, str], dict[str, Cell]] = {}
        self._numbers: dict[str, int] = {}

    def day(self, back: int) -> date:
        return self.ledger.day(back)

    def put(self, kind: str, key: str, back: int, /, **cells: Cell) -> None:
        """Writes a row, or with the same key further cells of it.

        Args:
            back: days before as-of on which it was written down.
        """
        known = self._known.setdefault((kind, key), {"account": self.name})
        known.update({name: cells[name] for name in REQUIRED.get(kind, ()) if name in cells})
        row = {**known, **cells}
        if kind in WITH_EXTERNAL_ID:
            row["external_id"] = f"{self._slug}-{kind[:3]}-{key}"
        self.ledger.write(kind, self.day(back), self.csm, row)

    def sit_down(self, back: int) -> None:
        """Has the owner write on that very day, whatever the rhythm."""
        self.ledger.sit_down(self.day(back), self.csm)

    def next_key(self, kind: str) -> str:
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return str(self._numbers[kind])

    # --- the account

    def open(self, back: int, *, started_back: int, former: tuple[str, int] | None = None, **cells: Cell) -> None:
        """Creates the account and its owner; `back` = written down, `started_back` = customer since.

        Args:
            former: who owned it at first, and how many days ago it was handed over.
        """
        row: dict[str, Cell] = {"name": self.name, "started_on": self.day(started_back), **cells}
        self.ledger.write("accounts", self.day(back), self.csm, row)
        from_on = self.day(max(started_back, back))
        if former is not None:
            owner, handed = former
            self.put("ownerships", owner, back, csm=owner, from_on=from_on, kind="owner")
            self.put("ownerships", owner, handed, until_on=self.day(handed))
            back, from_on = handed, self.day(handed)
        self.put("ownerships", self.csm, back, csm=self.csm, from_on=from_on, kind="owner")

    def set(self, back: int, /, **cells: Cell) -> None:
        """Changes fields of the account."""
        self.ledger.write("accounts", self.day(back), self.csm, {"name": self.name, **cells})

    def steps(self, since: int, until: int, *steps: str) -> None:
        """What came next, every eight weeks from the one day before as-of to the other."""
        for back, step in zip(range(since, until, -STEP_EVERY), cycle(steps), strict=False):
            self.set(back, next_step=step, next_step_on=self.day(back - STEP_DUE))

    def contact(self, name: str, back: int, *, email: bool = True, **cells: Cell) -> None:
        self.put("contacts", name, back, name=name, email=email_of(name, self.name) if email else None, **cells)

    def line(
        self,
        key: str,
        written: int,
        *,
        thousands: float,
        start: date,
        end: date | None,
        terms: Mapping[str, Cell] = MappingProxyType({}),
        **cells: Cell,
    ) -> None:
        """A contract line, of the first product and the Business plan unless the cells say otherwise.

        Args:
            thousands: ARR a year.
            written: days before as-of on which it was written down.
            terms: further cells, shared by several lines; `cells` win.
        """
        row: dict[str, Cell] = {"product": PLANNER, "plan": "Business", **terms, **cells}
        plan = row["plan"]
        rank = PLANS.index(plan) + 1 if isinstance(plan, str) else None
        arr = round(thousands * 1000)
        self.put("subscriptions", key, written, arr=arr, start_on=start, end_on=end, plan_rank=rank, **row)

    def renew(self, key: str, written: int, **cells: Cell) -> None:
        """Notes that a line was renewed, on the day it is written."""
        self.put("subscriptions", key, written, outcome="renewed", outcome_on=self.day(written), **cells)

    def likelihoods(self, key: str, steps: Sequence[tuple[int, float]]) -> None:
        """What the CSM thought of a line over time: (days before as-of, likelihood 0-1), oldest first."""
        for back, likelihood in steps:
            self.put("subscriptions", key, back, likelihood=likelihood)

    # --- what happened

    def touch(
        self,
        back: int,
        kind: str,
        topic: str,
        subject: str,
        contact: str | None,
        *,
        two_way: bool = True,
        **cells: Cell,
    ) -> None:
        """A contact that took place."""
        key = self.next_key("touchpoints")
        self.put(
            "touchpoints", key, back, on=self.day(back), kind=kind, topic=topic, subject=subject, contact=contact,
            two_way=two_way, state="held", **cells,
        )  # fmt: skip

    def meeting(self, back: int, at: str, topic: str, subject: str, contact: str | None, *, written: int) -> None:
        """A planned meeting; `at` like 10:00, `back` <= 0."""
        key = self.next_key("touchpoints")
        starts_at = f"{self.day(back).isoformat()}T{at}"
        self.put(
            "touchpoints", key, written, on=self.day(back), kind="meeting", topic=topic, subject=subject,
            contact=contact, state="planned", starts_at=starts_at,
        )  # fmt: skip

    def answer(
        self, back: int, kind: str, score: int | None, contact: str | None, comment: str | None = None, **cells: Cell
    ) -> None:
        """A survey response; score None = asked, not answered."""
        key = self.next_key("surveys")
        if kind == "ces":
            cells.setdefault("direction", "ease")
        if kind == "nps":
            day = self.day(back)
            cells.setdefault("wave", f"{day.year}-Q{(day.month + 2) // 3}")
        self.put(
            "surveys", key, back, kind=kind, responded_on=self.day(back), score=score, contact=contact,
            comment=comment, **cells,
        )  # fmt: skip

    def ticket(
        self, back: int, subject: str, *, closed: int | None = None, csat: int | None = None, **cells: Cell
    ) -> str:
        """A ticket opened `back` days ago and, where `closed` is given, closed that many days ago; returns its key."""
        key = self.next_key("tickets")
        self.put("tickets", key, back, opened_on=self.day(back), subject=subject, **cells)
        if closed is not None:
            self.put("tickets", key, closed, closed_on=self.day(closed), csat=csat)
        return key

    def qbr(self, back: int, *, written: int | None = None, **cells: Cell) -> None:
        """A QBR held `back` days ago, or planned where `back` is negative (then `written` says since when)."""
        key = self.next_key("qbrs")
        if back >= 0:
            self.put("qbrs", key, back, held_on=self.day(back), **cells)
        else:
            self.put("qbrs", key, 7 if written is None else written, planned_on=self.day(back), **cells)

    def task(
        self, title: str, side: str, *, due: int | None, written: int, done: int | None = None, **cells: Cell
    ) -> None:
        """A promise; `due`, `written` and `done` in days before as-of."""
        key = self.next_key("tasks")
        due_on = None if due is None else self.day(due)
        self.put("tasks", key, written, title=title, side=side, due_on=due_on, owner=self.csm, **cells)
        if done is not None:
            self.put("tasks", key, done, done_on=self.day(done))

    def call(self, back: int, kind: str, category: str, amount: int | None = None) -> None:
        """A renewal call (forecast) of that day; amount in units."""
        author = self.csm if kind == "csm" else None
        self.put(
            "calls", f"{back}{kind}", back, on=self.day(back), kind=kind, category=category, amount=amount,
            author=author,
        )  # fmt: skip

    def pulse(self, back: int, value: int, reason: str | None = None) -> None:
        self.put("pulses", str(back), back, on=self.day(back), value=value, reason=reason)

    # --- use

    def weekly(
        self,
        metric: str,
        values: Sequence[float],
        *,
        since: int,
        until: int = 1,
        every: int = 1,
        feature: str | None = None,
    ) -> None:
        """Readings of as-of less a day and every week before, newest first, `until` to `since` days ago."""
        self._readings(
            metric, [(1 + 7 * week, value) for week, value in enumerate(values)][::every], (until, since), feature
        )

    def daily(self, metric: str, weekly: Sequence[float], *, since: int) -> None:
        """Readings of every day, weekends low, at the level of the weekly values."""
        days: list[tuple[int, float]] = []
        for back in range(1, min(since, 7 * len(weekly)) + 1):
            level = weekly[(back - 1) // 7]
            days.append((back, level * (0.2 if self.day(back).weekday() >= 5 else 1)))
        self._readings(metric, days, (1, since), None)

    def _readings(
        self, metric: str, days: Sequence[tuple[int, float]], span: tuple[int, int], feature: str | None
    ) -> None:
        for back, value in days:
            if span[0] <= back <= span[1]:
                row: dict[str, Cell] = {
                    "account": self.name, "on": self.day(back), "metric": metric, "value": round(value),
                    "feature": feature,
                }  # fmt: skip
                self.ledger.write("usage", self.day(back), self.csm, row)

    def adoption(self, eligible: Sequence[float], shares: dict[str, float], *, since: int, until: int = 1) -> None:
        """Feature readings every four weeks; `eligible` per week as in `weekly`, a fixed share of it uses each."""
        for feature, share in shares.items():
            self.weekly("eligible_users", eligible, since=since, until=until, every=4, feature=feature)
            users = [round(value) * share for value in eligible]
            self.weekly("feature_users", users, since=since, until=until, every=4, feature=feature)
