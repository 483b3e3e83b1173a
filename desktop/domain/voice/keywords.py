"""Keywords: words that tell what a comment is about, sorted into themes, and how they are found.

A keyword is found as whole words, whatever their case and accents, in the singular as in the plural: "price" finds
"Prices", not "priceless". Knows no survey.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple, cast

from desktop.domain.errors import Rejected

MOST_WORDS = 6
MOST_LETTERS = 60

_TOKEN = re.compile(r"[^\W_]+")


class Keyword(NamedTuple):
    """A word, or a few in a row, that puts a comment under a theme.

    Args:
        language: ISO 639-1, for sorting the list only: the word is looked for in every comment.
    """

    id: str
    word: str
    theme: str
    language: str | None = None


def folded(text: str) -> str:
    """The text without case and accents: "Größe" and "GROSSE" are one, "é" is "e"."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def tokens(text: str) -> list[str]:
    """The folded words of a text: letters and digits; hyphens, apostrophes and underscores end a word."""
    return _TOKEN.findall(folded(text))


@lru_cache(maxsize=50_000)
def forms(word: str) -> frozenset[str]:
    """The folded word and what it would be the plural of in English: prices, price; crashes, crash; queries, query.

    Two words are the same if they share a form. It is a rule of endings and no dictionary: "news" is also "new".
    """
    found = {word}
    if len(word) >= 4 and word.endswith("s") and not word.endswith("ss"):
        found.add(word[:-1])
        if word.endswith(("ses", "xes", "zes", "ches", "shes")):
            found.add(word[:-2])
        if word.endswith("ies"):
            found.add(f"{word[:-3]}y")
    return frozenset(found)


class Matcher:
    """Finds the themes of comments by a list of keywords; made once for many comments."""

    def __init__(self, keywords: Iterable[Keyword]) -> None:
        listed = list(keywords)
        self.words = _by_theme(listed)
        """Theme -> its words, both in alphabetical order."""
        names = {folded(theme): theme for theme in self.words}
        self._by_first: defaultdict[str, list[tuple[tuple[frozenset[str], ...], str]]] = defaultdict(list)
        for each in listed:
            sought = tuple(map(forms, tokens(each.word)))
            if sought:
                for form in sought[0]:
                    self._by_first[form].append((sought, names[folded(each.theme)]))

    def themes(self, text: str) -> tuple[str, ...]:
        """The themes the comment speaks of, in alphabetical order, each once."""
        said = [forms(token) for token in tokens(text)]
        found: set[str] = set()
        for at, word in enumerate(said):
            for form in word:
                for sought, theme in self._by_first.get(form, ()):
                    if theme not in found and _stands(sought, said, at):
                        found.add(theme)
        return tuple(sorted(found))


def check_keyword(word: str, theme: str) -> None:
    """Refuses a keyword that could not be found, or has no theme.

    Raises:
        Rejected: with `field` word or theme.
    """
    if not 1 <= len(tokens(word)) <= MOST_WORDS or len(word) > MOST_LETTERS:
        raise Rejected(
            f"A keyword is 1 to {MOST_WORDS} words of letters or digits, at most {MOST_LETTERS} characters; "
            "it was not saved.",
            field="word",
        )
    if not tokens(theme) or len(theme) > MOST_LETTERS:
        raise Rejected(
            f"A keyword needs a theme of at most {MOST_LETTERS} characters, such as price or support; "
            "it was not saved.",
            field="theme",
        )


def same_keyword(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two (word, theme) say the same: case, accents and the sign between the words do not matter."""
    return tokens(one[0]) == tokens(other[0]) and folded(one[1]) == folded(other[1])


def parse_keywords(data: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """(language, theme, word) of a parsed file; resources/keywords/english.toml shows the form.

    Raises:
        Rejected: something is missing or is no text; `field` names the place.
    """
    language, themes = data.get("language"), data.get("themes")
    if not isinstance(language, str) or not re.fullmatch("[a-z]{2}", language):
        raise Rejected('The keyword file has no language: write language = "en" first.', field="language")
    if not isinstance(themes, Mapping) or not themes:
        raise Rejected("The keyword file has no themes: list words under [themes].", field="themes")
    found: list[tuple[str, str, str]] = []
    for theme, words in cast("Mapping[str, object]", themes).items():
        if not isinstance(words, list) or not words:
            raise Rejected(f"The theme {theme!r} has no list of words.", field=f"themes.{theme}")
        for word in cast("list[object]", words):
            if not isinstance(word, str):
                raise Rejected(f"The theme {theme!r} holds {word!r}: write words.", field=f"themes.{theme}")
            check_keyword(word, theme)
            found.append((language, theme, word))
    return found


def _by_theme(keywords: Iterable[Keyword]) -> dict[str, tuple[str, ...]]:
    """Themes that differ in case or accents only are one, under the first of their names."""
    groups: defaultdict[str, list[Keyword]] = defaultdict(list)
    for each in keywords:
        groups[folded(each.theme)].append(each)
    named = {min(each.theme for each in group): group for group in groups.values()}
    return {theme: tuple(sorted({each.word for each in named[theme]}, key=_alphabetical)) for theme in sorted(named)}


def _stands(sought: tuple[frozenset[str], ...], said: list[frozenset[str]], at: int) -> bool:
    if at + len(sought) > len(said):
        return False
    return all(not want.isdisjoint(said[at + offset]) for offset, want in enumerate(sought))


def _alphabetical(word: str) -> tuple[str, str]:
    return folded(word), word
