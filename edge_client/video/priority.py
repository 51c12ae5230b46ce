"""What goes first when the line is narrow: one table. Pure; bit rates in bit/s.

Voice comes before everything. After it the steps of a table are gone through from above, each
giving one picture so much until the line is used up. A face is live only where QVGA at
20 frames a second fits (EN 301 549, 6.5.2 and 6.5.3); else it is a still, now and then.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from signaling.protocol import Purpose, Role
from signaling.protocol.desk import PictureStage

VOICE = 60_000
"""Kept for the voice, with what its packets' headers take."""

PACKETS = 0.93
"""This share of what the pictures get is pictures; the rest is headers, and what is sent again."""

STILL = 20_000
"""A face that is no live one: a small picture every few seconds."""

LIVE_AGAIN = 1.2
"""A face that is a still comes to life where its first step fits so many times."""


class First(Enum):
    """Which picture matters most to the one who gets them."""

    PAPER = "paper"
    FACE = "face"
    """To an interpreter, and when the resident signs: hands are the voice then."""


@dataclass(frozen=True, slots=True)
class Step:
    """This picture gets up to so many bit/s before the next step gets anything."""

    purpose: Purpose
    up_to: int


_FACE, _PAPER, _SCREEN = Purpose.FACE, Purpose.DOCUMENT, Purpose.SCREEN

STEPS: Mapping[First, tuple[Step, ...]] = MappingProxyType(
    {
        First.PAPER: (
            Step(_PAPER, 90_000),
            Step(_SCREEN, 90_000),
            Step(_FACE, 110_000),
            Step(_PAPER, 300_000),
            Step(_SCREEN, 300_000),
            Step(_FACE, 300_000),
            Step(_PAPER, 900_000),
            Step(_SCREEN, 900_000),
            Step(_FACE, 1_000_000),
            Step(_PAPER, 2_500_000),
            Step(_SCREEN, 2_500_000),
            Step(_FACE, 1_500_000),
        ),
        First.FACE: (
            Step(_FACE, 400_000),
            Step(_PAPER, 90_000),
            Step(_SCREEN, 90_000),
            Step(_FACE, 800_000),
            Step(_PAPER, 900_000),
            Step(_SCREEN, 900_000),
            Step(_FACE, 1_500_000),
            Step(_PAPER, 2_500_000),
            Step(_SCREEN, 2_500_000),
        ),
    }
)

FACE_LIVE: Mapping[First, int] = MappingProxyType({First.PAPER: 60_000, First.FACE: 50_000})
"""The least a live face is worth sending with. Signing goes on while anything moves."""

LEAST = 20_000
"""What a paper or screen gets at least: few frames a minute, but those can be read."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one picture may use, and whether it is live with that."""

    bitrate: int
    stage: PictureStage = PictureStage.LIVE


def shares(
    line: float,
    purposes: Collection[Purpose],
    first: First,
    stills: Collection[Purpose] = (),
) -> dict[Purpose, Share]:
    """What each picture gets of a line that carries so many bit/s, voice and headers included.

    `stills` are those that are stills now: they come back to life with something in hand.
    """
    left = max(0.0, line - VOICE) * PACKETS
    face_first = STEPS[first][0].purpose is Purpose.FACE
    least: dict[Purpose, int] = {each: LEAST for each in purposes if each is not Purpose.FACE}
    if Purpose.FACE in purposes:
        beside = 0 if face_first else _first_step(purposes, first)
        needed = FACE_LIVE[first] * (LIVE_AGAIN if Purpose.FACE in stills else 1.0)
        live = left - max(beside, sum(least.values())) >= needed
    else:
        live = False
    got: dict[Purpose, float] = dict.fromkeys(purposes, 0.0)
    if Purpose.FACE in purposes and not live:
        got[Purpose.FACE] = STILL
        left -= STILL
    for step in STEPS[first]:
        if step.purpose not in got or (step.purpose is Purpose.FACE and not live):
            continue
        kept = sum(
            max(0.0, least[other] - got[other]) for other in least if other is not step.purpose
        )
        more = max(0.0, min(step.up_to - got[step.purpose], left - kept))
        got[step.purpose] += more
        left -= more
    return {
        purpose: Share(
            round(max(rate, least.get(purpose, 0))),
            PictureStage.STILL if purpose is Purpose.FACE and not live else PictureStage.LIVE,
        )
        for purpose, rate in got.items()
    }


def _first_step(purposes: Collection[Purpose], first: First) -> int:
    """What the others' steps before the face's first one take."""
    taken = 0
    for step in STEPS[first]:
        if step.purpose is Purpose.FACE:
            break
        taken += step.up_to if step.purpose in purposes else 0
    return taken


SIGN_LANGUAGES = frozenset({"fse", "fss", "swl", "ils", "bfi", "ase", "rsl", "ukl", "eso", "psr"})
"""ISO 639-3: Finnish, Finland-Swedish, Swedish, International, British, American, Russian,
Ukrainian, Estonian, Persian sign language."""


def is_signed(language: str | None) -> bool:
    """Whether a BCP 47 tag is a sign language's; `sgn` is the collective code (ISO 639-2)."""
    main = (language or "").lower().split("-")[0]
    return main in SIGN_LANGUAGES or main == "sgn"


def first_for(role: Role, language: str | None) -> First:
    """What goes first to somebody of this role, where the resident speaks this language."""
    interprets = role is Role.INTERPRETER
    return First.FACE if interprets or is_signed(language) else First.PAPER
