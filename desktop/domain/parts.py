"""What was read account by account, put together again as if it had been read at once. Knows no file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from desktop.domain.usage import UsageWindows


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
