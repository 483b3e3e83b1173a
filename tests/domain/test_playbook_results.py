"""What playbooks did: counts at their edges, and nothing said of too few."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from statistics import fmean, stdev

import pytest

from desktop.domain.facts import Account, ContractLine, SurveyAnswer
from desktop.domain.playbooks.definition import Playbook, TaskTemplate
from desktop.domain.playbooks.facts import AccountFacts
from desktop.domain.playbooks.results import FEW, GOAL_DAYS, Moved, Reached, Result, RunTask, Scores, moved, results
from desktop.domain.playbooks.stops import Run
from desktop.domain.playbooks.triggers import full_params

DAY = date(2026, 11, 23)
BOOK = Playbook("detractor", "D", "detractor", (TaskTemplate("t", "T", 1),), stop="better_answer")


def back(days: int) -> date:
    return DAY - timedelta(days=days)


def run(id: str = "r", *, ago: int, row: str = "s", account: str = "a") -> Run:
    return Run(id, "detractor", "detractor", account, "survey_response", row, back(ago))


def facts(*answers: SurveyAnswer, account: str = "a") -> AccountFacts:
    return AccountFacts(Account(account, account.upper()), answers=answers)


def nps(score: float, ago: int, id: str, account: str = "a") -> SurveyAnswer:
    return SurveyAnswer(id, account, "nps", back(ago), score, 0, 10, contact="jana")


def result(*runs: Run, tasks: tuple[RunTask, ...] = (), book: tuple[AccountFacts, ...] = ()) -> Result:
    return results([BOOK], runs, tasks, book or (facts(),), DAY)["detractor"]


def test_that_tasks_are_counted_as_they_stood_on_the_day() -> None:
    tasks = (
        RunTask("r", back(8), done_on=back(8)),
        RunTask("r", back(8), done_on=back(7)),  # a day late
        RunTask("r", back(1)),  # late by now
        RunTask("r", DAY),  # due today is not late
        RunTask("r", back(5), dropped_on=back(2)),
        RunTask("r", back(-3), done_on=back(-3)),  # to come: still open
    )
    found = result(run(ago=10), run("later", ago=-1), tasks=tasks)
    assert (found.runs, found.open, found.tasks) == (1, 1, 6)
    assert (found.done, found.late, found.dropped) == (2, 2, 1)
    assert (found.first_days, found.acted) == (2, 1)


def test_that_the_first_action_is_a_median_of_those_who_acted() -> None:
    runs = [run(f"r{n}", ago=20) for n in range(4)]
    tasks = [RunTask(f"r{n}", done_on=back(20 - days)) for n, days in enumerate((1, 3, 8))]
    found = result(*runs, tasks=tuple(tasks))
    assert (found.first_days, found.acted, found.runs) == (3, 3, 4)


def test_that_only_those_count_whose_time_is_over_and_what_came_in_time() -> None:
    def reached(ago: int, better_ago: int) -> Reached:
        return result(run(ago=ago), book=(facts(nps(2, ago, "s"), nps(9, better_ago, "b")),)).goal

    assert reached(GOAL_DAYS - 1, 5) == (0, 0)
    assert reached(GOAL_DAYS, 5) == (1, 1)
    assert reached(GOAL_DAYS + 10, 10) == (1, 1)
    assert reached(GOAL_DAYS + 10, 9) == (0, 1)


def test_that_the_same_answers_without_a_run_stand_beside() -> None:
    answers = (nps(2, 100, "s"), nps(9, 90, "b"), nps(3, 80, "without"), nps(4, 10, "young"))
    found = result(run(ago=100), book=(facts(*answers),))
    assert (found.goal, found.without) == ((1, 1), (0, 1))


def test_that_of_few_no_share_is_told() -> None:
    assert Reached(FEW - 1, FEW - 1).share is None
    assert Reached(FEW // 2, FEW).share == 0.5


def test_that_a_renewal_is_what_a_renewal_playbook_is_for() -> None:
    book = replace(BOOK, key="opt_out_90", trigger="opt_out", params=full_params("opt_out", {"days": 90}))
    line = ContractLine("l", "a", 1, back(500), back(10), outcome="renewed", outcome_on=back(70))
    of = Run("r", "opt_out_90", "opt_out", "a", "contract_line", "l", back(150), back(70), "decided")
    left = line._replace(id="m", outcome="ended")
    account = AccountFacts(Account("a", "A"), lines=(line, left))
    runs = [of, of._replace(id="q", row="m"), of._replace(id="p", started_on=back(149))]
    found = results([book], runs, (), [account], DAY)["opt_out_90"]
    assert (found.goal, found.without) == ((1, 2), None)


def test_that_runs_whose_time_is_not_over_are_counted_apart() -> None:
    found = result(run("old", ago=GOAL_DAYS), *(run(f"r{n}", ago=GOAL_DAYS - 1) for n in range(4)))
    assert (found.young, found.goal.n) == (4, 1)


def test_that_the_score_before_and_after_is_that_of_runs_scored_on_both_days() -> None:
    runs = [run(f"r{n}", ago=70) for n in range(3)]
    scores = {"r0": Scores(50, 60), "r1": Scores(40, 44), "r2": Scores(40, math.nan), "gone": Scores(0, 100)}
    found = results([BOOK], runs, (), [facts()], DAY, scores)["detractor"].moved
    assert (found.n, found.before, found.after, found.change) == (2, 45, 52, 7)
    assert (found.low, found.high) == (None, None), "too few for an interval"
    assert result(*runs).moved == Moved()


@pytest.mark.parametrize("n", [FEW, 45])
def test_that_the_interval_of_the_change_is_that_of_students_t(n: int) -> None:
    from scipy import stats  # pyright: ignore[reportMissingTypeStubs]

    changes = [((7 * at) % 11) - 4 for at in range(n)]
    found = moved(Scores(50, 50 + each) for each in changes)
    half: float = float(stats.t.ppf(0.975, n - 1)) * stdev(changes) / math.sqrt(n)  # pyright: ignore
    low, high = fmean(changes) - half, fmean(changes) + half
    assert found.low == pytest.approx(low, abs=0.001)
    assert found.high == pytest.approx(high, abs=0.001)
