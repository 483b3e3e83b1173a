"""Which pages there are. A page that is not built is not listed: nothing in the rail is grey for ever.

A page's modules are imported when it is first shown: the window's first frame needs none of them.
"""

from __future__ import annotations

from collections.abc import Callable

from desktop.views.page import Context, Page
from desktop.views.window.rail import RailPage


def _accounts(context: Context) -> Page:
    from desktop.views.accounts.page import AccountsPage

    return AccountsPage(context)


def _account(context: Context) -> Page:
    from desktop.views.account.page import AccountPage

    return AccountPage(context)


def _renewals(context: Context) -> Page:
    from desktop.views.renewals.page import RenewalsPage

    return RenewalsPage(context)


def _onboarding(context: Context) -> Page:
    from desktop.views.onboarding.page import OnboardingPage

    return OnboardingPage(context)


PAGES: dict[str, Callable[[Context], Page]] = {
    "accounts": _accounts,
    "account": _account,
    "renewals": _renewals,
    "onboarding": _onboarding,
}

RAIL = (
    RailPage("accounts", "Accounts", "table"),
    RailPage("renewals", "Renewals", "arrows-clockwise"),
    RailPage("onboarding", "Onboarding", "flag"),
)

FIRST_PAGE = "accounts"
