"""What was read account by account, put together again as if it had been read at once. Knows no file."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from desktop.domain.book import Book
from desktop.domain.usage import UsageWindows


def joined(books: Sequence[Book]) -> Book:
    """The facts of several accounts as one book; the scorecards are the first one's, the accounts by name.

    Args:
        books: of different accounts of one file, at least one.
    """
    return Book(
        accounts=sorted(chain.from_iterable(book.accounts for book in books), key=lambda each: (each.name, each.id)),
        lines=[line for book in books for line in book.lines],
        answers=[answer for book in books for answer in book.answers],
        tickets=[ticket for book in books for ticket in book.tickets],
        touchpoints=[touchpoint for book in books for touchpoint in book.touchpoints],
        qbrs=[qbr for book in books for qbr in book.qbrs],
        contacts=[contact for book in books for contact in book.contacts],
        onboardings=[onboarding for book in books for onboarding in book.onboardings],
        milestones=[milestone for book in books for milestone in book.milestones],
        objectives=[objective for book in books for objective in book.objectives],
        ownerships=[ownership for book in books for ownership in book.ownerships],
        risks=[risk for book in books for risk in book.risks],
        calls=[call for book in books for call in book.calls],
        churns=[churn for book in books for churn in book.churns],
        overrides=[override for book in books for override in book.overrides],
        pulses=[pulse for book in books for pulse in book.pulses],
        scorecards=books[0].scorecards,
    )


def stacked(windows: Sequence[UsageWindows]) -> UsageWindows:
    """The usage of several accounts in one, in the order given.

    Args:
        windows: of one day, each of any number of accounts; at least one.
    """
    starts = np.cumsum([0, *(len(each.recent) for each in windows)])
    return UsageWindows(
        recent=np.concatenate([each.recent for each in windows]),
        earlier=np.concatenate([each.earlier for each in windows]),
        active_users=np.concatenate([each.active_users for each in windows]),
        feature_account=np.concatenate(
            [each.feature_account + start for each, start in zip(windows, starts, strict=False)]
        ),
        feature_users=np.concatenate([each.feature_users for each in windows]),
        eligible_users=np.concatenate([each.eligible_users for each in windows]),
    )
