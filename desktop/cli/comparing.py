"""The book, or one account, on two days side by side: as a table, CSV or JSON."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.output import (
    NOT_ENOUGH,
    SHAPES,
    UNKNOWN,
    csv_cell,
    day,
    figure,
    money,
    note,
    one_line,
    percent,
    print_json,
    print_table,
)

if TYPE_CHECKING:
    from desktop.domain.account_rows import AccountRow
    from desktop.domain.comparing import Compared, Comparison, Summary
    from desktop.domain.listing.columns import Value
    from desktop.domain.listing.fields import Kind

NOT_THERE = "not there"
MONEY_WORDS = {"new": "new", "lost": "lost", "grew": "grew", "shrank": "shrank"}
SIDES = ("score", "band", "coverage", "arr_cents", "stage", "csm", "opts_out_on", "renews_on")
"""What is written of both days, in JSON and CSV."""
OF_BOTH = ("name", "external_id", "there", "band_move", "score_change", "arr_cents_change")
KEYS = (*OF_BOTH, *(f"{key}_{word}" for key in SIDES for word in ("then", "now")))


def print_accounts(file: Path, then: date, now: date, *, known_then: bool, as_csv: bool, as_json: bool) -> None:
    """Every account on two days."""
    from desktop.cli.opened import looked_at
    from desktop.operations.comparing import compare_book, refuse_days

    refuse_days(then, now)
    with (
        looked_at(file, then, known_then=known_then) as (_, before),
        looked_at(file, now, known_then=known_then) as (_, after),
    ):
        found = compare_book(before, after, then, now, known_then=known_then)
    made = [_row(each) for each in found.accounts]
    if as_json:
        print_json({**_days(found), "summary": _summary(found.summary), "accounts": made})
    elif as_csv:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(KEYS)
        writer.writerows(map(csv_cell, row.values()) for row in made)
        click.echo(text.getvalue(), nl=False)
    else:
        click.echo(sentence(found))
        _print(found)
    if not made:
        note(f"No accounts yet. Import some: perennial import {one_line(str(file))} accounts.csv")


def print_account(file: Path, called: str, then: date, now: date, *, known_then: bool, as_json: bool) -> None:
    """One account on two days."""
    from desktop.cli.opened import looked_at
    from desktop.operations.comparing import account_on, compare_account, refuse_days
    from desktop.operations.look import account_called
    from desktop.store.queries import facts

    refuse_days(then, now)
    with (
        looked_at(file, then, known_then=known_then) as (_, before),
        looked_at(file, now, known_then=known_then) as (_, after),
    ):
        account = account_called(facts.accounts(after), called)
        sides = account_on(before, account.id, then), account_on(after, account.id, now)
    found = compare_account(*sides, then, now, known_then=known_then)
    if as_json:
        facts_made = [{"field": each.field.words[0], "then": each.before, "now": each.after} for each in found.facts]
        print_json({"account": account.name, **_days(found.comparison), "facts": facts_made})
        return
    click.echo(f"{one_line(account.name)}, {then} and {now}")
    print_table(
        ("field", str(then), str(now), ""),
        [
            (
                each.field.says,
                written(each.before, each.field.kind, nothing=NOT_THERE if sides[0].row is None else each.nothing),
                written(each.after, each.field.kind, nothing=NOT_THERE if sides[1].row is None else each.nothing),
                "changed" if each.is_changed else "",
            )
            for each in found.facts
        ],
    )


def sentence(found: Comparison) -> str:
    """The comparison in figures."""
    total = found.summary
    known = ", known then" if found.known_then else ""
    parts = ", ".join(f"{n} {MONEY_WORDS[kind]}" for kind, n in total.money.items() if n)
    change = money(abs(total.arr_change_cents))
    arr = f"ARR {'-' if total.arr_change_cents < 0 else '+'}{change}" if total.arr_change_cents else "ARR the same"
    gone = f"; {total.went} not there any more" if total.went else ""
    known_both = f"{total.rose} rose (of {total.judged} known both days)"
    return (
        f"Since {found.before}{known}: {total.fell} fell a band, {known_both}; {arr}{f' ({parts})' if parts else ''}; "
        f"health known of {total.known_now} of {total.active_now} accounts, "
        f"then {total.known_then} of {total.active_then}{gone}."
    )


def _days(found: Comparison) -> dict[str, Any]:
    return {"then": found.before, "now": found.after, "known_then": found.known_then}


def _summary(total: Summary) -> dict[str, Any]:
    return {
        "accounts_then": total.n_then,
        "accounts_now": total.n_now,
        "with_arr_then": total.active_then,
        "with_arr_now": total.active_now,
        "came": total.came,
        "went": total.went,
        "fell_a_band": total.fell,
        "rose_a_band": total.rose,
        "band_known_on_both": total.judged,
        "health_known_then": total.known_then,
        "health_known_now": total.known_now,
        "arr_cents_then": total.arr_then_cents,
        "arr_cents_now": total.arr_now_cents,
        "arr_cents_change": total.arr_change_cents,
        "arr_moves": total.money,
    }


def _row(pair: Compared) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": pair.row.name,
        "external_id": pair.row.external_id,
        "there": "both" if pair.before and pair.after else "now" if pair.after else "then",
        "band_move": pair.band_move,
        "score_change": pair.score_change,
        "arr_cents_change": pair.arr_change_cents,
    }
    for key in SIDES:
        name = "shown" if key == "score" else key
        for word, side in (("then", pair.before), ("now", pair.after)):
            made[f"{key}_{word}"] = None if side is None else getattr(side, name)
    return made


def _print(found: Comparison) -> None:
    print_table(
        (
            "account",
            "health then",
            "now",
            "change",
            "ARR then",
            "now",
            "change",
            "opts out then",
            "now",
            "stage",
            "CSM",
        ),
        [
            (
                pair.row.name,
                _health(pair.before),
                _health(pair.after),
                _change(pair),
                _arr(pair.before),
                _arr(pair.after),
                _signed(pair.arr_change_cents),
                _day(pair.before),
                _day(pair.after),
                _both(pair, "stage"),
                _both(pair, "csm"),
            )
            for pair in found.accounts
        ],
        right=(4, 5, 6),
    )


def _health(row: AccountRow | None) -> str:
    if row is None:
        return NOT_THERE
    if not row.arr_cents:
        return f"{SHAPES[row.band]} no ARR"
    return f"{SHAPES[row.band]} {NOT_ENOUGH if row.shown is None else row.shown}"


def _change(pair: Compared) -> str:
    if pair.came or pair.went:
        return "came" if pair.came else "went"
    if pair.score_change is None:
        return UNKNOWN
    moved = f" {pair.band_move} a band" if pair.band_move else ""
    return f"{pair.score_change:+d}{moved}" if pair.score_change else f"0{moved}"


def _arr(row: AccountRow | None) -> str:
    return NOT_THERE if row is None else money(row.arr_cents)


def _signed(cents: int) -> str:
    return f"{'-' if cents < 0 else '+'}{money(abs(cents))}" if cents else "0"


def _day(row: AccountRow | None) -> str:
    return NOT_THERE if row is None else day(row.opts_out_on)


def _both(pair: Compared, field: str) -> str:
    then, now = (None if row is None else getattr(row, field) or UNKNOWN for row in pair)
    return f"{then} -> {now}" if then is not None and now is not None and then != now else now or then or UNKNOWN


def written(value: Value, kind: Kind, *, nothing: str = UNKNOWN) -> str:
    """A value of a field, for people."""
    if value is None or value == "":
        return nothing
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str):
        return value
    if kind == "money":
        return money(int(value))
    return percent(value, digits=0) if kind == "percent" else figure(value, digits=0 if value == int(value) else 1)
