"""What a playbook is: a trigger, a condition, tasks and what ends it; and how one is read from a file or a form."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import cast

from desktop.domain.errors import Rejected
from desktop.domain.playbooks.stops import NEVER
from desktop.domain.playbooks.triggers import TRIGGERS, Params, full_params

SIDES = ("ours", "theirs")
CSM = "csm"
"""The owner of a task who is whoever looks after the account."""

_MOST_DAYS = 3650
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class TaskTemplate:
    """One step of a playbook.

    Args:
        key: unique within the playbook; part of the identity of the tasks made from it.
        title: may hold the placeholders of the trigger in braces.
        due_days: from the day of the cause; below 0: before the deadline of a trigger that has one.
        owner: csm = whoever looks after the account, else a name.
    """

    key: str
    title: str
    due_days: int
    owner: str = CSM
    side: str = "ours"


@dataclass(frozen=True, slots=True)
class Playbook:
    """A list of steps that starts when its trigger (one of TRIGGERS) happens.

    Args:
        params: of the trigger, all of them.
        segment: only for accounts of it; None = all.
        stop: one of STOPS.
    """

    key: str
    name: str
    trigger: str
    tasks: tuple[TaskTemplate, ...]
    params: Params = field(default_factory=dict[str, float])
    segment: str | None = None
    stop: str = NEVER
    enabled: bool = True

    @property
    def condition(self) -> str:
        """What is saved of its parameters and segment; "" where they are the defaults."""
        defaults = full_params(self.trigger, {})
        said = {key: value for key, value in self.params.items() if value != defaults.get(key)}
        data = {"params": said} if said else {}
        whole = data | ({"segment": self.segment} if self.segment else {})
        return json.dumps(whole, sort_keys=True, ensure_ascii=False) if whole else ""


def read_condition(trigger: str, text: str | None) -> tuple[Params, str | None]:
    """Parameters and segment as they were saved; what cannot be read counts as not said."""
    try:
        data: object = json.loads(text) if text else None
    except ValueError:
        data = None
    entry = cast("dict[str, object]", data) if isinstance(data, dict) else {}
    said, segment = entry.get("params"), entry.get("segment")
    given: dict[str, float] = {}
    if isinstance(said, dict):
        for each in TRIGGERS[trigger].parameters:
            value = cast("dict[str, object]", said).get(each.key)
            if isinstance(value, int | float) and not isinstance(value, bool) and each.least <= value <= each.most:
                given[each.key] = value
    return full_params(trigger, given), segment if isinstance(segment, str) and segment else None


def parse_playbook(data: Mapping[str, object]) -> Playbook:
    """The playbook a parsed file describes; resources/playbooks/detractor.toml shows the form.

    Raises:
        Rejected: something is missing, unknown or out of its bounds; the message and `field` name the place.
    """
    _refuse_unknown(data, ("key", "name", "trigger", "params", "segment", "stop", "enabled", "tasks"), "the playbook")
    trigger = _one_of(data.get("trigger"), tuple(TRIGGERS), "trigger")
    entries = data.get("tasks")
    if not isinstance(entries, list | tuple) or not entries:
        raise Rejected("The playbook has no tasks: list at least one.", field="tasks")
    tasks = tuple(_task(entry, f"tasks[{at}]", trigger) for at, entry in enumerate(cast("list[object]", entries)))
    keys = [task.key for task in tasks]
    for key in keys:
        if keys.count(key) > 1:
            raise Rejected(f"The playbook has two tasks with the key {key!r}: rename one.", field="tasks")
    segment = data.get("segment")
    return Playbook(
        key=_text(data.get("key"), "key"),
        name=_text(data.get("name"), "name"),
        trigger=trigger,
        tasks=tasks,
        params=_params(data.get("params", {}), trigger),
        segment=None if segment is None else _text(segment, "segment"),
        stop=_one_of(data.get("stop", NEVER), (*TRIGGERS[trigger].stops, NEVER), "stop"),
        enabled=bool(data.get("enabled", True)),
    )


def as_data(playbook: Playbook) -> dict[str, object]:
    """A playbook in the form that `parse_playbook` reads."""
    return {
        "key": playbook.key,
        "name": playbook.name,
        "trigger": playbook.trigger,
        "params": dict(playbook.params),
        "segment": playbook.segment,
        "stop": playbook.stop,
        "enabled": playbook.enabled,
        "tasks": [
            {"key": each.key, "title": each.title, "due_days": each.due_days, "owner": each.owner, "side": each.side}
            for each in playbook.tasks
        ],
    }


def _params(value: object, trigger: str) -> Params:
    if not isinstance(value, Mapping):
        raise Rejected("The playbook's params is not a table: name its entries.", field="params")
    given = cast("Mapping[str, object]", value)
    known = TRIGGERS[trigger].parameters
    _refuse_unknown(given, [each.key for each in known], "params")
    found: dict[str, float] = {}
    for each in known:
        number = given.get(each.key, each.default)
        if (
            not isinstance(number, int | float)
            or isinstance(number, bool)
            or not each.least <= number <= each.most
            or (each.is_whole and number % 1)
        ):
            kind = "a whole number" if each.is_whole else "a number"
            raise Rejected(
                f"{each.words.replace('{}', str(number))}: give {kind} from {each.least:g} to {each.most:g}.",
                field=f"params.{each.key}",
            )
        found[each.key] = number
    return found


def _task(value: object, where: str, trigger: str) -> TaskTemplate:
    if not isinstance(value, Mapping):
        raise Rejected(f"The playbook's {where} is not a table: name its entries.", field=where)
    entry = cast("Mapping[str, object]", value)
    _refuse_unknown(entry, ("key", "title", "due_days", "owner", "side"), where)
    days = entry.get("due_days")
    least = -_MOST_DAYS if TRIGGERS[trigger].deadline else 0
    if isinstance(days, bool) or not isinstance(days, int) or not least <= days <= _MOST_DAYS:
        raise Rejected(
            f"The playbook's {where}.due_days is {days!r}: give whole days from {least} to {_MOST_DAYS}.",
            field=f"{where}.due_days",
        )
    return TaskTemplate(
        key=_text(entry.get("key"), f"{where}.key"),
        title=_title(entry.get("title"), f"{where}.title", trigger),
        due_days=days,
        owner=_text(entry.get("owner", CSM), f"{where}.owner"),
        side=_one_of(entry.get("side", "ours"), SIDES, f"{where}.side"),
    )


def _title(value: object, where: str, trigger: str) -> str:
    """Only bare placeholders: a title from a file must not reach into objects by {contact.x}."""
    title = _text(value, where)
    try:
        parts = [part for part in Formatter().parse(title) if part[1] is not None]
    except ValueError:
        raise Rejected(f"The playbook's {where} has a lone brace: write {{{{ for a brace.", field=where) from None
    for _, name, layout, conversion in parts:
        placeholders = TRIGGERS[trigger].placeholders
        if name not in placeholders or layout or conversion:
            known = ", ".join(f"{{{placeholder}}}" for placeholder in placeholders)
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
    if len(value.strip()) > _LONGEST:
        raise Rejected(f"The playbook's {where} is longer than {_LONGEST} characters: shorten it.", field=where)
    return value.strip()
