"""Money of another currency: a portfolio has one, and what is in another would be counted as if it were in that one."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.exchange import cells
from desktop.exchange.kinds import Kind
from desktop.exchange.recognise import plain
from desktop.exchange.tables import Batch

_COLUMNS = {"currency", "currencycode", "arrcurrency"}
_SIGNS = {"€": "EUR", "£": "GBP"}
"""Signs that are of one currency alone; a dollar or a yen may be of several."""


def other_currencies(kind: Kind, batch: Batch, own: str) -> Iterator[tuple[int, str, str]]:
    """(row, column, reason) of rows that give an amount, and name another currency for it.

    Args:
        own: the portfolio's, as an ISO 4217 code.
    """
    amounts = [texts for name, texts in batch.columns.items() if _is_money(kind, name)]
    if not amounts:
        return
    for column, said in zip(batch.table.header, batch.table.columns, strict=True):
        if plain(column) not in _COLUMNS:
            continue
        foreign = {text for text in set(said) if _code(text) not in ("", own)}
        for row, text in enumerate(said) if foreign else ():
            if text in foreign and any(texts[row] for texts in amounts):
                yield row, column, f"is not {own}, the one currency of this portfolio: convert the amounts first"


def _is_money(kind: Kind, name: str) -> bool:
    return name in kind.columns and kind.columns[name].parser is cells.money


def _code(text: str) -> str:
    """The code of a currency in capitals; empty where the text names none."""
    text = _SIGNS.get(text, text).upper()
    return text if len(text) == len("USD") and text.isascii() and text.isalpha() else ""
