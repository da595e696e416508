"""Every colour and size of the program, once; palette, style sheet and painters read these."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Theme(StrEnum):
    """What the user may choose; `AUTO` follows the system."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"

    @property
    def words(self) -> str:
        """The word in menus."""
        return {"auto": "跟随系统", "light": "浅色", "dark": "深色", "contrast": "高对比"}[self]


class Size(StrEnum):
    """Three sizes of text; every metric grows with it."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"

    @property
    def words(self) -> str:
        """The word in menus."""
        return {"small": "小", "medium": "中", "large": "大"}[self]

    @property
    def points(self) -> float:
        """The base font in points."""
        return {"small": 9.5, "medium": 10.5, "large": 13.0}[self]


class Tone(StrEnum):
    """What a colour says; states are never said by colour alone."""

    PLAIN = "plain"
    MUTED = "muted"
    PRIMARY = "primary"
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    ON_PRIMARY = "on_primary"
    DISABLED = "disabled"


class Colours(NamedTuple):
    """One theme as #RRGGBB (a tuple, since a dataclass of this size delays the first window).

    `*_ink` is a state colour dark (or light) enough for text, `*_soft` a ground for it.
    """

    window: str
    surface: str
    sunken: str
    sidebar: str
    line: str
    edge: str
    edge_hover: str
    ink: str
    muted: str
    faint: str
    disabled: str
    primary: str
    primary_hover: str
    primary_press: str
    primary_ink: str
    on_primary: str
    soft: str
    softer: str
    range: str
    red: str
    red_ink: str
    red_soft: str
    amber: str
    amber_ink: str
    amber_soft: str
    green: str
    green_ink: str
    green_soft: str
    on_state: str
    toast: str
    toast_ink: str
    toast_link: str
    shade: str
    scroll: str
    scroll_hover: str
    focus: str

    def tone(self, tone: Tone) -> str:
        """The colour that text and icons of this tone are drawn in."""
        return {
            Tone.PLAIN: self.ink,
            Tone.MUTED: self.muted,
            Tone.PRIMARY: self.primary_ink,
            Tone.RED: self.red_ink,
            Tone.AMBER: self.amber_ink,
            Tone.GREEN: self.green_ink,
            Tone.ON_PRIMARY: self.on_primary,
            Tone.DISABLED: self.disabled,
        }[tone]

    def state(self, tone: Tone) -> str:
        """The colour of dots, badges and bars of this tone."""
        return {
            Tone.RED: self.red,
            Tone.AMBER: self.amber,
            Tone.GREEN: self.green,
            Tone.PRIMARY: self.primary,
        }.get(tone, self.muted)

    def ground(self, tone: Tone) -> str:
        """The quiet ground of banners and cards of this tone."""
        return {
            Tone.RED: self.red_soft,
            Tone.AMBER: self.amber_soft,
            Tone.GREEN: self.green_soft,
            Tone.PRIMARY: self.softer,
        }.get(tone, self.sunken)


LIGHT = Colours(
    window="#F3F5F7",
    surface="#FFFFFF",
    sunken="#F8FAFA",
    sidebar="#FBFCFC",
    line="#E8ECEE",
    edge="#D5DCE0",
    edge_hover="#AEBAC0",
    ink="#1E2A31",
    muted="#627079",
    faint="#84919A",
    disabled="#A9B3B9",
    primary="#0E6E78",
    primary_hover="#0C5F68",
    primary_press="#094F57",
    primary_ink="#0E6E78",
    on_primary="#FFFFFF",
    soft="#DFEFF0",
    softer="#EFF6F6",
    range="#CBE4E6",
    red="#D64541",
    red_ink="#B3261E",
    red_soft="#FCEEED",
    amber="#E39B35",
    amber_ink="#8F5B00",
    amber_soft="#FDF5E6",
    green="#2F9E6E",
    green_ink="#1A7A50",
    green_soft="#EAF6F0",
    on_state="#FFFFFF",
    toast="#22313A",
    toast_ink="#FFFFFF",
    toast_link="#86D9DF",
    shade="#1E2A31",
    scroll="#C9D1D5",
    scroll_hover="#9AA6AC",
    focus="#0E6E78",
)

DARK = Colours(
    window="#14191C",
    surface="#1C2326",
    sunken="#222A2E",
    sidebar="#191F22",
    line="#2A3337",
    edge="#3A454A",
    edge_hover="#58656B",
    ink="#E6ECEE",
    muted="#9EACB2",
    faint="#7D8B92",
    disabled="#5C686E",
    primary="#17808B",
    primary_hover="#1B8A95",
    primary_press="#136C75",
    primary_ink="#63C5CD",
    on_primary="#FFFFFF",
    soft="#1E3D42",
    softer="#1D2E32",
    range="#255058",
    red="#E05D58",
    red_ink="#F28B86",
    red_soft="#3A2323",
    amber="#D9973A",
    amber_ink="#E9B667",
    amber_soft="#382C19",
    green="#3FAE7E",
    green_ink="#6FCFA3",
    green_soft="#1C3329",
    on_state="#FFFFFF",
    toast="#E6ECEE",
    toast_ink="#182024",
    toast_link="#0B6069",
    shade="#000000",
    scroll="#424E54",
    scroll_hover="#64727A",
    focus="#63C5CD",
)

CONTRAST = DARK._replace(
    window="#000000",
    surface="#000000",
    sunken="#101010",
    sidebar="#000000",
    line="#6A6A6A",
    edge="#FFFFFF",
    edge_hover="#FFE94A",
    ink="#FFFFFF",
    muted="#E4E4E4",
    faint="#C8C8C8",
    disabled="#8C8C8C",
    primary="#7DEBF2",
    primary_hover="#B0F4F8",
    primary_press="#FFE94A",
    primary_ink="#7DEBF2",
    on_primary="#000000",
    soft="#00474D",
    softer="#002C30",
    range="#005A62",
    red="#FF6B66",
    red_ink="#FF8F8A",
    red_soft="#2E0000",
    amber="#FFC04A",
    amber_ink="#FFD27A",
    amber_soft="#2B1D00",
    green="#58E09B",
    green_ink="#7CF0B4",
    green_soft="#002414",
    on_state="#000000",
    toast="#FFFFFF",
    toast_ink="#000000",
    toast_link="#00474D",
    scroll="#C8C8C8",
    scroll_hover="#FFE94A",
    focus="#FFE94A",
)

COLOURS = {Theme.LIGHT: LIGHT, Theme.DARK: DARK, Theme.CONTRAST: CONTRAST}
