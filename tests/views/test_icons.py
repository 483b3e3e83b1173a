"""Every icon that is asked for is shipped: a missing one would show only when it is painted."""

from __future__ import annotations

import re
from pathlib import Path

from desktop import resources

VIEWS = Path(__file__).resolve().parents[2] / "desktop" / "views"
ASKED = re.compile(r"""(?:icon\(|paint_icon\([^"\n]*|icon=|_ICONS?\b[^"\n]*)\s*"([a-z-]+)\"""")


def test_that_every_icon_asked_for_by_name_is_shipped() -> None:
    shipped = {path.stem for path in resources.path("icons").glob("*.svg")}
    named = {(path.name, name) for path in VIEWS.rglob("*.py") for name in ASKED.findall(path.read_text("utf-8"))}
    assert len(named) >= 5
    assert {each for each in named if each[1] not in shipped} == set()


def test_that_the_icons_of_tables_of_names_are_shipped() -> None:
    from desktop.views.window.menus import ACCOUNT_ACTIONS, BEGINNINGS
    from desktop.views.window.pages import RAIL
    from desktop.views.window.palette import ICONS
    from desktop.views.window.welcome import CHOICES

    names = [page.icon for page in RAIL] + list(ICONS.values()) + [choice[1] for choice in CHOICES]
    names += [icon for *_, icon in BEGINNINGS.values()] + [icon for _, icon in ACCOUNT_ACTIONS.values()]
    assert [name for name in names if not resources.path(f"icons/{name}.svg").is_file()] == []
