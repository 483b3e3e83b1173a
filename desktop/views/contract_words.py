"""What a change to a contract does, in words: one sentence for the line it is typed on, several rows for a form."""

from __future__ import annotations

from typing import NamedTuple

from desktop.domain.contract_effect import Effect
from desktop.domain.renewals import RenewalRow
from desktop.views import format as fmt

ARROW = "\N{RIGHTWARDS ARROW}"
KINDS = {"upsell": "upsell", "cross_sell": "cross-sell", "feature_upgrade": "feature upgrade"}
NO_MORE = "none: nothing runs on"


class Fact(NamedTuple):
    """One row of a preview; side 1 = gained, -1 = lost, 0 = neither."""

    name: str
    says: str
    side: int = 0


def sentence(effect: Effect) -> str:
    """ARR 100 k → 140 k on 23 Nov 2026, upsell 40 k."""
    said = f"ARR {arr(effect)} on {fmt.day(effect.on)}"
    what = movement(effect)
    late = f"; too late to opt out by {fmt.day(effect.too_late)}" if effect.too_late is not None else ""
    return f"{said}, {what}{late}" if what else f"{said}{late}"


def arr(effect: Effect) -> str:
    """100 k → 140 k, or stays 100 k."""
    if effect.before_cents == effect.after_cents:
        return f"stays {fmt.money(effect.after_cents)}"
    return f"{fmt.money(effect.before_cents)} {ARROW} {fmt.money(effect.after_cents)}"


def movement(effect: Effect) -> str:
    """Expansion 40 k: upsell 30 k, cross-sell 10 k."""
    if effect.movement is None:
        return ""
    kinds = [(name, cents) for name, cents in effect.kinds._asdict().items() if cents]
    amount = fmt.money(effect.moved_cents)
    if not kinds:
        return f"{effect.movement} {amount}"
    if len(kinds) == 1:
        return f"{effect.movement} {amount} ({KINDS[kinds[0][0]]})"
    return f"{effect.movement} {amount}: " + ", ".join(f"{KINDS[name]} {fmt.money(cents)}" for name, cents in kinds)


def facts(effect: Effect, *, is_correction: bool = False) -> list[Fact]:
    """The preview as rows: ARR, movement, next opt-out, NRR.

    Args:
        is_correction: what was wrong is set right: nothing moves on the day.
    """
    if is_correction:
        said = f"{fmt.money(effect.without_cents)} {ARROW} {fmt.money(effect.after_cents)} from {fmt.day(effect.on)} on"
        is_same = effect.without_cents == effect.after_cents
        made = [Fact("ARR", f"stays {fmt.money(effect.after_cents)}" if is_same else said)]
    else:
        made = [
            Fact("ARR", f"{arr(effect)} on {fmt.day(effect.on)}", _side(effect.after_cents - effect.before_cents)),
            Fact("Movement", movement(effect) or "none"),
        ]
    made.append(Fact("Next opt-out", _opt_outs(effect.opt_out_before, effect.opt_out_after)))
    if effect.too_late is not None:
        made.append(Fact("Too late", f"the opt-out date was {fmt.day(effect.too_late)}: it runs a term longer", -1))
    made.append(_nrr(effect))
    return made


def opt_out(row: RenewalRow | None) -> str:
    """The day that governs next: 9 Jan 2027, or what is missing for it."""
    if row is None:
        return NO_MORE
    if row.opts_out_on is None:
        return f"unknown, term to {fmt.day(row.renews_on)}"
    return fmt.day(row.opts_out_on)


def _opt_outs(before: RenewalRow | None, after: RenewalRow | None) -> str:
    now, then = opt_out(before), opt_out(after)
    return f"stays {now}" if now == then and before is not None else then if before is None else f"{now} {ARROW} {then}"


def _nrr(effect: Effect) -> Fact:
    year = f"12 months to {fmt.day(effect.nrr_to)}"
    if effect.nrr_points is None:
        return Fact("NRR", f"no effect, {year}: had no ARR when they began")
    points = fmt.signed(100 * effect.nrr_points, 2)
    return Fact(
        "NRR", f"{points} points, {year}, n{fmt.THIN}={fmt.THIN}{fmt.number(effect.nrr_n)}", _side(effect.nrr_points)
    )


def _side(value: float) -> int:
    return (value > 0) - (value < 0)
