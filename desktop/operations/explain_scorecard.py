"""How what saving a scorecard would do came about: which input or cap moves each account most."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from desktop.domain.explain import Explanation
from desktop.domain.explain.scorecard_moves import explained_moves
from desktop.domain.scorecard_preview import preview
from desktop.domain.scorecards import CAPS, INPUTS, Scorecard, differences
from desktop.operations.scorecard_view import ScoredBook
from desktop.operations.scorecards import in_words


def explained_edit(book: ScoredBook, cards: Sequence[Scorecard], edited: Scorecard, on: date) -> Explanation:
    """Whom saving `edited` would move to another band, and which input or cap moves each of them most."""
    typed = [edited if card.key == edited.key else card for card in cards]
    before, after = book.under(cards), book.under(typed)
    shift = np.nan_to_num(np.hstack((after.points - before.points, after.cap_points - before.cap_points)), nan=0.0)
    called = [name.replace("_", " ") for name in (*INPUTS, *CAPS)]
    found = preview(before, after, book.arr_cents)
    why: dict[str, str] = {}
    for each in found.moved:
        at = before.inputs.accounts.index(each.account)
        most = int(np.abs(shift[at]).argmax())
        points = round(float(shift[at, most]), 1)
        if "unscored" in (each.before, each.after):
            # Weights decide, too, of how much of all weight something is known.
            known = (f"{100 * float(scores.coverage[at]):.0f} %" for scores in (before, after))
            why[each.account] = "coverage " + " \N{RIGHTWARDS ARROW} ".join(known)
        else:
            why[each.account] = f"{called[most]} {points:+.1f} points" if points else "where its band begins"
    saved = next(card for card in cards if card.key == edited.key)
    return explained_moves(found, book.names, why, in_words(differences(saved, edited)), on)
