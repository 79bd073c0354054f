"""Measures and colours. Every distance is a multiple of four; every colour has a contrast that was chosen for reading.

Text on a panel has a contrast of at least 7:1, secondary text 4.5:1 (WCAG 2.2, 1.4.6 and 1.4.3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

# Distances in px at a text scale of 1.
GAP_S, GAP_M, GAP_L, GAP_XL = 4, 8, 12, 28
PANEL_RADIUS, CONTROL_RADIUS, PILL_RADIUS = 18, 10, 26
# Room around a panel for its shadow.
SHADOW = 20
CARD_WIDTH, WIDE_CARD_WIDTH = 420, 600
PILL_TEXT_WIDTH = 330
ORB, DOT = 32, 18
# A finger needs 24 px at least (WCAG 2.2, 2.5.8).
CONTROL_HEIGHT = 36

# Type in px at a text scale of 1.
TYPE: Mapping[str, int] = {"label": 11, "small": 13, "body": 14, "lead": 17, "title": 24, "figure": 34}

# Motion in ms.
QUICK_MS, CALM_MS = 120, 220


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as #rrggbb or #aarrggbb.

    Attributes:
        moods: The two ends of the orb's gradient, for each mood.
    """

    name: str
    panel: str
    raised: str
    border: str
    text: str
    secondary: str
    accent: str
    on_accent: str
    danger: str
    on_danger: str
    warning: str
    good: str
    hover: str
    focus: str
    shadow: str
    moods: Mapping[str, tuple[str, str]]


_MOODS: Mapping[str, tuple[str, str]] = {
    "idle": ("#8b83ff", "#5646e0"),
    "listening": ("#3be0c1", "#0b8f86"),
    "thinking": ("#c79bff", "#7a3fe0"),
    "acting": ("#ffc45e", "#e07b12"),
    "speaking": ("#84a9ff", "#3a55e6"),
    "asleep": ("#9aa0b8", "#666c86"),
    "muted": ("#9aa0b8", "#666c86"),
    "error": ("#ff8d8d", "#d23a4b"),
    "offline": ("#b3b7c6", "#868ca0"),
}

LIGHT = Palette(
    name="light",
    panel="#ffffff",
    raised="#f3f4f9",
    border="#e1e3ee",
    text="#171a2b",
    secondary="#565c75",
    accent="#5145d8",
    on_accent="#ffffff",
    danger="#c22a3d",
    on_danger="#ffffff",
    warning="#a85a00",
    good="#0a7a62",
    hover="#e9ebf5",
    focus="#5145d8",
    shadow="#14182d",
    moods=_MOODS,
)

DARK = Palette(
    name="dark",
    panel="#1b1d2a",
    raised="#262938",
    border="#343849",
    text="#f4f5fb",
    secondary="#a9aec4",
    accent="#a49dff",
    on_accent="#17152e",
    danger="#ff8a92",
    on_danger="#2d0a0f",
    warning="#ffbf66",
    good="#5fdcc0",
    hover="#303446",
    focus="#b9b3ff",
    shadow="#000000",
    moods=_MOODS,
)


def contrasting(palette: Palette) -> Palette:
    """Return the palette for people who need strong contrast: plain ground, plain text, lines instead of tints."""
    if palette.name == "light":
        return replace(
            palette, raised="#ffffff", border="#000000", text="#000000", secondary="#1f2333", focus="#0000c8"
        )
    return replace(
        palette, panel="#000000", raised="#000000", border="#ffffff", text="#ffffff", secondary="#e6e8f2",
        focus="#ffff00",
    )  # fmt: skip
