"""The figures of a book, printed for people: each with its n, period and unit."""

from __future__ import annotations

import click

from desktop.cli.output import figure, money, one_line, percent, print_table
from desktop.domain.counting import counted
from desktop.domain.figures import BookFigures, Figures
from desktop.domain.rates import SMALL_N, Rate, interval_told
from desktop.domain.surveys import Csat, Nps

SHOWN_CONTRIBUTIONS = 5


def print_metrics(found: BookFigures, currency: str) -> None:
    whole = found.whole
    period = f"{found.period.start.isoformat()} to {found.period.end.isoformat()}"
    active = counted(whole.active, "active account")
    click.echo(f"{active} of {whole.total}, ARR {money(whole.arr_cents, currency)}, {period}.")
    if whole.nrr.value is not None:
        click.echo(_sentence(whole))
    click.echo("")
    print_table(("figure", "value", "n", ""), _rows(whole, currency), right=(1, 2))
    for name, figures in found.groups.items():
        if not (figures.total or figures.nrr.n or any(figures.bridge)):
            # No account now, and none then: whoever nobody owned before they came.
            continue
        click.echo(
            f"\n{one_line(name)}: {figures.active} active of {figures.total}, ARR {money(figures.arr_cents, currency)}"
        )
        print_table(("figure", "value", "n", ""), _rows(figures, currency), right=(1, 2))


def _sentence(figures: Figures) -> str:
    """What NRR is made of, largest first, in percentage points."""
    lost = [each for each in figures.contributions if each.points < 0]
    grew = [each for each in figures.contributions if each.points > 0]
    # Those that would show as 0.0 explain nothing.
    named_lost = [each for each in lost[:SHOWN_CONTRIBUTIONS] if each.points <= -0.0005]
    named = ", ".join(f"{one_line(each.account)} {-100 * each.points:.1f}" for each in named_lost)
    return (
        f"NRR {percent(figures.nrr.value)} (n = {figures.nrr.n}): "
        f"lost {-100 * sum(each.points for each in lost):.1f} points{f' ({named})' if named else ''}, "
        f"grew {100 * sum(each.points for each in grew):.1f}."
    )


def _rows(f: Figures, currency: str) -> list[tuple[str, str, str, str]]:
    kinds = f.expansion_by_kind
    return [
        _rate_row("NRR", f.nrr),
        _rate_row("GRR", f.grr),
        _rate_row("logo churn", f.logo_churn),
        _rate_row("renewal rate", f.renewal_rate, "of ARR available to renew"),
        ("at-risk ARR", money(f.at_risk_arr_cents, currency), "", ""),
        ("ARR at the start", money(f.bridge.start, currency), "", ""),
        ("+ new", money(f.bridge.new, currency), "", ""),
        ("+ reactivation", money(f.bridge.reactivation, currency), "", ""),
        (
            "+ expansion",
            money(f.bridge.expansion, currency),
            "",
            f"upsell {money(kinds.upsell)}, cross-sell {money(kinds.cross_sell)}, "
            f"feature upgrade {money(kinds.feature_upgrade)}",
        ),
        ("- contraction", money(f.bridge.contraction, currency), "", ""),
        ("- churn", money(f.bridge.churn, currency), "", ""),
        ("= ARR at the end", money(f.bridge.end, currency), "", ""),
        ("quick ratio", figure(f.quick_ratio, digits=2), "", ""),
        ("CLV", _clv(f, currency), str(f.clv.n), _costs(f)),
        (
            "NPS",
            _signed(f.nps.value),
            str(f.nps.n),
            ", ".join(part for part in (_answered(f), _interval(f.nps, signed=True)) if part),
        ),
        (
            "CSAT",
            figure(f.csat.value, unit="%"),
            str(f.csat.n),
            ", ".join(part for part in (f.csat.band, _interval(f.csat)) if part),
        ),
        ("CES, 7 = very easy", figure(f.ces.mean_ease, digits=2), str(f.ces.n), _easy(f)),
        ("time to value, median", _days(f.ttv.median_days, f), str(f.ttv.reached + f.ttv.censored), _waiting(f)),
        (
            "health, mean",
            figure(f.health.mean, digits=0),
            str(f.health.green + f.health.amber + f.health.red),
            f"● {f.health.green}  ▲ {f.health.amber}  ◆ {f.health.red}  ○ {f.health.unscored}",
        ),
    ]


def _rate_row(name: str, rate: Rate, remark: str = "") -> tuple[str, str, str, str]:
    small = "small n" if 0 < rate.n < SMALL_N else ""
    return name, percent(rate.value), str(rate.n), ", ".join(part for part in (remark, small) if part)


def _interval(found: Nps | Csat, *, signed: bool = False) -> str:
    if found.value is None:
        return ""
    sign, small = "+" if signed else "", "small n" if found.n < SMALL_N else ""
    told = interval_told(found.value, found.low, found.high)
    between = f"could be {told[0]:{sign}.0f} to {told[1]:{sign}.0f}" if told else ""
    return ", ".join(part for part in (between, small) if part)


def _signed(value: float | None) -> str:
    return "no data" if value is None else f"{value:+.0f}"


def _answered(f: Figures) -> str:
    share = f.nps.response_rate.value
    return "" if share is None else f"{percent(share, digits=0)} answered"


def _clv(f: Figures, currency: str) -> str:
    """In whole units: the figure is an estimate."""
    return "no data" if f.clv.value_cents is None else money(round(f.clv.value_cents, -2), currency)


def _costs(f: Figures) -> str:
    if f.clv.acquisition_cost_n == f.clv.n:
        return ""
    if not f.clv.acquisition_cost_n:
        return "acquisition cost unknown, left out"
    return f"acquisition cost known of {f.clv.acquisition_cost_n}"


def _easy(f: Figures) -> str:
    return (
        "" if f.ces.percent_easy is None else f"{f.ces.percent_easy:.0f} % easy, index {figure(f.ces.index, digits=0)}"
    )


def _days(days: int | None, f: Figures) -> str:
    if days is not None:
        return counted(days, "day")
    return "not reached" if f.ttv.reached + f.ttv.censored else "no data"


def _waiting(f: Figures) -> str:
    waiting = f.ttv.censored - f.ttv.lost
    return f"{f.ttv.reached} reached it, {waiting} waiting, {f.ttv.lost} lost before value"
