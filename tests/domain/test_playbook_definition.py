from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Rejected
from desktop.domain.facts import SurveyAnswer
from desktop.domain.playbooks.definition import parse_playbook
from desktop.domain.playbooks.runs import due_runs

SHIPPED: dict[str, Any] = tomllib.loads(
    (Path(__file__).resolve().parents[2] / "resources" / "playbooks" / "detractor.toml").read_text(encoding="utf-8")
)
DETRACTOR = parse_playbook(SHIPPED)
ANSWER = SurveyAnswer("s1", "acme", "nps", date(2026, 1, 31), 3, 0, 10, contact="jana")


def test_that_a_detractor_gets_a_call_a_fix_and_a_second_question() -> None:
    (run,) = due_runs([DETRACTOR], ANSWER, account_name="Acme", contact_name="Jana Kern")
    assert (run.playbook, run.cause.row, run.cause.account) == ("detractor", "s1", "acme")
    assert [(task.identity, task.title, task.due_on, task.owner, task.side) for task in run.tasks] == [
        (("detractor", "s1", "call"), "Call Jana Kern at Acme about the NPS 3", date(2026, 2, 1), "csm", "ours"),
        (
            ("detractor", "s1", "fix"),
            "Agree the fix and tell Jana Kern at Acme what happens when",
            date(2026, 2, 7),
            "csm",
            "ours",
        ),
        (
            ("detractor", "s1", "ask_again"),
            "Check back with Jana Kern at Acme and ask again",
            date(2026, 3, 2),
            "csm",
            "ours",
        ),
    ]


@pytest.mark.parametrize(
    ("answer", "starts"),
    [
        (ANSWER._replace(score=0), True),
        (ANSWER._replace(score=6), True),
        (ANSWER._replace(score=7), False),
        (ANSWER._replace(score=None), False),
        (ANSWER._replace(kind="csat", score=1, scale_min=1, scale_max=5), False),
        (ANSWER._replace(contact=None), True),
    ],
    ids=["0", "6", "7", "not answered", "csat", "without a contact"],
)
def test_that_only_an_nps_answer_of_six_or_less_starts_the_playbook(answer: SurveyAnswer, starts: bool) -> None:
    assert bool(due_runs([DETRACTOR], answer, account_name="Acme")) is starts


def test_that_whoever_has_no_name_is_called_so() -> None:
    (run,) = due_runs([DETRACTOR], ANSWER._replace(contact=None), account_name="Acme")
    assert run.tasks[0].title == "Call whoever answered at Acme about the NPS 3"


def test_that_braces_in_a_name_are_a_name() -> None:
    (run,) = due_runs([DETRACTOR], ANSWER, account_name="{score}", contact_name="{contact.__class__}")
    assert run.tasks[0].title == "Call {contact.__class__} at {score} about the NPS 3"


def test_that_a_playbook_for_something_else_does_not_start() -> None:
    assert due_runs([replace(DETRACTOR, trigger="champion left")], ANSWER, account_name="Acme") == ()


def test_that_each_playbook_of_the_trigger_runs_once_and_tasks_of_one_cause_differ() -> None:
    runs = due_runs([DETRACTOR, replace(DETRACTOR, key="mine")], ANSWER, account_name="Acme")
    identities = [task.identity for run in runs for task in run.tasks]
    assert len(runs) == 2
    assert len(set(identities)) == len(identities) == 6


@given(score=st.integers(0, 6), account=st.text(), contact=st.text())
@settings(deadline=None, max_examples=100)
def test_that_the_identity_depends_on_the_cause_alone(score: int, account: str, contact: str) -> None:
    (known,) = due_runs([DETRACTOR], ANSWER, account_name="Acme")
    later = ANSWER._replace(score=score, responded_on=date(2026, 5, 5))
    (corrected,) = due_runs([DETRACTOR], later, account_name=account, contact_name=contact)
    (other,) = due_runs([DETRACTOR], ANSWER._replace(id="s2"), account_name="Acme")
    assert [task.identity for task in corrected.tasks] == [task.identity for task in known.tasks]
    assert not {task.identity for task in other.tasks} & {task.identity for task in known.tasks}


def test_that_a_task_is_ours_and_the_csms_unless_it_says_otherwise() -> None:
    data = copy.deepcopy(SHIPPED)
    data["tasks"] = [
        {"key": "a", "title": "{{as is}}", "due_days": 0},
        {"key": "b", "title": "B", "due_days": 3, "side": "theirs", "owner": "Mira"},
    ]
    first, second = parse_playbook(data).tasks
    assert (first.owner, first.side, second.owner, second.side) == ("csm", "ours", "Mira", "theirs")
    (run,) = due_runs([parse_playbook(data)], ANSWER, account_name="Acme")
    assert (run.tasks[0].title, run.tasks[0].due_on) == ("{as is}", ANSWER.responded_on)


REFUSED: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "no key": (lambda d: d.pop("key"), "key"),
    "no name": (lambda d: d.update(name=""), "name"),
    "unknown trigger": (lambda d: d.update(trigger="full moon"), "trigger"),
    "unknown word": (lambda d: d.update(tigger="detractor"), "tigger"),
    "no tasks": (lambda d: d.update(tasks=[]), "tasks"),
    "tasks not a list": (lambda d: d.update(tasks="call"), "tasks"),
    "task not a table": (lambda d: d.update(tasks=["call"]), "tasks[0]"),
    "two tasks of one key": (lambda d: d["tasks"][1].update(key="call"), "tasks"),
    "unknown word in a task": (lambda d: d["tasks"][0].update(due=3), "due"),
    "no due days": (lambda d: d["tasks"][0].pop("due_days"), "tasks[0].due_days"),
    "due before the cause": (lambda d: d["tasks"][0].update(due_days=-1), "tasks[0].due_days"),
    "half a day": (lambda d: d["tasks"][0].update(due_days=0.5), "tasks[0].due_days"),
    "due true": (lambda d: d["tasks"][0].update(due_days=True), "tasks[0].due_days"),
    "unknown side": (lambda d: d["tasks"][0].update(side="nobody's"), "tasks[0].side"),
    "owner not text": (lambda d: d["tasks"][0].update(owner=3), "tasks[0].owner"),
    "no title": (lambda d: d["tasks"][2].pop("title"), "tasks[2].title"),
    "unknown placeholder": (lambda d: d["tasks"][0].update(title="Call {phone}"), "tasks[0].title"),
    "reaching into a name": (lambda d: d["tasks"][0].update(title="{contact.__class__}"), "tasks[0].title"),
    "layout": (lambda d: d["tasks"][0].update(title="{contact:>999999999}"), "tasks[0].title"),
    "conversion": (lambda d: d["tasks"][0].update(title="{contact!r}"), "tasks[0].title"),
    "lone brace": (lambda d: d["tasks"][0].update(title="Call {contact"), "tasks[0].title"),
    "nameless placeholder": (lambda d: d["tasks"][0].update(title="Call {}"), "tasks[0].title"),
}


@pytest.mark.parametrize(("change", "field"), REFUSED.values(), ids=list(REFUSED))
def test_that_a_playbook_that_makes_no_sense_is_refused_at_the_place(
    change: Callable[[dict[str, Any]], object], field: str
) -> None:
    data = copy.deepcopy(SHIPPED)
    change(data)
    with pytest.raises(Rejected) as refused:
        parse_playbook(data)
    assert refused.value.field == field
