"""Contract lines of the filler accounts: renewals, terms that roll on, cuts, additions, trials, ends.

The lines of one account and product meet, so that its ARR has no gap unless the account was gone.
"""

from __future__ import annotations

import random
from datetime import date

from desktop.domain.calendar import add_months
from desktop.operations.demo.batch import BASE_BACK, Cell
from desktop.operations.demo.diary import Diary
from desktop.operations.demo.names import CONNECT, INSIGHTS, PLANS
from desktop.operations.demo.roster import CHURN_REASONS, Spec

GAP = 0.2
"""Share of the optional cells of a filler account that nobody filled in; with the stories it comes to about 15 %."""

ADDED_SEATS = 0.3
"""Seats of a product sold beside the first, as a share of the first's."""


def write_lines(book: Diary, spec: Spec, rng: random.Random) -> int | None:
    """Writes the lines of an active account; returns the seats of all of them, None where not known."""
    seats = _seats(spec.thousands)
    known_seats = None if rng.random() < GAP / 2 and spec.terms != "long" else seats
    terms = _terms(spec, rng)
    end = book.day(-(spec.opt_out + spec.notice))
    if spec.terms in ("single", "tried", "returned"):
        _first_term(book, spec, end, {**terms, "seats": known_seats}, rng)
    elif spec.terms == "long":
        _long_term(book, spec, end, terms, seats)
    else:
        _yearly(book, spec, end, terms, known_seats, rng)
    extra = spec.change is not None and spec.change.kind == "cross_sell"
    return known_seats + round(known_seats * ADDED_SEATS) if known_seats is not None and extra else known_seats


def write_end(book: Diary, spec: Spec, rng: random.Random) -> int:
    """Writes the lines of an account that left spec.opt_out days ago, and that it left; returns its seats."""
    gone = spec.opt_out
    end, seats = book.day(gone), _seats(spec.thousands)
    terms: dict[str, Cell] = {"auto_renew": True, "notice_days": spec.notice, "plan": "Team", "seats": seats}
    start = book.day(spec.since or 0) if spec.terms == "single" else add_months(end, -12)
    if spec.terms != "single":
        book.line("1", BASE_BACK, thousands=spec.thousands, start=add_months(end, -24), end=start, term_months=12,
                  likelihood=0.7, terms=terms)  # fmt: skip
        book.renew("1", gone + 385)
    key = "1" if spec.terms == "single" else "2"
    book.line(key, BASE_BACK, thousands=spec.thousands, start=start, end=end, likelihood=0.6, terms=terms)
    book.likelihoods(key, [(gone + 120, 0.4), (gone + 60, 0.1)])
    notice = gone + spec.notice + rng.randint(2, 9)
    reason, notes = CHURN_REASONS[spec.name]
    book.put("subscriptions", key, notice, notice_given_on=book.day(notice))
    book.put("subscriptions", key, gone, outcome="ended", outcome_on=end, reason=reason)
    book.call(gone + 40, "csm", "at risk", round(spec.thousands * 200))
    book.call(gone, "final", "closed", 0)
    book.put("churns", "1", gone, on=end, reason=reason, notes=notes)
    book.set(gone, stage="Churned", churned_on=end, churn_reason=reason)
    return seats


def _yearly(book: Diary, spec: Spec, end: date, terms: dict[str, Cell], seats: int | None, rng: random.Random) -> None:
    turn, change = add_months(end, -12), spec.change
    turn_back = (book.day(0) - turn).days
    before = change.before if change else spec.thousands
    plan, plan_before = _plans(spec)
    share = 1.0 if change is not None and change.kind == "cross_sell" else before / spec.thousands
    cells: dict[str, Cell] = {**terms, "plan": plan_before, "seats": _scaled(seats, share)}
    start = add_months(end, -24)
    likely = _likely(spec.earlier)
    if change is not None and change.kind == "cross_sell":
        added = rng.choice((INSIGHTS, CONNECT))
        book.line(
            "x", change.back + 9, thousands=spec.thousands - before, start=book.day(change.back), end=end, plan=plan,
            terms=terms, seats=_scaled(seats, ADDED_SEATS), product=added, likelihood=_likely(spec.warmth)
        )  # fmt: skip
        change = None
    elif change is not None and change.back > turn_back:
        # In the course of the first year: cut it there and go on at the new price.
        book.line("0", BASE_BACK, thousands=before, start=start, end=turn, likelihood=likely, terms=cells)
        start = book.day(change.back)
        book.put("subscriptions", "0", change.back, end_on=start, outcome="renewed", outcome_on=start)
        before, change = spec.thousands, None
        cells = {**terms, "plan": plan, "seats": seats}
    written = min(BASE_BACK, (book.day(0) - start).days + 5)
    book.line("1", written, thousands=before, start=start, end=turn, likelihood=likely, terms=cells)
    if spec.terms == "rolled":
        book.likelihoods("1", _opinions(spec))
        return
    signed = min(turn_back + rng.randint(14, 40), written)
    book.renew("1", signed)
    if change is None:
        cells["seats"] = seats
    book.line("2", signed, thousands=before, start=turn, end=end, likelihood=likely, terms=cells)
    book.call(signed + 30, "csm", _category(likely), round(before * 1000 * likely))
    book.call(signed, "final", "closed", round(before * 1000))
    newest, since = "2", turn_back
    if change is not None:
        cut = book.day(change.back)
        reason = "fewer seats" if change.kind == "downgrade" else None
        book.put(
            "subscriptions", "2", change.back + 2, end_on=cut, outcome="renewed",
            outcome_on=book.day(change.back + 2), reason=reason
        )  # fmt: skip
        cells = {**terms, "plan": plan, "seats": seats, "term_months": None}
        book.line("3", change.back + 2, thousands=spec.thousands, start=cut, end=end, likelihood=likely, terms=cells)
        newest, since = "3", change.back
    book.likelihoods(newest, [(back, likelihood) for back, likelihood in _opinions(spec) if back < since])


def _long_term(book: Diary, spec: Spec, end: date, terms: dict[str, Cell], seats: int) -> None:
    """Three years at once; the largest with two products beside the first."""
    start = add_months(end, -36)
    cells: dict[str, Cell] = {**terms, "plan": "Business", "term_months": 36, "auto_renew": False}
    shares = (0.7, 0.2, 0.1) if spec.thousands > 100 else (1.0,)
    ends = (end, book.day(-(spec.opt_out + spec.notice + 96)), book.day(-(spec.opt_out + spec.notice + 190)))
    for key, (share, product, until) in enumerate(zip(shares, ("Planner", INSIGHTS, CONNECT), ends, strict=False), 1):
        book.line(str(key), BASE_BACK, thousands=spec.thousands * share, start=start, end=until, product=product,
                  likelihood=_likely(spec.earlier), terms=cells, seats=_scaled(seats, share))  # fmt: skip
        book.likelihoods(str(key), _opinions(spec))


def _first_term(book: Diary, spec: Spec, end: date, terms: dict[str, Cell], rng: random.Random) -> None:
    signed = spec.signed or 0
    start = book.day(signed)
    if spec.terms == "returned":
        left = book.day(430)
        old: dict[str, Cell] = {
            "term_months": 12,
            "auto_renew": True,
            "notice_days": 30,
            "plan": "Starter",
            "seats": 30,
        }
        book.line(
            "0", BASE_BACK, thousands=18, start=add_months(left, -24), end=left, outcome="ended",
            outcome_on=book.day(470), reason="price", terms=old
        )  # fmt: skip
    written = signed + rng.randint(3, 12)
    if spec.terms == "tried":
        written = signed + 2
        book.line("0", signed + 31, thousands=spec.thousands, start=book.day(signed + 30), end=start, trial=True,
                  plan="Team", seats=10, auto_renew=False)  # fmt: skip
        book.renew("0", written)
    likely = None if spec.usage == "none" else _likely((spec.warmth + spec.earlier) / 2)
    book.line("1", written, thousands=spec.thousands, start=start, end=max(end, add_months(start, 12)),
              terms=terms, plan=_plans(spec)[0], likelihood=likely)  # fmt: skip


def write_trial(book: Diary, spec: Spec) -> None:
    """A trial that runs, or one that ended with nothing (spec.opt_out < 0: so many days ago)."""
    start, end = spec.signed or 0, book.day(-spec.opt_out)
    book.line(
        "0", start + 2, thousands=spec.thousands, start=book.day(start), end=end, trial=True, plan="Team", seats=10,
        auto_renew=False
    )  # fmt: skip
    if spec.opt_out < 0:
        book.put("subscriptions", "0", -spec.opt_out, outcome="ended", outcome_on=end, reason="no budget")
        book.set(-spec.opt_out, stage="Trial ended")


def _terms(spec: Spec, rng: random.Random) -> dict[str, Cell]:
    def maybe(value: Cell) -> Cell:
        return None if rng.random() < GAP else value

    if spec.terms == "rolled":
        return {"term_months": 12, "auto_renew": True, "notice_days": spec.notice}
    urgent = spec.opt_out < 45
    auto_renew = spec.warmth > 0.3
    return {
        "term_months": maybe(12),
        "auto_renew": auto_renew if urgent else maybe(auto_renew),
        "notice_days": spec.notice if urgent else maybe(spec.notice),
    }


def _plans(spec: Spec) -> tuple[str, str]:
    """The plan now, and before the change."""
    rank = 3 if spec.thousands > 90 else 2 if spec.thousands > 35 else 1
    plan = PLANS[rank]
    upgraded = spec.change is not None and spec.change.kind == "feature_upgrade"
    return plan, PLANS[rank - 1] if upgraded else plan


def _opinions(spec: Spec) -> list[tuple[int, float]]:
    """What the CSM thought over time, the newest likelihood last."""
    middle = (_likely(spec.earlier) + _likely(spec.warmth)) / 2
    return [(170, round(middle, 2)), (44, _likely(spec.warmth))]


def _likely(warmth: float) -> float:
    return round(min(0.95, 0.14 + 0.94 * warmth), 2)


def _category(likelihood: float) -> str:
    for least, category in ((0.85, "commit"), (0.6, "most likely"), (0.4, "best case")):
        if likelihood >= least:
            return category
    return "at risk"


def write_calls(book: Diary, spec: Spec, rng: random.Random) -> None:
    """The forecast of an account whose opt-out lies ahead: what the rule says, and what its CSM says."""
    likely = _likely(spec.warmth)
    amount = round(spec.thousands * 1000 * likely)
    book.call(26, "automatic", _category(likely), amount)
    opinion = min(0.97, max(0.05, likely + rng.choice((-0.2, 0, 0, 0, 0.1))))
    book.call(rng.randint(8, 30), "csm", _category(opinion), round(spec.thousands * 1000 * opinion))


def _seats(thousands: float) -> int:
    return max(8, round(thousands * 1.15 / 5) * 5)


def _scaled(seats: int | None, share: float) -> int | None:
    return None if seats is None else max(2, round(seats * share))
