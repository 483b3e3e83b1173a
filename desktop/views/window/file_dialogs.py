"""The questions for names of files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

SUFFIX = ".perennial"
BOOKS = f"Perennial books (*{SUFFIX});;All files (*)"
EXPORTS = f"Exports (*{SUFFIX} *.manifest.json);;All files (*)"
TABLES = "CSV files (*.csv);;All files (*)"


def ask_book(parent: QWidget, title: str, take: Callable[[Path], None], *, folder: Path | None) -> None:
    """Ask for a book that is there.

    Args:
        take: is called with it, unless the question is left.
        folder: where the question begins; None = among the documents.
    """
    dialog = QFileDialog(parent, title, _beginning(folder), BOOKS)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(partial(_take, take))
    _open(dialog)


def ask_export(parent: QWidget, title: str, take: Callable[[Path], None], *, folder: Path | None) -> None:
    """Ask for an exported copy that is there, or the manifest beside it."""
    dialog = QFileDialog(parent, title, _beginning(folder), EXPORTS)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(partial(_take, take))
    _open(dialog)


def ask_books(parent: QWidget, title: str, take: Callable[[list[Path]], None], *, folder: Path | None) -> None:
    """Ask for several books that are there."""
    dialog = QFileDialog(parent, title, _beginning(folder), BOOKS)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(partial(_take_all, take))
    _open(dialog)


def ask_folder(parent: QWidget, title: str, take: Callable[[Path], None], *, folder: Path | None) -> None:
    """Ask for a folder that is there."""
    dialog = QFileDialog(parent, title, _beginning(folder))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(partial(_take, take))
    _open(dialog)


def ask_new_book(
    parent: QWidget,
    title: str,
    take: Callable[[Path], None],
    *,
    folder: Path | None,
    suggested: str,
    given_up: Callable[[], None] | None = None,
) -> None:
    """Ask for the name of a book to be made; `given_up` is called where nobody gives one."""
    dialog = QFileDialog(parent, title, _beginning(folder), BOOKS)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    # A file that is there is refused, whatever one says: better not to ask.
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
    dialog.selectFile(suggested)
    dialog.fileSelected.connect(partial(_take, take))
    if given_up is not None:
        dialog.rejected.connect(given_up)
    _open(dialog)


def ask_new_list(
    parent: QWidget, title: str, take: Callable[[Path], None], *, folder: Path | None, suggested: str
) -> None:
    """Ask for the name of a file for a list."""
    dialog = QFileDialog(parent, title, _beginning(folder), "Excel (*.xlsx);;CSV (*.csv)")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setDefaultSuffix("xlsx")
    dialog.selectFile(suggested)
    dialog.fileSelected.connect(partial(_take, take))
    _open(dialog)


def ask_new_table(
    parent: QWidget, title: str, take: Callable[[Path], None], *, folder: Path | None, suggested: str
) -> None:
    """Ask for the name of a CSV file to be made."""
    dialog = QFileDialog(parent, title, _beginning(folder), TABLES)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setDefaultSuffix("csv")
    dialog.selectFile(suggested)
    dialog.fileSelected.connect(partial(_take, take))
    _open(dialog)


def ask_tables(parent: QWidget, title: str, take: Callable[[list[Path]], None], *, folder: Path | None) -> None:
    """Ask for CSV files."""
    dialog = QFileDialog(parent, title, _beginning(folder), TABLES)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(partial(_take_all, take))
    _open(dialog)


def _open(dialog: QFileDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _beginning(folder: Path | None) -> str:
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    return str(folder or QStandardPaths.writableLocation(documents) or Path.home())


def _take(take: Callable[[Path], None], name: str) -> None:
    take(Path(name))


def _take_all(take: Callable[[list[Path]], None], names: list[str]) -> None:
    take([Path(name) for name in names])
