"""The photographs of the benchmark: which page, how photographed, with which seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support import papers
from tests.support.papers import (
    A4,
    A5,
    CARD,
    FONTS,
    HARD,
    KINDS,
    LANGUAGES,
    RECEIPT,
    STANDARD,
    Page,
    Scene,
    Sitting,
    form,
    receipt,
    render,
    running,
    spread,
)

CACHE = Path(__file__).parents[3] / ".cache" / "papers"
_FONTS = tuple(name for name in FONTS if name != "Liberation Mono")


@dataclass(frozen=True, eq=False)
class Case:
    """One page under one camera."""

    kind: str
    page: Page
    scene: Scene
    seed: int

    def sitting(self) -> Sitting:
        """The page at rest; some seconds of work."""
        return Sitting(self.page, self.scene, self.seed)


def printed(points: float, number: int, characters: int = 2200) -> Page:
    """An A4 page of running text or a form, standing or lying, in all languages and typefaces."""
    language = LANGUAGES[number % len(LANGUAGES)]
    font = _FONTS[number * 2 % len(_FONTS)]
    make = form if number % 2 else running
    paper = A4.landscape if number % 4 == 2 else A4
    return render(make(language, number, characters), font, points, paper)


def read(points: float, hard: bool, numbers: range) -> Iterator[Case]:
    """Cases of these numbers whose print is read."""
    scene = HARD if hard else STANDARD
    name = f"{points:g} pt {'hard' if hard else 'standard'}"
    for number in numbers:
        yield Case(name, printed(points, number), scene, 1000 + round(points) * 100 + number)


def sought(numbers: range) -> Iterator[Case]:
    """Cases in which only the page is looked for: every kind of scene, table and paper."""
    for order, (kind, scene) in enumerate(KINDS.items()):
        for number in numbers:
            yield Case(kind, _sheet(kind, number), scene, 5000 + order * 100 + number)


def _sheet(kind: str, number: int) -> Page:
    language = LANGUAGES[number % len(LANGUAGES)]
    font = _FONTS[number % len(_FONTS)]
    if kind == "book":
        sides = [running(language, number + side, 1300) for side in (0, 1)]
        return spread(*(render(side, font, 9, A5, dpi=300) for side in sides))
    if kind == "glossy card":
        return render(form(language, number, 150), font, 6, CARD, dpi=600)
    if kind == "receipt":
        return render(receipt(language, number), "Liberation Mono", 8, RECEIPT)
    if number % 3 == 2:
        return render(form(language, number, 900), font, 8, A5)
    return printed((8, 10, 12)[number % 3], number, 1400)


def kept_as(case: Case, ending: str) -> Path:
    """Where photographs of a case are kept, until the code that makes them changes."""
    return CACHE / f"{case.kind.replace(' ', '-')}-{case.seed}-{_edition()}{ending}"


@cache
def _edition() -> str:
    """Changes with the code that makes the photographs."""
    digest = hashlib.sha256()
    for file in (*sorted(Path(papers.__file__).parent.rglob("*.*")), Path(__file__)):
        if file.suffix in {".py", ".txt"}:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
