"""How the library says things: inputs and their units, changes, and what saving would do. Figures come ready."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, cast

from desktop.charts.tokens import SHAPES
from desktop.domain.scorecard_preview import AccountMove, Preview, Standing
from desktop.domain.scorecards import Scorecard
from desktop.store.queries.scorecards import ScorecardChange
from desktop.views import format as fmt
from desktop.views.score_words import CAPS, INPUTS

ARROW = "\N{RIGHTWARDS ARROW}"
MEASURES = {
    "usage_trend": "last 28 days against the 28 before, in %",
    "seat_utilisation": "active users of the seats bought, in %",
    "feature_adoption": "users of a feature of those who could, in %",
    "feedback": "NPS, CSAT, CES of 365 days, 0 to 100",
    "support": "100 less 15 an open ticket, 25 more escalated",
    "engagement": "days since the last two-way talk or QBR",
    "outcomes": "due goals: on time 100, late 60, open 0",
    "commercial": "least likelihood to renew, in %; overdue 0",
}
"""What an input measures, with its unit."""
UNITS = {
    "usage_trend": "%",
    "seat_utilisation": "%",
    "feature_adoption": "%",
    "engagement": "d",
    "commercial": "%",
}
"""Inputs that are typed with a unit; the others are 0 to 100."""
SETTINGS = {"green_from": "Green from", "amber_from": "Amber from", "min_coverage": "Least coverage", "name": "Name"}


class Run(NamedTuple):
    """Some words in a tone: a band for its shape, "small", "refusal", or "" for plain ones."""

    text: str
    tone: str = ""


def plain(value: float) -> str:
    """A number as it is typed, without groups of thousands and needless digits."""
    digits = next(digits for digits in range(7) if digits == 6 or round(value, digits) == round(value, 6))
    return f"{value:.{digits}f}".replace("-", fmt.MINUS)


def measured(name: str, x: float) -> str:
    """What a point of an input's curve measures, with its unit."""
    unit = UNITS.get(name, "")
    shown = plain(round(100 * x, 9) if unit == "%" else x)
    sign = "+" if name == "usage_trend" and x > 0 else ""
    return f"{sign}{shown}{fmt.THIN}{unit}" if unit else shown


def points(name: str, curve: object) -> str:
    """A curve in words: 14 d gives 100, 90 d gives 0."""
    pairs = cast("Sequence[tuple[float, float]] | None", curve)
    return ", ".join(f"{measured(name, x)} gives {plain(y)}" for x, y in pairs) if pairs else fmt.UNKNOWN


def change(each: ScorecardChange) -> str:
    """What was changed, in a line."""
    if each.field in ("made", "removed", "back"):
        what = {"made": "Made, as a copy", "removed": "Removed", "back": "Back again"}[each.field]
        return f"{each.name}: {what[0].lower()}{what[1:]}"
    group, _, name = each.field.partition(".")
    name, _, part = name.partition(".")
    if part == "points":
        return f"Curve of {INPUTS[name]}: {points(name, each.old)} {ARROW} {points(name, each.new)}"
    if group == "caps":
        cause = CAPS[name].partition(",")[0]
        called = f"Cap on {cause[0].lower()}{cause[1:]}:"
    else:
        called = f"Weight of {INPUTS[name]}:" if part == "weight" else f"{SETTINGS.get(each.field, each.field)}:"
    return f"{called} {_value(each.field, each.old)} {ARROW} {_value(each.field, each.new)}"


def _value(field: str, value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, int | float):
        return fmt.percent(value) if field == "min_coverage" else plain(value)
    return str(value)


def when(at: str) -> str:
    return fmt.moment(datetime.fromisoformat(at))


def sentence(cards: Sequence[Scorecard], standing: Standing | None) -> str:
    """The page in a sentence."""
    scores = "scores" if len(cards) == 1 else "score"
    head = f"{fmt.plural(len(cards), 'scorecard')} {scores}"
    if standing is None:
        return f"{head} the book."
    if not standing.active:
        return f"{head} no account yet."
    text = f"{head} {fmt.plural(standing.active, 'account')}"
    return f"{text}; {mean(standing)}." if standing.banded else f"{text}, of which none has enough to judge."


def template(target_days: int, milestones: int) -> str:
    """One template, in the list."""
    return f"{fmt.days(target_days)}, {fmt.plural(milestones, 'milestone')}"


def templates(count: int) -> str:
    """The templates in a sentence."""
    if not count:
        return "No onboarding template: add the shipped ones, or one of your own."
    return f"{fmt.plural(count, 'template')} to start an onboarding from."


def mean(standing: Standing) -> str:
    if standing.mean is None:
        return "mean unknown (n = 0)"
    return f"mean {fmt.number(standing.mean, 1)} (n = {fmt.number(standing.banded)})"


def at_rest(standing: Standing) -> list[list[Run]]:
    """How the book stands as it is saved, the longest wording first."""
    if not standing.active:
        return [[Run("No account is scored yet: scores need a running contract line.")]]
    runs: list[Run] = []
    for band, count in standing.bands.items():
        if band != "unscored":
            runs += [Run(f"{fmt.number(count)} "), Run(SHAPES[band], band), Run(", ")]
    runs[-1] = Run("; ")
    ending = [Run(mean(standing))]
    if standing.bands["unscored"]:
        unscored = [Run(f"{fmt.number(standing.bands['unscored'])} "), Run(SHAPES["unscored"], "unscored")]
        why = [Run(" not enough to judge; "), *ending]
        shortest = [*runs, *unscored, Run("; "), *ending]
        ending = [*unscored, *why]
    else:
        shortest = [*runs, *ending]
    said = [*runs, *ending]
    return [[Run(f"{fmt.plural(standing.active, 'account')} now: "), *said], said, shortest]


def moves(preview: Preview) -> list[Run]:
    """Which bands saving would change."""
    if not preview.rescored:
        return [Run("Save would change no score of today.")]
    if preview.moves:
        runs = [Run(f"Save would move {fmt.plural(len(preview.moved), 'account')}: ")]
        for each in preview.moves:
            runs += [
                Run(f"{fmt.number(each.accounts)} "),
                Run(SHAPES[each.before], each.before),
                Run(f" {ARROW} "),
                Run(SHAPES[each.after], each.after),
                Run(", "),
            ]
        return runs[:-1]
    differ = f"{fmt.plural(preview.rescored, 'score')} {'differs' if preview.rescored == 1 else 'differ'}"
    return [Run(f"Save would move no account to another band; {differ}")]


def mean_moves(preview: Preview) -> str:
    """How the mean would move, with its n; "" where no score does."""
    before, after = preview.before, preview.after
    if not preview.rescored:
        return ""
    was, becomes = (fmt.UNKNOWN if each.mean is None else fmt.number(each.mean, 1) for each in (before, after))
    n = fmt.number(before.banded)
    if before.banded != after.banded:
        n += f" {ARROW} {fmt.number(after.banded)}"
    return f"mean {was} {ARROW} {becomes} (n = {n})"


def largest(moved: Sequence[AccountMove], names: dict[str, str], named: int) -> list[Run]:
    """The largest accounts that would move, so many of them by name."""
    if not moved:
        return []
    runs = [Run("Largest: ", "small")]
    for each in moved[:named]:
        runs += [
            Run(f"{names.get(each.account, fmt.UNKNOWN)} {fmt.money(each.arr_cents)} ", "small"),
            *score_move(each),
            Run(", ", "small"),
        ]
    more = len(moved) - named
    runs[-1] = Run(f" and {fmt.number(more)} more" if more > 0 else "", "small")
    return runs


def score_move(move: AccountMove) -> list[Run]:
    """From which score and band to which."""
    before, after = _score(move.before, move.shown_before), _score(move.after, move.shown_after)
    return [*before, Run(f" {ARROW} ", "small"), *after]


def _score(band: str, shown: int | None) -> list[Run]:
    """An unscored one has its shape only: the number is withheld."""
    shape = Run(SHAPES[band], band)
    return [shape] if shown is None else [shape, Run(f" {shown}", "small")]


def spoken(runs: Sequence[Run]) -> str:
    """The same for who listens: bands by their names."""
    return "".join(each.tone if each.tone in SHAPES else each.text for each in runs)
