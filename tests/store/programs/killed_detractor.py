"""A detractor's answer logged in copies of a portfolio, each killed one statement later, until one is finished.

Arguments: the file, the folder for the copies, the account's id, and the day. Prints the copies.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from datetime import date
from pathlib import Path

from desktop.domain.drafts import SurveyDraft
from desktop.operations.logging import log
from desktop.operations.playbook_runs import act_on_edit
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx


def answer(tx: Tx, account: str, day: date, kill_at: int) -> None:
    """What typing the answer does, playbooks included."""
    seen = 0

    def count(_: str) -> None:
        nonlocal seen
        seen += 1
        if seen == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    # Triggers' statements are counted, too, and the commit.
    tx.conn.set_trace_callback(count)
    # So that what is written reaches the file before the end.
    tx.conn.execute("PRAGMA cache_size = 1")
    draft = SurveyDraft(
        account=account, kind="nps", score=3, responded_on=day, scale_min=0, scale_max=10, new_contact="Otto"
    )
    log(tx, draft, as_of=day)
    act_on_edit(tx, as_of=day)


def main() -> None:
    path, folder, account, day = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], date.fromisoformat(sys.argv[4])
    finished, kill_at = False, 1
    while not finished:
        copy = Path(shutil.copyfile(path, folder / f"killed at {kill_at}.perennial"))
        child = os.fork()
        if not child:
            with Portfolio.open(copy) as book:
                book.perform(answer, account, day, kill_at)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        finished = not os.WIFSIGNALED(status)
        assert finished == (status == 0), status
        print(copy)
        kill_at += 7


main()
