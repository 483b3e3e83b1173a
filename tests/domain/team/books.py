"""Small books with three CSMs to try the team's figures on; every day is given as days before the day looked at."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from desktop.domain.book import Book, accounts_on
from desktop.domain.calendar import Period
from desktop.domain.facts import (
    Account,
    ContractLine,
    Milestone,
    Ownership,
    Qbr,
    Risk,
    SurveyAnswer,
    Touchpoint,
)
from desktop.domain.scorecards import parse_scorecard
from desktop.domain.team.figures import Team, team
from desktop.domain.team.tasks import Task
from desktop.domain.usage import aggregate

DAY = date(2026, 11, 22)
YEAR = Period(date(2025, 11, 22), DAY)
ACCOUNTS = "ABCDE"
DEFAULT = parse_scorecard(
    tomllib.loads((Path(__file__).resolve().parents[3] / "resources/scorecards/default.toml").read_text("utf-8"))
)
CSMS = ("Mara", "Ines", "Tomas")


def back(days: int) -> date:
    return DAY - timedelta(days=days)


def line(account: str, arr: int = 100_000, began: int = 800, ends: int | None = None) -> ContractLine:
    """A contract line that began so many days ago; ends: so many days ago, None = open."""
    return ContractLine(f"L {account} {arr} {began}", account, arr, back(began), None if ends is None else back(ends))


def owned(account: str, csm: str, since: int | None = None, until: int | None = None, kind: str = "owner") -> Ownership:
    return Ownership(
        f"O {account} {csm} {since} {kind}",
        account,
        csm,
        None if since is None else back(since),
        None if until is None else back(until),
        kind,
    )


def nps(account: str, days: int, score: float | None, contact: str | None = None) -> SurveyAnswer:
    return SurveyAnswer(f"N {account} {days} {score}", account, "nps", back(days), score, 0, 10, contact)


def talk(account: str, days: int, *, two_way: bool | None = True, state: str | None = "held") -> Touchpoint:
    return Touchpoint(f"T {account} {days} {two_way} {state}", account, back(days), "call", state, two_way)


def step(account: str, due: int | None, done: int | None = None, **said: Any) -> Milestone:
    known: dict[str, Any] = {
        "name": "Kick-off",
        "onboarding": None,
        "state": "open" if done is None else "done",
        **said,
    }
    return Milestone(
        id=f"M {account} {due} {done} {known['name']}",
        account=account,
        due_on=None if due is None else back(due),
        done_on=None if done is None else back(done),
        **known,
    )


def task(account: str, due: int | None, **said: Any) -> Task:
    days = {name: back(said.pop(name)) for name in ("done_on", "dropped_on", "begun_on") if name in said}
    known: dict[str, Any] = {"side": "ours", **said, **days}
    return Task(f"K {account} {due} {sorted(said)}", account, "Do", None if due is None else back(due), **known)


def team_of(
    book: Book, tasks: Sequence[Task] = (), period: Period = YEAR, *, since: date | None = None, **more: Any
) -> Team:
    book = replace(book, scorecards=(DEFAULT,))
    ids = [account.id for account in accounts_on(book, period.end)]
    return team(book, aggregate(ids, (), period.end), tasks, period, since=since, **more)


@dataclass(frozen=True)
class Known:
    """A book and its tasks."""

    book: Book
    tasks: tuple[Task, ...]

    def found(self, **more: Any) -> Team:
        return team_of(self.book, self.tasks, **more)

    def mixed(self, random: Random) -> Known:
        def shuffled(rows: Sequence[Any]) -> list[Any]:
            return random.sample(list(rows), len(rows))

        # Of owners from one day on the later written counts: those stay as they follow one another.
        owned = {each.id: (each.account, each.from_on) for each in self.book.ownerships}
        mixed = shuffled(self.book.ownerships)
        following = {
            key: iter([each for each in self.book.ownerships if owned[each.id] == key]) for key in owned.values()
        }
        book = replace(
            self.book,
            lines=shuffled(self.book.lines),
            ownerships=[next(following[owned[each.id]]) for each in mixed],
            answers=shuffled(self.book.answers),
            touchpoints=shuffled(self.book.touchpoints),
            qbrs=shuffled(self.book.qbrs),
            milestones=shuffled(self.book.milestones),
            risks=shuffled(self.book.risks),
        )
        return Known(book, tuple(shuffled(self.tasks)))


_WHO = st.sampled_from(ACCOUNTS)
_AGES = st.sampled_from((0, 1, 10, 29, 30, 31, 60, 89, 90, 91, 200, 364, 365, 500))
_CSM = st.sampled_from(CSMS)


def _unique(rows: list[Any]) -> list[Any]:
    return list({row.id: row for row in rows}.values())


@st.composite
def books(draw: st.DrawFn) -> Known:
    """Accounts of which some are not there yet, some have left, some have no owner and some two."""

    def some(rows: st.SearchStrategy[Any], most: int = 8) -> list[Any]:
        return _unique(draw(st.lists(rows, max_size=most)))

    book = Book(
        accounts=[Account(each, f"Account {each}", segment=draw(st.sampled_from(("Big", None)))) for each in ACCOUNTS],
        lines=some(
            st.builds(line, _WHO, st.sampled_from((0, 5_000, 100_000)), st.sampled_from((700, 400, 100)),
                      st.sampled_from((None, None, 50, 300)))
        ),
        ownerships=some(
            st.builds(owned, _WHO, _CSM, st.sampled_from((None, 600, 200, 40)), st.sampled_from((None, None, 100, 20)),
                      st.sampled_from(("owner", "owner", "cover")))
        ),
        answers=some(st.builds(nps, _WHO, _AGES, st.sampled_from((None, 0, 6, 7, 10)))),
        touchpoints=some(
            st.builds(talk, _WHO, _AGES, two_way=st.sampled_from((True, True, False, None)),
                      state=st.sampled_from(("held", None, "planned")))
        ),
        qbrs=[
            Qbr(f"Q {no}", who, back(held) if held is not None else None, back(-9) if planned else None)
            for no, (who, held, planned) in enumerate(
                draw(st.lists(st.tuples(_WHO, st.none() | _AGES, st.booleans()), max_size=4))
            )
        ],
        milestones=some(st.builds(step, _WHO, st.none() | _AGES, st.none() | _AGES)),
        risks=[Risk(f"R {who}", who, "price", back(5)) for who in draw(st.sets(_WHO, max_size=2))],
    )  # fmt: skip
    tasks = some(
        st.builds(task, _WHO, st.none() | _AGES, side=st.sampled_from(("ours", "theirs", None)),
                  is_promise=st.booleans())
    )  # fmt: skip
    return Known(book, tuple(tasks))
