"""How what saving a scorecard would do came about: who would change the band, from what to what, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from desktop.domain.explain.explanation import Column, Exclusion, Explanation, Input, Row
from desktop.domain.explain.of_day import counted, of_day
from desktop.domain.explain.phrases import count, of_unit, plural
from desktop.domain.scorecard_preview import Preview

KEY = "scorecard.moves"
_ARROW = "\N{RIGHTWARDS ARROW}"


def explained_moves(
    found: Preview, names: Mapping[str, str], why: Mapping[str, str], edited: str, on: date
) -> Explanation:
    """The accounts that would move to another band, the largest first.

    Args:
        names: account id -> name.
        why: account id -> what moves its score most.
        edited: what was typed, in words.
    """
    n, before, after = len(found.moved), found.before, found.after
    rescored = found.rescored - n
    return of_day(
        on,
        key=KEY,
        title="Would change their band",
        value=n,
        unit="count",
        sentence=(f"Saving ({edited}) would move ", count(n), f" of {before.active:,} accounts to another band."),
        formula="accounts with ARR whose band under the scorecards as typed is another than as they are saved",
        numbers=(
            *(
                part
                for move in found.moves
                for part in (f"{move.before} {_ARROW} {move.after} ", count(move.accounts), ", ")
            ),
            "together ",
            count(n),
        ),
        inputs=(
            Input("mean health as saved", of_unit(before.mean, "health")),
            Input("mean health as typed", of_unit(after.mean, "health")),
            Input("accounts with a band as saved", count(before.banded)),
            Input("accounts with a band as typed", count(after.banded)),
        ),
        n=before.active,
        n_of=f"{plural(before.active, 'account')} with ARR",
        exclusions=(
            (Exclusion(plural(rescored, "account"), rescored, ("another score, and the same band",)),)
            if rescored
            else ()
        ),
        columns=counted(
            n,
            Column("before", "saved", "health"),
            Column("after", "typed", "health"),
            Column("moves", "moves", "text"),
            Column("why", "why", "text"),
        ),
        rows=tuple(
            Row(
                each.account,
                names.get(each.account, "unknown"),
                (1, each.shown_before, each.shown_after, f"{each.before} {_ARROW} {each.after}", why.get(each.account)),
            )
            for each in found.moved
        ),
        definition="What an edit would do to the book as it is on the day; nothing is saved yet.",
    )
