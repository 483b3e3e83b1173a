"""Tasks that a playbook called after a person whom the two sides name otherwise: one title, and nothing to decide.

Two who import the same answers make the same tasks. Where one knew the person by an address and the other by a list of
contacts, "Call jana about the NPS 3" is "Call Jana Novak about the NPS 3", and nobody typed either.
"""

from __future__ import annotations

import re

from desktop.domain.merge import Cell
from desktop.store.tx import Tx


def settle(tx: Tx) -> set[Cell]:
    """Let such tasks name the person as the book does now; what `taking.take` left is there.

    Returns:
        The titles that differ by that name alone: no conflicts.
    """
    named = tx.conn.execute(
        "SELECT v.row, v.mine, v.theirs, m.title, p.name FROM temp.born_cell v JOIN main.task m ON m.id = v.row "
        "JOIN main.playbook_run r ON r.id = m.playbook_run AND r.cause_table = 'survey_response' "
        "JOIN main.survey_response s ON s.id = r.cause_row JOIN main.contact p ON p.id = s.contact "
        "WHERE v.tbl = 'task' AND v.col = 'title' AND v.mine IS NOT v.theirs ORDER BY m.rowid"
    ).fetchall()
    settled: set[Cell] = set()
    for task, mine, theirs, title, name in named:
        for wanted, other in ((mine, theirs), (theirs, mine)):
            if _is_but_for_the_name(wanted, other, name):
                settled.add(Cell("task", task, "title"))
                if title != wanted:
                    tx.update("task", task, {"title": wanted})
                break
    return settled


def _is_but_for_the_name(title: str, other: str, name: str) -> bool:
    """Whether the other title says the same of somebody: in each place of the name, the same other one."""
    first, *rest = map(re.escape, title.split(name))
    return bool(rest) and re.fullmatch(first + "(.+)" + r"\1".join(rest), other, re.DOTALL) is not None
