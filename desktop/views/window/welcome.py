"""What is shown while no file is open: open one, make one, or look around in the demo book."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.actions import Actions
from desktop.views.theme import Theme

CHOICES = (
    ("file.new", "file-plus", "Start a new book", "An empty file of your own. Type accounts, or import them."),
    ("file.open", "folder-open", "Open a book", "A .perennial file from this computer, or drop one on the window."),
    ("file.import", "upload-simple", "Import a spreadsheet", "CSV files of accounts, contracts, surveys and usage."),
    ("file.demo", "plant", "Look at the demo book", "Sixty invented accounts with stories, as of today."),
)


class Welcome(QWidget):
    """Four ways to begin, and the files opened before."""

    recent_chosen = Signal(Path)

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        title, lead = QLabel("Whose book do you look after?"), QLabel()
        title.setProperty("look", "title")
        lead.setProperty("look", "second")
        lead.setText("A book is one file on this computer. Nothing leaves it, and everything works without a network.")
        grid = QGridLayout()
        grid.setSpacing(16)
        self._cards: list[_Card] = []
        for number, (key, icon, text, about) in enumerate(CHOICES):
            card = _Card(theme, icon, text, about)
            card.setObjectName(f"welcome-{key}")
            card.clicked.connect(actions[key].run)
            self._cards.append(card)
            grid.addWidget(card, number // 2, number % 2)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(4)
        inner = QVBoxLayout()
        inner.setSpacing(0)
        inner.addWidget(title)
        inner.addSpacing(4)
        inner.addWidget(lead)
        inner.addSpacing(24)
        inner.addLayout(grid)
        inner.addSpacing(24)
        inner.addLayout(self._recent)
        box = QFrame()
        box.setMaximumWidth(720)
        box.setLayout(inner)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(box, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def show_recent(self, paths: Sequence[Path]) -> None:
        """The files opened before that are still there."""
        while (item := self._recent.takeAt(0)) is not None:  # pyright: ignore[reportUnnecessaryComparison]
            widget = item.widget()
            if widget is not None:  # pyright: ignore[reportUnnecessaryComparison]
                widget.deleteLater()
        if not paths:
            return
        heading = QLabel("Opened before")
        heading.setProperty("look", "heading")
        self._recent.addWidget(heading)
        for path in paths:
            button = QPushButton(f"{path.name}   in {path.parent}")
            button.setProperty("look", "link")
            button.setToolTip(str(path))
            button.clicked.connect(partial(self._choose, path))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def take_focus(self) -> None:
        """Put the focus on the first way to begin."""
        self._cards[0].setFocus()

    def _choose(self, path: Path, _checked: bool = False) -> None:
        self.recent_chosen.emit(path)


class _Card(QPushButton):
    """A large button: an icon, what it does, and one sentence more."""

    def __init__(self, theme: Theme, icon: str, text: str, about: str) -> None:
        super().__init__()
        self.setAccessibleName(text)
        self.setAccessibleDescription(about)
        self.setProperty("look", "card")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        picture, name, more = QLabel(), QLabel(text), QLabel(about)
        picture.setPixmap(theme.icon(icon, "accent").pixmap(QSize(20, 20)))
        name.setProperty("look", "strong")
        more.setProperty("look", "small")
        more.setWordWrap(True)
        picture.setFixedWidth(20)
        more.setFixedWidth(280)
        for label in (picture, name, more):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QGridLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setHorizontalSpacing(12)
        layout.setVerticalSpacing(4)
        layout.addWidget(picture, 0, 0)
        layout.addWidget(name, 0, 1)
        layout.addWidget(more, 1, 1, Qt.AlignmentFlag.AlignTop)
        layout.setColumnStretch(1, 1)
        layout.setRowStretch(1, 1)
