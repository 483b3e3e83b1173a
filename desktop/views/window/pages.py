"""Which pages there are. A page that is not built is not listed: nothing in the rail is grey for ever."""

from __future__ import annotations

from desktop.views.account.page import AccountPage
from desktop.views.accounts.page import AccountsPage
from desktop.views.onboarding.page import OnboardingPage
from desktop.views.page import Page
from desktop.views.renewals.page import RenewalsPage
from desktop.views.window.rail import RailPage

PAGES: dict[str, type[Page]] = {
    "accounts": AccountsPage,
    "account": AccountPage,
    "renewals": RenewalsPage,
    "onboarding": OnboardingPage,
}

RAIL = (
    RailPage("accounts", "Accounts", "table"),
    RailPage("renewals", "Renewals", "arrows-clockwise"),
    RailPage("onboarding", "Onboarding", "flag"),
)

FIRST_PAGE = "accounts"
