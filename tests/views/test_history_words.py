"""How changes are told: sentences for what came into being, and no word for nothing."""

from __future__ import annotations

import pytest

from desktop.store.queries.history import CellChange, Value
from desktop.views.history_words import said


def born(table: str, title: str | None = None, **fields: Value) -> list[CellChange]:
    return [CellChange(table, "r", name, None, new, "Acme", True, title) for name, new in fields.items()]


def changed(table: str, field: str, old: Value, new: Value, title: str | None = None) -> list[CellChange]:
    return [CellChange(table, "r", field, old, new, "Acme", False, title)]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (changed("task", "done_on", None, "2026-11-22", "Call"), "Task “Call”: done on 22 Nov 2026"),
        (changed("task", "done_on", "2026-11-22", None, "Call"), "Task “Call”: done on 22 Nov 2026 removed"),
        (changed("account", "next_step", "Wait", "Call"), "Next step Wait → Call"),
        (changed("account", "next_step_on", None, "2026-11-22"), "Day of the next step 22 Nov 2026"),
        (
            changed("contract_line", "arr_cents", 5_800_000, 6_000_000, "Planner"),
            "Contract line “Planner”: ARR 58 k → 60 k",
        ),
        (changed("contract_line", "notice_days", None, 60), "Contract line: notice in days 60"),
        (changed("task", "deleted_at", None, "2026-11-22T09:00", "Call"), "Task “Call” taken back"),
        (
            born("task", "Call", side="theirs", due_on="2026-12-01"),
            "Task added: Call (they owe, due 1 Dec 2026)",
        ),
        (
            born("survey_response", kind="nps", score=3.0, responded_on="2026-11-22", comment="Slow"),
            "NPS 3 on 22 Nov 2026: Slow",
        ),
        (born("survey_response", kind="nps", responded_on="2026-11-22"), "NPS asked on 22 Nov 2026"),
        (
            born(
                "renewal_call", on_day="2026-11-02", kind="csm", category="at_risk", amount_cents=3_700_000, author="M"
            ),
            "Forecast says at risk, 37 k on 2 Nov 2026",
        ),
        (
            born("renewal_call", on_day="2026-11-02", kind="automatic", category="most_likely"),
            "Rule says most likely on 2 Nov 2026",
        ),
        (born("touchpoint", "Call", kind="call", on_day="2026-11-22", notes="Fine"), "Call on 22 Nov 2026: Fine"),
        (
            born("touchpoint", "call: Call with Jana", kind="call", on_day="2026-11-22", notes="Fine"),
            "Call on 22 Nov 2026: Call with Jana · Fine",
        ),
        (born("contact", "Jana", name="Jana", role="buyer"), "Contact added: Jana (buyer)"),
        (born("contract_line", None, start_on="2026-01-01"), "Contract line added: ARR unknown, 1 Jan 2026 open end"),
        (born("risk", "Price", opened_on="2026-11-22"), "Risk opened 22 Nov 2026: Price"),
        (born("pulse", None, value=2, on_day="2026-11-22"), "Pulse 2 of 5 on 22 Nov 2026"),
        (born("qbr", None, planned_on="2026-12-03"), "QBR planned for 3 Dec 2026"),
        (born("setting", None, key="qbr_cadence:Small", value="365"), "Reviews every 365 d for Small accounts"),
        (born("setting", None, key="cadence:", value="30"), "Talks every 30 d for all other accounts"),
        (
            born("closed_figure", None, key="bridge.expansion", value=21_400_000.0),
            "Figure kept: expansion: 214 k",
        ),
        (
            born("closed_figure", None, key="bridge.churn", value=100.0, grouping="segment:Small"),
            "Figure kept: churn, Small: 1",
        ),
        (born("setting", None, key="fiscal_year_starts_in", value="4"), "Fiscal year begins in April"),
        (changed("setting", "value", "90", "60", "qbr_cadence:Small"), "Reviews every 60 d for Small accounts, was 90"),
        (born("closed_figure", None, key="12m.nrr", value=0.961), "Figure kept: NRR, 12 months: 96.1 %"),
        (born("closed_figure", None, key="accounts", detail="{}"), "Kept what the quarter's figures are made of"),
        (born("mystery", "X", colour="red"), "Mystery “X” added: colour red"),
    ],
)
def test_that_a_change_is_told_in_a_sentence(cells: list[CellChange], told: str) -> None:
    (line,) = said(cells)
    assert line.replace("\N{NO-BREAK SPACE}", " ") == told
    assert "nothing" not in line
    assert "None" not in line
