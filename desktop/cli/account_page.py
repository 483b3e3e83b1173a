"""One account, printed for people."""

from __future__ import annotations

from typing import Any

import click

from desktop.cli.output import UNKNOWN, answer, health, money, one_line, percent, print_table

SHOWN_EVENTS = 15


def print_page(page: dict[str, Any]) -> None:
    click.echo(one_line(page["name"]) + f"  ARR {money(page['arr_cents'])}  CSM {one_line(page['csm'] or UNKNOWN)}")
    about = [page[key] for key in ("segment", "industry", "region", "stage") if page[key]]
    if about:
        click.echo(" · ".join(map(one_line, about)))
    state = page["health"]
    known = f"{percent(state['coverage'], digits=0)} known"
    shown = f"{health(state['shown'], state['band'], has_arr=state['active'])} ({known})"
    later = f" (+{page['renewals_later']} later)" if page["renewals_later"] else ""
    click.echo(
        f"Health {shown} · opts out {page['opts_out_on'] or UNKNOWN} · renews {page['renews_on'] or UNKNOWN}{later}"
        f" · last contact {page['last_two_way_on'] or UNKNOWN}"
    )
    due = f" by {page['next_step_on']}" if page["next_step_on"] else ""
    click.echo(f"Next step: {one_line(page['next_step'] or 'none')}{due}")
    for name, value in page["own_fields"].items():
        click.echo(one_line(f"{name}: {value}"))
    _section("Contacts", ("name", "title", "role", "influence", "stance", "left_on"), page["contacts"])
    _section(
        "Contract",
        ("product", "plan", "arr_cents", "start_on", "end_on", "auto_renew", "notice_days", "outcome"),
        page["contract_lines"],
    )
    _section("Open tasks", ("due_on", "side", "title"), page["tasks"])
    _section("Onboarding", ("name", "started_on", "target_on", "live_on"), page["onboardings"])
    _section("Milestones", ("due_on", "name", "side", "state", "done_on"), page["milestones"])
    _section("Risks", ("opened_on", "reason", "plan", "closed_on", "outcome"), page["risks"])
    _section("Objectives", ("due_on", "goal", "baseline", "current", "target", "done_on"), page["objectives"])
    _section("QBRs planned", ("planned_on", "period"), [qbr for qbr in page["qbrs"] if qbr["held_on"] is None])
    _section("Opportunities", ("close_on", "kind", "arr_cents", "likelihood", "state"), page["opportunities"])
    _section("Timeline", ("on", "what", "text"), page["timeline"][:SHOWN_EVENTS])
    if len(page["timeline"]) > SHOWN_EVENTS:
        click.echo(f"... and {len(page['timeline']) - SHOWN_EVENTS} older")


MONEY = ("arr_cents",)
NOT_YET = {
    "left_on": "",
    "closed_on": "",
    "outcome": "",
    "done_on": "",
    "end_on": "open",
    "due_on": "no date",
    "plan": "",
    "name": "",
    "live_on": "",
    "target_on": "no date",
    "period": "",
    "product": "",
    "text": "",
}
"""Fields that are empty because there is nothing to say, and what is shown then; others are unknown."""


def _section(title: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    click.echo(f"\n{title}")
    header = ["ARR" if column in MONEY else column.replace("_", " ") for column in columns]
    right = [at for at, column in enumerate(columns) if column in (*MONEY, "notice_days", "likelihood")]
    print_table(header, [[_cell(column, row[column]) for column in columns] for row in rows], right=right)


def _cell(column: str, value: Any) -> str:
    if column in NOT_YET and (value is None or value == ""):
        return NOT_YET[column]
    if column in MONEY:
        return money(int(value)) if value is not None else UNKNOWN
    return answer(value)
