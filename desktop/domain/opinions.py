"""What people say of an account beside its computed score: a score they call, and their pulse. Neither ever counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from desktop.domain.facts import Override, Pulse


def standing_override(overrides: Iterable[Override], day: date) -> Override | None:
    """The call that stands on `day`: set by then and not expired; of several the one set last.

    Args:
        overrides: of one account, in the order they were written, which breaks ties.
    """
    standing = [each for each in overrides if each.set_on <= day and (each.expires_on is None or each.expires_on > day)]
    return sorted(standing, key=lambda each: each.set_on)[-1] if standing else None


def latest_pulse(pulses: Iterable[Pulse], day: date) -> Pulse | None:
    """The last pulse on or before `day`.

    Args:
        pulses: of one account, in the order they were written, which breaks ties.
    """
    felt = [each for each in pulses if each.on_day <= day]
    return sorted(felt, key=lambda each: each.on_day)[-1] if felt else None
