"""Accounts by the thousand, for trying the program at size: one line each, few facts, much usage, little history.

Written for speed: rows are made directly, without the ledger.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from desktop.domain.calendar import add_months
from desktop.operations.demo.batch import KINDS, DemoBatch, Row
from desktop.operations.demo.names import CSMS, PLANS, REGIONS, SEGMENTS, TITLES, email_of, people, slug
from desktop.operations.demo.words import GLAD, MIXED, TICKETS

CHUNK = 500
"""Accounts in one batch: a batch with all their usage stays below a hundred megabytes."""

_FIRST = (
    "Amber", "Ash", "Birch", "Black", "Bright", "Brook", "Cedar", "Clay", "Cliff", "Cobble", "Copper", "Coral",
    "Crane", "Crown", "Dale", "Deep", "Dove", "Dune", "East", "Elder", "Elm", "Ember", "Fair", "Falcon", "Fern",
    "Field", "Finch", "Flint", "Fox", "Frost", "Glen", "Gold", "Grey", "Gull", "Harbour", "Hawk", "Hazel", "Heather",
    "Heron", "High",
)  # fmt: skip
_SECOND = (
    "bank", "bourne", "bridge", "brow", "combe", "cote", "crest", "croft", "dene", "fell", "field", "ford", "gate",
    "grove", "ham", "haven", "holm", "hurst", "land", "leigh", "march", "mere", "mill", "moor", "ness", "over", "pool",
    "ridge", "rock", "shaw", "stead", "stone", "thorpe", "tor", "vale", "wade", "well", "wick", "wood", "worth",
)  # fmt: skip
_TRADES = (
    "Logistics", "Dental", "Foods", "Clinics", "Freight", "Energy", "Media", "Schools", "Homes", "Hotels", "Motors",
    "Robotics", "Insurance", "Textiles", "Ceramics", "Ferries", "Water", "Paper", "Optics", "Books", "Legal", "Glass",
    "Timber", "Tools", "Design",
)  # fmt: skip
_STEP = 7919
"""A prime that divides no list's length: consecutive numbers give names far apart, none of them twice."""


def scale_name(number: int) -> str:
    """The name of the account with that number, 0 and up; all different."""
    names = len(_FIRST) * len(_SECOND) * len(_TRADES)
    rest, cycle = number * _STEP % names, number // names
    rest, first = divmod(rest, len(_FIRST))
    trade, second = divmod(rest, len(_SECOND))
    return f"{_FIRST[first]}{_SECOND[second]} {_TRADES[trade]}" + (f" {cycle + 1}" if cycle else "")


def scale_batches(as_of: date, accounts: int, seed: int, usage_rows: int) -> Iterator[DemoBatch]:
    """`accounts` simple accounts in batches of CHUNK, written on the evening before as-of.

    Args:
        usage_rows: readings of each account, about: three fifths weekly users, the rest one feature every four weeks.
    """
    weeks, months = usage_rows * 3 // 5, usage_rows // 5
    weekly = [(as_of - timedelta(days=1 + 7 * week)).isoformat() for week in range(weeks)]
    monthly = [(as_of - timedelta(days=1 + 28 * month)).isoformat() for month in range(months)]
    written = datetime.combine(as_of - timedelta(days=1), time(16, 0), UTC)
    for first in range(0, accounts, CHUNK):
        numbers = range(first, min(first + CHUNK, accounts))
        rows: dict[str, list[Row]] = {kind: [] for kind in KINDS}
        for number in numbers:
            rng = random.Random(f"{seed}/scale {number}")
            _write(rows, scale_name(number), as_of, rng, weekly, monthly)
        filled = {kind: tuple(of_kind) for kind, of_kind in rows.items() if of_kind}
        label = f"Accounts {numbers[0] + 1} to {numbers[-1] + 1}"
        yield DemoBatch(written + timedelta(seconds=first // CHUNK), CSMS[first // CHUNK % len(CSMS)], label, filled)


def _write(
    rows: dict[str, list[Row]],
    name: str,
    as_of: date,
    rng: random.Random,
    weekly: Sequence[str],
    monthly: Sequence[str],
) -> None:
    def day(back: int) -> str:
        return (as_of - timedelta(days=back)).isoformat()

    key = slug(name)
    size = rng.random()
    thousands = round(6 + 160 * size**3)
    warmth = min(0.98, max(0.05, rng.gauss(0.68, 0.2)))
    segment = SEGMENTS[0 if thousands > 90 else 1 if thousands > 30 else 2]
    end = as_of + timedelta(days=rng.randint(20, 360))
    start, seats = add_months(end, -12), max(5, thousands)
    gone = rng.random() < 0.06
    since = max(400, rng.randint(380, 1500))
    account: dict[str, str] = {
        "name": name, "segment": segment, "region": rng.choice(REGIONS), "started_on": day(since),
        "stage": "Churned" if gone else "Live", "Tier": "ABC"[SEGMENTS.index(segment)]
    }  # fmt: skip
    if rng.random() < 0.85:
        account |= {"next_step": "Check in", "next_step_on": day(-rng.randint(1, 40))}
    rows["accounts"].append(account)
    rows["ownerships"].append({"account": name, "csm": rng.choice(CSMS), "from_on": day(since), "kind": "owner"})
    person = people(account["region"], 1, rng)[0]
    role = rng.choice(("buyer", "champion", "user"))
    rows["contacts"].append({"account": name, "name": person, "email": email_of(person, name), "role": role,
                             "title": rng.choice(TITLES[role])})  # fmt: skip
    line = {
        "account": name, "external_id": f"{key}-1", "product": "Planner", "plan": PLANS[SEGMENTS.index(segment)],
        "plan_rank": str(SEGMENTS.index(segment) + 1), "arr": str(thousands * 1000), "seats": str(seats),
        "start_on": start.isoformat(), "end_on": end.isoformat(), "term_months": "12", "auto_renew": "true",
        "likelihood": f"{0.1 + 0.88 * warmth:.2f}",
    }  # fmt: skip
    if rng.random() < 0.85:
        line["notice_days"] = rng.choice(("30", "60", "90"))
    if gone:
        left = rng.randint(10, 330)
        line |= {"start_on": day(left + 365), "end_on": day(left), "outcome": "ended", "outcome_on": day(left + 20)}
        account |= {"churned_on": day(left), "churn_reason": rng.choice(("price", "budget", "merger"))}
    elif rng.random() < 0.4:
        # Renewed within the year: the term before this one.
        before = {
            **line, "external_id": f"{key}-0", "start_on": add_months(end, -24).isoformat(),
            "end_on": line["start_on"], "arr": str(round(thousands * rng.choice((880, 1000, 1000, 1060)))),
            "outcome": "renewed", "outcome_on": line["start_on"]
        }  # fmt: skip
        rows["subscriptions"].append(before)
    rows["subscriptions"].append(line)
    quiet = rng.randint(2, 70)
    for number, back in enumerate((quiet, quiet + 45)):
        rows["touchpoints"].append(
            {"account": name, "external_id": f"{key}-{number}", "on": day(back), "kind": "call", "state": "held",
            "two_way": "true", "topic": "check-in", "contact": person}
        )  # fmt: skip
    score = str(max(0, min(10, round(rng.gauss(3.6 + 6.9 * warmth, 1.2)))))
    # A low answer lies before the last talk, so that thousands of them do not wait for a reply.
    asked = {
        "account": name, "external_id": f"{key}-n", "kind": "nps", "responded_on": day(quiet + 3), "contact": person,
        "score": score if rng.random() < 0.37 else ""
    }  # fmt: skip
    if asked["score"] and rng.random() < 0.5:
        asked["comment"] = rng.choice(GLAD if warmth > 0.65 else MIXED)
    rows["surveys"].append(asked)
    if rng.random() < 0.45:
        opened = rng.randint(2, 300)
        ticket = {"account": name, "external_id": f"{key}-t", "opened_on": day(opened), "subject": rng.choice(TICKETS)}
        if opened > 20:
            ticket |= {"closed_on": day(opened - rng.randint(1, 15)), "csat": str(rng.randint(3, 5))}
        rows["tickets"].append(ticket)
    if rng.random() < 0.3:
        rows["tasks"].append(
            {"account": name, "external_id": f"{key}-p", "title": "Answer the open question", "side": "ours",
            "due_on": day(-rng.randint(1, 30))}
        )  # fmt: skip
    _write_use(rows["usage"], name, seats, warmth, rng, weekly, monthly)


def _write_use(
    usage: list[Row],
    name: str,
    seats: int,
    warmth: float,
    rng: random.Random,
    weekly: Sequence[str],
    monthly: Sequence[str],
) -> None:
    level = seats * (0.1 + 0.85 * warmth)
    growth = 1 + 0.02 * (warmth - 0.6)
    for on in weekly:
        users = str(round(level))
        usage.append({"account": name, "on": on, "metric": "active_users", "value": users})
        level = min(level / growth, seats)
    eligible, adopted = str(seats), str(round(seats * min(0.95, 0.1 + 0.65 * warmth + rng.uniform(-0.1, 0.1))))
    for on in monthly:
        usage.append({"account": name, "on": on, "metric": "feature_users", "feature": "reports", "value": adopted})
        usage.append({"account": name, "on": on, "metric": "eligible_users", "feature": "reports", "value": eligible})
