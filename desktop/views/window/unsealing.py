"""Opening a sealed copy: its password, then the place it is written to, open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.errors import FileProblem, PortfolioError
from desktop.session import Session
from desktop.views.pieces import plain_label
from desktop.views.placing import Within
from desktop.views.window.file_dialogs import SUFFIX, ask_new_book

WIDTH = 520
ABOUT = (
    "Opened, it is written to a place you choose: whoever has that file reads it without a password. What was done in "
    "it comes into your own book with Merge a copy, sealed as it is."
)


class UnsealDialog(QDialog):
    """Asks for the password until it is right; what is open is kept in memory until there is a place for it.

    Args:
        opened: is told the file that was written.
    """

    def __init__(self, session: Session, path: Path, opened: Callable[[Path], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._path, self._opened = session, path, opened
        self._contents: bytes | None = None
        self._is_left = False
        self._within = Within(self, parent)
        self.setWindowTitle(f"Open {path.name}")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText("Password")
        self.password.setAccessibleName(f"Password of {path.name}")
        self.refusal = plain_label("refusal", wraps=True)
        self.refusal.hide()
        self.go, leave = QPushButton("Choose where…"), QPushButton("Cancel")
        self.go.setProperty("look", "primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self._unseal)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(plain_label("title", f"{path.name} is sealed: type its password", wraps=True))
        layout.addWidget(plain_label("second", ABOUT, wraps=True))
        layout.addWidget(self.password)
        layout.addWidget(self.refusal)
        layout.addLayout(buttons)
        self.resize(WIDTH, 0)
        self._within.fit()
        self.password.setFocus()

    def _unseal(self) -> None:
        from desktop.store.sharing.sealing import unseal

        self.go.setEnabled(False)
        self.refusal.hide()
        run = partial(unseal, self._path, self.password.text())
        self._session.work_later("unseal", run, self._ask_where, self._refuse)

    def _ask_where(self, contents: bytes) -> None:
        if self._is_left:
            return
        self._contents = contents
        self.go.setEnabled(True)
        ask_new_book(
            self, "Where shall the opened copy go?", self.write, folder=self._path.parent,
            suggested=f"{self._path.stem} opened{SUFFIX}",
        )  # fmt: skip

    def write(self, target: Path) -> None:
        """Write what was opened, and go on with it."""
        from desktop.store.sharing.sealing import write

        assert self._contents is not None
        target = target if target.suffix else target.with_suffix(SUFFIX)
        try:
            if target.exists():
                raise FileProblem(f"{target.name} exists already. Choose another name, or remove it first.")
            write(self._contents, target)
        except (OSError, PortfolioError) as problem:
            self._refuse(problem)
            return
        self.accept()
        self._opened(target)

    def _refuse(self, problem: Exception) -> None:
        if not isinstance(problem, OSError | PortfolioError):
            raise problem
        if self._is_left:
            return
        why = problem if isinstance(problem, PortfolioError) else f"It was not written: {problem.strerror}."
        self.go.setEnabled(True)
        self.refusal.setText(str(why))
        self.refusal.setAccessibleName(str(why))
        self.refusal.show()
        self._within.fit()
        self.password.setFocus()
        self.password.selectAll()

    def done(self, arg__1: int) -> None:
        self._is_left = True
        super().done(arg__1)
