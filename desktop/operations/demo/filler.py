"""One filler account from its spec: fields, people, talks, reviews, goals, promises, use.

Everything follows from how warm the account is and was; cells are missing here and there as in any real book.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from desktop.operations.demo.batch import BASE_BACK, Cell, Ledger
from desktop.operations.demo.diary import Diary
from desktop.operations.demo.names import FEATURES, INES, TITLES, TOMAS, people
from desktop.operations.demo.plans import UNDER_WAY, write_plan
from desktop.operations.demo.roster import ENTERPRISE, GONE, MIDDLE, SMALL, TRIALS, Spec
from desktop.operations.demo.terms import GAP, write_calls, write_end, write_lines, write_trial
from desktop.operations.demo.usage import WEEKS, curve
from desktop.operations.demo.voice import (
    FIRST_BACK,
    Chorus,
    book_quiet,
    warmth_on,
    write_after_talk,
    write_tickets,
    write_waves,
)
from desktop.operations.demo.words import GOALS, PULSE_REASONS, TALKS, THEY_OWE, WE_OWE

TALK_EVERY = {ENTERPRISE: 15, MIDDLE: 24, SMALL: 38}
REVIEW_EVERY = {ENTERPRISE: 90, MIDDLE: 180, SMALL: 365}
"""Days between talks, and between QBRs."""

KNOWN_PEOPLE = {
    "Blue Fjord Travel": ("Lena Moss", "buyer"), "Corvid Games": ("Rik Aalto", "admin"),
    "Eastlake Ferries": ("Rhona Mossop", "buyer"),
}  # fmt: skip
LAST_REVIEW = {
    "Garnet Mining": 143, "Thornbury Motors": 187, "Halcyon Labs": 76, "Northwick Rail": 73, "Fenwick Brothers": 53,
    "Marlow & Finch": 48, "Elmhurst College": 46
}  # fmt: skip
PLANNED_REVIEW = {
    "Halcyon Labs": 11,
    "Northwick Rail": 16,
    "Elmhurst College": 50,
    "Orchard Street Bank": 23,
    "Vantor Ceramics": 31,
}
"""Days since, and until, the reviews that the book has a date for."""

MEETINGS = {
    "Cobalt Health": (3, "09:30", "onboarding", "Go-live review"),
    "Isola Shipping": (4, "10:00", "onboarding", "Go-live review"),
    "Orchard Street Bank": (8, "15:00", "renewal", "Renewal talk"),
    "Brombacher Maschinenbau": (12, "09:00", "renewal", "Renewal call")
}  # fmt: skip
"""Account -> in how many days, when, about what."""

STEPS = ("Check in", "Usage check", "Plan the review", "Training dates", "Renewal call", "Look at the open tickets")
"""What was to be done next, at one time or another."""

FORMER_OWNERS = {"Dunmere Pharmacies": (TOMAS, 150), "Fenwick Brothers": (INES, 120)}
"""Account -> who handed it over, and how many days ago."""

GONE_NAMES = frozenset(spec.name for spec in GONE)
TRIAL_NAMES = frozenset(spec.name for spec in TRIALS)


def write_account(ledger: Ledger, spec: Spec, chorus: Chorus, seed: int) -> Diary:
    """Writes everything about an account that is active, or left spec.opt_out days ago where it is among the gone."""
    rng = random.Random(f"{seed}/{spec.name}")
    spec = spec._replace(warmth=spec.warmth + rng.uniform(-0.05, 0.05), earlier=spec.earlier + rng.uniform(-0.05, 0.05))
    book = Diary(ledger, spec.name, spec.csm)
    is_gone = spec.name in GONE_NAMES
    is_trial = spec.name in TRIAL_NAMES
    since = spec.since or spec.signed or rng.randint(500, 1400)
    opened = since
    if spec.signed is not None and spec.terms != "returned":
        opened = spec.signed + (34 if spec.terms == "tried" else 12)
    contacts = _write_fields(book, spec, since, opened, rng)
    life = (spec.opt_out if is_gone else 1, min(spec.signed or since, FIRST_BACK))
    if is_trial:
        write_trial(book, spec)
        _write_talks(book, spec, contacts, chorus, rng, life)
        return book
    seats = write_end(book, spec, rng) if is_gone else write_lines(book, spec, rng)
    write_plan(book, spec, rng)
    _write_use(book, spec, seats, life, rng)
    _write_talks(book, spec, contacts, chorus, rng, life)
    if spec.usage != "none":
        write_waves(book, spec, contacts, chorus, rng, span=life)
        write_tickets(book, spec, contacts, chorus, rng, span=life)
        _write_goals(book, spec, life, rng)
    if not is_gone:
        if spec.opt_out <= 180:
            write_calls(book, spec, rng)
        _write_reviews(book, spec, contacts, rng, life)
        _write_promises(book, spec, rng, life)
    _write_pulses(book, spec, rng, life)
    return book


def _write_fields(book: Diary, spec: Spec, since: int, opened: int, rng: random.Random) -> list[str]:
    def maybe(value: Cell) -> Cell:
        return None if rng.random() < GAP else value

    stage = "Trial" if spec.name in TRIAL_NAMES else "Onboarding" if spec.name in UNDER_WAY else "Live"
    tier = "A" if spec.segment == ENTERPRISE else "B" if spec.segment == MIDDLE else "C"
    cost = round(spec.thousands * rng.uniform(0.25, 0.5)) * 1000
    book.open(
        opened, started_back=since, segment=spec.segment, industry=maybe(spec.industry), region=maybe(spec.region),
        stage=stage, Tier=maybe(tier), former=FORMER_OWNERS.get(spec.name),
        acquisition_cost=cost if rng.random() < 0.4 else None,
    )  # fmt: skip
    if spec.step is not None:
        back = min(opened, BASE_BACK)
        while back > 20:
            book.set(back, next_step=rng.choice(STEPS), next_step_on=book.day(back - rng.randint(20, 40)))
            back -= rng.randint(45, 70)
        book.set(min(rng.randint(3, 19), opened), next_step=spec.step, next_step_on=book.day(-spec.step_in))
        if spec.opt_out <= 30 and spec.name not in GONE_NAMES | TRIAL_NAMES:
            book.set(35, stage="Renewing")
    wanted = {ENTERPRISE: 5, MIDDLE: 4, SMALL: 3}[spec.segment]
    names = people(spec.region, wanted, rng)
    roles = ["buyer", "champion", "user", "admin", "user"][:wanted]
    if spec.name in KNOWN_PEOPLE:
        names[0], roles[0] = KNOWN_PEOPLE[spec.name]
    for name, role in zip(names, roles, strict=True):
        influence = {"buyer": "decides", "champion": "sways"}.get(role, "uses")
        stance = "supporter" if spec.warmth > 0.8 else "critic" if spec.warmth < 0.3 else "neutral"
        book.contact(
            name, opened, email=rng.random() >= GAP, title=maybe(rng.choice(TITLES[role])), role=role,
            influence=maybe(influence), stance=maybe(stance if role != "user" else "neutral"),
            phone=maybe(f"+00 555 {rng.randint(100, 999)} {rng.randint(1000, 9999)}"),
        )  # fmt: skip
    return names


def _write_use(book: Diary, spec: Spec, seats: int | None, life: tuple[int, int], rng: random.Random) -> None:
    if spec.usage == "none":
        return
    size = seats or round(spec.thousands * 1.15)
    now, then = _seat_share(spec.warmth, rng), _seat_share(spec.earlier, rng)
    trend = 0.32 * (spec.warmth - 0.66) + rng.uniform(-0.02, 0.02)
    if spec.name == "Garnet Mining":
        trend = -0.31
    shares = curve(now, trend, min(then, now * 1.8), rng)
    if spec.name in GONE_NAMES:
        # Use slid well before they left, so that the score of three months earlier could have told.
        slid = spec.opt_out // 7 + 6
        shares = [now] * slid + curve(now, -0.22, min(then, now * 2.2), rng)[: WEEKS - slid]
    users = [share * size for share in shares]
    newest, oldest = life
    # The first weeks of a new customer are not counted yet, those of a pilot say nothing of a trend.
    since = oldest if not spec.signed else oldest - 14 if oldest >= 70 else min(oldest - 14, 27)
    book.weekly("active_users", users, since=since, until=newest)
    if rng.random() < 0.35:
        book.weekly("logins", [value * 5.5 for value in users], since=since, until=newest)
    if spec.name == "Halcyon Labs":
        book.daily("events", [value * 40 for value in users], since=since)
    if spec.usage == "full":
        level = 0.12 + 0.62 * spec.warmth
        adopted = {feature: min(0.95, max(0.05, level + rng.uniform(-0.15, 0.15))) for feature in FEATURES}
        book.adoption(users, adopted, since=since, until=newest)


def _seat_share(warmth: float, rng: random.Random) -> float:
    return min(0.98, max(0.12, 0.08 + 0.9 * warmth + rng.uniform(-0.06, 0.06)))


def _write_talks(
    book: Diary, spec: Spec, contacts: Sequence[str], chorus: Chorus, rng: random.Random, life: tuple[int, int]
) -> None:
    newest, oldest = life
    back = float(newest + 3 if newest > 1 and spec.quiet is None else book_quiet(spec))
    every = TALK_EVERY[spec.segment] * (1.35 if spec.warmth < 0.5 else 1)
    while back < oldest:
        on = round(back)
        topic = "renewal" if spec.opt_out <= 45 and on < 40 else "check-in" if rng.random() < 0.85 else "expansion"
        if book.name in UNDER_WAY:
            topic = "onboarding"
        subject, notes = rng.choice(TALKS[topic])
        who = rng.choice(contacts)
        book.touch(on, rng.choice(("call", "call", "email", "meeting")), topic, subject, who,
                   notes=notes if rng.random() < 0.7 else None)  # fmt: skip
        if rng.random() < 0.5 and on > 2 and spec.usage != "none":
            write_after_talk(book, spec, on, who, chorus, rng)
        back += rng.uniform(0.5, 1.5) * every
    if newest <= 1 and book_quiet(spec) > 25:
        book.touch(rng.randint(6, 20), "email", "check-in", "Any news?", contacts[0], two_way=False)
    if spec.name in MEETINGS:
        ahead, at, topic, subject = MEETINGS[spec.name]
        book.meeting(-ahead, at, topic, subject, contacts[0], written=5)


def _write_reviews(book: Diary, spec: Spec, contacts: Sequence[str], rng: random.Random, life: tuple[int, int]) -> None:
    every = REVIEW_EVERY[spec.segment]
    back = LAST_REVIEW.get(spec.name, max(book_quiet(spec) + 1, round(every * rng.uniform(0.15, 0.8))))
    attendees = ", ".join(contacts[:2])
    while back < life[1] - 60:
        book.qbr(
            back, attendees=attendees,
            wins=rng.choice(("Second site live", "Fewer no-shows", "Report in two days", None)),
            risks="Tickets" if warmth_on(spec, back) < 0.5 else None
        )  # fmt: skip
        back += round(every * rng.uniform(0.9, 1.15))
    if spec.name in PLANNED_REVIEW:
        book.qbr(-PLANNED_REVIEW[spec.name], written=8, attendees=attendees)


def _write_goals(book: Diary, spec: Spec, life: tuple[int, int], rng: random.Random) -> None:
    for number, (goal, baseline, target, unit) in enumerate(rng.sample(GOALS, 2 if rng.random() < 0.5 else 1)):
        due = rng.choice((310, 240, 150, 70, -60)) + number * 9
        agreed = due + 120
        if agreed > life[1] or due < life[0]:
            continue
        book.put("objectives", goal, agreed, goal=goal, baseline=baseline, current=baseline, target=target, unit=unit,
                 due_on=book.day(due), status="open")  # fmt: skip
        if due > 0 and rng.random() < 0.35 + 0.6 * warmth_on(spec, due):
            done = max(
                life[0], due + (rng.randint(0, 20) if rng.random() < warmth_on(spec, due) else -rng.randint(5, 40))
            )
            if done <= due or done < agreed:
                book.put("objectives", goal, done, current=target, done_on=book.day(done), status="met")


def _write_promises(book: Diary, spec: Spec, rng: random.Random, life: tuple[int, int]) -> None:
    written = 30
    for title in rng.sample(WE_OWE, 3):
        written += rng.randint(20, 70)
        if written < life[1]:
            due = written - rng.randint(5, 14)
            book.task(title, "ours", due=due, written=written, done=due - rng.choice((-2, 0, 0, 3)), source="call")
    if rng.random() < 0.5 and life[1] > 90:
        book.task(rng.choice(THEY_OWE), "theirs", due=60, written=74, done=61, source="call", customer_visible=True)
    if rng.random() < 0.4:
        book.task(rng.choice(THEY_OWE), "theirs", due=-rng.randint(2, 20), written=min(10, life[1]), source="call",
                  customer_visible=True)  # fmt: skip
    if spec.late_task:
        book.task("Fix date for the open ticket", "ours", due=rng.randint(2, 8), written=20, source="call")
    elif rng.random() < 0.3:
        book.task("Answer the open question", "ours", due=-rng.randint(1, 12), written=min(9, life[1]), source="email")


def _write_pulses(book: Diary, spec: Spec, rng: random.Random, life: tuple[int, int]) -> None:
    for back in (26, 118, 209, 300):
        on = back + rng.randint(-12, 12)
        if life[0] <= on < life[1] - 20 and rng.random() < 0.55:
            value = max(1, min(5, round(1 + 4.1 * warmth_on(spec, on) + rng.uniform(-0.6, 0.6))))
            book.pulse(on, value, PULSE_REASONS[value] if rng.random() < 0.7 else None)
