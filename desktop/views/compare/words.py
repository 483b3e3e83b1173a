"""What a comparison says in words: its sentence, and each value of both days."""

from __future__ import annotations

from datetime import date

from desktop.domain.account_rows import AccountRow
from desktop.domain.comparing import Compared, Comparison, Summary
from desktop.domain.listing.columns import Value
from desktop.domain.listing.fields import Field
from desktop.operations.comparing import Fact
from desktop.views import format

ARROW = "\N{RIGHTWARDS ARROW}"
NOT_THERE = "not there"
NO_ARR = "no ARR"
NO_SCORE = "no score"
TODAY = "There is nothing to compare today with yet."
CHOOSE = "Look at a day in the past, and see here what has moved since: scores, bands, ARR, opt-outs, stages and CSMs."
NO_ACCOUNTS = "No account is there on either day."


def sentence(found: Comparison, *, is_guarded: bool) -> tuple[str, ...]:
    """The comparison in figures: the longest wording first."""
    total = found.summary
    since = f"Since {format.day(found.before, beside=found.after)}"
    money = _money(total)
    arr = "ARR the same" if not total.arr_change_cents else f"ARR {signed_money(total.arr_change_cents)}"
    if is_guarded:
        return f"{since}: {arr}{f' from {money}' if money else ''}.", f"{since}: {arr}."
    bands = f"{format.number(total.fell)} fell a band, {format.number(total.rose)} rose"
    known = f"health known of {format.number(total.known_now)}, then {format.number(total.known_then)}"
    return (
        f"{since}: {bands}; {arr}{f' from {money}' if money else ''}; {known}.",
        f"{since}: {bands}; {arr}{f' from {money}' if money else ''}.",
        f"{since}: {bands}; {arr}.",
    )


def beside(found: Comparison, *, is_guarded: bool) -> str:
    """What the sentence leaves out: of how many."""
    total = found.summary
    counts = f"{format.number(total.n_then)} {ARROW} {format.plural(total.n_now, 'account')}"
    moved = f", {format.number(total.came)} came" if total.came else ""
    moved += f", {format.number(total.went)} went" if total.went else ""
    judged = "" if is_guarded else f"; bands known on both days: {format.number(total.judged)}"
    return f"{counts}{moved}{judged}"


def since(found: Comparison, changed: int) -> str:
    """How many fields of the one account changed, or that it is not there on both days."""
    day, pair = format.day(found.before), found.accounts[0] if found.accounts else None
    known = ", as it was known then" if found.known_then else ""
    if pair is None or pair.came:
        return f"Not there yet on {day}{known}"
    if pair.went:
        return f"There on {day}{known}, and not any more"
    return f"{format.plural(changed, 'field')} changed since {day}{known}"


def _money(total: Summary) -> str:
    return ", ".join(f"{format.number(n)} {kind}" for kind, n in total.money.items() if n)


def signed_money(cents: int) -> str:
    """+31 k, \N{MINUS SIGN}64 k, 0."""
    return f"+{format.money(cents)}" if cents > 0 else format.money(cents)


def score(row: AccountRow | None) -> str:
    """A score as lists show it."""
    if row is None:
        return NOT_THERE
    if not row.arr_cents:
        return NO_ARR
    return NO_SCORE if row.shown is None else format.number(row.shown)


def change(pair: Compared) -> str:
    """What the score did; unknown where one of both is."""
    if pair.came or pair.went:
        return "came" if pair.came else "went"
    if pair.score_change is None:
        return format.UNKNOWN
    # The number last, so that numbers stand under one another.
    moved = "" if pair.band_move is None else f"{pair.band_move} "
    return f"{moved}{format.signed(pair.score_change)}"


def arr(row: AccountRow | None) -> str:
    return NOT_THERE if row is None else format.money(row.arr_cents)


def opt_out(row: AccountRow, day: date) -> str:
    """The opt-out; its year is left out where it is that of the day."""
    if row.opts_out_on is None and row.renews_on is None:
        return "no end" if row.arr_cents else "no contract"
    return format.day(row.opts_out_on, beside=day)


def both(then: str | None, now: str | None) -> str:
    """Both values, or the one that is the same, or the only one: None = the account is not there."""
    if then is None or now is None or then == now:
        return now or then or NOT_THERE
    return f"{then} {ARROW} {now}"


def fact(each: Fact, *, is_then: bool, is_there: bool) -> str:
    """One side of a fact."""
    value = each.before if is_then else each.after
    if not is_there:
        return NOT_THERE
    return each.nothing if value is None or value == "" else _value(value, each.field)


def _value(value: Value, field: Field) -> str:
    if isinstance(value, date):
        return format.day(value)
    if isinstance(value, str):
        return value
    if value is None:
        return format.UNKNOWN
    if field.kind == "money":
        return format.money(int(value))
    return format.percent(value) if field.kind == "percent" else format.number(value, 0 if value == int(value) else 1)
