"""Why an account's ARR moved, as far as somebody wrote it down; reasons explain, they decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.domain.book import Book
from desktop.domain.calendar import Period
from desktop.domain.facts import ContractLine
from desktop.domain.retention import Contribution


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reasons given in a book, by account, for the movements of one period.

    Args:
        churned: of a churn: the latest said within the period, else what the account itself says.
        moved: (account, day) -> the reason of a contract line that starts, ends or is decided on that day.
    """

    churned: Mapping[str, str]
    moved: Mapping[tuple[str, date], str]

    def of(self, contribution: Contribution) -> str | None:
        """The reason of a movement, None where nobody gave one."""
        if contribution.kind == "churn" and contribution.account in self.churned:
            return self.churned[contribution.account]
        return self.moved.get((contribution.account, contribution.on))


def reasons(book: Book, period: Period) -> Reasons:
    """Everything that was given as a reason by the end of the period, gathered once."""
    churned = {
        account.id: account.churn_reason
        for account in book.accounts
        if account.churn_reason and (account.churned_on is None or account.churned_on <= period.end)
    }
    said = sorted((churn for churn in book.churns if churn.on_day in period), key=lambda churn: churn.on_day)
    churned |= {churn.account: churn.reason for churn in said if churn.reason}
    moved: dict[tuple[str, date], str] = {}
    for line in book.lines:
        if line.reason and _was_decided(line, period.end):
            for day in (line.start_on, line.end_on, line.outcome_on):
                if day is not None:
                    moved.setdefault((line.account, day), line.reason)
    return Reasons(churned, moved)


def _was_decided(line: ContractLine, day: date) -> bool:
    """Whether what the line's reason explains was known by the end of `day`: an outcome without a day from its end."""
    known_on = line.outcome_on or line.end_on
    return line.outcome is None or known_on is None or known_on <= day
