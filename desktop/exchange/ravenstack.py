"""The public RavenStack files, by their headers: what each column means here.

An end date there is when the line really ended, so it carries the outcome "ended" and never rolls on. A ticket's
satisfaction score is its CSAT answer. Usage hangs on a subscription, which names the account.
"""

from __future__ import annotations

from collections.abc import Callable

from desktop.exchange.tables import Batch, Table

_ACCOUNTS = {
    "external_id": "account_id",
    "name": "account_name",
    "industry": "industry",
    "region": "country",
    "started_on": "signup_date",
}
_SUBSCRIPTIONS = {
    "external_id": "subscription_id",
    "account": "account_id",
    "start_on": "start_date",
    "end_on": "end_date",
    "plan": "plan_tier",
    "seats": "seats",
    "arr": "arr_amount",
    "trial": "is_trial",
    "auto_renew": "auto_renew_flag",
}
_CHURNS = {
    "external_id": "churn_event_id",
    "account": "account_id",
    "on": "churn_date",
    "reason": "reason_code",
    "notes": "feedback_text",
}
_TICKETS = {
    "external_id": "ticket_id",
    "account": "account_id",
    "opened_on": "submitted_at",
    "closed_on": "closed_at",
    "priority": "priority",
    "escalated": "escalation_flag",
    "csat": "satisfaction_score",
}
_USAGE = {"subscription": "subscription_id", "on": "usage_date", "feature": "feature_name"}
_USAGE_METRICS = {"events": "usage_count", "duration_secs": "usage_duration_secs", "errors": "error_count"}


def batches(table: Table) -> list[Batch] | None:
    """The table as batches of native kinds, or None if it is none of the five files."""
    header = set(table.header)
    for signature, make in _FILES:
        if signature <= header:
            return make(table)
    return None


def _accounts(table: Table) -> list[Batch]:
    batch = _mapped(table, "accounts", _ACCOUNTS)
    for name, cells in zip(table.header, table.columns, strict=True):
        if name not in _ACCOUNTS.values():
            batch.columns[f"own:{name}"] = cells
            batch.named[f"own:{name}"] = name
    return [batch]


def _subscriptions(table: Table) -> list[Batch]:
    batch = _mapped(table, "subscriptions", _SUBSCRIPTIONS)
    ends = batch.columns["end_on"]
    batch.columns["outcome"] = ["ended" if end else "" for end in ends]
    batch.columns["outcome_on"] = ends
    empty = sum(end != "" and end <= start for start, end in zip(batch.columns["start_on"], ends, strict=True))
    lines, they = "line ends", "it starts; it is kept and never counts"
    if empty != 1:
        lines, they = "lines end", "they start; they are kept and never count"
    note = f"{table.source}: {empty} {lines} on or before the day {they}."
    return [_noted(batch, _left_over(table, _SUBSCRIPTIONS), *([note] if empty else []))]


def _churns(table: Table) -> list[Batch]:
    return [_noted(_mapped(table, "churns", _CHURNS), _left_over(table, _CHURNS))]


def _tickets(table: Table) -> list[Batch]:
    batch = _mapped(table, "tickets", _TICKETS)
    for column in ("opened_on", "closed_on"):
        batch.columns[column] = [moment[:10] for moment in batch.columns[column]]
    return [_noted(batch, _left_over(table, _TICKETS))]


def _usage(table: Table) -> list[Batch]:
    """Three readings a row; the first is the one that counts the row."""
    made: list[Batch] = []
    for metric, source in _USAGE_METRICS.items():
        batch = _mapped(table, "usage", {**_USAGE, "value": source}, counted=metric == "events")
        batch.columns["metric"] = [metric] * len(table.lines)
        made.append(batch)
    # An id occurs twice with different contents, so it names no row: both are kept, by what they say.
    ids = dict(zip(table.header, table.columns, strict=True))["usage_id"]
    again = len(ids) - len(set(ids))
    note = f"{table.source}: {again} ids occur again with other contents; all rows are kept and the ids are not."
    made[0] = _noted(made[0], _left_over(table, _USAGE | _USAGE_METRICS), *([note] if again else []))
    return made


def _mapped(table: Table, kind: str, mapping: dict[str, str], *, counted: bool = True) -> Batch:
    cells = dict(zip(table.header, table.columns, strict=True))
    return Batch(kind, {native: cells[source] for native, source in mapping.items()}, table, counted, (), dict(mapping))


def _noted(batch: Batch, *notes: str) -> Batch:
    kept = (*batch.notes, *(note for note in notes if note))
    return Batch(batch.kind, batch.columns, batch.table, batch.counted, kept, batch.named)


def _left_over(table: Table, mapping: dict[str, str]) -> str:
    names = [name for name in table.header if name not in mapping.values()]
    return f"{table.source}: columns not kept: {', '.join(names)}." if names else ""


_FILES: tuple[tuple[set[str], Callable[[Table], list[Batch]]], ...] = (
    ({*_ACCOUNTS.values(), "churn_flag"}, _accounts),
    ({*_SUBSCRIPTIONS.values(), "mrr_amount"}, _subscriptions),
    ({*_CHURNS.values(), "refund_amount_usd"}, _churns),
    ({*_TICKETS.values(), "resolution_time_hours"}, _tickets),
    ({*_USAGE.values(), *_USAGE_METRICS.values(), "usage_id"}, _usage),
)
