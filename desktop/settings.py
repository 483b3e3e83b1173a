"""What the program remembers of how it is used: window, recent files, theme, columns. Nothing of what is in a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Literal, cast, get_args

from PySide6.QtCore import QByteArray, QSettings

ThemeChoice = Literal["system", "light", "dark"]
Density = Literal["comfortable", "compact"]
RECENT_FILES = 10


class Settings:
    """A typed face of QSettings.

    Args:
        path: an INI file to use instead of the user's own (tests, screenshots).
    """

    def __init__(self, path: Path | None = None) -> None:
        if path is None:
            self._store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "perennial", "perennial")
        else:
            self._store = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def theme(self) -> ThemeChoice:
        found = self._text("theme")
        return cast(ThemeChoice, found) if found in get_args(ThemeChoice) else "system"

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._store.setValue("theme", choice)

    @property
    def density(self) -> Density:
        """How high the rows of tables are."""
        found = self._text("density")
        return cast(Density, found) if found in get_args(Density) else "comfortable"

    @density.setter
    def density(self, choice: Density) -> None:
        self._store.setValue("density", choice)

    @property
    def geometry(self) -> QByteArray | None:
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("window/geometry", value)

    @property
    def page(self) -> str | None:
        """The page that was shown last."""
        return self._text("window/page")

    @page.setter
    def page(self, name: str) -> None:
        self._store.setValue("window/page", name)

    @property
    def recent(self) -> list[Path]:
        """Files opened before, the newest first; some may be gone."""
        found: object = self._store.value("recent", [])
        names = [found] if isinstance(found, str) else cast("Sequence[object]", found or [])
        return [Path(str(name)) for name in names]

    @property
    def open_book(self) -> Path | None:
        """The file that was open when the window was closed; None if none was."""
        found = self._text("window/book")
        return None if found is None else Path(found)

    @open_book.setter
    def open_book(self, path: Path | None) -> None:
        self._store.setValue("window/book", "" if path is None else str(path))

    @property
    def csm(self) -> str | None:
        """Whose accounts Today shows; None = everybody's."""
        return self._text("today/csm")

    @csm.setter
    def csm(self, name: str | None) -> None:
        self._store.setValue("today/csm", name or "")

    def seen(self, doc_id: str) -> date | None:
        """The day up to which the changes of a book (by its id) were seen; None = never said."""
        found = self._text(f"seen/{doc_id}")
        try:
            return None if found is None else date.fromisoformat(found)
        except ValueError:
            return None

    def seen_on(self, doc_id: str, day: date) -> frozenset[str]:
        """The changes of a book (by its id) that were seen on this day, by what they are recognised by."""
        if self.seen(doc_id) != day:
            return frozenset()
        return frozenset((self._text(f"seen changes/{doc_id}") or "").split())

    def remember_seen(self, doc_id: str, day: date, changes: Iterable[str] = ()) -> None:
        """Keep that the changes up to a day were seen, and which of the day itself."""
        kept = self.seen_on(doc_id, day) | set(changes)
        self._store.setValue(f"seen/{doc_id}", day.isoformat())
        self._store.setValue(f"seen changes/{doc_id}", " ".join(sorted(kept)))

    def remember_file(self, path: Path) -> None:
        others = [str(each) for each in self.recent if each != path]
        self._store.setValue("recent", [str(path), *others][:RECENT_FILES])

    def forget_file(self, path: Path) -> None:
        self._store.setValue("recent", [str(each) for each in self.recent if each != path])

    @property
    def other_books(self) -> list[Path]:
        """Others' files that are read together; some may be gone."""
        found: object = self._store.value("others", [])
        names = [found] if isinstance(found, str) else cast("Sequence[object]", found or [])
        return [Path(str(name)) for name in names]

    @other_books.setter
    def other_books(self, paths: Sequence[Path]) -> None:
        self._store.setValue("others", [str(path) for path in dict.fromkeys(paths)])

    def header(self, table: str) -> QByteArray | None:
        """Widths, order and sorting of a table's columns, as Qt saves them."""
        return self._bytes(f"tables/{table}")

    def remember_header(self, table: str, state: QByteArray) -> None:
        self._store.setValue(f"tables/{table}", state)

    def list_of(self, doc_id: str) -> tuple[str, str, str] | None:
        """How the list of a book (by its id) was looked at last: id and name of the view, and all of it."""
        found: object = self._store.value(f"list/{doc_id}")
        parts = cast("Sequence[object]", found) if isinstance(found, list | tuple) else ()
        return (str(parts[0]), str(parts[1]), str(parts[2])) if len(parts) == 3 else None

    def remember_list(self, doc_id: str, view: str, name: str, definition: str) -> None:
        self._store.setValue(f"list/{doc_id}", [view, name, definition])

    def forget_list(self, doc_id: str) -> None:
        """Forget how a book's list was looked at: what was typed over it may name somebody who is erased now."""
        self._store.remove(f"list/{doc_id}")

    def sync(self) -> None:
        """Write now; Qt would do so at leisure."""
        self._store.sync()

    def _text(self, key: str) -> str | None:
        found: object = self._store.value(key)
        return found if isinstance(found, str) and found else None

    def _bytes(self, key: str) -> QByteArray | None:
        found: object = self._store.value(key)
        return found if isinstance(found, QByteArray) else None
