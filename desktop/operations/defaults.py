"""What every new portfolio holds: the default scorecard, the shipped playbooks, templates, benchmarks and keywords.

Their ids are derived from their keys, so that two portfolios made apart hold the same rows.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from desktop import resources
from desktop.domain.scorecards import parse_scorecard
from desktop.operations import benchmarks, templates
from desktop.operations.keywords import write_shipped
from desktop.operations.playbook_edits import shipped_playbooks, write_playbook
from desktop.operations.scorecards import write_scorecard
from desktop.store.tx import Tx


def write_defaults(tx: Tx) -> None:
    """Write what is shipped: scorecard, playbooks, templates, benchmarks, keywords; rows there are set back to it."""
    tx.label = "New portfolio"
    for data in _shipped("scorecards"):
        write_scorecard(tx, parse_scorecard(data))
    for playbook in shipped_playbooks():
        write_playbook(tx, playbook)
    templates.write_shipped(tx)
    benchmarks.write_shipped(tx)
    write_shipped(tx)


def _shipped(folder: str) -> Iterator[dict[str, object]]:
    for path in sorted(Path(resources.path(folder)).glob("*.toml")):
        yield cast("dict[str, object]", tomllib.loads(path.read_text(encoding="utf-8")))
