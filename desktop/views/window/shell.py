"""How the window is laid out: the rail at the left, bar, banner, page and drawer beside it, the status line below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.theme import Theme
from desktop.views.window.as_of import AsOfBanner, AsOfFrame


class Shell(QWidget):
    """Fills the window; what its parts do is theirs."""

    def __init__(
        self,
        theme: Theme,
        *,
        rail: QWidget,
        top_bar: QWidget,
        banner: AsOfBanner,
        bars: Sequence[QWidget],
        stack: QWidget,
        drawer: QWidget,
        status_line: QWidget,
    ) -> None:
        super().__init__()
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(stack, 1)
        beside.addWidget(drawer)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(top_bar)
        right.addWidget(_line(horizontal=True))
        for bar in bars:
            right.addWidget(bar)
        right.addWidget(AsOfFrame(theme, banner, beside), 1)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(rail)
        upper.addWidget(_line(horizontal=False))
        upper.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(upper, 1)
        whole.addWidget(_line(horizontal=True))
        whole.addWidget(status_line)


def _line(*, horizontal: bool) -> QFrame:
    line = QFrame()
    line.setProperty("look", "line")
    if horizontal:
        line.setFixedHeight(1)
    else:
        line.setFixedWidth(1)
    return line
