"""The keyword list of a book: words added, renamed and removed, each one change set with a name for Undo."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from desktop import resources
from desktop.domain.errors import Rejected
from desktop.domain.identity import derived_id
from desktop.domain.voice.keywords import Keyword, check_keyword, folded, parse_keywords, same_keyword
from desktop.store.connection import Connection
from desktop.store.queries import voice as rows_of
from desktop.store.tx import Tx

_GONE = "There is no such keyword any more: it may have been taken back. Nothing was saved."


def shipped_keywords() -> list[Keyword]:
    """The keywords every new book starts with; their ids are derived, so that books made apart hold the same rows."""
    return [
        Keyword(derived_id("keyword", [language, folded(theme), folded(word)]), word, theme, language)
        for path in sorted(Path(resources.path("keywords")).glob("*.toml"))
        for language, theme, word in parse_keywords(tomllib.loads(path.read_text(encoding="utf-8")))
    ]


def keywords(conn: Connection) -> list[Keyword]:
    """The keyword list of the book; a book made before there was one has the shipped list."""
    return rows_of.keywords(conn) if rows_of.has_keyword_list(conn) else shipped_keywords()


def write_shipped(tx: Tx) -> None:
    """Write the shipped list; rows that are there already, removed ones too, are set to what is shipped."""
    known = rows_of.keyword_ids(tx.conn)
    shipped = shipped_keywords()
    for each in shipped:
        if each.id in known:
            tx.put("keyword", each.id, {"word": each.word, "theme": each.theme, "language": each.language})
    fresh = [each for each in shipped if each.id not in known]
    tx.insert_many("keyword", Keyword._fields, fresh)


def add_keyword(tx: Tx, word: str, theme: str, language: str | None = None) -> str:
    """Put a word under a theme, new or known; returns the keyword's id.

    Two people who add the same word under the same theme, each in a copy of the book, have added it once.

    Raises:
        Rejected: it cannot be found, has no theme, or is in the list already.
    """
    word, theme = _tidy(word), _tidy(theme)
    check_keyword(word, theme)
    listed = _adopted(tx)
    theme = _known_theme(theme, listed)
    _refuse_double(word, theme, listed)
    row = derived_id("keyword", [language, folded(theme), folded(word)])
    values = {"word": word, "theme": theme, "language": language}
    if any(each.id == row for each in listed):
        # The word that was here first has been renamed since.
        row = tx.insert("keyword", values)
    else:
        tx.put("keyword", row, values)
    tx.label = f"Keyword added: {word} ({theme})"
    return row


def rename_keyword(tx: Tx, keyword: str, word: str, theme: str | None = None) -> None:
    """Write a keyword (by id) otherwise, or put it under another theme; None = the theme it has.

    Raises:
        Rejected: it is gone, cannot be found so, or the list holds that already.
    """
    listed = _adopted(tx)
    before = _called(keyword, listed)
    word = _tidy(word)
    theme = before.theme if theme is None else _tidy(theme)
    check_keyword(word, theme)
    others = [each for each in listed if each.id != keyword]
    theme = _known_theme(theme, others)
    _refuse_double(word, theme, others)
    tx.update("keyword", keyword, {"word": word, "theme": theme})
    tx.label = f"Keyword renamed: {before.word} to {word} ({theme})"


def rename_theme(tx: Tx, theme: str, name: str) -> None:
    """Call a theme otherwise; called like another one, the two become one.

    Raises:
        Rejected: there is no such theme, or the name cannot be one.
    """
    listed, name = _adopted(tx), _tidy(name)
    members = [each for each in listed if folded(each.theme) == folded(theme)]
    if not members:
        raise Rejected(f"There is no theme called {theme!r} any more; nothing was saved.", field="theme")
    check_keyword(members[0].word, name)
    others = [each for each in listed if each not in members]
    name = _known_theme(name, others)
    for each in members:
        if any(same_keyword((each.word, name), (other.word, other.theme)) for other in others):
            tx.delete("keyword", each.id)
        else:
            tx.update("keyword", each.id, {"theme": name})
    tx.label = f"Theme renamed: {members[0].theme} to {name}"


def remove_keyword(tx: Tx, keyword: str) -> None:
    """Take a keyword (by id) off the list; Undo brings it back.

    Raises:
        Rejected: it is gone already.
    """
    found = _called(keyword, _adopted(tx))
    tx.delete("keyword", keyword)
    tx.label = f"Keyword removed: {found.word} ({found.theme})"


def remove_word(tx: Tx, word: str, theme: str | None = None) -> None:
    """Take a word off the list, as it is typed; case and accents do not matter.

    Args:
        theme: where the word is under several; None = it is under one.
    Raises:
        Rejected: the list does not hold it, or under several themes.
    """
    remove_keyword(tx, _listed(tx, word, theme, "removed").id)


def rename_word(tx: Tx, word: str, new: str, theme: str | None = None) -> None:
    """Write a word of the list otherwise, as it is typed; see remove_word.

    Raises:
        Rejected: as remove_word and rename_keyword.
    """
    rename_keyword(tx, _listed(tx, word, theme, "renamed").id, new)


def _listed(tx: Tx, word: str, theme: str | None, done: str) -> Keyword:
    found = [each for each in _adopted(tx) if folded(each.word) == folded(_tidy(word))]
    if theme is not None:
        found = [each for each in found if folded(each.theme) == folded(_tidy(theme))]
    if not found:
        raise Rejected(f"{_tidy(word)!r} is not in the list; nothing was {done}.", field="word")
    if len(found) > 1:
        themes = ", ".join(each.theme for each in found)
        raise Rejected(f"{found[0].word!r} is under several themes ({themes}): say which.", field="theme")
    return found[0]


def reset_keywords(tx: Tx) -> None:
    """Make the list the shipped one: own words go, removed and renamed ones come back; no change where it is that."""
    shipped = {each.id for each in shipped_keywords()}
    for each in rows_of.keywords(tx.conn):
        if each.id not in shipped:
            tx.delete("keyword", each.id)
    write_shipped(tx)
    tx.label = "Keywords: the shipped list again"


def _adopted(tx: Tx) -> list[Keyword]:
    """The list, written into the book first if it shows the shipped one without holding it."""
    if not rows_of.has_keyword_list(tx.conn):
        write_shipped(tx)
    return rows_of.keywords(tx.conn)


def _called(keyword: str, listed: Iterable[Keyword]) -> Keyword:
    found = next((each for each in listed if each.id == keyword), None)
    if found is None:
        raise Rejected(_GONE)
    return found


def _known_theme(theme: str, listed: Iterable[Keyword]) -> str:
    """The theme as the list writes it, where it differs in case or accents only."""
    return next((each.theme for each in listed if folded(each.theme) == folded(theme)), theme)


def _refuse_double(word: str, theme: str, listed: Iterable[Keyword]) -> None:
    if any(same_keyword((word, theme), (each.word, each.theme)) for each in listed):
        raise Rejected(f"{word!r} is under {theme} already; nothing was saved.", field="word")


def _tidy(text: str) -> str:
    return " ".join(text.split())
