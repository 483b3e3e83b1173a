"""The one-line grammar of the composer and the command line: `parse` reads a line, and nothing is saved here."""

from __future__ import annotations

from desktop.domain.grammar.dates import spelled
from desktop.domain.grammar.parser import parse
from desktop.domain.grammar.records import AccountName, ContactName, MilestoneName, Parsed, Refusal, RowName, Span

__all__ = ["AccountName", "ContactName", "MilestoneName", "Parsed", "Refusal", "RowName", "Span", "parse", "spelled"]
