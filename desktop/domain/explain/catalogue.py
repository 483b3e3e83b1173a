"""Every figure that can be explained, and what else it is called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from desktop.domain.explain.customer_specs import CUSTOMER_SPECS
from desktop.domain.explain.money_specs import MONEY_SPECS
from desktop.domain.explain.spec import Spec

CATALOGUE: Mapping[str, Spec] = MappingProxyType({**MONEY_SPECS, **CUSTOMER_SPECS})
"""Every figure by its key, as it is called in the JSON of `metrics`; parts behind a dot."""

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "accounts": "accounts.active",
        "nrr.value": "nrr",
        "grr.value": "grr",
        "logo_churn.value": "logo_churn",
        "renewal_rate.value": "renewal_rate",
        "clv.value_cents": "clv",
        "nps.value": "nps",
        "csat.value": "csat",
        "ces": "ces.mean_ease",
        "ttv": "ttv.median_days",
        "health": "health.mean",
    }
)
"""What stands in the JSON of `metrics` under another name, or under that of the whole."""
