"""What logging something does to its account: its health before and after, and the tasks that come with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from desktop.domain.drafts import Draft
from desktop.domain.health import shown_score
from desktop.operations.logging import Logged, log
from desktop.operations.look import account_score
from desktop.store.connection import Connection
from desktop.store.queries.names import account_name
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Standing:
    """The health of an account on a day.

    Args:
        score: 0-100; None = not enough to judge.
        shown: the whole number it is shown as; None as for score.
        band: green, amber, red or unscored.
    """

    score: float | None
    shown: int | None
    band: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was logged, what it is called, and what it changed.

    Args:
        account, name: id and name of the account it is about.
        label: what the change set is called ("NPS 3 logged").
    """

    logged: Logged
    account: str
    name: str
    label: str
    before: Standing
    after: Standing

    @property
    def tasks(self) -> int:
        """Number of tasks that came with it."""
        return self.logged.tasks


def log_with_outcome(tx: Tx, draft: Draft, *, as_of: date, rehearsed: Outcome | None = None) -> Outcome:
    """Save a draft as `log` does, and say what it did.

    Args:
        rehearsed: what it was found to do when it was done and taken back, if nothing has changed since: then that is
            what it does now.
    Raises:
        Rejected: as log; nothing is saved.
    """
    if rehearsed is not None:
        return replace(rehearsed, logged=log(tx, draft, as_of=as_of), label=tx.label)
    # An account that is gone has no health; `log` says so.
    is_there = is_living(tx.conn, "account", draft.account)
    before = standing(tx.conn, draft.account, as_of) if is_there else Standing(None, None, "unscored")
    logged = log(tx, draft, as_of=as_of)
    after = standing(tx.conn, draft.account, as_of)
    return Outcome(logged, draft.account, account_name(tx.conn, draft.account), tx.label, before, after)


def standing(conn: Connection, account: str, day: date) -> Standing:
    """The health of the account with this id."""
    scores = account_score(conn, account, day)
    band = str(scores.band[0])
    if band == "unscored":
        return Standing(None, None, band)
    return Standing(float(scores.score[0]), shown_score(scores, 0), band)
