"""An opportunity that was won enters the contract: both are one change, so that one undo takes both back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from desktop.domain.drafts import ContractDraft
from desktop.domain.opportunities import WON, is_open
from desktop.operations.opportunities import called, close_opportunity, living
from desktop.operations.outcome import Outcome, log_with_outcome
from desktop.store.tx import Tx


def win_into_contract(tx: Tx, opportunity: str, draft: ContractDraft, *, as_of: date) -> Outcome:
    """Change the contract as a draft says, and say that the opportunity behind it was won, if nobody has yet.

    Raises:
        Rejected: the opportunity is gone, or as log_with_outcome; nothing is saved.
    """
    found = living(tx, opportunity, draft.account)
    outcome = log_with_outcome(tx, draft, as_of=as_of)
    if is_open(found):
        close_opportunity(tx, opportunity, WON, as_of, account=draft.account)
    tx.label = f"{called(found.kind)} won: {outcome.label}"
    return replace(outcome, label=tx.label)
