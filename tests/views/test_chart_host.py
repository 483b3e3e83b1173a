"""A chart in a page: shown when matplotlib is there, walked by mouse and keys, copied, and drawn anew for a theme."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.charts import health_line, renewal_timeline
from desktop.charts.health_line import ChartEvent, HealthLine, HealthPoint
from desktop.charts.renewal_timeline import RenewalTimeline, Term
from desktop.charts.tokens import DARK, LIGHT
from desktop.views.charts.host import ChartHost
from desktop.views.charts.overlay import Overlay
from tests.views.stage import Stage

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 23)
HEALTH = HealthLine(
    tuple(HealthPoint(DAY - timedelta(30 * back), 60 + back, 60 + back, 0.8, "amber") for back in range(3, -1, -1)),
    (ChartEvent(DAY - timedelta(40), "QBR"),),
)
TERMS = RenewalTimeline(
    DAY,
    [
        Term(name, name.lower(), "", DAY - timedelta(300), DAY + timedelta(65), DAY + timedelta(35), 100_00)
        for name in ("Acme", "<b>Bold</b>")
    ],
)


@pytest.fixture
def health(bare: Stage, qtbot: QtBot) -> Iterator[ChartHost]:
    host = ChartHost(bare.theme, health_line.draw, "Health")
    yield shown(host, HEALTH, qtbot)
    bare.theme.choose("light")


@pytest.fixture
def terms(bare: Stage, qtbot: QtBot) -> ChartHost:
    return shown(ChartHost(bare.theme, renewal_timeline.draw, "Terms"), TERMS, qtbot)


def shown(host: ChartHost, data: object, qtbot: QtBot) -> ChartHost:
    qtbot.addWidget(host)
    host.resize(420, 200)
    host.show_data(data)
    host.show()
    qtbot.waitUntil(lambda: host.drawing is not None, timeout=20_000)
    return host


def middle_of(host: ChartHost, at: int) -> QPoint:
    assert host.drawing is not None
    return QPoint(round(host.drawing.x[at]), round(host.drawing.y[at]))


def colour_at(host: ChartHost, x: int, y: int) -> str:
    return host.grab().toImage().pixelColor(x, y).name().upper()


def test_that_importing_the_host_and_the_charts_loads_no_matplotlib() -> None:
    code = (
        "import sys, desktop.views.charts.host, desktop.charts.health_line, desktop.charts.value_curve, "
        "desktop.charts.renewal_timeline, desktop.operations.charts; print('matplotlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


def test_that_warming_up_keeps_the_list_of_fonts_in_the_programs_own_folder(tmp_path: Path) -> None:
    code = (
        "from PySide6.QtCore import QCoreApplication\n"
        "import os, sys\n"
        "app = QCoreApplication([])\n"
        "from desktop.views.charts.warm import warm_up\n"
        "done = warm_up()\n"
        "done.ready.connect(app.quit)\n"
        "if not done.is_ready: app.exec()\n"
        "unwanted = {'matplotlib.pyplot', 'matplotlib.backends.backend_qt'} & set(sys.modules)\n"
        "print(os.environ['MPLCONFIGDIR'], done.problem, warm_up() is done, bool(unwanted))"
    )
    environ = {name: value for name, value in os.environ.items() if name != "MPLCONFIGDIR"}
    environ |= {"PERENNIAL_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.split() == [str(tmp_path / "cache" / "matplotlib"), "None", "True", "False"], done.stderr


def test_that_warming_up_leaves_matplotlib_able_to_describe_itself_and_to_draw_in_three_dimensions() -> None:
    code = (
        "from PySide6.QtCore import QCoreApplication\n"
        "import sys\n"
        "app = QCoreApplication([])\n"
        "from desktop.views.charts.warm import warm_up\n"
        "done = warm_up()\n"
        "done.ready.connect(app.quit)\n"
        "if not done.is_ready: app.exec()\n"
        "print(any(name.startswith('mpl_toolkits.mplot3d') for name in sys.modules))\n"
        "from matplotlib.artist import kwdoc\n"
        "from matplotlib.lines import Line2D\n"
        "from mpl_toolkits.mplot3d import Axes3D\n"
        "print('linewidth' in kwdoc(Line2D), Axes3D.name)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["False", "True", "3d"], done.stderr


def test_that_a_chart_needs_no_parser_of_formulas_and_a_formula_is_drawn_all_the_same() -> None:
    code = (
        "from PySide6.QtCore import QCoreApplication\n"
        "import sys\n"
        "app = QCoreApplication([])\n"
        "from desktop.views.charts.warm import warm_up\n"
        "done = warm_up()\n"
        "done.ready.connect(app.quit)\n"
        "if not done.is_ready: app.exec()\n"
        "from matplotlib.backends.backend_agg import FigureCanvasAgg\n"
        "from matplotlib.figure import Figure\n"
        "def draw(text):\n"
        "    figure = Figure()\n"
        "    figure.text(0.5, 0.5, text)\n"
        "    canvas = FigureCanvasAgg(figure)\n"
        "    canvas.draw()\n"
        "    return bytes(canvas.buffer_rgba())\n"
        "plain = draw('x2')\n"
        "print('pyparsing' in sys.modules)\n"
        "formula = draw('$x^2$')\n"
        "print('pyparsing' in sys.modules, formula not in (plain, draw('$x^3$')))\n"
        "import matplotlib\n"
        "from matplotlib.font_manager import FontProperties\n"
        "print(FontProperties('Inter:bold').get_weight())\n"
        "try: matplotlib.rcParams['mathtext.cal'] = 'cursive:what'\n"
        "except ValueError: print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["False", "True", "True", "bold", "refused"], done.stderr


def test_that_a_matplotlib_that_wants_more_of_what_is_left_out_gets_it() -> None:
    code = (
        "from PySide6.QtCore import QCoreApplication\n"
        "import sys\n"
        "app = QCoreApplication([])\n"
        "from desktop.views.charts import warm\n"
        "instead = warm._instead\n"
        "warm._instead = lambda name, **holds: instead(name)\n"
        "warming = warm.Warming()\n"
        "warming.run()\n"
        "print(warming.problem, 'pyparsing' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["None", "True"], done.stderr


def test_that_pointing_at_a_day_says_its_score_and_date(health: ChartHost) -> None:
    QTest.mouseMove(health, middle_of(health, 3))
    assert health.said == "▲ 60 on 23 Nov 2026, coverage 80\N{NO-BREAK SPACE}%"
    QTest.mouseMove(health, middle_of(health, 4))
    assert health.said == "1 QBR, 14 Oct 2026"


def test_that_leaving_the_chart_takes_the_text_away(health: ChartHost) -> None:
    QTest.mouseMove(health, middle_of(health, 0))
    assert health.said
    QGuiApplication.sendEvent(health, QEvent(QEvent.Type.Leave))
    assert health.said == ""


def test_that_left_and_right_walk_along_the_marks(health: ChartHost, qtbot: QtBot) -> None:
    health.setFocus()
    said: list[str] = []
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right):
        qtbot.keyClick(health, key)
        said.append(health.said)
    assert [text.partition(",")[0] for text in said] == [
        "▲ 63 on 25 Aug 2026",
        "▲ 63 on 25 Aug 2026",
        "▲ 62 on 24 Sep 2026",
        "1 QBR",
        "1 QBR",
    ]
    assert health.accessibleDescription().endswith(said[-1])
    qtbot.keyClick(health, Qt.Key.Key_Escape)
    assert health.said == ""


def test_that_the_chart_has_a_name_and_says_what_it_shows(health: ChartHost) -> None:
    assert health.accessibleName() == "Health"
    assert health.accessibleDescription().startswith("Health 60, amber, on 23 Nov 2026; 63 on 25 Aug 2026.")


def test_that_click_and_enter_open_what_the_mark_is_of(terms: ChartHost, qtbot: QtBot) -> None:
    opened: list[str] = []
    terms.clicked.connect(opened.append)
    qtbot.mouseClick(terms, Qt.MouseButton.LeftButton, pos=middle_of(terms, 0))
    qtbot.keyClick(terms, Qt.Key.Key_End)
    qtbot.keyClick(terms, Qt.Key.Key_Return)
    qtbot.mouseClick(terms, Qt.MouseButton.RightButton, pos=middle_of(terms, 0))
    assert opened == ["acme", "<b>bold</b>"]


def test_that_a_mark_without_a_key_opens_nothing(health: ChartHost, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(health.clicked):
        qtbot.mouseClick(health, Qt.MouseButton.LeftButton, pos=middle_of(health, 0))


def test_that_pointing_and_walking_draw_nothing_again(terms: ChartHost, qtbot: QtBot) -> None:
    before = terms.drawing
    QTest.mouseMove(terms, middle_of(terms, 1))
    qtbot.keyClick(terms, Qt.Key.Key_Right)
    qtbot.wait(30)
    assert terms.drawing is before


class Noting(QObject):
    """Notes what is painted of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.regions: list[QRegion] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        if isinstance(event, QPaintEvent):
            self.regions.append(event.region())
        return super().eventFilter(watched, event)


def test_that_a_movement_paints_the_two_marks_and_none_within_a_mark(health: ChartHost, qtbot: QtBot) -> None:
    overlay = health.findChild(Overlay)
    assert overlay is not None
    noting = Noting(overlay)
    painted = noting.regions
    first, last = middle_of(health, 0), middle_of(health, 3)
    QTest.mouseMove(health, first)
    qtbot.waitUntil(lambda: bool(painted))
    painted.clear()
    QTest.mouseMove(health, first + QPoint(1, 1))
    QTest.mouseMove(health, last)
    qtbot.waitUntil(lambda: bool(painted))
    QTest.mouseMove(health, last + QPoint(1, 1))
    qtbot.wait(30)
    assert len(painted) == 1
    assert painted[0].contains(first)
    assert painted[0].contains(last)
    assert not painted[0].contains(QPoint((first.x() + last.x()) // 2, health.height() - 4))


def test_that_what_is_said_of_a_mark_is_laid_out_anew_in_less_room(terms: ChartHost) -> None:
    QTest.mouseMove(terms, middle_of(terms, 0))
    overlay = terms.findChild(Overlay)
    assert overlay is not None
    whole = overlay.tip
    overlay.resize(160, overlay.height())
    overlay.point_at(terms.said, QPointF(middle_of(terms, 0)), None)
    assert overlay.tip.height() > whole.height()
    assert overlay.rect().contains(overlay.tip)


def test_that_another_theme_and_another_size_draw_it_anew(health: ChartHost, bare: Stage, qtbot: QtBot) -> None:
    assert colour_at(health, 6, 6) == LIGHT.window
    before = health.drawing
    bare.theme.choose("dark")
    qtbot.waitUntil(lambda: health.drawing is not before)
    assert colour_at(health, 6, 6) == DARK.window
    assert before is not None
    health.resize(600, 260)
    qtbot.waitUntil(lambda: health.drawing is not None and health.drawing.x[3] > before.x[3] + 100)


def test_that_a_hidden_chart_takes_the_theme_when_it_is_shown_again(
    health: ChartHost, bare: Stage, qtbot: QtBot
) -> None:
    health.hide()
    before = health.drawing
    bare.theme.choose("dark")
    qtbot.wait(30)
    assert health.drawing is before
    health.show()
    qtbot.waitUntil(lambda: health.drawing is not before)
    assert colour_at(health, 6, 6) == DARK.window


def test_that_copying_puts_a_sharp_picture_on_the_clipboard(health: ChartHost, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(health, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (840, 400)
    assert image.pixelColor(4, 4).name().upper() == LIGHT.window
    assert health.said == "Picture copied"


def test_that_the_menu_offers_to_copy_and_to_save(health: ChartHost, tmp_path: Path) -> None:
    QGuiApplication.clipboard().clear()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), health.mapToGlobal(QPoint(5, 5)))
    QGuiApplication.sendEvent(health, event)
    (menu,) = health.findChildren(QMenu)
    actions = {action.text(): action for action in menu.actions()}
    assert list(actions) == ["Copy picture", "Save picture..."]
    actions["Copy picture"].trigger()
    assert not QGuiApplication.clipboard().image().isNull()
    menu.close()

    health.save_picture_to(str(tmp_path / "health.png"))
    assert QImage(str(tmp_path / "health.png")).width() == 840
    health.save_picture_to(str(tmp_path / "nowhere" / "health.png"))
    assert health.said.startswith("The picture could not be saved")


def test_that_a_sentence_stands_where_there_is_no_chart(health: ChartHost, qtbot: QtBot) -> None:
    health.clear("No score yet. Log a call.")
    assert health.accessibleDescription() == "No score yet. Log a call."
    assert health.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert health.drawing is None
    qtbot.keyClick(health, Qt.Key.Key_Right)
    qtbot.keyClick(health, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseMove(health, QPoint(50, 50))
    assert health.said == ""

    health.show_data(HEALTH)
    qtbot.waitUntil(lambda: health.drawing is not None)
    assert health.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_that_fewer_marks_than_before_leave_nothing_pointed_at(terms: ChartHost, qtbot: QtBot) -> None:
    qtbot.keyClick(terms, Qt.Key.Key_End)
    before = terms.drawing
    terms.show_data(RenewalTimeline(DAY, []))
    qtbot.waitUntil(lambda: terms.drawing is not before)
    assert terms.said == ""
    qtbot.keyClick(terms, Qt.Key.Key_End)
    assert terms.said == ""
