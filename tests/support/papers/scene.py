"""How a page is photographed: what *standard* and *hard* are, and the other kinds to be found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from .table import Table


@dataclass(frozen=True)
class Scene:
    """Ranges are (low, high), from which a seed chooses. Blur and noise are σ in pixels and in
    levels of 255; `uneven` is the share of light lost from the brightest to the darkest edge.
    """

    tables: tuple[Table, ...] = ("dark", "wood")
    blur: tuple[float, float] = (0.6, 1.0)
    noise: float = 3.0
    uneven: tuple[float, float] = (0.25, 0.45)
    tilt: tuple[float, float] = (4.0, 13.0)
    """Degrees that the camera leans away from straight above."""
    roll: float = 7.0
    fill: tuple[float, float] = (0.9, 0.96)
    turns: tuple[int, ...] = (0, 90, 180, 270)
    hand: bool = False
    hand_shadow: bool = False
    glare: int = 0
    """How many bright spots."""
    second: bool = False
    bend: tuple[float, float] | None = None
    """Height of the paper's curve, mm."""
    exposure: float = 225.0
    """Level of the brightest paper."""


STANDARD: Final = Scene(hand_shadow=True)
HARD: Final = Scene(
    tables=("checked", "patterned"), blur=(1.5, 1.5), noise=6.0, glare=1, fill=(0.75, 0.95)
)

KINDS: Final[dict[str, Scene]] = {
    "standard": STANDARD,
    "hard": HARD,
    "dark table": replace(STANDARD, tables=("dark",), tilt=(8.0, 18.0), fill=(0.6, 0.85)),
    "patterned table": replace(STANDARD, tables=("checked", "patterned"), fill=(0.6, 0.9)),
    "white table": replace(STANDARD, tables=("white",), fill=(0.7, 0.9)),
    "hand": replace(STANDARD, hand=True, fill=(0.7, 0.93)),
    "two papers": replace(STANDARD, tables=("dark", "wood"), second=True, fill=(0.55, 0.75)),
    "book": replace(STANDARD, bend=(9.0, 17.0), fill=(0.75, 0.93)),
    "glossy card": replace(
        STANDARD, tables=("dark", "wood", "patterned"), glare=2, fill=(0.35, 0.6)
    ),
    "receipt": replace(STANDARD, tables=("dark", "wood", "checked"), fill=(0.6, 0.9)),
}
"""Every kind that a page is to be found in."""


@dataclass(frozen=True)
class Chosen:
    """One draw of a scene's ranges."""

    table: Table
    blur: float
    uneven: float
    tilt: tuple[float, float]
    roll: float
    fill: float
    turn: int
    aside: tuple[float, float]
    bend_mm: float


def choose(scene: Scene, random: np.random.Generator) -> Chosen:
    """What the generator's next numbers make of it."""
    lean, way = random.uniform(*scene.tilt), random.uniform(0, 2 * np.pi)
    return Chosen(
        table=scene.tables[int(random.integers(len(scene.tables)))],
        blur=float(random.uniform(*scene.blur)),
        uneven=float(random.uniform(*scene.uneven)),
        tilt=(float(lean * np.cos(way)), float(lean * np.sin(way))),
        roll=float(random.uniform(-scene.roll, scene.roll)),
        fill=float(random.uniform(*scene.fill)),
        turn=int(scene.turns[int(random.integers(len(scene.turns)))]),
        aside=(float(random.uniform(-1, 1)), float(random.uniform(-1, 1))),
        bend_mm=float(random.uniform(*scene.bend)) if scene.bend else 0.0,
    )
