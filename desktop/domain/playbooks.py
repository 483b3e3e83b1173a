"""Playbooks: what is to be done, and by when, after something happened.

Knows nothing of tasks that exist already: a run names its tasks so that whoever saves them makes each only once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from string import Formatter
from typing import NamedTuple, cast

from desktop.domain.errors import Rejected
from desktop.domain.facts import SurveyAnswer
from desktop.domain.health_facts import is_detractor

TRIGGERS = ("detractor",)
"""What can start a playbook; detractor = an NPS answer of 6 or less."""

SIDES = ("ours", "theirs")
PLACEHOLDERS = ("contact", "account", "score")

_MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class TaskTemplate:
    """One step of a playbook.

    Args:
        key: unique within the playbook; part of the identity of the tasks made from it.
        title: may hold {contact}, {account} and {score}.
        due_days: >= 0, counted from the day of the cause.
        owner: csm = whoever looks after the account, else a name.
    """

    key: str
    title: str
    due_days: int
    owner: str = "csm"
    side: str = "ours"


@dataclass(frozen=True, slots=True)
class Playbook:
    """A list of steps that starts when its trigger (one of TRIGGERS) happens."""

    key: str
    name: str
    trigger: str
    tasks: tuple[TaskTemplate, ...]


class PlaybookTask(NamedTuple):
    """A task a run asks for. `identity` is (playbook, cause, template): the same cause never makes it twice."""

    identity: tuple[str, str, str]
    title: str
    due_on: date
    owner: str
    side: str


class PlaybookRun(NamedTuple):
    """A playbook started by the row `cause`."""

    playbook: str
    cause: str
    account: str
    tasks: tuple[PlaybookTask, ...]


def parse_playbook(data: Mapping[str, object]) -> Playbook:
    """The playbook a parsed file describes; resources/playbooks/detractor.toml shows the form.

    Raises:
        Rejected: something is missing, unknown or out of its bounds; the message and `field` name the place.
    """
    _refuse_unknown(data, ("key", "name", "trigger", "tasks"), "the playbook")
    entries = data.get("tasks")
    if not isinstance(entries, list | tuple) or not entries:
        raise Rejected("The playbook has no tasks: list at least one.", field="tasks")
    tasks = tuple(_task(entry, f"tasks[{at}]") for at, entry in enumerate(cast("list[object]", entries)))
    keys = [task.key for task in tasks]
    for key in keys:
        if keys.count(key) > 1:
            raise Rejected(f"The playbook has two tasks with the key {key!r}: rename one.", field="tasks")
    return Playbook(
        key=_text(data.get("key"), "key"),
        name=_text(data.get("name"), "name"),
        trigger=_one_of(data.get("trigger"), TRIGGERS, "trigger"),
        tasks=tasks,
    )


def due_runs(
    playbooks: Iterable[Playbook], answer: SurveyAnswer, *, account_name: str, contact_name: str | None = None
) -> tuple[PlaybookRun, ...]:
    """The runs a survey answer starts, with their tasks; none if it is no detractor's. Days count from the answer.

    Args:
        account_name, contact_name: for the titles; an unnamed contact is "whoever answered".
    """
    if answer.score is None or not is_detractor(answer):
        return ()
    names = {"contact": contact_name or "whoever answered", "account": account_name, "score": f"{answer.score:g}"}
    started = [playbook for playbook in playbooks if playbook.trigger == "detractor"]
    return tuple(
        PlaybookRun(
            playbook.key,
            answer.id,
            answer.account,
            tuple(
                PlaybookTask(
                    identity=(playbook.key, answer.id, task.key),
                    title=task.title.format_map(names),
                    due_on=answer.responded_on + timedelta(days=task.due_days),
                    owner=task.owner,
                    side=task.side,
                )
                for task in playbook.tasks
            ),
        )
        for playbook in started
    )


def _task(value: object, where: str) -> TaskTemplate:
    if not isinstance(value, Mapping):
        raise Rejected(f"The playbook's {where} is not a table: name its entries.", field=where)
    entry = cast("Mapping[str, object]", value)
    _refuse_unknown(entry, ("key", "title", "due_days", "owner", "side"), where)
    days = entry.get("due_days")
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= _MOST_DAYS:
        raise Rejected(
            f"The playbook's {where}.due_days is {days!r}: give whole days from 0 to {_MOST_DAYS}.",
            field=f"{where}.due_days",
        )
    return TaskTemplate(
        key=_text(entry.get("key"), f"{where}.key"),
        title=_title(entry.get("title"), f"{where}.title"),
        due_days=days,
        owner=_text(entry.get("owner", "csm"), f"{where}.owner"),
        side=_one_of(entry.get("side", "ours"), SIDES, f"{where}.side"),
    )


def _title(value: object, where: str) -> str:
    """Only bare placeholders: a title from a file must not reach into objects by {contact.x}."""
    title = _text(value, where)
    try:
        parts = [part for part in Formatter().parse(title) if part[1] is not None]
    except ValueError:
        raise Rejected(f"The playbook's {where} has a lone brace: write {{{{ for a brace.", field=where) from None
    for _, name, layout, conversion in parts:
        if name not in PLACEHOLDERS or layout or conversion:
            known = ", ".join(f"{{{placeholder}}}" for placeholder in PLACEHOLDERS)
            raise Rejected(f"The playbook's {where} holds {{{name}}}: use only {known}.", field=where)
    return title


def _refuse_unknown(table: Mapping[str, object], allowed: Collection[str], where: str) -> None:
    unknown = [name for name in table if name not in allowed]
    if unknown:
        raise Rejected(f"{unknown[0]!r} is not known in {where}: use {', '.join(allowed)}.", field=unknown[0])


def _one_of(value: object, allowed: tuple[str, ...], where: str) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise Rejected(f"The playbook's {where} is {value!r}: use {' or '.join(allowed)}.", field=where)
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Rejected(f"The playbook's {where} is missing or not a text: name it.", field=where)
    return value.strip()
