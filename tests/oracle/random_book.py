"""Random books as tables of the native format: few accounts, many facts, on days so near that they meet and overlap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

Row = dict[str, object]

SCALES = {"nps": [(0, 10)], "csat": [(1, 5), (1, 5), (1, 7), (1, 10), (0, 1)], "ces": [(1, 7), (1, 7), (1, 5)]}
FIRST, LAST = date(2024, 1, 1), date(2026, 3, 31)


def tables(seed: int) -> dict[str, list[Row]]:
    """Everything `import` takes that a figure of `metrics` is made of."""
    chance = Random(seed)
    names = [f"Account {number}" for number in range(chance.randint(1, 6))]
    people = {name: [f"Person {number}" for number in range(chance.randint(0, 3))] for name in names}
    plans = _some(chance, 4, lambda: _onboarding(chance, names))
    made = {
        "accounts": [_account(chance, name) for name in names],
        "ownerships": [row for name in names for row in _ownerships(chance, name)],
        "contacts": [_contact(chance, name, person) for name in names for person in people[name]],
        "subscriptions": [row for name in names for row in _subscriptions(chance, name)],
        "calls": _some(chance, 4, lambda: _call(chance, names)),
        "onboardings": plans,
        "milestones": [row for plan in plans for row in _milestones(chance, plan)],
        "surveys": _some(chance, 25, lambda: _survey(chance, names, people)),
        "usage": _usage(chance, names),
        "tickets": _some(chance, 8, lambda: _ticket(chance, names)),
        "touchpoints": _some(chance, 8, lambda: _touchpoint(chance, names)),
        "qbrs": _some(chance, 3, lambda: {"account": chance.choice(names), "held_on": _day(chance)}),
        "objectives": _some(chance, 4, lambda: _objective(chance, names)),
        "risks": _some(chance, 3, lambda: _risk(chance, names)),
        "churns": _some(chance, 2, lambda: {"account": chance.choice(names), "on": _day(chance), "reason": "price"}),
    }
    return {kind: rows for kind, rows in made.items() if rows}


def _some(chance: Random, most: int, make: Callable[[], Row]) -> list[Row]:
    return [make() for _ in range(chance.randint(0, most))]


def day_between(chance: Random, first: date, last: date) -> date:
    """Mostly the first day of a quarter, so that days coincide: what falls on one and the same day is the hard part."""
    day = first + timedelta(days=chance.randint(0, (last - first).days))
    return day.replace(month=1 + (day.month - 1) // 3 * 3, day=1) if chance.random() < 0.6 else day


def _day(chance: Random) -> date:
    return day_between(chance, FIRST, LAST)


def _later(chance: Random, day: date, days: int) -> date:
    return max(day, day_between(chance, day, day + timedelta(days=days)))


def _maybe(chance: Random, value: object, share: float = 0.5) -> object:
    return value if chance.random() < share else None


def _account(chance: Random, name: str) -> Row:
    return {
        "name": name,
        "segment": chance.choice([None, "Small", "Large"]),
        "industry": chance.choice([None, "Energy", "Retail"]),
        "region": chance.choice([None, "North"]),
        "started_on": _maybe(chance, _day(chance)),
        "churn_reason": _maybe(chance, "merger", 0.2),
        "acquisition_cost": _maybe(chance, chance.randint(0, 900) / 100),
    }


def _ownerships(chance: Random, name: str) -> list[Row]:
    handed_over = _day(chance)
    rows: list[Row] = [{"account": name, "csm": "Ada", "from_on": FIRST, "until_on": handed_over, "kind": "owner"}]
    if chance.random() < 0.7:
        rows.append({"account": name, "csm": "Bo", "from_on": handed_over, "kind": "owner"})
    if chance.random() < 0.3:
        rows.append({"account": name, "csm": "Cy", "from_on": _day(chance), "kind": "cover"})
    return rows


def _contact(chance: Random, name: str, person: str) -> Row:
    return {
        "account": name,
        "name": person,
        "role": chance.choice([None, "champion", "buyer", "user"]),
        "influence": chance.choice([None, "decides", "uses"]),
        "left_on": _maybe(chance, _day(chance), 0.3),
    }


def _subscriptions(chance: Random, name: str) -> list[Row]:
    rows: list[Row] = []
    for number in range(chance.randint(0, 4)):
        start = _day(chance)
        end = _later(chance, start + timedelta(days=1), chance.choice([30, 200, 400, 800]))
        row: Row = {
            "external_id": f"{name}/{number}",
            "account": name,
            "arr": chance.choice([0, 0.01, 99.99, 100, 100, 120, 1234.56]),
            "start_on": start,
            "end_on": _maybe(chance, end, 0.8),
            "product": chance.choice([None, "A", "A", "B"]),
            "plan": chance.choice([None, "Basic", "Best"]),
            "plan_rank": chance.choice([None, 1, 2]),
            "seats": chance.choice([None, 0, 10, 25]),
            "term_months": chance.choice([None, None, 1, 3, 12]),
            "auto_renew": chance.choice([None, True, True, False]),
            "notice_days": chance.choice([None, 0, 30, 90]),
            "notice_given_on": _maybe(chance, _later(chance, start, 400), 0.2),
            "trial": chance.choice([None, None, None, True, False]),
            "likelihood": chance.choice([None, 0, 0.3, 0.9, 1]),
        }
        if row["end_on"] is not None and chance.random() < 0.35:
            row["outcome"] = chance.choice(["renewed", "ended"])
            row["outcome_on"] = _maybe(chance, end - timedelta(days=chance.choice([0, 0, 20])))
            row["reason"] = _maybe(chance, "budget")
        rows.append(row)
        if row["end_on"] is not None and chance.random() < 0.4:
            # A line that goes on where this one ends, often alike.
            follow = {**row, "external_id": f"{name}/{number}/2", "start_on": end, "outcome": None, "outcome_on": None}
            follow["end_on"] = _maybe(chance, end + timedelta(days=365), 0.8)
            follow["arr"] = chance.choice([row["arr"], row["arr"], 80, 200])
            rows.append(follow)
        elif row["end_on"] is not None and chance.random() < 0.3:
            # It comes back after a while.
            rows.append(
                {**row, "external_id": f"{name}/{number}/3", "start_on": end + timedelta(days=20), "end_on": None}
            )
    return rows


def _call(chance: Random, names: list[str]) -> Row:
    return {
        "account": chance.choice(names),
        "on": _day(chance),
        "kind": chance.choice(["automatic", "csm", "final"]),
        "category": chance.choice(["commit", "at risk", "most likely"]),
    }


def _onboarding(chance: Random, names: list[str]) -> Row:
    return {"account": chance.choice(names), "started_on": _day(chance), "name": f"Plan {chance.randrange(10**6)}"}


def _milestones(chance: Random, plan: Row) -> list[Row]:
    started = plan["started_on"]
    assert isinstance(started, date)
    return [
        {
            "account": plan["account"],
            "onboarding": _maybe(chance, plan["name"], 0.8),
            "name": f"Step {number} of {plan['name']}",
            "due_on": _maybe(chance, started + timedelta(days=14 * number)),
            "done_on": _maybe(chance, started + timedelta(days=chance.choice([-5, 0, 30, 90, 91, 92]))),
            "first_value": chance.choice([None, True, False]),
            "state": chance.choice([None, None, "open", "waived"]),
        }
        for number in range(chance.randint(0, 3))
    ]


def _survey(chance: Random, names: list[str], people: dict[str, list[str]]) -> Row:
    name = chance.choice(names)
    kind = chance.choice(["nps", "nps", "csat", "ces"])
    low, high = chance.choice(SCALES[kind])
    return {
        "external_id": f"answer {chance.randrange(10**9)}",
        "account": name,
        "kind": kind,
        "responded_on": _day(chance),
        "score": _maybe(chance, chance.randint(low, high), 0.8),
        "scale_min": low,
        "scale_max": high,
        "direction": chance.choice(["ease", "effort"]) if kind == "ces" else None,
        "contact": chance.choice([*people[name], None]),
    }


def _usage(chance: Random, names: list[str]) -> list[Row]:
    rows: list[Row] = []
    for name in names:
        for metric in ("active_users", "logins", "events"):
            if chance.random() < 0.6:
                for day in range(0, (LAST - FIRST).days, chance.choice([7, 30])):
                    if chance.random() < 0.8:
                        rows.append(
                            {
                                "account": name,
                                "on": FIRST + timedelta(days=day),
                                "metric": metric,
                                "value": chance.randint(0, 9),
                            }
                        )
        for feature in ("search", "export")[: chance.randint(0, 2)]:
            for metric in ("feature_users", "eligible_users"):
                for _ in range(8):
                    reading: Row = {"account": name, "on": _day(chance), "metric": metric, "feature": feature}
                    rows.append({**reading, "value": chance.randint(0, 9)})
    # One reading a day, or the position within the file would decide.
    found: dict[object, Row] = {(row["account"], row["on"], row["metric"], row.get("feature")): row for row in rows}
    return list(found.values())


def _ticket(chance: Random, names: list[str]) -> Row:
    opened = _day(chance)
    closed = _maybe(chance, _later(chance, opened, 100))
    return {
        "external_id": f"ticket {chance.randrange(10**9)}",
        "account": chance.choice(names),
        "opened_on": opened,
        "closed_on": closed,
        "escalated": chance.choice([None, True, False]),
        "csat": chance.randint(1, 5) if closed is not None and chance.random() < 0.6 else None,
    }


def _touchpoint(chance: Random, names: list[str]) -> Row:
    return {
        "external_id": f"talk {chance.randrange(10**9)}",
        "account": chance.choice(names),
        "on": _day(chance),
        "kind": chance.choice(["call", "email", "note"]),
        "state": chance.choice([None, "held", "planned", "cancelled"]),
        "two_way": chance.choice([None, True, True, False]),
    }


def _objective(chance: Random, names: list[str]) -> Row:
    due = _day(chance)
    return {
        "account": chance.choice(names),
        "goal": f"Goal {chance.randrange(10**6)}",
        "due_on": due,
        "done_on": _maybe(chance, due + timedelta(days=chance.randint(-20, 20))),
        "status": chance.choice([None, "open", "dropped"]),
    }


def _risk(chance: Random, names: list[str]) -> Row:
    opened = _day(chance)
    closed = _maybe(chance, _later(chance, opened, 200), 0.7)
    row: Row = {"account": chance.choice(names), "reason": f"risk {chance.randrange(10**6)}", "opened_on": opened}
    return {**row, "closed_on": closed, "outcome": "saved" if closed else None}
