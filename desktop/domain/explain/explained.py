"""Any figure of a book with its formula, inputs, exclusions and rows, from the functions that compute it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from desktop.domain.book import Book
from desktop.domain.calendar import Period
from desktop.domain.errors import Rejected
from desktop.domain.explain.arr import explained_accounts, explained_arr, explained_at_risk
from desktop.domain.explain.case import Body, Case
from desktop.domain.explain.catalogue import ALIASES, CATALOGUE
from desktop.domain.explain.explanation import Explanation
from desktop.domain.explain.healthy import explained_health
from desktop.domain.explain.lifetime import explained_clv, explained_lifespan
from desktop.domain.explain.moved import (
    explained_bridge,
    explained_expansion,
    explained_movement,
    explained_quick_ratio,
)
from desktop.domain.explain.phrases import plural
from desktop.domain.explain.renewed import explained_renewal_rate
from desktop.domain.explain.retained import explained_contributions, explained_logo_churn, explained_rate
from desktop.domain.explain.satisfaction import explained_ces, explained_csat
from desktop.domain.explain.value import explained_ttv
from desktop.domain.explain.voice import explained_nps, explained_response_rate
from desktop.domain.figures import figures_of
from desktop.domain.frame import Frame, Selection, by_group, frame_of, only, whole
from desktop.domain.groups import DIMENSIONS
from desktop.domain.usage import UsageWindows

KEYS: tuple[str, ...] = tuple(CATALOGUE)
"""Every figure that can be explained, in the order in which they are told."""

_BUILDERS: Mapping[str, Callable[[Case], Body]] = {
    "bridge": explained_bridge,
    "clv.lifespan_years": explained_lifespan,
    "nps.response_rate": explained_response_rate,
    # A whole name stands before its beginning.
    "accounts.": explained_accounts,
    "arr_cents": explained_arr,
    "at_risk_arr_cents": explained_at_risk,
    "nrr": explained_rate,
    "grr": explained_rate,
    "logo_churn": explained_logo_churn,
    "renewal_rate": explained_renewal_rate,
    "contributions": explained_contributions,
    "bridge.": explained_movement,
    "expansion_by_kind": explained_expansion,
    "quick_ratio": explained_quick_ratio,
    "clv": explained_clv,
    "nps": explained_nps,
    "csat": explained_csat,
    "ces.": explained_ces,
    "ttv.": explained_ttv,
    "health.": explained_health,
}


def key_of(name: str) -> str:
    """The key a figure is called by, or one of its other names.

    Raises:
        Rejected: there is no such figure; the message names those there are.
    """
    key = name.strip().casefold().replace("-", "_")
    key = ALIASES.get(key, key)
    if key not in CATALOGUE:
        raise Rejected(f"There is no figure {name!r}: use one of {', '.join(KEYS)}.", field="explain")
    return key


def explain(
    book: Book,
    windows: UsageWindows,
    period: Period,
    key: str,
    *,
    by: str | None = None,
    group: str | None = None,
    among: Collection[str] | None = None,
) -> Explanation:
    """How a figure came about, for the whole book, for one group of it or for some accounts.

    Args:
        windows: usage of the period's end, aligned with accounts_on(book, period.end).
        key: one of KEYS or ALIASES.
        by: one of groups.DIMENSIONS; with `group`.
        group: a name of that dimension, as `metrics` names it.
        among: ids of accounts: of these only.
    Raises:
        Rejected: there is no such figure, dimension or group.
    """
    key = key_of(key)
    frame = frame_of(book, windows, period)
    if among is not None:
        ids = frozenset(among)
        of = f"{len(ids):,} of {len(frame.ids):,} {plural(len(frame.ids), 'account')} shown"
        return explain_frame(frame, key, only(frame, ids), group=of)
    chosen, name = _chosen(frame, by, group)
    return explain_frame(frame, key, chosen, by=by, group=name)


def explain_frame(
    frame: Frame, key: str, chosen: Selection, *, by: str | None = None, group: str | None = None
) -> Explanation:
    """`explain` of a selection of accounts, from what was computed for all figures.

    Args:
        key: one of KEYS.
    """
    spec, figures = CATALOGUE[key], figures_of(frame, chosen)
    value = spec.value(figures)
    body = _without_ones(_builder(key)(Case(key, value, frame, chosen, figures, by)))
    return Explanation(
        key=key,
        title=spec.title,
        value=value,
        unit=spec.unit,
        direction=spec.direction,
        period=frame.period,
        by=by,
        group=group,
        sentence=body.sentence,
        formula=spec.formula,
        numbers=body.numbers,
        inputs=body.inputs,
        n=body.n,
        n_of=body.n_of,
        interval=body.interval,
        exclusions=tuple(each for each in body.exclusions if each is not None),
        assumptions=tuple(each for each in body.assumptions if each is not None),
        columns=body.columns,
        rows=tuple(body.rows),
        part=body.part,
        no_sum=body.no_sum,
        definition=spec.definition,
        source=spec.source,
    )


def _chosen(frame: Frame, by: str | None, group: str | None) -> tuple[Selection, str | None]:
    """The part of the book asked for, and what its group is called; in any case, where that means one."""
    if by is None:
        if group is not None:
            raise Rejected(f"The group {group!r} is of no dimension: say by what, {', '.join(DIMENSIONS)}.", field="by")
        return whole(frame), None
    found = by_group(frame, by)
    if group is not None and group not in found:
        same = [name for name in found if name.casefold() == group.casefold()]
        group = same[0] if len(same) == 1 else group
    if group not in found:
        wanted = f"No {by} is called {group!r}" if group is not None else f"By {by} there are several groups"
        raise Rejected(f"{wanted}: choose one of {', '.join(found) or 'none, the book is empty'}.", field="group")
    return found[group], group


def _without_ones(body: Body) -> Body:
    """Without the column that counts each row as one, where the figure is no count of them."""
    at = next((i for i, column in enumerate(body.columns) if column.key == "counts"), None)
    if at is None or body.part == "counts":
        return body
    rows = [row._replace(cells=(*row.cells[:at], *row.cells[at + 1 :])) for row in body.rows]
    return replace(body, columns=(*body.columns[:at], *body.columns[at + 1 :]), rows=rows)


def _builder(key: str) -> Callable[[Case], Body]:
    """By the whole key, else by what stands before its dot, with the dot or without."""
    root = key.partition(".")[0]
    return next(_BUILDERS[name] for name in (key, f"{root}.", root) if name in _BUILDERS)
