"""What both sides promise in a review, typed as lines: `> send the API spec fri`, `< legal answer +2w`."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from desktop.domain.drafts import PromiseDraft, QbrDraft
from desktop.domain.grammar.parser import parse
from desktop.domain.grammar.records import AccountName

HOW = "Begin with > for what we owe or < for what they owe."


class Typed(NamedTuple):
    """A line that was typed: what it promises, or why it was refused."""

    line: str
    promises: tuple[PromiseDraft, ...] = ()
    refusal: str | None = None


def commitments(text: str, day: date) -> list[Typed]:
    """What each line promises, as in the one-line composer; empty lines are left out.

    Args:
        day: of the review; days are counted from it.
    """
    return [_read(line.strip(), day) for line in text.splitlines() if line.strip()]


def _read(line: str, day: date) -> Typed:
    if line[0] not in "<>":
        return Typed(line, refusal=HOW)
    # The grammar of promises is that of a whole logged line.
    parsed = parse(f"qbr today {line}", accounts=[AccountName("", "")], contacts=[], as_of=day, account="")
    if isinstance(parsed.draft, QbrDraft):
        return Typed(line, parsed.draft.promises)
    return Typed(line, refusal=parsed.refusals[0].message if parsed.refusals else HOW)
