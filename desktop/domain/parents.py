"""Which account is below which, when people who did not know of each other put them below one another.

Each change set is taken in the order of time, as if all had been done in one book: what would put an account below
itself is refused there, as it is when somebody types it, and the account stays where it was. So everybody who knows the
same change sets comes to the same verdict, whatever came to them first.

Source: Kleppmann et al., "A highly-available move operation for replicated trees" (2021).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Above = dict[str, str | None]
"""Account -> the one right above it."""


def comes_under_itself(account: str, above: Mapping[str, str | None]) -> bool:
    """Whether the way up from an account leads back to it."""
    seen: set[str] = set()
    at = above.get(account)
    while at is not None and at not in seen:
        if at == account:
            return True
        seen.add(at)
        at = above.get(at)
    return False


def parents_after(first: Mapping[str, str | None], sets: Iterable[Mapping[str, str | None]]) -> Above:
    """Where accounts stand after change sets, no account below itself.

    Args:
        first: where they stood before all of them.
        sets: what each said, account -> the one above it, in the order of time; one is taken as a whole, and of those
            in it that would come under themselves the first by id stays where it was.
    """
    above: Above = dict(first)
    for said in sets:
        before = {account: above.get(account) for account in said}
        above.update(said)
        # Whatever closes a circle is among what was just said; what stays as it was can close none by itself.
        waiting = sorted(said)
        while (refused := next((each for each in waiting if comes_under_itself(each, above)), None)) is not None:
            above[refused] = before[refused]
            waiting.remove(refused)
    return above
