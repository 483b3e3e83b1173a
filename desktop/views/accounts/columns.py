"""The columns of the accounts page, and which of them a customer is not to see."""

from __future__ import annotations

from desktop.views.table.rows import Column

COLUMNS = (
    Column(key="health", title="Health", says="Health", width=90),
    Column(key="name", title="Account", says="Account", width=130, most=184, names=True),
    Column(key="arr", title="ARR", says="ARR", width=56, most=110, is_right=True, falls=True),
    Column(key="change", title="Δ30 d", says="Change of the score in 30 days", width=70, is_right=True, yields=2),
    Column(key="months", title="12 mo", says="Score over 12 months", width=60, yields=3),
    Column(key="opt_out", title="Opt-out", says="Opt-out", width=123),
    Column(key="talked", title="Talked", says="Last two-way contact", width=70, is_right=True, falls=True, yields=1),
    # Wide enough for a short sentence before CSMs are written with their last names.
    Column(key="step", title="Next step", says="Next step", width=150, is_editable=True, stretches=True, roomy=200),
    Column(key="due", title="Due", says="Next step due", width=56, most=84, is_editable=True),
    Column(key="stage", title="Stage", says="Stage", width=60, most=120, yields=4),
    Column(key="csm", title="CSM", says="CSM", width=54, most=130, least=54, yields=5),
)

GUARDED = frozenset({"health", "change", "months"})
"""Hidden while the screen is shared with a customer."""
