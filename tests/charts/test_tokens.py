"""The colours can be read and told apart: contrast after WCAG 2.2, and health under the three colour blindnesses."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from desktop.charts.tokens import DARK, LIGHT, Health, Tokens

THEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
GROUNDS = ("window", "surface", "sunken", "hover", "selected")
BANDS = ("green", "amber", "red")

# Viénot, Brettel and Mollon 1999 (protan, deutan) and Brettel 1997 in one plane (tritan), on linear RGB.
BLINDNESS = {
    "protan": [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
    "deutan": [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
    "tritan": [[1.0, 0.1446, -0.1446], [0.0, 0.8592, 0.1408], [0.0, 0.8592, 0.1408]],
}


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ np.clip(rgb, 0, 1)
    parts = xyz / [0.95047, 1.0, 1.08883]
    f = np.where(parts > 0.008856, np.cbrt(parts), 7.787 * parts + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_that_the_ruler_measures_what_is_known() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert lab(linear("#FFFFFF")) == pytest.approx([100, 0, 0], abs=0.1)


@THEMES
@pytest.mark.parametrize("ground", GROUNDS)
def test_that_text_is_readable_on_every_ground(tokens: Tokens, ground: str) -> None:
    inks = {name: getattr(tokens, name) for name in ("ink", "ink_2", "ink_3", "accent")}
    inks |= {f"health {band}": getattr(tokens.health_text, band) for band in BANDS}
    poor = {name: round(contrast(ink, getattr(tokens, ground)), 2) for name, ink in inks.items()}
    assert {name: ratio for name, ratio in poor.items() if ratio < 4.5} == {}


@THEMES
def test_that_text_is_readable_on_the_grounds_made_for_it(tokens: Tokens) -> None:
    pairs = {
        "on accent": (tokens.on_accent, tokens.accent),
        "as of": (tokens.as_of_ink, tokens.as_of_wash),
        **{band: (getattr(tokens.health_text, band), getattr(tokens.health_wash, band)) for band in BANDS},
        **{f"ink on {band}": (tokens.ink, getattr(tokens.health_wash, band)) for band in BANDS},
    }
    assert {name: contrast(*pair) for name, pair in pairs.items() if contrast(*pair) < 4.5} == {}


@THEMES
def test_that_fills_and_edges_stand_out_from_the_surfaces(tokens: Tokens) -> None:
    fills = {band: getattr(tokens.health_fill, band) for band in BANDS}
    fills |= {name: getattr(tokens, name) for name in ("unscored", "positive", "negative", "neutral", "control_edge")}
    poor = {
        (name, ground): round(contrast(fill, getattr(tokens, ground)), 2)
        for (name, fill), ground in product(fills.items(), ("window", "surface"))
    }
    assert {name: ratio for name, ratio in poor.items() if ratio < 3} == {}


@THEMES
@pytest.mark.parametrize("blindness", ["none", *BLINDNESS])
@pytest.mark.parametrize("of", ["health_fill", "health_text"])
def test_that_no_two_bands_look_alike_to_anybody(tokens: Tokens, of: str, blindness: str) -> None:
    health: Health = getattr(tokens, of)
    matrix = np.array(BLINDNESS.get(blindness, np.eye(3)))
    seen = {band: lab(matrix @ linear(getattr(health, band))) for band in BANDS}
    near = {
        (one, other): round(float(np.linalg.norm(seen[one] - seen[other])), 1) for one, other in combinations(BANDS, 2)
    }
    # 10 is well beyond what is told apart side by side (2.3); the shapes tell them apart besides.
    assert {pair: distance for pair, distance in near.items() if distance < 10} == {}
