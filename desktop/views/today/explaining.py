"""How what Today says in figures came about."""

from __future__ import annotations

from collections.abc import Callable

from desktop.domain.explain import Explanation
from desktop.domain.today.book import Today
from desktop.operations import explain_lists
from desktop.operations.explain_today import explained_need, explained_opt_outs

EXPLAINED: dict[str, Callable[[Today], Explanation]] = {
    "queue": explained_need,
    "tasks": explain_lists.explained_tasks,
    "gaps": explain_lists.explained_gaps,
    "book": explain_lists.explained_book,
    "changed": explain_lists.explained_changed,
    "quiet": explain_lists.explained_quiet,
    "meetings": explain_lists.explained_meetings,
    "opt_outs": explained_opt_outs,
    "promises": explain_lists.explained_promises,
}
"""Everything the page says in figures."""
