"""Heavier strokes for thin letters: an outline is grown outwards, then put on a coarser grid.

A Ming face draws horizontals as hairlines, which nearly vanish at the size of a table on a screen.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

import numpy as np
from fontTools.ttLib.tables import ttProgram
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates

Points = list[tuple[int, int]]

# How far an outline grows to each side, in 1,024ths of the size: across and up, least and most.
_ACROSS = (2.0, 5.0)
_UP = (5.0, 14.0)
_FEW, _MANY = 10, 34  # outlines in a glyph: those with few strokes have room for heavy ones
_SLACK = 0.75  # how far off a straight line a point may be to be left out, in new units
_OVERLAPS = 0x40  # the flag by which rasterizers know that outlines cross


def sturdier(glyph: Any, scale: float) -> Glyph:
    """A simple glyph with heavier strokes, `scale` times as large."""
    parts = list(_outlines(glyph))
    clockwise = sum(_area(points) for points, _ in parts) < 0
    room = min(1.0, max(0.0, (_MANY - len(parts)) / (_MANY - _FEW)))
    reach = np.array([low + (high - low) * room for low, high in (_ACROSS, _UP)])
    points: Points = []
    corners: list[bool] = []
    ends: list[int] = []
    for outline, flags in parts:
        if len(outline) < 3:
            continue
        grown = np.rint(_grown(outline, reach if clockwise else -reach) * scale).astype(int)
        lean, kept = _lean([(int(x), int(y)) for x, y in grown], flags)
        if len(lean) >= 3:
            points += lean
            corners += kept
            ends.append(len(points) - 1)
    return _glyph(points, corners, ends)


def _outlines(glyph: Any) -> Iterator[tuple[Any, list[bool]]]:
    start = 0
    for end in glyph.endPtsOfContours:
        span = slice(start, end + 1)
        yield (
            np.array(glyph.coordinates[span], float),
            [bool(flag & 1) for flag in glyph.flags[span]],
        )
        start = end + 1


def _area(points: Any) -> float:
    x, y = points[:, 0], points[:, 1]
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def _grown(points: Any, reach: Any) -> Any:
    """Every point moved outwards along the bisector of its two sides."""
    before = _sideways(points - np.roll(points, 1, 0))
    after = _sideways(np.roll(points, -1, 0) - points)
    sharpness = np.maximum(1 + np.sum(before * after, 1), 0.5)
    return points + (before + after) / sharpness[:, None] * reach


def _sideways(steps: Any) -> Any:
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    lengths[lengths == 0] = 1
    return np.stack([-steps[:, 1], steps[:, 0]], 1) / lengths[:, None]


def _lean(points: Points, corners: list[bool]) -> tuple[Points, list[bool]]:
    """Without the points that the eye does not miss."""
    points, corners = list(points), list(corners)
    changed = True
    while changed and len(points) > 3:
        changed, at = False, 0
        while at < len(points) and len(points) > 3:
            after = (at + 1) % len(points)
            if _is_needless(
                (points[at - 1], points[at], points[after]),
                (corners[at - 1], corners[at], corners[after]),
            ):
                del points[at], corners[at]
                changed = True
            else:
                at += 1
    return points, corners


def _is_needless(points: tuple[tuple[int, int], ...], corners: tuple[bool, ...]) -> bool:
    (ax, ay), (bx, by), (cx, cy) = points
    before, here, after = corners
    if (ax, ay) == (bx, by):
        return before or not here
    wide, high = cx - ax, cy - ay
    square = wide * wide + high * high
    if square and before and after:
        off = abs((bx - ax) * high - (by - ay) * wide)
        along = ((bx - ax) * wide + (by - ay) * high) / square
        slack = _SLACK if here else 2 * _SLACK
        return off <= slack * square**0.5 and -0.05 <= along <= 1.05
    # TrueType puts a corner between two control points by itself.
    between = abs(2 * bx - ax - cx) <= 2 * _SLACK and abs(2 * by - ay - cy) <= 2 * _SLACK
    return here and not before and not after and between


def _glyph(points: Points, corners: list[bool], ends: list[int]) -> Glyph:
    made = Glyph()
    made.numberOfContours = len(ends)
    made.endPtsOfContours = ends
    made.coordinates = GlyphCoordinates(points)
    made.flags = array("B", [int(corner) for corner in corners])
    if points:
        made.flags[0] |= _OVERLAPS
    made.program = ttProgram.Program()
    made.program.fromBytecode([])
    return made
