"""The health score of one account on one day, input by input, as the definition says it."""

from __future__ import annotations

from datetime import date
from statistics import fmean
from typing import Any

import numpy as np

from tests.oracle.contracts import Line
from tests.oracle.rows import Row, Rows


def score(rows: Rows, account: Row, lines: list[Line], day: date) -> dict[str, Any]:
    """Score, band, coverage and whether notice was given; the score is None where nothing is known."""
    card = next((c for c in rows.scorecard if c.segment == account.segment), None) or next(
        c for c in rows.scorecard if c.segment is None
    )
    raw = inputs(rows, account.id, lines, day)
    weights: dict[str, float] = {}
    values: dict[str, float] = {}
    total = 0.0
    for entry in rows.scorecard_input:
        if entry.scorecard != card.id:
            continue
        total += entry.weight
        measured = raw[entry.input]
        if measured is not None:
            curve: list[tuple[float, float]] = entry.points
            weights[entry.input] = entry.weight
            values[entry.input] = float(np.interp(measured, [x for x, _ in curve], [y for _, y in curve]))
    notice = any(line.counts(day) and line.notice is not None for line in lines)
    held = {
        "notice_given": notice,
        "unanswered_detractor": unanswered_detractor(rows, account.id, day),
        "champion_left": champion_left(rows, account.id, day),
    }
    weighed = sum(weights.values())
    if not weighed:
        return {"score": None, "band": "unscored", "coverage": 0.0, "notice": notice}
    result = sum(values[name] * weight for name, weight in weights.items()) / weighed
    for cap in rows.scorecard_cap:
        if cap.scorecard == card.id and held[cap.cap]:
            result = min(result, cap.value)
    coverage = weighed / total
    band = "green" if round(result, 9) >= card.green_from else "amber" if round(result, 9) >= card.amber_from else "red"
    if round(coverage, 9) < card.min_coverage:
        band = "unscored"
    return {"score": result, "band": band, "coverage": coverage, "notice": notice}


def inputs(rows: Rows, account: str, lines: list[Line], day: date) -> dict[str, float | None]:
    readings = [row for row in rows.usage.get(account, []) if row.day <= day]
    return {
        "usage_trend": usage_trend(readings, day),
        "seat_utilisation": seat_utilisation(readings, lines, day),
        "feature_adoption": feature_adoption(readings, day),
        "feedback": feedback(rows, account, day),
        "support": support(rows, account, day),
        "engagement": engagement(rows, account, day),
        "outcomes": outcomes(rows, account, day),
        "commercial": commercial(lines, day),
    }


def age(day: date, then: date) -> int:
    return (day - then).days


def usage_trend(readings: list[Row], day: date) -> float | None:
    for metric in ("active_users", "logins", "events"):
        mine = [row for row in readings if row.metric == metric and age(day, row.day) < 56]
        if mine:
            before = sum(row.value for row in mine if age(day, row.day) >= 28)
            return sum(row.value for row in mine if age(day, row.day) < 28) / before - 1 if before else None
    return None


def seat_utilisation(readings: list[Row], lines: list[Line], day: date) -> float | None:
    seats = [line.row.seats for line in lines if line.counts(day) and line.row.seats is not None]
    users = latest(
        row for row in readings if row.metric == "active_users" and not row.feature and age(day, row.day) < 35
    )
    return users / sum(seats) if seats and sum(seats) and users is not None else None


def feature_adoption(readings: list[Row], day: date) -> float | None:
    recent = [row for row in readings if row.feature and age(day, row.day) < 90]
    shares: list[float] = []
    for feature in {row.feature for row in recent}:
        used = latest(row for row in recent if row.feature == feature and row.metric == "feature_users")
        eligible = latest(row for row in recent if row.feature == feature and row.metric == "eligible_users")
        if used is not None and eligible:
            shares.append(used / eligible)
    return fmean(shares) if shares else None


def latest(readings: Any) -> float | None:
    last = max(readings, key=lambda row: (row.day, row.position), default=None)
    return None if last is None else last.value


def feedback(rows: Rows, account: str, day: date) -> float | None:
    answers = [
        row
        for row in rows.of("survey_response", account)
        if row.score is not None and 0 <= age(day, row.responded_on) < 365 and (row.kind != "ces" or row.direction)
    ]
    kinds = {
        "nps": [normal(row) for row in latest_nps(answers)],
        "csat": [normal(row) for row in answers if row.kind == "csat"]
        + [
            100 * (row.csat - 1) / 4
            for row in rows.of("ticket", account)
            if row.csat is not None and row.closed_on is not None and 0 <= age(day, row.closed_on) < 365
        ],
        "ces": [normal(row) for row in answers if row.kind == "ces"],
    }
    means = [fmean(values) for values in kinds.values() if values]
    return fmean(means) if means else None


def latest_nps(answers: list[Row]) -> list[Row]:
    found: dict[str, Row] = {}
    for row in sorted(answers, key=lambda each: each.responded_on):  # stable: of one day the later row
        if row.kind == "nps":
            found[row.contact or row.id] = row
    return list(found.values())


def normal(row: Row) -> float:
    score = row.scale_min + row.scale_max - row.score if row.direction == "effort" else row.score
    return 100 * (score - row.scale_min) / (row.scale_max - row.scale_min)


def support(rows: Rows, account: str, day: date) -> float | None:
    if not any(row.opened_on <= day for row in rows.ticket):
        return None
    open_ = [
        row
        for row in rows.of("ticket", account)
        if row.opened_on <= day and (row.closed_on is None or row.closed_on > day)
    ]
    return max(0, 100 - 15 * len(open_) - 25 * sum(bool(row.escalated) for row in open_))


def two_way(rows: Rows, account: str, day: date) -> list[date]:
    return [
        row.on_day
        for row in rows.of("touchpoint", account)
        if row.two_way and row.state in (None, "held") and row.on_day <= day
    ]


def engagement(rows: Rows, account: str, day: date) -> float | None:
    days = two_way(rows, account, day)
    days += [row.held_on for row in rows.of("qbr", account) if row.held_on is not None and row.held_on <= day]
    return age(day, max(days)) if days else None


def outcomes(rows: Rows, account: str, day: date) -> float | None:
    due = [(row.due_on, row.done_on, row.state) for row in rows.of("milestone", account) if row.state != "waived"]
    due += [(row.due_on, row.done_on, row.status) for row in rows.of("objective", account) if row.status != "dropped"]
    values: list[int] = []
    for due_on, done_on, state in due:
        if due_on is None or not 0 <= age(day, due_on) < 365 or (state in ("done", "met") and done_on is None):
            continue
        values.append(0 if done_on is None or done_on > day else 100 if done_on <= due_on else 60)
    return fmean(values) if values else None


def commercial(lines: list[Line], day: date) -> float | None:
    if any(line.is_overdue(day) for line in lines):
        return 0.0
    return min(
        (line.row.likelihood for line in lines if line.counts(day) and line.row.likelihood is not None), default=None
    )


def unanswered_detractor(rows: Rows, account: str, day: date) -> bool:
    people = {row.id: row for row in rows.of("contact", account)}
    answers = [
        row
        for row in rows.of("survey_response", account)
        if row.score is not None and 0 <= age(day, row.responded_on) < 365
    ]
    talked = max(two_way(rows, account, day), default=date.min)
    for row in latest_nps(answers):
        giver = people.get(row.contact)
        if giver is None or row.score > 6 or (giver.left_on is not None and giver.left_on <= day):
            continue
        weighty = giver.influence == "decides" or giver.role in ("champion", "buyer")
        if weighty and talked < row.responded_on:
            return True
    return False


def champion_left(rows: Rows, account: str, day: date) -> bool:
    champions = [row for row in rows.of("contact", account) if row.role == "champion"]
    gone = [row for row in champions if row.left_on is not None and row.left_on <= day]
    return bool(gone) and len(gone) == len(champions)
