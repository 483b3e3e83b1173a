"""The colours and sizes of the program, in one place for charts and widgets. Plain values: no Qt, no matplotlib."""

from __future__ import annotations

from typing import Literal, NamedTuple

ThemeName = Literal["light", "dark"]
Band = Literal["green", "amber", "red", "unscored"]

SHAPES: dict[str, str] = {"green": "●", "amber": "▲", "red": "◆", "unscored": "○"}
"""What a band is told by before its colour."""

FONT = "Inter"
TITLE, BODY, SMALL = 20, 13, 12
"""Font sizes in pixels at scale 1."""
GRID = 4
ROW, ROW_COMPACT = 28, 24
RADIUS = 4


class Health(NamedTuple):
    """One kind of colour for the three bands; only health is ever shown in them."""

    green: str
    amber: str
    red: str

    def of(self, band: str) -> str | None:
        """The colour of a band; None for unscored, which has none of its own."""
        return {"green": self.green, "amber": self.amber, "red": self.red}.get(band)


class Tokens(NamedTuple):
    """The colours of one theme, as #RRGGBB.

    Args:
        border: decorates and need not be seen; control_edge is what a control is recognised by.
        ink, ink_2, ink_3: text, by how much it matters.
        positive, negative, neutral: gain and loss of money and of survey results; never health.
    """

    name: ThemeName
    window: str
    surface: str
    sunken: str
    hover: str
    selected: str
    border: str
    control_edge: str
    ink: str
    ink_2: str
    ink_3: str
    accent: str
    on_accent: str
    health_text: Health
    health_fill: Health
    health_wash: Health
    unscored: str
    positive: str
    negative: str
    neutral: str
    as_of_ink: str
    as_of_wash: str

    def text_of(self, band: str) -> str:
        return self.health_text.of(band) or self.unscored

    def fill_of(self, band: str) -> str:
        return self.health_fill.of(band) or self.unscored


LIGHT = Tokens(
    name="light",
    window="#F6F6F3",
    surface="#FFFFFF",
    sunken="#EEEEEA",
    hover="#F1F3F8",
    selected="#E3EAFB",
    border="#DEDED8",
    control_edge="#7C828D",
    ink="#1B1D21",
    ink_2="#4A4E57",
    ink_3="#5F646E",
    accent="#2F57C8",
    on_accent="#FFFFFF",
    health_text=Health("#00705F", "#7A5C00", "#A8124A"),
    health_fill=Health("#0F9D8A", "#B57F00", "#A8124A"),
    health_wash=Health("#E1F2ED", "#FBF0D9", "#FBE6EC"),
    unscored="#7C828D",
    positive="#2F6BD8",
    negative="#B4552D",
    neutral="#7C828D",
    as_of_ink="#5B3FA0",
    as_of_wash="#EEE9FA",
)

DARK = Tokens(
    name="dark",
    window="#16181C",
    surface="#1D2025",
    sunken="#121418",
    hover="#262A31",
    selected="#263A66",
    border="#31353D",
    control_edge="#7C828D",
    ink="#ECEDEF",
    ink_2="#B9BDC6",
    ink_3="#A6ACB7",
    accent="#8FB0FF",
    on_accent="#10131A",
    health_text=Health("#62D9C6", "#F2C14E", "#FF7A9A"),
    health_fill=Health("#3DB8A5", "#F2C14E", "#E2566E"),
    health_wash=Health("#15332D", "#3A2D12", "#421D2A"),
    unscored="#8A909C",
    positive="#6E9BFF",
    negative="#E0875A",
    neutral="#8A909C",
    as_of_ink="#BBA6F5",
    as_of_wash="#2B2444",
)

THEMES: dict[ThemeName, Tokens] = {"light": LIGHT, "dark": DARK}
