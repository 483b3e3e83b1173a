"""What the window and its pages agree on: where one is, what a page is given, and when it reads again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import PortfolioError
from desktop.session import Session
from desktop.settings import Settings
from desktop.views.theme import Theme

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store.changes import Changes
    from desktop.store.connection import Connection
    from desktop.views.cover import Cover

R = TypeVar("R")
BUG = "Something went wrong in Perennial; the book is as it was."


class Place(NamedTuple):
    """Somewhere in the window, as back and forward know it.

    Args:
        page: the page's name: "accounts", "account".
        account: id, for pages about one account.
        section: the part of the page that is shown.
    """

    page: str
    account: str | None = None
    section: str | None = None


class Said(NamedTuple):
    """What happened, for the toast and the status line.

    Args:
        text: plain text; no markup is understood.
        can_undo: offer to take it back.
        account: id of the account whose score "Why" explains.
        tells_tasks: it says how many tasks came with it.
    """

    text: str
    can_undo: bool = False
    account: str | None = None
    tells_tasks: bool = False


class Context(NamedTuple):
    """What every page is given.

    Args:
        go: show a place.
        say: tell what happened.
        trouble: show a problem with a way on; what was typed stays.
        compose: open the one-line composer for an account (id), or for the book, with a beginning already typed.
        drawer: show a widget in the drawer at the right, or None to close it.
        act: do one of the window's actions, by its key ("file.import").
        is_guarded: whether the screen is shared with a customer (F8): hide health, notes, risks, pulse and forecast.
    """

    session: Session
    settings: Settings
    theme: Theme
    go: Callable[[Place], None]
    say: Callable[[Said], None]
    trouble: Callable[[Exception], None]
    compose: Callable[[str | None, str], None]
    drawer: Callable[[QWidget | None], None]
    act: Callable[[str], None]
    is_guarded: Callable[[], bool]


class Page(QWidget):
    """A page: it reads when it is shown, and again when what it shows has changed.

    A page that is not shown only notes that it is stale. Subclasses override `reload`, and `affected_by` or `place_at`
    where they need to.
    """

    name = ""
    """As in the rail and in Place."""
    title = ""
    has_list = False
    """Whether it shows a list that can be written to a file."""

    of_the_book: tuple[str, ...] = ()
    """The subjects of what it reads of the whole book: when the page is left that comes after what is looked at."""

    counted = Signal(int)
    """So many things on the page want somebody: the number beside its name in the rail."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._is_stale = True
        self._cover: Cover | None = None
        self._has_read = False
        context.session.changed.connect(self._heed)
        context.session.looked.connect(self._reload_or_note)
        context.session.opened.connect(self._reload_or_note)

    def reload(self) -> None:
        """Read what the page shows and show it."""
        raise NotImplementedError

    def read_page(
        self,
        subject: str,
        query: Callable[[Connection], R],
        done: Callable[[Any], None],
        *,
        words: str | None = None,
        then: Callable[[R], Any] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Read beside the window what the page is about; where that fails, the page says so and offers to try again.

        Args:
            words: what is being read: the page stays covered until it is there; None = the page tells that itself.
            done, then, failed: as of Session.read_later.
        """
        if words is not None and not self._has_read:
            self._covered().wait(words)
        found = partial(self._page_read, done)
        self.context.session.read_later(subject, query, found, then=then, failed=failed or self.not_read)

    def not_read(self, problem: Exception) -> None:
        """Say that the page could not be read, and offer to try again."""
        is_ours = isinstance(problem, PortfolioError)
        self._covered().fail(str(problem) if is_ours else BUG)
        if not is_ours:
            raise problem
        self.context.trouble(problem)

    def uncover(self) -> None:
        """There is something to show."""
        if self._cover is not None:
            self._cover.leave()

    @property
    def cover(self) -> Cover | None:
        """What lies over the page; None = nothing does."""
        return self._cover if self._cover is not None and not self._cover.isHidden() else None

    def _covered(self) -> Cover:
        if self._cover is None:
            # Here: most pages never need one.
            from desktop.views.cover import Cover

            self._cover = Cover(self)
            self._cover.tried_again.connect(self._try_again)
        return self._cover

    def _try_again(self) -> None:
        self._covered().wait("Trying again…")
        self.reload()

    def _page_read(self, done: Callable[[Any], None], found: Any) -> None:
        had_focus = self._cover is not None and self._cover.isAncestorOf(self.window().focusWidget() or self)
        self._has_read = True
        self.uncover()
        done(found)
        if had_focus:
            self.take_focus()

    def affected_by(self, changes: Changes) -> bool:
        """Whether what the page shows may have changed."""
        del changes
        return True

    def heed(self, changes: Changes) -> None:
        """Take a change in while shown; reads everything again unless a page knows better."""
        del changes
        self.reload()

    def export_list(self, path: Path) -> str:
        """Write the list that is shown to a new file.

        Returns:
            What was done.
        Raises:
            FileProblem: it could not be written.
        """
        raise NotImplementedError

    def place_at(self, place: Place) -> None:
        """Show another place of this page."""
        del place

    def take_focus(self) -> None:
        """Put the focus where one begins to work."""
        self.setFocus()

    def can_do(self, key: str) -> bool:
        """Whether an action of the page's own can be done now."""
        del key
        return False

    def do(self, key: str) -> None:
        """Do an action of the page's own."""
        raise NotImplementedError(key)

    @property
    def account(self) -> str | None:
        """The id of the account this place is about: what is logged without naming one is logged for it."""
        return None

    @property
    def narrowed_to(self) -> frozenset[str] | None:
        """The ids of the accounts its list was narrowed down to; None = it lists all there are."""
        return None

    def narrow(self, accounts: frozenset[str] | None) -> None:
        """List these accounts only, by their ids, where the page can; None = all."""
        del accounts

    @property
    def crumbs(self) -> tuple[str, ...]:
        """What the top bar calls this place, from the outermost in."""
        return (self.title,)

    @property
    def is_settled(self) -> bool:
        """Whether everything the page shows is drawn; pages with charts say when theirs are."""
        return True

    def step_back(self) -> None:
        """Another page will be looked at: what is still being read for this one comes after what that one reads."""
        for subject in self.of_the_book:
            self.context.session.put_behind(subject)

    def step_forward(self) -> None:
        """The page is looked at again."""
        for subject in self.of_the_book:
            self.context.session.bring_forward(subject)

    def needs_reload(self) -> None:
        """Read again now if shown, else as soon as it is."""
        self._reload_or_note()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale and self.context.session.is_open:
            self._is_stale = False
            self.reload()

    def _heed(self, changes: Changes) -> None:
        if not self.affected_by(changes):
            return
        if self.isVisible():
            self.heed(changes)
        else:
            self._is_stale = True

    def _reload_or_note(self) -> None:
        if self.isVisible() and self.context.session.is_open:
            self._is_stale = False
            self.reload()
        else:
            self._is_stale = True
