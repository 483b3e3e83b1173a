"""The commands that correct what Voice reads out of comments: keywords, sentiment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.cli.options import file_argument, json_option
from desktop.cli.output import note, one_line, print_json, print_table
from desktop.domain.errors import Rejected
from desktop.domain.voice.sentiment import SET_TO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.domain.voice.keywords import Keyword


@click.command()
@file_argument
@click.option("--add", metavar="WORD", help="Look for this word (or a few in a row) in comments.")
@click.option("--theme", metavar="NAME", help="The theme it is added to or removed from, new or known.")
@click.option("--language", metavar="CODE", help="Its language (en, de), to sort the list by.")
@click.option("--remove", metavar="WORD", help="Look for this word no longer.")
@click.option("--rename", nargs=2, metavar="WORD NEW", help="Write a word otherwise.")
@click.option(
    "--rename-theme", nargs=2, metavar="THEME NEW", help="Call a theme otherwise; as another, they become one."
)
@click.option("--reset", is_flag=True, help="Go back to the list that comes with the program.")
@json_option
def keywords(
    file: Path,
    add: str | None,
    theme: str | None,
    language: str | None,
    remove: str | None,
    rename: tuple[str, str] | None,
    rename_theme: tuple[str, str] | None,
    reset: bool,
    as_json: bool,
) -> None:
    """The words that tell what a comment is about, by theme; add, rename, remove, or go back to the shipped ones."""
    chosen = sum((add is not None, remove is not None, rename is not None, rename_theme is not None, reset))
    if chosen > 1:
        raise click.UsageError("Choose one of --add, --remove, --rename, --rename-theme and --reset.")
    if add is not None and theme is None:
        raise click.UsageError("--add needs --theme: say what the word is about.")
    if theme is not None and add is None and remove is None and rename is None:
        raise click.UsageError("--theme goes with --add, --remove or --rename.")
    if language is not None and add is None:
        raise click.UsageError("--language goes with --add.")

    from desktop.operations import keywords as operations
    from desktop.store.portfolio import Portfolio

    with Portfolio.open(file, writable=chosen > 0) as book:
        if add is not None:
            label = book.perform(operations.add_keyword, add, theme or "", language).changes.label
        elif remove is not None:
            label = book.perform(operations.remove_word, remove, theme).changes.label
        elif rename is not None:
            performed = book.perform(operations.rename_word, *rename, theme)
            label = performed.changes.label if performed.changes else "That is how it is written already."
        elif rename_theme is not None:
            performed = book.perform(operations.rename_theme, *rename_theme)
            label = performed.changes.label if performed.changes else "That is what it is called already."
        elif reset:
            performed = book.perform(operations.reset_keywords)
            label = performed.changes.label if performed.changes else "The list is the shipped one already."
        else:
            label = ""
        listed = book.read(operations.keywords)
    if as_json:
        print_json([{"theme": each.theme, "word": each.word, "language": each.language} for each in listed])
        return
    if label:
        click.echo(one_line(label))
        return
    print_table(("theme", "n", "words"), _themes(listed), right=(1,))
    if not listed:
        note("No word is looked for: --add one, or --reset the list.")


def _themes(listed: Sequence[Keyword]) -> list[tuple[str, str, str]]:
    words: dict[str, list[str]] = {}
    for each in listed:
        words.setdefault(each.theme, []).append(each.word)
    return [(theme, str(len(found)), ", ".join(found)) for theme, found in words.items()]


@click.command()
@file_argument
@click.argument("answer")
@click.argument("value", required=False)
@click.option("--take-back", is_flag=True, help="Let what is computed count again.")
@json_option
def sentiment(file: Path, answer: str, value: str | None, take_back: bool, as_json: bool) -> None:
    """Correct how a comment sounds: glad, flat, cross, or a number from -1 to 1.

    ANSWER is the id of the survey answer, as `perennial voice FILE --json` or --csv names it, or enough of its end to
    tell it from the others.
    """
    if take_back == (value is not None):
        raise click.UsageError("Say how the comment sounds, or --take-back.")
    wanted = None if value is None else _typed(value)

    from desktop.operations.voice import answer_called, set_sentiment
    from desktop.store.portfolio import Portfolio

    with Portfolio.open(file) as book:
        found = book.read(answer_called, answer)
        label = book.perform(set_sentiment, found.id, wanted, account=found.account).changes.label
    if as_json:
        print_json({"answer": found.id, "sentiment_set": wanted})
    else:
        click.echo(one_line(label))


def _typed(value: str) -> float:
    word = value.strip().casefold()
    if word in SET_TO:
        return SET_TO[word]
    try:
        return float(word.replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        raise Rejected(
            f"{value!r} is no sentiment: say glad, flat, cross, or a number from -1 to 1.", field="sentiment"
        ) from None
