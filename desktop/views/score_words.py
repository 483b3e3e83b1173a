"""What the inputs and caps of a score are called on screen, on every page that names them."""

from __future__ import annotations

INPUTS = {
    "usage_trend": "Usage",
    "seat_utilisation": "Seats",
    "feature_adoption": "Features",
    "feedback": "Feelings",
    "support": "Support",
    "engagement": "Contact",
    "outcomes": "Goals",
    "commercial": "Renewal",
}
CAPS = {
    "notice_given": "Notice given",
    "unanswered_detractor": "Unanswered detractor",
    "champion_left": "Champion left, no other named",
}
CAPS_IN_FULL = {
    "notice_given": "Notice was given on a line that still runs.",
    "unanswered_detractor": "Somebody who matters answered NPS 0 to 6, and nobody has talked with them since.",
    "champion_left": "The champion left, and no other contact is named champion.",
}


def called(name: str) -> str:
    """What moved a score, an input or a cap, is called within a sentence; never by its key."""
    shown = INPUTS.get(name) or CAPS.get(name) or name.replace("_", " ")
    return f"{shown[:1].lower()}{shown[1:]}"
