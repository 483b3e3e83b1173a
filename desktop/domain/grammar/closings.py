"""Reads which of an account's open things a line means, and how a risk ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from desktop.domain.drafts import RiskClosedDraft
from desktop.domain.grammar.dates import PAST
from desktop.domain.grammar.people import match_rows
from desktop.domain.grammar.reading import Line, Reading, take_last_day
from desktop.domain.grammar.records import RowName
from desktop.domain.grammar.tokens import Token, as_written
from desktop.domain.grammar.words import clip, listed

CLOSED = frozenset({"closed", "close"})
_OUTCOMES: dict[str, Literal["saved", "lost", "false_alarm"]] = {
    "saved": "saved",
    "lost": "lost",
    "false": "false_alarm",
    "false-alarm": "false_alarm",
    "false_alarm": "false_alarm",
}


def read_risk_closed(line: Line) -> tuple[Reading, RiskClosedDraft | None]:
    """risk closed saved|lost|false alarm [which] ["what helped"] [day]."""
    reading, tokens = Reading(line), [*line.head[1:], *line.body]
    outcome = _OUTCOMES.get(tokens[0].value) if tokens and tokens[0].kind == "word" else None
    if outcome is None:
        reading.miss("How did the risk end? Type risk closed saved, lost or false alarm.", "outcome")
        return reading, None
    taken = 2 if len(tokens) > 1 and (tokens[0].value, tokens[1].value) == ("false", "alarm") else 1
    reading.mark([line.head[0], *tokens[:taken]], "outcome", f"closed: {outcome.replace('_', ' ')}")
    rest = take_last_day(reading, [_FIRST, *tokens[taken:]])[1:]
    day = reading.settle_day(PAST, what="The end of a risk")
    named = [token for token in rest if token.kind != "quote"]
    quotes = [token for token in rest if token.kind == "quote"]
    risk = settle_row(reading, named, "risk", "risk", "risk closed saved price")
    reading.mark_text(quotes, "note")
    if risk is None or line.account is None or reading.refusals:
        return reading, None
    note = as_written(line.text, quotes)
    return reading, RiskClosedDraft(account=line.account, risk=risk.id, outcome=outcome, closed_on=day, note=note)


def settle_row(reading: Reading, tokens: Sequence[Token], kind: str, called: str, example: str) -> RowName | None:
    """The open thing of a kind that words name, or the only one where there are none; else it is refused.

    Args:
        called: the kind in words; example: how its name is typed.
    """
    line = reading.line
    rows = [row for row in line.rows if row.kind == kind and row.account is not None]
    typed = as_written(line.text, tokens)
    if typed is None:
        if len(rows) == 1:
            return rows[0]
        if line.account is not None:
            if rows:
                names = listed([row.name for row in rows])
                reading.miss(f"Which {called}? Open: {names}. Type its name, such as: {example}.", kind)
            else:
                reading.miss(f"{line.account_name} has no open {called}.", kind)
        return None
    matches = match_rows(typed, rows)
    if len(matches) == 1:
        reading.mark(tokens, kind, matches[0].name)
        return matches[0]
    if line.account is None:
        reading.mark(tokens, kind, clip(typed))
    elif matches:
        names = listed([row.name for row in matches])
        reading.refuse(tokens, f'"{clip(typed)}" fits {names}: type more of the name.', kind)
    else:
        open_ = f"Open: {listed([row.name for row in rows])}." if rows else "None is open."
        reading.refuse(tokens, f'{line.account_name} has no {called} "{clip(typed)}". {open_}', kind)
    return None


# A day that is all there is belongs to the line; take_last_day leaves one alone that nothing stands before.
_FIRST = Token("word", -2, 0, 0, "")
