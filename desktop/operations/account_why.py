"""Why an account has its score, in whole points that add up, with what was found for each input."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from desktop.domain.book import Book
from desktop.domain.calendar import Period
from desktop.domain.contracts import known_lines
from desktop.domain.facts import SurveyAnswer
from desktop.domain.health import HealthExplanation, HealthScores, explain, rounded_points
from desktop.domain.health_inputs import FEEDBACK_DAYS, OUTCOME_DAYS
from desktop.domain.scorecards import CAPS
from desktop.domain.surveys import answers_from_tickets, latest_per_contact


class Found(NamedTuple):
    """What an input rests on.

    Args:
        number: answers, open tickets, or goals and milestones on time.
        of: escalated tickets, or goals and milestones due.
        kind: the kind of survey, if all answers are of one.
        mean: of the answers on their own scale, if they share one.
        is_overdue: a term ended and nobody said what became of it.
    """

    number: int | None = None
    of: int | None = None
    kind: str | None = None
    mean: float | None = None
    is_overdue: bool = False


class WhyRow(NamedTuple):
    """An input: raw in its unit; points of `of` in whole points; share 0-1 of all weight, missing or not."""

    name: str
    raw: float | None
    points: int
    of: int
    share: float
    missing: str | None
    found: Found


class WhyCap(NamedTuple):
    """A cap whose cause holds: the score it does not let exceed, and the points (<= 0) it takes."""

    name: str
    value: float
    points: int


@dataclass(frozen=True, slots=True)
class Why:
    """The rows of a score: those of `rows` and `caps` add up to `shown`, and `of` to 100.

    Args:
        shown: None = no score; it may be there though the band is unscored.
        coverage: 0-1.
        rows: what lost most first.
        missing: by weight, the heaviest first.
    """

    shown: int | None
    band: str
    coverage: float
    is_active: bool
    rows: tuple[WhyRow, ...]
    missing: tuple[WhyRow, ...]
    caps: tuple[WhyCap, ...]

    @property
    def inputs(self) -> int:
        return len(self.rows) + len(self.missing)


def why(scores: HealthScores, book: Book, account: str, day: date) -> Why:
    """The explanation of one scored account, worded by nobody yet.

    Args:
        book: the account's own facts.
    """
    explanation = explain(scores, account)
    at = scores.inputs.accounts.index(account)
    card = scores.scorecards[int(scores.scorecard_of[at])]
    weight = {entry.name: entry.weight for entry in card.inputs}
    total = sum(weight.values())
    points, of = rounded_rows(explanation)
    rows = [
        WhyRow(
            name=row.name,
            raw=row.raw,
            points=points[i],
            of=of[i],
            share=weight[row.name] / total,
            missing=row.missing,
            found=_found(row.name, row.raw, book, day),
        )
        for i, row in enumerate(explanation.inputs)
    ]
    taken = dict(zip((cap.name for cap in explanation.caps), rounded_points(explanation).caps, strict=True))
    holding = scores.inputs.caps[at].tolist()
    caps = [
        WhyCap(cap.name, cap.value, taken.get(cap.name, 0))
        for cap in card.caps
        if holding[CAPS.index(cap.name)] and explanation.shown is not None
    ]
    return Why(
        shown=explanation.shown,
        band=explanation.band,
        coverage=explanation.coverage,
        is_active=explanation.is_active,
        rows=tuple(
            sorted((row for row in rows if row.missing is None), key=lambda row: (row.points - row.of, -row.of))
        ),
        missing=tuple(sorted((row for row in rows if row.missing is not None), key=lambda row: -row.share)),
        caps=tuple(sorted(caps, key=lambda cap: (cap.points, cap.value))),
    )


def rounded_rows(explanation: HealthExplanation) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The whole points each input earned and could have earned; the latter add up to 100, and are never less.

    What was lost is rounded by largest remainder to what the points leave of 100, so that every column adds up.
    """
    points = rounded_points(explanation).inputs
    if explanation.shown is None:
        return points, (0,) * len(points)
    exact = [max(100 * row.weight - row.points, 0.0) for row in explanation.inputs]
    return points, tuple(map(sum, zip(points, _shared_out(exact, 100 - sum(points)), strict=True)))


def _shared_out(exact: Sequence[float], total: int) -> list[int]:
    """Whole numbers >= 0 near the exact ones, adding up to `total` where there is anything to share."""
    settled = [round(value, 9) for value in exact]
    shares = [math.floor(value) for value in settled]
    by_remainder = sorted(range(len(settled)), key=lambda i: (shares[i] - settled[i], i))
    for i in by_remainder[: max(total - sum(shares), 0)]:
        shares[i] += 1
    return shares


def _found(name: str, raw: float | None, book: Book, day: date) -> Found:
    if raw is None:
        return Found()
    if name == "feedback":
        return _answers(book, day)
    if name == "support":
        is_open = [
            each for each in book.tickets if each.opened_on <= day and (each.closed_on is None or each.closed_on > day)
        ]
        return Found(number=len(is_open), of=sum(each.escalated is True for each in is_open))
    if name == "outcomes":
        return _outcomes(book, day)
    if name == "commercial":
        return Found(is_overdue=bool(known_lines(book.lines, as_of=day).overdue().any()))
    return Found()


def counted_answers(answers: Iterable[SurveyAnswer]) -> list[SurveyAnswer]:
    """Those the score counts: of NPS the latest of each contact; of CSAT and CES all.

    Args:
        answers: in the order they were written, which breaks ties between answers of one day.
    """
    given = [each for each in answers if each.score is not None]
    return [
        *latest_per_contact(each for each in given if each.kind == "nps"),
        *(each for each in given if each.kind != "nps"),
    ]


def _answers(book: Book, day: date) -> Found:
    period = Period(day - timedelta(days=FEEDBACK_DAYS), day)
    given = [each for each in (*book.answers, *answers_from_tickets(book.tickets)) if each.responded_on in period]
    counted = counted_answers(given)
    kinds = {each.kind for each in counted}
    scales = {(each.scale_min, each.scale_max, each.direction) for each in counted}
    scores = [each.score for each in counted if each.score is not None]
    alike = len(kinds) == 1 and len(scales) == 1
    return Found(
        number=len(counted),
        kind=next(iter(kinds)) if len(kinds) == 1 else None,
        mean=math.fsum(scores) / len(scores) if alike and scores else None,
    )


def _outcomes(book: Book, day: date) -> Found:
    period = Period(day - timedelta(days=OUTCOME_DAYS), day)
    due = [
        (each.due_on, each.done_on)
        for each in book.milestones
        if each.state != "waived" and not (each.state == "done" and each.done_on is None)
    ]
    due += [
        (each.due_on, each.done_on)
        for each in book.objectives
        if each.status != "dropped" and not (each.status in ("done", "met") and each.done_on is None)
    ]
    within = [(due_on, done_on) for due_on, done_on in due if due_on is not None and due_on in period]
    return Found(number=sum(done is not None and done <= due_on for due_on, done in within), of=len(within))
