"""How the health of the book came about: accounts by band, and the means, account by account."""

from __future__ import annotations

import numpy as np

from desktop.domain.explain.case import Body, Case, account_rows, exclusion
from desktop.domain.explain.explanation import Column, Exclusion, Input
from desktop.domain.explain.phrases import Phrase, Unit, Value, cents, count, day, of_unit, plural, share
from desktop.domain.health import BANDS, shown_scores
from desktop.domain.health_facts import BoolArray
from desktop.domain.usage import IntArray


def explained_health(case: Case) -> Body:
    """The accounts of a band, or one of the means."""
    frame, key = case.frame, case.part_of_key
    health, arr = frame.health, frame.revenue.arr_to
    active = health.inputs.active & case.chosen.members
    banded = active & (health.band != "unscored")
    shown = active & (health.band == key) if key in BANDS else banded
    n, total = int(shown.sum()), int(arr[banded].sum())
    unit: Unit = "count" if key in BANDS else "health"
    parts: list[Value] = [None] * len(frame.ids)
    for at in np.flatnonzero(shown).tolist():
        if key in BANDS:
            parts[at] = 1
        elif key == "mean":
            parts[at] = float(health.score[at]) / n
        else:
            parts[at] = float(health.score[at]) * int(arr[at]) / total
    scores: list[Value] = [None if each != each else int(each) for each in shown_scores(health).tolist()]
    # What rests on too little is told here, and only here: nowhere else does its number stand.
    cells: tuple[list[Value], ...] = (
        scores,
        list(health.coverage.tolist()),
        list(arr.tolist()),
        parts,
        list(health.band.tolist()),
    )
    return Body(
        sentence=_sentence(case, n, int(arr[shown].sum())),
        numbers=_numbers(case, banded),
        n=n,
        n_of=f"{plural(n, 'account')} with a band" if key not in BANDS else f"{key} {plural(n, 'account')}",
        columns=(
            Column("score", "score", "health", is_narrow=True),
            Column("coverage", "known", "share", is_narrow=key == "unscored"),
            Column("arr", "ARR", "cents", int(arr[shown].sum()), is_narrow=True),
            Column("part", "part", unit, case.number),
            Column("band", "band", "text"),
        ),
        rows=account_rows(case, shown, cells, sort_by=2),
        part="part",
        inputs=(
            Input("active accounts", count(int(active.sum()))),
            *(_arr_of_band(band, arr[active & (health.band == band)]) for band in BANDS),
        ),
        exclusions=(
            *(_without_band(case, active) if key != "unscored" else ()),
            exclusion("account", int((case.chosen.members & ~active).sum()), "no ARR on that day, so not scored"),
        ),
        assumptions=(_overridden(case, active), _unscored_input(case, shown)),
    )


def _arr_of_band(band: str, arr: IntArray) -> Input:
    return Input(f"{band}, {len(arr)} {plural(len(arr), 'account')}", cents(int(arr.sum())))


def _sentence(case: Case, n: int, arr_cents: int) -> Phrase:
    end, key = day(case.frame.period.end), case.part_of_key
    if key in BANDS:
        is_ = plural(n, "is", "are")
        return (
            count(n),
            f" active {plural(n, 'account')} of ",
            cents(arr_cents),
            f" ARR {is_} {key} at the end of ",
            end,
            ".",
        )
    if case.value is None:
        return ("No data: no active account has a band at the end of ", end, ".")
    weighed = ", each weighed by its ARR" if key == "arr_weighted_mean" else ""
    return ("The mean score of ", count(n), f" {plural(n, 'account')} with a band at the end of ", end, f"{weighed}.")


def _numbers(case: Case, banded: BoolArray) -> Phrase:
    frame, key = case.frame, case.part_of_key
    counts = case.figures.health
    if key in BANDS:
        told = [(count(getattr(counts, band)), f" {band}") for band in BANDS]
        every = sum(getattr(counts, band) for band in BANDS)
        return (*told[0], " + ", *told[1], " + ", *told[2], " + ", *told[3], " = ", count(every), " active")
    scores, arr = frame.health.score[banded], frame.revenue.arr_to[banded]
    if key == "mean":
        return (of_unit(float(scores.sum()), "points"), " / ", count(len(scores)), " = ", of_unit(case.value, "health"))
    return (
        *("sum of score x ARR / ", cents(int(arr.sum())), " ARR = "),
        of_unit(case.value, "health"),
    )


def _without_band(case: Case, active: BoolArray) -> list[Exclusion | None]:
    """The active accounts without a band: by the coverage their scorecard asks for, and for want of any input."""
    health = case.frame.health
    unscored = active & (health.band == "unscored")
    nothing = unscored & np.isnan(health.score)
    few = unscored & ~nothing
    found: list[Exclusion | None] = []
    asked = np.array([card.min_coverage for card in health.scorecards])[health.scorecard_of] if few.any() else None
    if asked is not None:
        for least in np.unique(asked[few]).tolist():
            found.append(
                exclusion(
                    *(
                        "account",
                        int((few & (asked == least)).sum()),
                        "unscored, less than ",
                        count(round(100 * least)),
                    ),
                    " % of the weight is known, not enough to judge",
                    arr_cents=int(case.frame.revenue.arr_to[few & (asked == least)].sum()),
                )
            )
    found.append(exclusion("account", int(nothing.sum()), "unscored, no input is known"))
    return found


def _overridden(case: Case, active: BoolArray) -> Phrase | None:
    """Scores called by hand stand beside the computed ones and change no count."""
    end = case.frame.period.end
    ours = {account for account, chosen in zip(case.frame.ids, active.tolist(), strict=True) if chosen}
    called = {
        each.account
        for each in case.frame.book.overrides
        if each.account in ours and each.set_on <= end and (each.expires_on is None or each.expires_on > end)
    }
    n = len(called)
    if not n:
        return None
    return (
        count(n),
        f" {plural(n, 'account has', 'accounts have')} a score called by hand: it stands beside, and does not count.",
    )


def _unscored_input(case: Case, shown: BoolArray) -> Phrase | None:
    """How much is known of those that are shown, on average."""
    if not shown.any():
        return None
    return ("On average ", share(float(case.frame.health.coverage[shown].mean())), " of the weight is known.")
