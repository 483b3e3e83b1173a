"""Works in a book while everything SQLite does to its files is recorded.

Arguments: the file, how SQLite flushes (EXTRA as we do, or less), and the file the record goes to.
"""

from __future__ import annotations

import pickle
import random
import sys
from datetime import date
from pathlib import Path

from desktop.domain.drafts import SurveyDraft, TouchpointDraft
from desktop.operations.logging import log
from desktop.store import opening
from desktop.store.portfolio import Portfolio
from tests.store.books import add_many, digest
from tests.store.disk import Event, Recorder

AS_OF = date(2026, 3, 2)


def main() -> None:
    path, flushing, out = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    before = path.read_bytes()
    opening.PRAGMAS = tuple(
        # A small cache, so that a large change reaches the file before it is committed.
        {"synchronous=EXTRA": f"synchronous={flushing}", "cache_size=-32768": "cache_size=20"}.get(pragma, pragma)
        for pragma in opening.PRAGMAS
    )
    recorder = Recorder(path.parent)
    with Portfolio.open(path) as book:
        saved = recorder.events
        saved.append(Event("saved", data=book.read(digest)))
        accounts = [
            row
            for (row,) in book.read(
                lambda conn: conn.execute("SELECT id FROM account WHERE deleted_at IS NULL").fetchall()
            )
        ]
        choose = random.Random(1)
        for number in range(12):
            account = choose.choice(accounts)
            if number % 6 == 3:
                lines = [[f"t{number}-{n}", account, "2026-01-01", "text " * 60] for n in range(400)]
                book.perform(add_many, "ticket", ("id", "account", "opened_on", "subject"), lines)
            elif number % 6 == 5:
                book.undo()
            elif number % 2:
                answer = SurveyDraft(
                    account=account, kind="nps", score=3.0, responded_on=AS_OF, scale_min=0, scale_max=10
                )
                book.perform(log, answer, as_of=AS_OF)
            else:
                call = TouchpointDraft(
                    account=account, kind="call", on_day=AS_OF, state="held", notes=f"{number} " * 900
                )
                book.perform(log, call, as_of=AS_OF)
            saved.append(Event("saved", data=book.read(digest)))
    with out.open("wb") as file:
        pickle.dump((before, recorder.events), file)


main()
