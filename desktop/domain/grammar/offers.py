"""Reads a chance to sell more, and whether it was won or lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.domain.drafts import OpportunityClosedDraft, OpportunityDraft
from desktop.domain.grammar.closings import settle_row
from desktop.domain.grammar.dates import AHEAD, DUE_LEADS, PAST, read_day
from desktop.domain.grammar.figures import checked_amount, looks_like_amount, spelled_amount
from desktop.domain.grammar.reading import Line, Reading, take_last_day
from desktop.domain.grammar.tokens import Token, as_written
from desktop.domain.grammar.words import clip

_PERCENT = re.compile(r"([0-9]{1,3})%")
_LEADS = DUE_LEADS | {"closes", "close"}
_CALLED = {"upsell": "upsell", "cross_sell": "cross-sell", "feature_upgrade": "upgrade"}


def read_opportunity(line: Line, kind: str) -> tuple[Reading, OpportunityDraft | OpportunityClosedDraft | None]:
    """upsell 18k ["20 more seats"] [by 31 mar] [60%]; upsell won; upsell lost "price" [day]."""
    first = line.head[0] if line.head else None
    if first is not None and first.kind == "word" and first.value in ("won", "lost"):
        return _closed(line, kind, first)
    reading, tokens = Reading(line), [*line.head, *line.body]
    cents = share = None
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        found = read_day(tokens, at, _LEADS) if token.kind == "word" and reading.day_words is None else None
        if found is not None:
            reading.day_words = found[0]
            reading.day_span = (token.start, tokens[at + found[1] - 1].end)
            at += found[1]
            continue
        percent = _PERCENT.fullmatch(token.value) if token.kind == "word" else None
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        is_spaced = following is not None and following.value == "%" and token.value.isdigit()
        if share is None and (percent or is_spaced):
            share = _share(reading, tokens[at : at + (2 if is_spaced else 1)], token.value.rstrip("%"))
            at += 2 if is_spaced else 1
            continue
        if cents is None and not kept and looks_like_amount(token):
            cents = _amount(reading, token)
        else:
            kept.append(token)
        at += 1
    day = None if reading.day_words is None else reading.settle_day(AHEAD, role="due")
    reading.mark_text(kept, "product")
    if cents is None and not reading.refusals:
        reading.miss(f"What would it bring a year? Type the ARR after {_CALLED[kind]}: {_CALLED[kind]} 18k.", "amount")
    if line.account is None or reading.refusals:
        return reading, None
    return reading, OpportunityDraft(
        account=line.account,
        kind=kind,
        arr_cents=cents,
        product=as_written(line.text, kept),
        close_on=day,
        likelihood=share,
    )


def _closed(line: Line, kind: str, word: Token) -> tuple[Reading, OpportunityClosedDraft | None]:
    reading = Reading(line)
    reading.mark([word], "outcome", word.value)
    head = line.head[:1]
    rest = take_last_day(reading, [*head, *line.head[1:], *line.body])[1:]
    day = reading.settle_day(PAST, what="What became of an opportunity")
    name = [token for token in rest if token.kind != "quote"]
    quotes = [token for token in rest if token.kind == "quote"]
    row = settle_row(reading, name, kind, f"open {_CALLED[kind]}".removeprefix("open "), f"{_CALLED[kind]} won seats")
    reading.mark_text(quotes, "reason")
    if row is None or line.account is None or reading.refusals:
        return reading, None
    state = "won" if word.value == "won" else "lost"
    reason = as_written(line.text, quotes)
    return reading, OpportunityClosedDraft(
        account=line.account, opportunity=row.id, state=state, closed_on=day, reason=reason
    )


def _amount(reading: Reading, token: Token) -> int | None:
    try:
        cents = checked_amount(token.value, months_known=True)
    except ValueError as error:
        reading.refuse([token], str(error).replace("A renewal is", "An opportunity is"), "amount")
        return None
    reading.mark([token], "amount", spelled_amount(cents))
    return cents


def _share(reading: Reading, tokens: Sequence[Token], digits: str) -> float | None:
    percent = int(digits) if len(digits) <= 3 else 999
    if percent > 100:
        reading.refuse(tokens, f"A likelihood runs from 0 to 100 %; {clip(digits)} was not saved.", "likelihood")
        return None
    reading.mark(tokens, "likelihood", f"{percent} % likely")
    return percent / 100
