"""The accounts that saving would move to another band, the largest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.scorecard_preview import AccountMove
from desktop.views import format as fmt
from desktop.views.library import words
from desktop.views.library.drawn import Runs
from desktop.views.library.words import Run
from desktop.views.pieces import plain_label
from desktop.views.theme import Theme

MOST = 12


class Moved(QWidget):
    """A line an account; nothing where nobody moves."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 4, 0, 4)
        rows.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._beside = plain_label("small")
        head.addWidget(plain_label("heading", "Would move"))
        head.addWidget(self._beside)
        head.addStretch(1)
        rows.addLayout(head)
        self.lines = [Runs(theme) for _ in range(MOST)]
        for line in self.lines:
            rows.addWidget(line)
            line.hide()
        self.hide()

    def show_moved(self, moved: Sequence[AccountMove], names: Mapping[str, str]) -> None:
        self.setVisible(bool(moved))
        more = f", the {MOST} largest by ARR" if len(moved) > MOST else ", by ARR"
        self._beside.setText(f"{fmt.plural(len(moved), 'account')}{more}")
        for at, line in enumerate(self.lines):
            line.setVisible(at < len(moved))
            if at < len(moved):
                each = moved[at]
                name, arr = names.get(each.account, fmt.UNKNOWN), fmt.money(each.arr_cents)
                line.say([*words.score_move(each), Run(f"  {name}  "), Run(arr, "small")])
