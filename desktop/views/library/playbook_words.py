"""How the library says what playbooks do. Figures come ready."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from desktop.domain.playbooks.definition import Playbook
from desktop.domain.playbooks.results import GOAL_DAYS, Moved, Reached, Result
from desktop.domain.playbooks.stops import STOPS
from desktop.domain.playbooks.triggers import TRIGGERS
from desktop.operations.playbook_runs import Due
from desktop.operations.playbook_view import ShownRun
from desktop.views import format as fmt

SHOWN_NAMES = 6
GOALS = {
    "better_answer": "the same person answered better",
    "usage_recovered": "usage was back",
    "value_reached": "first value was reached",
    "decided": "it was renewed",
    "talked": "somebody had talked with them",
    "new_champion": "there was a champion again",
    "qbr_held": "the review was held",
}
"""What a playbook is for, by the usual end of its trigger."""


def order(playbook: Playbook) -> tuple[int, float, str]:
    """By trigger; of one about the opt-out the longest notice first."""
    return list(TRIGGERS).index(playbook.trigger), -playbook.params.get("days", 0), playbook.name


def below(playbook: Playbook, result: Result | None) -> str:
    tasks = fmt.plural(len(playbook.tasks), "task")
    if not playbook.enabled:
        return f"off, {tasks}"
    return f"{tasks}, {fmt.number(result.open)} running" if result is not None and result.open else tasks


def sentence(playbooks: Sequence[Playbook], due: Due | None, results: dict[str, Result]) -> str:
    """The page in a sentence, where playbooks are shown."""
    on = sum(each.enabled for each in playbooks)
    running = sum(each.open for each in results.values())
    text = f"{fmt.number(on)} of {fmt.plural(len(playbooks), 'playbook')} {'is' if on == 1 else 'are'} on"
    if due is None:
        return f"{text}."
    waiting = f"{fmt.plural(due.tasks, 'task')} for {fmt.plural(due.accounts, 'account')} wait to be started"
    return f"{text}; {fmt.plural(running, 'run')} on the way; {waiting if due.starts else 'nothing waits'}."


def due_below(due: Due | None) -> str:
    if due is None:
        return "looking"
    return f"{fmt.plural(due.tasks, 'task')}, {fmt.plural(due.accounts, 'account')}" if due.starts else "nothing"


def due_sentence(due: Due) -> str:
    if not due.starts:
        text = "Nothing is due: no playbook that is on has a cause it has not acted on."
    else:
        text = (
            f"{fmt.plural(due.playbooks, 'playbook')} would start for {fmt.plural(due.accounts, 'account')}: "
            f"{fmt.plural(due.tasks, 'task')}. Only what happened within 30 days counts, and each cause once."
        )
    ends = f" {fmt.plural(len(due.ends), 'run has', 'runs have')} become needless." if due.ends else ""
    return text + ends


def names(found: Sequence[str]) -> str:
    """Accounts by name, each once, with how often: "Acme (2), Bolt and 3 more"."""
    counted = Counter(found)
    said = [f"{name} ({count})" if count > 1 else name for name, count in counted.items()]
    more = len(said) - SHOWN_NAMES
    return ", ".join(said[:SHOWN_NAMES]) + (f" and {fmt.number(more)} more" if more > 0 else "")


def would_start(playbook: Playbook, found: Sequence[str]) -> str:
    """What a playbook, as it is typed, would start today."""
    says = "would start" if playbook.enabled else "would start, if it were on,"
    if not found:
        return f"As it stands here it {says} for no account today."
    return f"As it stands here it {says} today for {fmt.plural(len(set(found)), 'account')}: {names(found)}."


def did(result: Result) -> str:
    """What a playbook did, in a line or two."""
    if not result.runs:
        return "It has not started yet."
    if result.first_days is None:
        first = "no task was done yet"
    else:
        first = f"the first task done {_after(result.first_days)} the cause (median, n = {fmt.number(result.acted)})"
    return (
        f"{fmt.plural(result.runs, 'run')}: {fmt.number(result.open)} on the way, {fmt.number(result.ended)} ended by "
        f"the stop condition. {fmt.plural(result.tasks, 'task')}: {fmt.number(result.done)} done, "
        f"{fmt.number(result.late)} late, {fmt.number(result.dropped)} dropped; {first}."
    )


def _after(days: float) -> str:
    """How long after something: on the day of, 2.5 d after."""
    return f"{fmt.number(days, 0 if days == int(days) else 1)}{fmt.THIN}d after" if days else "on the day of"


def helped(playbook: Playbook, result: Result) -> str:
    """What became of it, never as an effect, and of few only the count."""
    goal = GOALS[TRIGGERS[playbook.trigger].stops[0]]
    within = "by 60 d after the opt-out date" if playbook.trigger == "opt_out" else "within 60 d"
    if playbook.trigger == "champion_left":
        within = "and the run ended within 60 d"
    text = f"Of the runs whose time is over, {goal} {within}: {_share(result.goal)}"
    if result.young:
        text += f"; {fmt.number(result.young)} too young to tell"
    text += "."
    if result.without is not None:
        text += f" Such answers without a run: {_share(result.without)}."
    return f"{text} {_moved(result.moved)} Counts, not effects: accounts with a run differ from those without."


def _moved(found: Moved) -> str:
    """The score before and after, with n and where the change lies."""
    if found.before is None or found.after is None or found.change is None:
        return f"Health {GOAL_DAYS} d after the cause: none yet that was scored on both days."
    said = (
        f"Health {fmt.number(found.before)} on the day of the cause and {fmt.number(found.after)} after {GOAL_DAYS} d "
        f"(means, n = {fmt.number(found.n)})"
    )
    if found.low is None or found.high is None:
        return f"{said}: too few to say more."
    between = f"{fmt.signed(found.low, 1)} to {fmt.signed(found.high, 1)}"
    return f"{said}: {fmt.signed(found.change, 1)}, 95 % interval {between}."


def _share(found: Reached) -> str:
    if not found.n:
        return "none yet"
    said = "too few to say" if found.share is None else fmt.percent(found.share)
    return f"{fmt.number(found.reached)} of {fmt.number(found.n)} ({said})"


def run_state(run: ShownRun) -> str:
    """How far a run is."""
    steps = f"{fmt.number(run.done)} of {fmt.number(run.tasks)} done"
    outcome = run.run.outcome
    if outcome is not None and run.run.stopped_on is not None:
        said = STOPS[outcome].done if outcome in STOPS else outcome
        return f"{steps}, ended {fmt.day(run.run.stopped_on)}: {said}"
    return steps if run.is_open else f"{steps}, closed"
