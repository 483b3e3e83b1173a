"""Onboarding plans of the filler accounts: those under way, those that reached value, and one that never did."""

from __future__ import annotations

import random
from typing import NamedTuple

from desktop.operations.demo.diary import Diary
from desktop.operations.demo.roster import Spec


class Step(NamedTuple):
    """A milestone: due and done in days from the start of the plan; done None = open."""

    name: str
    side: str
    due: int
    done: int | None
    first_value: bool = False


class Plan(NamedTuple):
    """An onboarding: started that many days before as-of, to be live after `target` days."""

    started: int
    target: int
    steps: tuple[Step, ...]


OURS, THEIRS = "ours", "theirs"

UNDER_WAY = {
    "Cobalt Health": Plan(60, 60, (
        Step("Kick-off", OURS, 8, 8), Step("Data import", THEIRS, 22, 22), Step("SSO live", THEIRS, 36, 38),
        Step("Roster or master data", THEIRS, 50, 52), Step("Clinic leads trained", THEIRS, 62, None),
        Step("Pilot group live", OURS, 66, None, True))),
    "Petrel Air": Plan(47, 45, (
        Step("Kick-off", OURS, 7, 7), Step("Data import", THEIRS, 19, 19), Step("SSO live", THEIRS, 31, 31),
        Step("Roster or master data", THEIRS, 36, 45), Step("Pilot group live", THEIRS, 52, None, True))),
    "Isola Shipping": Plan(38, 45, (
        Step("Kick-off", OURS, 5, 5), Step("Data import", THEIRS, 15, 15), Step("SSO live", THEIRS, 27, 27),
        Step("Pilot group live", OURS, 37, 36, True), Step("Go-live review", OURS, 42, None))),
    "Mistral Energy": Plan(34, 60, (
        Step("Kick-off", OURS, 9, 9), Step("Data import", THEIRS, 24, 24),
        Step("Data import, part 2", THEIRS, 37, None), Step("Pilot group live", OURS, 50, None, True))),
    "Larkfield Schools": Plan(27, 45, (
        Step("Kick-off", OURS, 8, 8), Step("Data import", THEIRS, 16, 22), Step("Roster import", THEIRS, 34, None),
        Step("Pilot group live", OURS, 44, None, True))),
    "Zephyr Optics": Plan(21, 30, (
        Step("Kick-off", OURS, 4, 4), Step("Data import", THEIRS, 12, 12), Step("SSO live", THEIRS, 19, 19),
        Step("First report", OURS, 30, None, True))),
    "Ravel Logistics": Plan(14, 30, (
        Step("Kick-off", OURS, 5, 5), Step("Usage feed", THEIRS, 22, None),
        Step("Pilot group live", OURS, 28, None, True))),
    "Wren & Co": Plan(10, 30, (
        Step("Kick-off", OURS, 3, 3), Step("Kick-off notes", OURS, 12, None),
        Step("First report", OURS, 27, None, True))),
}  # fmt: skip

REACHED = {
    "Norbury Trust": 23, "Beacon Hill Clinics": 41, "Eastlake Ferries": 47, "Yarrow Homes": 18, "Ashdown Press": 24,
    "Fenwick Brothers": 30, "Jasper Fintech": 27, "Thornbury Motors": 39, "Quay Side Foods": 21,
    "Blue Fjord Travel": 33, "Sable Hotels": 63, "Corvid Games": 38, "Elmhurst College": 35, "Lindqvist Möbel": 14,
    "Atelier Vauclair": 21, "Moresby Legal": 26, "Pellworm Solar": 28,
}  # fmt: skip
"""Finished plans: the day on which value was reached, from the start."""

NEVER_LIVE = "Maple Signal"


def write_plan(book: Diary, spec: Spec, rng: random.Random) -> None:
    """Writes the account's onboarding, if it has one."""
    if spec.name in UNDER_WAY:
        _write(book, UNDER_WAY[spec.name])
    elif spec.name in REACHED:
        _write(book, _finished(spec.signed or spec.since or 0, REACHED[spec.name], rng))
    elif spec.name == NEVER_LIVE:
        steps = (Step("Kick-off", OURS, 6, 9), Step("Data import", THEIRS, 20, 64), Step("SSO live", THEIRS, 30, None),
                 Step("Pilot group live", OURS, 40, None, True))  # fmt: skip
        _write(book, Plan(spec.since or 0, 45, steps))


def _finished(started: int, value: int, rng: random.Random) -> Plan:
    """A plan that reached value on that day, with slips where it took long."""
    target = 30 if value <= 28 else 45 if value <= 45 else 60

    def step(name: str, side: str, share: float, slip: int) -> Step:
        done = max(2, round(value * share))
        return Step(name, side, max(1, done - (slip if rng.random() < 0.5 else 0)), done)

    steps = (
        step("Kick-off", OURS, 0.14, 1), step("Data import", THEIRS, 0.4, rng.randint(4, 13)),
        step("SSO live", THEIRS, 0.6, rng.randint(8, 24)),
        step("Roster or master data", THEIRS, 0.8, rng.randint(3, 8)),
        Step("Pilot group live", OURS, min(value, target - 5), value, True),
        Step("Go-live review", OURS, target, value + rng.randint(4, 12)),
    )  # fmt: skip
    return Plan(started, target, steps)


def _write(book: Diary, plan: Plan) -> None:
    start = plan.started
    book.put(
        "onboardings", "1", start, name="Launch", started_on=book.day(start), target_on=book.day(start - plan.target)
    )
    for step in plan.steps:
        book.put(
            "milestones", step.name, start, onboarding="Launch", name=step.name, side=step.side, state="open",
            due_on=book.day(start - step.due), first_value=step.first_value,
            phase="Live" if step.first_value or step.name == "Go-live review" else "Set-up",
        )  # fmt: skip
        if step.done is not None:
            done = start - step.done
            book.put("milestones", step.name, done, state="done", done_on=book.day(done))
    last = plan.steps[-1].done
    if last is not None:
        book.put("onboardings", "1", start - last, live_on=book.day(start - last))
