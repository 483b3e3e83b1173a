"""Figures as JSON: the public keys; a figure without data is null, never 0."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop.domain.account_rows import AccountRow
from desktop.domain.figures import BookFigures, Figures
from desktop.domain.rates import Rate
from desktop.domain.renewals import RenewalRow
from desktop.operations.look import AccountHealth

ACCOUNT_KEYS = (
    "name",
    "external_id",
    "csm",
    "segment",
    "industry",
    "region",
    "stage",
    "arr_cents",
    "score",
    "band",
    "coverage",
    "change_30d",
    "renews_on",
    "opts_out_on",
    "last_two_way_on",
    "next_step",
)


def account_row(row: AccountRow) -> dict[str, Any]:
    return {key: getattr(row, key) for key in ACCOUNT_KEYS}


def renewal(account: str, row: RenewalRow) -> dict[str, Any]:
    values = row._asdict()
    del values["account"], values["later"], values["line_id"]
    return {"account": account, **values}


def health(found: AccountHealth) -> dict[str, Any]:
    explanation, override, pulse = found.explanation, found.override, found.pulse
    return {
        "account": found.account.name,
        "score": explanation.score,
        "mean": explanation.mean,
        "coverage": explanation.coverage,
        "band": explanation.band,
        "active": explanation.is_active,
        "inputs": [
            {
                "name": row.name,
                "value": row.value,
                "weight": row.weight,
                "points": row.points,
                "missing": row.missing,
                "raw": row.raw,
            }
            for row in explanation.inputs
        ],
        "caps": [{"name": cap.name, "points": cap.points} for cap in explanation.caps],
        "override": override
        and {
            "value": override.value,
            "reason": override.reason,
            "author": override.author,
            "set_on": override.set_on,
            "expires_on": override.expires_on,
        },
        "pulse": pulse and {"value": pulse.value, "on": pulse.on_day, "reason": pulse.reason},
    }


def metrics(found: BookFigures, *, as_of: date, currency: str) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "as_of": as_of,
        "period": {"from": found.period.start, "to": found.period.end},
        "currency": currency,
        **_figures(found.whole),
    }
    if found.groups:
        answer["groups"] = {name: _figures(figures) for name, figures in found.groups.items()}
    return answer


def _rate(rate: Rate) -> dict[str, Any]:
    return {"value": rate.value, "numerator": rate.numerator, "denominator": rate.denominator, "n": rate.n}


def _figures(f: Figures) -> dict[str, Any]:
    return {
        "accounts": {"active": f.active, "total": f.total},
        "arr_cents": f.arr_cents,
        "at_risk_arr_cents": f.at_risk_arr_cents,
        "nrr": _rate(f.nrr),
        "grr": _rate(f.grr),
        "logo_churn": _rate(f.logo_churn),
        "renewal_rate": _rate(f.renewal_rate),
        "contributions": [each._asdict() for each in f.contributions],
        "bridge": f.bridge._asdict(),
        "expansion_by_kind": f.expansion_by_kind._asdict(),
        "quick_ratio": f.quick_ratio,
        "clv": {
            "value_cents": f.clv.value_cents,
            "lifespan_years": f.clv.lifespan_years,
            "n": f.clv.n,
            "acquisition_cost_cents": f.clv.acquisition_cost_cents,
        },
        "nps": {
            "value": f.nps.value,
            "n": f.nps.n,
            "promoters": f.nps.promoters,
            "passives": f.nps.passives,
            "detractors": f.nps.detractors,
            "low": f.nps.low,
            "high": f.nps.high,
            "response_rate": f.nps.response_rate.value,
        },
        "csat": {"value": f.csat.value, "n": f.csat.n, "low": f.csat.low, "high": f.csat.high, "band": f.csat.band},
        "ces": {
            "mean_ease": f.ces.mean_ease,
            "percent_easy": f.ces.percent_easy,
            "index": f.ces.index,
            "n": f.ces.n,
            "low": f.ces.low,
            "high": f.ces.high,
        },
        "ttv": {
            "median_days": f.ttv.median_days,
            "p90_days": f.ttv.p90_days,
            "reached": f.ttv.reached,
            "censored": f.ttv.censored,
            "lost": f.ttv.lost,
            "curve": [[days, survival] for days, survival in f.ttv.curve],
        },
        "health": f.health._asdict(),
    }
