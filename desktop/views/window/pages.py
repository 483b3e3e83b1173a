"""Which pages there are. A page that is not built is not listed: nothing in the rail is grey for ever.

A page's modules are imported when its class is first asked for: the window's first frame needs none of them.
"""

from __future__ import annotations

from collections.abc import Callable

from desktop.views.page import Page
from desktop.views.window.rail import RailPage


def _accounts() -> type[Page]:
    from desktop.views.accounts.page import AccountsPage

    return AccountsPage


def _account() -> type[Page]:
    from desktop.views.account.page import AccountPage

    return AccountPage


def _compare() -> type[Page]:
    from desktop.views.compare.page import ComparePage

    return ComparePage


def _today() -> type[Page]:
    from desktop.views.today.page import TodayPage

    return TodayPage


def _renewals() -> type[Page]:
    from desktop.views.renewals.page import RenewalsPage

    return RenewalsPage


def _onboarding() -> type[Page]:
    from desktop.views.onboarding.page import OnboardingPage

    return OnboardingPage


def _qbrs() -> type[Page]:
    from desktop.views.qbrs.page import QbrsPage

    return QbrsPage


def _library() -> type[Page]:
    from desktop.views.library.page import LibraryPage

    return LibraryPage


def _others() -> type[Page]:
    from desktop.views.others.page import OthersPage

    return OthersPage


def _history() -> type[Page]:
    from desktop.views.history.page import HistoryPage

    return HistoryPage


PAGES: dict[str, Callable[[], type[Page]]] = {
    "today": _today,
    "accounts": _accounts,
    "account": _account,
    "compare": _compare,
    "renewals": _renewals,
    "onboarding": _onboarding,
    "qbrs": _qbrs,
    "library": _library,
    "books": _others,
    "history": _history,
}

BEHIND_ALL = (
    "desktop.operations.accounts",
    "desktop.operations.brief",
    "desktop.operations.charts",
    "desktop.operations.history",
    "desktop.operations.look",
    "desktop.operations.onboarding_view",
    "desktop.operations.renewal_view",
    "desktop.operations.summary",
    "desktop.operations.today",
    "desktop.operations.playbook_runs",
    "desktop.exchange.list_file",
)
"""What stands behind every page, imported beside the window before the first is: there is no Qt in it."""

BEHIND: dict[str, tuple[str, ...]] = {
    "today": (
        "desktop.charts.book_year",
        "desktop.domain.today.weeks",
        "desktop.operations.snooze",
        "desktop.operations.task_days",
        "desktop.operations.tasks",
        "desktop.operations.whom",
    ),
    "accounts": (
        "desktop.domain.listing.block",
        "desktop.domain.listing.groups",
        "desktop.domain.listing.typed",
        "desktop.operations.accounts_cells",
        "desktop.operations.accounts_list",
        "desktop.operations.saved_views",
    ),
    "account": (
        "desktop.domain.quarters.keys",
        "desktop.domain.voice.sentiment",
        "desktop.operations.account_details",
        "desktop.operations.account_view",
        "desktop.operations.contract_forms",
        "desktop.operations.outcome",
        "desktop.operations.overrides",
        "desktop.operations.pulses",
        "desktop.operations.restoring_fields",
        "desktop.operations.voice",
        "desktop.operations.winning",
    ),
    "renewals": (),
    "onboarding": (),
    "qbrs": (
        "desktop.domain.qbrs.commitments",
        "desktop.exchange.calendar_file",
        "desktop.exchange.deck",
        "desktop.operations.diary",
        "desktop.operations.qbrs.reading",
        "desktop.operations.qbrs.recording",
        "desktop.printing.pdf",
    ),
    "library": (
        "desktop.operations.playbook_edits",
        "desktop.operations.playbook_view",
        "desktop.operations.scorecard_view",
        "desktop.operations.templates",
    ),
}
"""What stands behind one page and not behind all: imported with the page it would be a long turn of the window."""

BEHIND_REST = (
    "desktop.operations.explain",
    "desktop.operations.explain_account",
    "desktop.operations.explain_lists",
    "desktop.operations.explain_onboarding",
    "desktop.operations.explain_playbooks",
    "desktop.operations.explain_renewals",
    "desktop.operations.explain_today",
    "desktop.domain.explain.reviews",
    "desktop.store.queries.search",
)
"""What stands behind explanations, and the search."""

RAIL = (
    RailPage("today", "Today", "calendar-check"),
    RailPage("accounts", "Accounts", "table"),
    RailPage("renewals", "Renewals", "arrows-clockwise"),
    RailPage("onboarding", "Onboarding", "flag"),
    RailPage("qbrs", "QBRs", "presentation-chart"),
    RailPage("library", "Library", "books", is_below=True),
)

FIRST_PAGE = "today"


def page_to_begin_with(last: str | None) -> str:
    """The page an opened book is shown on.

    Args:
        last: the one that was shown when the program was left.
    """
    return last if last in {page.name for page in RAIL} else FIRST_PAGE
