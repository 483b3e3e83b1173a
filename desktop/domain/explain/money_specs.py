"""The figures of accounts and money that can be explained, by key."""

from __future__ import annotations

import math

from desktop.domain.explain.spec import DOWN, UP, Spec
from desktop.domain.figures import Figures

_RETENTION = "Standard retention arithmetic of subscription businesses, over a frozen cohort; see docs/metrics.md."
_LINE = "A contract line counts from its start until the day before its end; a trial counts zero."
_ACTIVE = "An account is active while its ARR is above zero."

_NRR = (
    "How much of the ARR there was at the start is there at the end, growth included; accounts that came later never "
    "count, and one that fell to zero counts zero."
)
_NRR_FORMULA = "ARR at the end of the accounts that had ARR at the start / their ARR at the start"
_GRR = "As NRR, but no account counts with more than it had at the start, so that growth cannot hide loss."
_GRR_FORMULA = "the same as NRR, each account counted at most with what it had at the start"
_LOGO = "The share of accounts, not of money, that left within the period."
_LOGO_FORMULA = "accounts whose ARR fell to zero / accounts with ARR at the start"
_RENEWAL = "Of the ARR that was available to renew because its term ended in the period: how much was renewed."
_RENEWAL_FORMULA = "ARR renewed, each line at most its own / ARR of the lines whose term ended in the period"


def _contributed(f: Figures) -> float | None:
    return None if f.nrr.value is None else math.fsum(each.points for each in f.contributions)


MONEY_SPECS: dict[str, Spec] = {
    "accounts.active": Spec(
        "Active accounts", "count", None, lambda f: f.active, "accounts with ARR above 0 on the last day", _ACTIVE
    ),
    "accounts.total": Spec(
        "Accounts",
        "count",
        None,
        lambda f: f.total,
        "active accounts + accounts without ARR",
        "Accounts that had started, or had a contract line, by the last day of the period.",
    ),
    "arr_cents": Spec(
        "ARR",
        "cents",
        UP,
        lambda f: f.arr_cents,
        "sum of the ARR of all contract lines open on the last day",
        f"Annual recurring revenue at the end of the period. {_LINE}",
    ),
    "at_risk_arr_cents": Spec(
        "At-risk ARR",
        "cents",
        DOWN,
        lambda f: f.at_risk_arr_cents,
        "sum of the ARR of accounts that are red, gave notice, have an open risk, or are called at risk; each once",
        "ARR of the accounts for which at least one of four signs of risk holds on the last day.",
    ),
    "nrr": Spec("Net revenue retention", "share", UP, lambda f: f.nrr.value, _NRR_FORMULA, _NRR, _RETENTION),
    "nrr.numerator": Spec(
        "NRR: of it at the end", "cents", UP, lambda f: f.nrr.numerator, f"over the line in {_NRR_FORMULA}", _NRR
    ),
    "nrr.denominator": Spec(
        "NRR: ARR at the start", "cents", None, lambda f: f.nrr.denominator, f"under the line in {_NRR_FORMULA}", _NRR
    ),
    "nrr.n": Spec("NRR: accounts", "count", None, lambda f: f.nrr.n, "accounts with ARR at the start", _NRR),
    "grr": Spec("Gross revenue retention", "share", UP, lambda f: f.grr.value, _GRR_FORMULA, _GRR, _RETENTION),
    "grr.numerator": Spec(
        "GRR: of it kept", "cents", UP, lambda f: f.grr.numerator, f"over the line in GRR: {_GRR_FORMULA}", _GRR
    ),
    "grr.denominator": Spec(
        "GRR: ARR at the start", "cents", None, lambda f: f.grr.denominator, "ARR at the start of the period", _GRR
    ),
    "grr.n": Spec("GRR: accounts", "count", None, lambda f: f.grr.n, "accounts with ARR at the start", _GRR),
    "logo_churn": Spec("Logo churn", "share", DOWN, lambda f: f.logo_churn.value, _LOGO_FORMULA, _LOGO, _RETENTION),
    "logo_churn.numerator": Spec(
        "Logo churn: accounts lost",
        "count",
        DOWN,
        lambda f: f.logo_churn.numerator,
        "accounts whose ARR fell to zero",
        _LOGO,
    ),
    "logo_churn.denominator": Spec(
        "Logo churn: accounts at the start",
        "count",
        None,
        lambda f: f.logo_churn.denominator,
        "accounts with ARR at the start",
        _LOGO,
    ),
    "logo_churn.n": Spec(
        "Logo churn: accounts", "count", None, lambda f: f.logo_churn.n, "accounts with ARR at the start", _LOGO
    ),
    "renewal_rate": Spec(
        "Renewal rate", "share", UP, lambda f: f.renewal_rate.value, _RENEWAL_FORMULA, _RENEWAL, _RETENTION
    ),
    "renewal_rate.numerator": Spec(
        "Renewal rate: ARR renewed",
        "cents",
        UP,
        lambda f: f.renewal_rate.numerator,
        "sum of what was renewed, each line at most its own ARR",
        _RENEWAL,
    ),
    "renewal_rate.denominator": Spec(
        "Renewal rate: ARR available to renew",
        "cents",
        None,
        lambda f: f.renewal_rate.denominator,
        "sum of the ARR of the lines whose term ended in the period",
        _RENEWAL,
    ),
    "renewal_rate.n": Spec(
        "Renewal rate: terms", "count", None, lambda f: f.renewal_rate.n, "terms that ended in the period", _RENEWAL
    ),
    "contributions": Spec(
        "What moved NRR",
        "share points",
        UP,
        _contributed,
        "(ARR at the end - ARR at the start) / ARR of the whole cohort at the start, account by account = NRR - 1",
        "Each account's part in NRR, in percentage points; together they are NRR minus 100 %.",
        _RETENTION,
    ),
    "bridge": Spec(
        "ARR bridge",
        "cents",
        UP,
        lambda f: f.bridge.end - f.bridge.start,
        "start + new + reactivation + expansion - contraction - churn = end",
        "What ARR changed by between two days, by kind of movement: net per account and day, exact to the cent.",
    ),
    "bridge.start": Spec(
        "ARR at the start", "cents", None, lambda f: f.bridge.start, "sum of the ARR of all accounts on that day", _LINE
    ),
    "bridge.new": Spec(
        "New ARR",
        "cents",
        UP,
        lambda f: f.bridge.new,
        "sum of what accounts rose to when they first had ARR",
        "ARR of accounts that never had any before.",
    ),
    "bridge.reactivation": Spec(
        "Reactivated ARR",
        "cents",
        UP,
        lambda f: f.bridge.reactivation,
        "sum of what accounts rose to from zero, that had ARR before",
        "ARR of accounts that had left and came back within the period.",
    ),
    "bridge.expansion": Spec(
        "Expansion",
        "cents",
        UP,
        lambda f: f.bridge.expansion,
        "sum of the rises of accounts that had ARR",
        "Rises of ARR from above zero, net per account and day.",
    ),
    "bridge.contraction": Spec(
        "Contraction",
        "cents",
        DOWN,
        lambda f: f.bridge.contraction,
        "sum of the falls of accounts that kept some ARR",
        "Falls of ARR that did not reach zero, net per account and day.",
    ),
    "bridge.churn": Spec(
        "Churned ARR",
        "cents",
        DOWN,
        lambda f: f.bridge.churn,
        "sum of the ARR accounts had when it fell to zero",
        "ARR of accounts on the day it fell to zero.",
    ),
    "bridge.end": Spec(
        "ARR at the end", "cents", UP, lambda f: f.bridge.end, "sum of the ARR of all accounts on that day", _LINE
    ),
    "expansion_by_kind": Spec(
        "Expansion by kind",
        "cents",
        UP,
        lambda f: sum(f.expansion_by_kind),
        "upsell + cross-sell + feature upgrade = the bridge's expansion",
        "The expansion of the period by what was bought.",
    ),
    "expansion_by_kind.upsell": Spec(
        "Upsell",
        "cents",
        UP,
        lambda f: f.expansion_by_kind.upsell,
        "sum of the rises by more of the same product and plan",
        "More of what an account had: more seats, a higher price; also where the rank of a plan is unknown.",
    ),
    "expansion_by_kind.cross_sell": Spec(
        "Cross-sell",
        "cents",
        UP,
        lambda f: f.expansion_by_kind.cross_sell,
        "sum of the rises by a product the account did not have the day before",
        "A product an account had no ARR for the day before.",
    ),
    "expansion_by_kind.feature_upgrade": Spec(
        "Feature upgrade",
        "cents",
        UP,
        lambda f: f.expansion_by_kind.feature_upgrade,
        "sum of the rises by a plan of higher rank of the same product",
        "The same product on a plan of higher rank.",
    ),
    "quick_ratio": Spec(
        "Quick ratio",
        "times",
        UP,
        lambda f: f.quick_ratio,
        "(new + reactivation + expansion) / (contraction + churn)",
        "ARR won for each unit of ARR lost in the period.",
        "Mamoon Hamid of Social Capital, who took the word from accounting.",
    ),
    "clv": Spec(
        "Customer lifetime value",
        "cents",
        UP,
        lambda f: f.clv.value_cents,
        "ARR per active account x lifespan in years x margin - acquisition cost",
        "What an average account pays over its lifetime if churn stays what it was in this period: an estimate.",
        "Standard: revenue per account over churn, less what it cost to win one.",
    ),
    "clv.lifespan_years": Spec(
        "Lifespan of an account",
        "years",
        UP,
        lambda f: f.clv.lifespan_years,
        "length of the period / logo churn",
        "How long an average account would last at the churn of this period; without churn there is no data.",
        "Standard: the mean of a constant rate of leaving is one over it.",
    ),
    "clv.n": Spec(
        "CLV: active accounts", "count", None, lambda f: f.clv.n, "accounts with ARR above 0 on the last day", _ACTIVE
    ),
    "clv.acquisition_cost_cents": Spec(
        "Acquisition cost, mean",
        "cents",
        DOWN,
        lambda f: f.clv.acquisition_cost_cents,
        "sum of the known acquisition costs of active accounts / how many are known",
        "What it cost to win an active account, on average of those of which it is known.",
    ),
}
"""In the order in which they are told."""
