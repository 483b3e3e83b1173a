"""What logging something does to its account: its health before and after, and the tasks that come with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from desktop.domain.calendar import Period
from desktop.domain.contract_effect import Effect, effect
from desktop.domain.drafts import ContractDraft, Draft
from desktop.domain.facts import ContractLine
from desktop.domain.health import shown_score
from desktop.domain.rates import Rate
from desktop.domain.retention import nrr
from desktop.domain.revenue import account_revenue
from desktop.operations.logging import Logged, log
from desktop.operations.look import account_score
from desktop.store.connection import Connection
from desktop.store.queries.facts import contract_lines
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
        contract: what it does to the account's ARR and terms; None = nothing.
    """

    logged: Logged
    account: str
    name: str
    label: str
    before: Standing
    after: Standing
    contract: Effect | None = None

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
    is_of_contract = isinstance(draft, ContractDraft)
    lines = contract_lines(tx.conn) if is_of_contract else []
    logged = log(tx, draft, as_of=as_of)
    after = standing(tx.conn, draft.account, as_of)
    contract = None
    if is_of_contract:
        contract = effect(
            [line for line in lines if line.account == draft.account],
            contract_lines(tx.conn, draft.account),
            account=draft.account,
            as_of=as_of,
            nrr_of=partial(_nrr, lines),
        )
    return Outcome(logged, draft.account, account_name(tx.conn, draft.account), tx.label, before, after, contract)


def _nrr(lines: Sequence[ContractLine], period: Period) -> Rate:
    return nrr(account_revenue(lines, sorted({line.account for line in lines}), period))


def standing(conn: Connection, account: str, day: date) -> Standing:
    """The health of the account with this id."""
    scores = account_score(conn, account, day)
    band = str(scores.band[0])
    if band == "unscored":
        return Standing(None, None, band)
    return Standing(float(scores.score[0]), shown_score(scores, 0), band)
