"""Edits a book through the operations people use until it is killed, and says each step once it is acknowledged.

Arguments: the file, and the number of the first edit. What is printed: `did N`, `undid N` or `redid N`.
"""

from __future__ import annotations

import sys
from datetime import date
from itertools import count
from pathlib import Path

from desktop.domain.drafts import PromiseDraft, SurveyDraft, TouchpointDraft
from desktop.operations.logging import log
from desktop.store.portfolio import Portfolio

AS_OF = date(2026, 3, 2)


def draft(number: int, account: str) -> SurveyDraft | TouchpointDraft:
    """What edit `number` logs: an answer that starts a playbook, or a long call with something promised in it."""
    if number % 4 == 0:
        return SurveyDraft(
            account=account,
            kind="nps",
            score=3.0,
            responded_on=AS_OF,
            scale_min=0,
            scale_max=10,
            comment=f"edit {number}",
        )
    promised = PromiseDraft(title=f"edit {number}", side="ours", due_on=AS_OF)
    said = "said " * (20_000 if number % 3 else 1)
    return TouchpointDraft(
        account=account,
        kind="call",
        on_day=AS_OF,
        state="held",
        subject=f"edit {number}",
        notes=said,
        promises=(promised,),
    )


def main() -> None:
    with Portfolio.open(Path(sys.argv[1])) as book:
        accounts = [row for (row,) in book.read(lambda conn: conn.execute("SELECT id FROM account").fetchall())]
        print("ready", flush=True)
        for number in count(int(sys.argv[2])):
            book.perform(log, draft(number, accounts[number % len(accounts)]), as_of=AS_OF)
            print(f"did {number}", flush=True)
            if number % 5 == 0:
                book.undo()
                print(f"undid {number}", flush=True)
            if number % 10 == 0:
                book.redo()
                print(f"redid {number}", flush=True)


main()
