"""A renewal forecast, printed for people: each figure with its terms, and how good the calls were with n."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import click

from desktop.cli.output import UNKNOWN, money, note, one_line, percent, print_table
from desktop.domain.counting import counted
from desktop.domain.forecast.at_risk import AtRisk
from desktop.domain.forecast.calls import Standing
from desktop.domain.forecast.grading import Grade, Grades
from desktop.domain.forecast.totals import CalledTerm, Forecast, Part, Totals

SHOWN_TERMS = 40
_HEADINGS = {"automatic": "automatic", "csm": "CSM", "final": "final", "standing": "counts"}


def sentence(totals: Totals, currency: str) -> str:
    if not totals.terms:
        return "nothing is up for renewal."
    counts = totals.calls["standing"]
    said = (
        f"{money(totals.atr_cents, currency)} up for renewal in {counted(totals.terms, 'term')}, "
        f"{money(counts.called_cents, currency)} called"
    )
    if totals.terms > totals.open_terms:
        said += f" ({money(totals.closed_cents)} of that closed)"
    gap = totals.gap
    if gap.n:
        side = f"{money(abs(gap.cents))} {'above' if gap.cents > 0 else 'below'}" if gap.cents else "the same as"
        said += f"; the CSMs call {side} the automatic call (n = {gap.n})"
    return f"{said}."


def print_forecast(found: Forecast, name: str, currency: str, names: Mapping[str, str]) -> None:
    window = f"{(found.window.start + timedelta(days=1)).isoformat()} to {found.window.end.isoformat()}"
    click.echo(f"{name} ({window}): {sentence(found.whole, currency)}")
    weighted = found.whole.weighted
    if found.whole.terms:
        unknown = ""
        if weighted.unknown_terms:
            unknown = (
                f" Not forecast, as nobody judged the likelihood: {money(weighted.unknown_atr_cents, currency)} in "
                f"{counted(weighted.unknown_terms, 'term')}."
            )
        click.echo(f"ARR x likelihood: {money(weighted.cents, currency)} (n = {weighted.terms}).{unknown}")
        print_categories(found.whole)
        click.echo()
        _print_terms(found.terms, names)
    for term in found.overdue:
        ended = f"ended {term.ends_on.isoformat()}, no outcome"
        note(f"Overdue, in no figure above: {one_line(names[term.account])}, {money(term.arr_cents)}, {ended}.")


def print_categories(totals: Totals) -> None:
    columns = list(totals.calls)
    rows = [
        (category, *(_part(totals.calls[column].by_category[category]) for column in columns))
        for category in totals.calls["standing"].by_category
    ]
    rows.append(("not called", *(_part(totals.calls[column].not_called) for column in columns)))
    rows.append(("called", *(money(totals.calls[column].called_cents) for column in columns)))
    print_table(("ATR (terms)", *(_HEADINGS[column] for column in columns)), rows, right=range(1, 1 + len(columns)))


def _print_terms(terms: tuple[CalledTerm, ...], names: Mapping[str, str]) -> None:
    print_table(
        ("ends", "account", "product", "ATR", "governs", "automatic", "CSM", "final", "likelihood"),
        [
            (
                each.term.ends_on.isoformat(),
                names[each.term.account],
                each.term.product or "",
                money(each.term.arr_cents),
                each.term.governs_on.isoformat(),
                _automatic(each),
                _call(each.csm),
                _call(each.final),
                UNKNOWN if each.term.likelihood is None else percent(each.term.likelihood, digits=0),
            )
            for each in terms[:SHOWN_TERMS]
        ],
        right=(3, 8),
    )
    if len(terms) > SHOWN_TERMS:
        note(f"and {len(terms) - SHOWN_TERMS:,} more; all of them with --json.")


def print_grades(made: Grades, made_by: Mapping[str, Grades], period: str) -> None:
    rows = [("all", *key, grade) for key, grade in made.items()]
    rows += [(name, *key, grade) for name, each in made_by.items() for key, grade in each.items()]
    rows = [row for row in rows if row[3].n]
    if not rows:
        note(f"No call of a term that ended from {period} can be graded yet.")
        return
    click.echo(f"\nHow good the calls were, of the terms that ended from {period}")
    print_table(
        ("", "call", "made", "called", "closed", "accuracy", "term by term", "bias", "n"),
        [
            (
                name,
                _HEADINGS[kind],
                when if when != "last" else "last before",
                money(grade.called_cents),
                money(grade.closed_cents),
                percent(grade.accuracy),
                percent(grade.accuracy_by_term),
                _bias(grade),
                f"{grade.n} of {grade.of}{', small n' if grade.is_small else ''}",
            )
            for name, kind, when, grade in rows
        ],
        right=(3, 4, 5, 6),
    )


def print_at_risk(at_risk: list[AtRisk], names: Mapping[str, str], currency: str) -> None:
    if not at_risk:
        return
    click.echo(f"\nAt risk in the whole book: {money(sum(each.arr_cents for each in at_risk), currency)}")
    print_table(
        ("account", "ARR", "because"),
        [
            (
                names[each.account],
                money(each.arr_cents),
                "; ".join(
                    f"{why.kind}{f' {why.on_day.isoformat()}' if why.on_day else ''}"
                    f"{f' ({one_line(why.detail)})' if why.detail else ''}"
                    for why in each.reasons
                ),
            )
            for each in at_risk[:SHOWN_TERMS]
        ],
        right=(1,),
    )
    if len(at_risk) > SHOWN_TERMS:
        note(f"and {len(at_risk) - SHOWN_TERMS:,} more; all of them with --json.")


def _bias(grade: Grade) -> str:
    if grade.bias is None:
        return "no data"
    if round(grade.bias, 3) == 0:
        return "none"
    return f"{percent(abs(grade.bias))} too {'high' if grade.bias > 0 else 'low'}"


def _part(part: Part) -> str:
    return f"{money(part.atr_cents)} ({part.terms})" if part.terms else ""


def _call(said: Standing | None) -> str:
    return "not called" if said is None else f"{said.category} {money(said.called_cents)}"


def _automatic(each: CalledTerm) -> str:
    """The automatic call, and what the rule says today where a call that was kept says otherwise."""
    differs = each.automatic.category != each.rule.category
    return f"{_call(each.automatic)}{f' (rule: {each.rule.category})' if differs else ''}"
