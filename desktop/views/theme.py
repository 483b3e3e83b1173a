"""Tokens put onto Qt: palette, style sheet, fonts and icons, light or dark, following the system."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from desktop import resources
from desktop.charts.tokens import DARK, LIGHT, ROW, ROW_COMPACT, THEMES, Tokens
from desktop.printing.face import font as font  # with the theme, for those who paint
from desktop.settings import Density, ThemeChoice

STYLE = ("-style", "Fusion")
"""What QApplication is to be given. Platforms differ in style; ours is the same everywhere, and so are the pictures.

Not app.setStyle(): that answers with the style as a Python object, which takes as long as laying out the window.
"""
DISABLED = 0.4
"""How much is left of an icon that can't be used now."""


class Theme(QObject):
    """The theme in use; widgets that paint themselves ask it for `tokens` when they paint."""

    changed = Signal()
    resized = Signal()
    """The rows of tables have another height."""

    def __init__(self, app: QApplication, choice: ThemeChoice = "system") -> None:
        super().__init__(app)
        self._app = app
        self._choice: ThemeChoice = choice
        self.density: Density = "comfortable"
        self.tokens = self._chosen()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        app.setFont(font())
        self._apply()

    @property
    def choice(self) -> ThemeChoice:
        return self._choice

    def choose(self, choice: ThemeChoice) -> None:
        self._choice = choice
        self._follow()

    def choose_density(self, density: Density) -> None:
        if density != self.density:
            self.density = density
            self.resized.emit()

    @property
    def is_compact(self) -> bool:
        return self.density == "compact"

    @property
    def row(self) -> int:
        """The height of a row of a table, in pixels."""
        return ROW_COMPACT if self.is_compact else ROW

    def icon(self, name: str, colour: str = "ink_2") -> QIcon:
        """An icon of resources/icons in the colour of a token; it follows the theme by itself."""
        return QIcon(_SvgIcon(self, name, colour))

    def colour(self, token: str) -> QColor:
        return QColor(getattr(self.tokens, token))

    def _follow(self) -> None:
        tokens = self._chosen()
        if tokens is not self.tokens:
            self.tokens = tokens
            self._apply()
            self.changed.emit()

    def _chosen(self) -> Tokens:
        if self._choice != "system":
            return THEMES[self._choice]
        is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if is_dark else LIGHT

    def _apply(self) -> None:
        self._app.setPalette(palette(self.tokens))
        self._app.setStyleSheet(style_sheet(self.tokens))


def palette(tokens: Tokens) -> QPalette:
    """Qt's colour roles from the tokens."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: tokens.window,
        QPalette.ColorRole.WindowText: tokens.ink,
        QPalette.ColorRole.Base: tokens.surface,
        QPalette.ColorRole.AlternateBase: tokens.sunken,
        QPalette.ColorRole.Text: tokens.ink,
        QPalette.ColorRole.Button: tokens.surface,
        QPalette.ColorRole.ButtonText: tokens.ink,
        QPalette.ColorRole.BrightText: tokens.on_accent,
        QPalette.ColorRole.PlaceholderText: tokens.ink_3,
        QPalette.ColorRole.Highlight: tokens.selected,
        QPalette.ColorRole.HighlightedText: tokens.ink,
        QPalette.ColorRole.Accent: tokens.accent,
        QPalette.ColorRole.Link: tokens.accent,
        QPalette.ColorRole.LinkVisited: tokens.accent,
        QPalette.ColorRole.ToolTipBase: tokens.surface,
        QPalette.ColorRole.ToolTipText: tokens.ink,
        QPalette.ColorRole.Light: tokens.surface,
        QPalette.ColorRole.Midlight: tokens.hover,
        QPalette.ColorRole.Mid: tokens.border,
        QPalette.ColorRole.Dark: tokens.control_edge,
        QPalette.ColorRole.Shadow: tokens.sunken,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.ink_3))
    return made


def style_sheet(tokens: Tokens) -> str:
    """What the palette cannot say. Widgets take part by their class or by the property `look`."""
    return f"""
* {{ outline: none; }}
QToolTip {{ background: {tokens.surface}; color: {tokens.ink}; border: 1px solid {tokens.border}; padding: 4px 8px; }}
QLabel {{ background: transparent; }}
QLabel[look="title"] {{ font-size: 20px; font-weight: 600; }}
QLabel[look="strong"] {{ font-weight: 600; }}
QLabel[look="second"] {{ color: {tokens.ink_2}; }}
QLabel[look="small"] {{ font-size: 12px; color: {tokens.ink_3}; }}
QLabel[look="mark"] {{ font-size: 12px; font-weight: 600; }}
QLabel[look="heading"] {{ font-weight: 600; }}
QLabel[look="refusal"] {{ color: {tokens.negative}; }}
QFrame[look="card"] {{ background: {tokens.surface}; border: 1px solid {tokens.border}; border-radius: 4px; }}
QFrame[look="line"] {{ background: {tokens.border}; border: none; }}
QPushButton, QToolButton {{
    background: {tokens.surface}; color: {tokens.ink}; border: 1px solid {tokens.control_edge};
    border-radius: 4px; padding: 4px 12px; min-height: 18px; font-weight: 500;
}}
QPushButton:hover, QToolButton:hover {{ background: {tokens.hover}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {tokens.selected}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {tokens.ink_3}; border-color: {tokens.border}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {tokens.accent}; padding: 3px 11px; }}
QPushButton[look="primary"] {{ background: {tokens.accent}; color: {tokens.on_accent}; border-color: {tokens.accent}; }}
QPushButton[look="primary"]:disabled {{
    background: {tokens.sunken}; color: {tokens.ink_3}; border-color: {tokens.border};
}}
QPushButton[look="primary"]:focus {{ border: 2px solid {tokens.ink}; }}
QPushButton[look="quiet"], QToolButton[look="quiet"] {{
    background: transparent; border: 1px solid transparent; padding: 4px 8px;
}}
QPushButton[look="quiet"] {{ color: {tokens.accent}; }}
QPushButton[look="quiet"]:disabled {{ color: {tokens.ink_3}; }}
QPushButton#search {{ color: {tokens.ink_2}; text-align: left; font-weight: 400; }}
QPushButton[look="quiet"]:hover, QToolButton[look="quiet"]:hover {{ background: {tokens.hover}; }}
QPushButton[look="quiet"]:focus, QToolButton[look="quiet"]:focus {{
    border: 2px solid {tokens.accent}; padding: 3px 7px;
}}
QPushButton[look="card"] {{
    border-color: {tokens.border}; padding: 0; min-width: 344px; min-height: 76px; text-align: left;
}}
QPushButton[look="card"]:hover {{ border-color: {tokens.control_edge}; }}
QPushButton[look="card"]:focus {{ border: 2px solid {tokens.accent}; padding: 0; }}
QPushButton[look="link"] {{
    background: transparent; border: 1px solid transparent; color: {tokens.accent}; padding: 0; min-height: 16px;
}}
QPushButton[look="link"]:hover {{ text-decoration: underline; }}
QPushButton[look="link"]:disabled {{ color: {tokens.ink_3}; text-decoration: none; }}
QPushButton[look="link"]:focus {{ border: 1px solid {tokens.accent}; }}
QPushButton[look="value"], QPushButton[look="long value"], QPushButton[look="way"] {{
    background: transparent; border: 1px solid transparent; padding: 0 2px; margin-left: -3px; text-align: left;
}}
QPushButton[look="value"] {{ font-size: 16px; font-weight: 600; min-height: 26px; }}
QPushButton[look="long value"] {{ font-size: 13px; font-weight: 600; min-height: 26px; }}
QPushButton[look="way"] {{ font-size: 12px; color: {tokens.accent}; min-height: 14px; }}
QPushButton[look="aside"], QPushButton[look="person"] {{
    background: transparent; border: 1px solid transparent; padding: 0 2px; margin-left: -3px; text-align: left;
}}
QPushButton[look="aside"] {{ font-size: 12px; font-weight: 400; color: {tokens.ink_2}; min-height: 14px; }}
QPushButton[look="person"] {{ font-size: 13px; font-weight: 500; min-height: 18px; }}
QPushButton[look="aside"]:hover, QPushButton[look="person"]:hover {{ text-decoration: underline; }}
QPushButton[look="aside"]:focus, QPushButton[look="person"]:focus {{ border: 1px solid {tokens.accent}; }}
QPushButton[look="value"]:hover, QPushButton[look="long value"]:hover {{ background: {tokens.hover}; }}
QPushButton[look="way menu"] {{
    background: transparent; border: 1px solid transparent; color: {tokens.accent};
    font-size: 12px; padding: 0 18px 0 2px; min-height: 16px; text-align: left;
}}
QPushButton[look="way menu"]:hover {{ text-decoration: underline; }}
QPushButton[look="way menu"]:focus {{ border: 1px solid {tokens.accent}; }}
QPushButton[look="way menu"]::menu-indicator {{ subcontrol-position: right center; right: 4px; width: 8px; }}
QPushButton[look="way"]:hover {{ text-decoration: underline; }}
QPushButton[look="value"]:focus, QPushButton[look="long value"]:focus, QPushButton[look="way"]:focus {{
    border: 1px solid {tokens.accent}; padding: 0 2px;
}}
QPushButton[look="chip"] {{
    border: 1px solid {tokens.border}; color: {tokens.ink_2}; padding: 1px 8px; font-size: 12px; font-weight: 400;
}}
QPushButton[look="chip"]:checked, QPushButton[look="chip"][on="true"] {{
    background: {tokens.selected}; border-color: {tokens.accent}; color: {tokens.ink}; font-weight: 500;
}}
QPushButton[look="chip"]:focus {{ border: 2px solid {tokens.accent}; padding: 0 7px; }}
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {{
    background: {tokens.surface}; color: {tokens.ink}; border: 1px solid {tokens.control_edge}; border-radius: 4px;
    padding: 4px 8px; min-height: 18px; selection-background-color: {tokens.selected}; selection-color: {tokens.ink};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QComboBox:focus {{ border: 2px solid {tokens.accent}; padding: 3px 7px; }}
QLineEdit, QPlainTextEdit, QTextEdit {{ placeholder-text-color: {tokens.ink_3}; }}
QLineEdit[look="bare"] {{ border: none; background: transparent; padding: 0; }}
QLineEdit[look="cell"] {{ border-color: {tokens.border}; border-radius: 3px; padding: 0 4px; min-height: 18px; }}
QLineEdit[look="cell"]:hover {{ border-color: {tokens.control_edge}; }}
QLineEdit[look="cell"]:read-only {{ background: transparent; border-color: transparent; }}
QLineEdit[look="cell"][told="changed"] {{ background: {tokens.selected}; }}
QLineEdit[look="cell"][told="refused"] {{ border-color: {tokens.negative}; }}
QLineEdit[look="cell"]:focus {{ border: 2px solid {tokens.accent}; padding: 0 3px; }}
QTableView {{
    background: {tokens.surface}; border: none; gridline-color: {tokens.border};
    selection-background-color: {tokens.selected}; selection-color: {tokens.ink};
}}
QHeaderView {{ background: {tokens.sunken}; border: none; }}
QHeaderView::section {{
    background: {tokens.sunken}; color: {tokens.ink_2}; border: none; border-bottom: 1px solid {tokens.border};
    padding: 0 8px; height: 28px; font-size: 12px; font-weight: 500;
}}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{
    background: {tokens.control_edge}; border-radius: 3px; margin: 3px; min-height: 24px; min-width: 24px;
}}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QMenuBar {{ background: {tokens.window}; color: {tokens.ink_2}; }}
QMenuBar::item {{ padding: 4px 8px; background: transparent; }}
QMenuBar::item:selected {{ background: {tokens.selected}; color: {tokens.ink}; }}
QMenu {{ background: {tokens.surface}; color: {tokens.ink}; border: 1px solid {tokens.border}; padding: 4px; }}
QMenu::item {{ padding: 4px 24px 4px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {tokens.selected}; color: {tokens.ink}; }}
QMenu::item:disabled {{ color: {tokens.ink_3}; }}
QMenu::separator {{ height: 1px; background: {tokens.border}; margin: 4px 0; }}
QListView {{ background: {tokens.surface}; border: none; }}
QDialog {{ background: {tokens.window}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
"""


class _SvgIcon(QIconEngine):
    """A shipped icon, drawn in the theme's colour at whatever size and scale is asked for."""

    def __init__(self, theme: Theme, name: str, colour: str) -> None:
        super().__init__()
        self._theme, self._name, self._colour = theme, name, colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        del state
        painter.save()
        colour = self._colour
        if mode == QIcon.Mode.Disabled:
            painter.setOpacity(DISABLED)
            # A primary button that is disabled has another ground.
            colour = "ink_3" if colour == "on_accent" else colour
        _renderer(self._name, getattr(self._theme.tokens, colour)).render(painter, QRectF(rect))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        return _SvgIcon(self._theme, self._name, self._colour)


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    svg = resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(svg.replace("currentColor", colour).encode())


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: str) -> None:
    """Draw a shipped icon in a colour, for delegates."""
    _renderer(name, colour).render(painter, rect)
