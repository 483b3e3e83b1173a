"""Changing playbooks: a whole edit, another one, one that goes; one change set each. Runs that were started stay."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from desktop import resources
from desktop.domain.errors import Rejected
from desktop.domain.identity import derived_id
from desktop.domain.playbooks.definition import Playbook, TaskTemplate, as_data, parse_playbook
from desktop.domain.playbooks.triggers import TRIGGERS, full_params
from desktop.store.queries.playbooks import all_playbooks
from desktop.store.tx import Tx

NEW = "new_"
"""What the key of a task begins with that was not saved yet."""
FIRST_TASK = TaskTemplate(f"{NEW}0", "Call {account}", 3)


def shipped_playbooks() -> list[Playbook]:
    """The playbooks that come with the program."""
    paths = sorted(Path(resources.path("playbooks")).glob("*.toml"))
    return [parse_playbook(tomllib.loads(path.read_text(encoding="utf-8"))) for path in paths]


def edit_playbook(tx: Tx, key: str, data: Mapping[str, object]) -> Playbook:
    """Make a playbook what `data` says, as in `parse_playbook`; the key and the trigger stay.

    Raises:
        Rejected: it would make no sense (`field` names the place), or there is no such playbook any more.
    """
    before = _living(tx, key)
    edited = _with_keys(tx, parse_playbook({**data, "key": key, "trigger": before.trigger}))
    write_playbook(tx, edited)
    tx.label = _label(before, edited)
    return edited


def add_playbook(tx: Tx, shipped: str | None, trigger: str) -> str:
    """Add a shipped playbook that is not there, or a new one of a trigger with one task, switched off; returns its key.

    Raises:
        Rejected: there is no such trigger, or the playbook is there already.
    """
    known = {playbook.key for _, playbook in all_playbooks(tx.conn)}
    if shipped is not None:
        found = next((each for each in shipped_playbooks() if each.key == shipped), None)
        if found is None or shipped in known:
            raise Rejected("That playbook is there already: change that one.", field="key")
        made = found
    elif trigger not in TRIGGERS:
        raise Rejected(f"{trigger} is no trigger; nothing was saved.", field="trigger")
    else:
        rule = TRIGGERS[trigger]
        made = Playbook(
            f"{trigger}_{tx.hlc:x}",
            f"{rule.name}, another",
            trigger,
            (FIRST_TASK,),
            full_params(trigger, {}),
            stop=rule.stops[0],
            enabled=False,
        )
    write_playbook(tx, _with_keys(tx, made))
    tx.label = f"Playbook added: {made.name}"
    return made.key


def remove_playbook(tx: Tx, key: str) -> None:
    """Remove a playbook: it starts nothing any more; what it started stays.

    Raises:
        Rejected: it is not there any more.
    """
    playbook = _living(tx, key)
    tx.delete("playbook", derived_id("playbook", [key]))
    tx.label = f"Playbook removed: {playbook.name}"


def write_playbook(tx: Tx, playbook: Playbook) -> None:
    """Make the rows of the playbook with this key hold these values; tasks it has no more are taken away."""
    row = derived_id("playbook", [playbook.key])
    tx.put(
        "playbook",
        row,
        {
            "key": playbook.key,
            "name": playbook.name,
            "trigger": playbook.trigger,
            "condition": playbook.condition or None,
            "stop_condition": playbook.stop,
            "enabled": int(playbook.enabled),
        },
    )
    before = next((each.tasks for _, each in all_playbooks(tx.conn) if each.key == playbook.key), ())
    for position, task in enumerate(playbook.tasks):
        tx.put(
            "playbook_task",
            derived_id("playbook_task", [playbook.key, task.key]),
            {
                "playbook": row,
                "key": task.key,
                "position": position,
                "title": task.title,
                "due_days": task.due_days,
                "side": task.side,
                "owner": task.owner,
            },
        )
    for gone in {task.key for task in before} - {task.key for task in playbook.tasks}:
        tx.delete("playbook_task", derived_id("playbook_task", [playbook.key, gone]))


def _with_keys(tx: Tx, playbook: Playbook) -> Playbook:
    """New tasks get a key that nobody else gives: two people may add one each apart."""
    tasks = [
        replace(task, key=f"{tx.hlc:x}{tx.replica[:8]}_{at}") if task.key.startswith(NEW) else task
        for at, task in enumerate(playbook.tasks)
    ]
    return replace(playbook, tasks=tuple(tasks))


def _living(tx: Tx, key: str) -> Playbook:
    found = next((playbook for _, playbook in all_playbooks(tx.conn) if playbook.key == key), None)
    if found is None:
        raise Rejected("There is no such playbook any more: it may have been removed. Nothing was saved.")
    return found


def _label(before: Playbook, after: Playbook) -> str:
    if replace(before, enabled=after.enabled) == after:
        return f"Playbook {after.name} switched {'on' if after.enabled else 'off'}"
    if before.name != after.name and replace(before, name=after.name) == after:
        return f"Playbook {before.name} is called {after.name}"
    had, has = as_data(before), as_data(after)
    changed = [name for name in has if has[name] != had[name]]
    return f"Playbook {after.name}: {' and '.join(_FIELDS[name] for name in changed)} changed"


_FIELDS = {
    "name": "name",
    "params": "trigger",
    "segment": "segment",
    "stop": "stop condition",
    "enabled": "switch",
    "tasks": "tasks",
}
