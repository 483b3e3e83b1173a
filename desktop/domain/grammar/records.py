"""What the grammar is given (the names it may meet) and what it gives back; nothing here reads a line."""

from __future__ import annotations

from typing import NamedTuple

from desktop.domain.drafts import Draft


class AccountName(NamedTuple):
    """An account as it can be named in a line."""

    id: str
    name: str
    external_id: str | None = None


class ContactName(NamedTuple):
    """A contact as it can be named in a line; `account` is the account's id."""

    id: str
    account: str
    name: str
    email: str | None = None
    left: bool = False


class MilestoneName(NamedTuple):
    """A milestone as it can be named in a line; `account` is the account's id."""

    id: str
    account: str
    name: str
    done: bool = False


class RowName(NamedTuple):
    """Something else that a line may name: a template (of no account), or an account's open risk, goal or opportunity.

    Args:
        kind: template, risk, goal, upsell, cross_sell or feature_upgrade.
    """

    kind: str
    id: str
    account: str | None
    name: str


class Span(NamedTuple):
    """A part of the line that was understood: text[start:end], what it is, and what its chip shows."""

    start: int
    end: int
    role: str
    label: str


class Refusal(NamedTuple):
    """What cannot be saved as it stands, at text[start:end] (empty: something is missing there).

    Args:
        message: one sentence: what is wrong and what to type.
        field: the field of the form it belongs to, if one.
    """

    start: int
    end: int
    message: str
    field: str | None = None


class Parsed(NamedTuple):
    """A line as understood: spans in order and apart from each other; a draft if and only if nothing is refused.

    Args:
        candidates: the accounts an ambiguous account word fits; empty otherwise.
    """

    text: str
    spans: tuple[Span, ...]
    draft: Draft | None
    refusals: tuple[Refusal, ...]
    candidates: tuple[AccountName, ...]
