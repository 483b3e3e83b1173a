"""What every new portfolio holds: the default scorecard, the shipped playbooks, templates, benchmarks and keywords.

Their ids are derived from their keys, so that two portfolios made apart hold the same rows.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from desktop import resources
from desktop.domain.identity import derived_id
from desktop.domain.playbooks import parse_playbook
from desktop.domain.scorecards import parse_scorecard
from desktop.operations import benchmarks, templates
from desktop.operations.keywords import write_shipped
from desktop.operations.scorecards import write_scorecard
from desktop.store.tx import Tx


def write_defaults(tx: Tx) -> None:
    """Write what is shipped: scorecard, playbooks, templates, benchmarks, keywords; rows there are set back to it."""
    tx.label = "New portfolio"
    for data in _shipped("scorecards"):
        write_scorecard(tx, parse_scorecard(data))
    for data in _shipped("playbooks"):
        _write_playbook(tx, data)
    templates.write_shipped(tx)
    benchmarks.write_shipped(tx)
    write_shipped(tx)


def _shipped(folder: str) -> Iterator[dict[str, object]]:
    for path in sorted(Path(resources.path(folder)).glob("*.toml")):
        yield cast("dict[str, object]", tomllib.loads(path.read_text(encoding="utf-8")))


def _write_playbook(tx: Tx, data: dict[str, object]) -> None:
    playbook = parse_playbook(data)
    playbook_id = derived_id("playbook", [playbook.key])
    tx.put(
        "playbook",
        playbook_id,
        {"key": playbook.key, "name": playbook.name, "trigger": playbook.trigger, "enabled": 1},
    )
    for position, task in enumerate(playbook.tasks):
        tx.put(
            "playbook_task",
            derived_id("playbook_task", [playbook.key, task.key]),
            {
                "playbook": playbook_id,
                "key": task.key,
                "position": position,
                "title": task.title,
                "due_days": task.due_days,
                "side": task.side,
                "owner": task.owner,
            },
        )
