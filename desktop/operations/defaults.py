"""What every new portfolio holds: the default scorecard and the shipped playbooks.

Their ids are derived from their keys, so that two portfolios made apart hold the same rows.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from desktop import resources
from desktop.domain.identity import derived_id
from desktop.domain.playbooks import parse_playbook
from desktop.domain.scorecards import parse_scorecard
from desktop.store.tx import Tx


def write_defaults(tx: Tx) -> None:
    """Write the shipped scorecard and playbooks; rows that are there already are set to what is shipped."""
    tx.label = "New portfolio"
    for data in _shipped("scorecards"):
        _write_scorecard(tx, data)
    for data in _shipped("playbooks"):
        _write_playbook(tx, data)


def _shipped(folder: str) -> Iterator[dict[str, object]]:
    for path in sorted(Path(resources.path(folder)).glob("*.toml")):
        yield cast("dict[str, object]", tomllib.loads(path.read_text(encoding="utf-8")))


def _write_scorecard(tx: Tx, data: dict[str, object]) -> None:
    card = parse_scorecard(data)
    card_id = derived_id("scorecard", [card.key])
    tx.put(
        "scorecard",
        card_id,
        {
            "key": card.key,
            "name": card.name,
            "segment": card.segment,
            "green_from": card.green_from,
            "amber_from": card.amber_from,
            "min_coverage": card.min_coverage,
        },
    )
    for position, each in enumerate(card.inputs):
        tx.put(
            "scorecard_input",
            derived_id("scorecard_input", [card.key, each.name]),
            {
                "scorecard": card_id,
                "input": each.name,
                "position": position,
                "weight": each.weight,
                "points": json.dumps(each.points),
            },
        )
    for cap in card.caps:
        tx.put(
            "scorecard_cap",
            derived_id("scorecard_cap", [card.key, cap.name]),
            {"scorecard": card_id, "cap": cap.name, "value": cap.value},
        )


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
