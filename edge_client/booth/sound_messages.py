"""What the terminal and its booth page say to each other of what is heard."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from edge_client.devices.outputs import OutputId
from signaling.protocol import Part
from signaling.protocol.desk import Trouble


class OutputShown(Part):
    """Something that the sound can come from."""

    output: OutputId
    chosen: bool
    away: bool
    """It was chosen and does not work: the loudspeaker took over."""


class HearingShown(Part):
    """How the resident hears, and what can be chosen. As at first again after the visit."""

    loudness_db: int
    loudnesses_db: list[int]
    """From the quietest to the loudest; 0 is as usual."""
    clear: bool
    """Clear speech: less rumble, more of what carries consonants."""
    outputs: list[OutputShown]
    """Empty: there is nothing to choose."""


METER_STEPS = 12
"""A level meter shows 0 to so many: finer steps would flicker."""


class BoothSound(Part):
    """What is heard just now: small, and told at most ten times a second, when it changes."""

    type: Literal["booth.sound"] = "booth.sound"
    microphone: Annotated[int, Field(ge=0, le=METER_STEPS)]
    loudspeaker: Annotated[int, Field(ge=0, le=METER_STEPS)]
    speaking: list[str]
    """Counterparts who speak, by participant."""
    resident: bool
    """Whether somebody speaks into the microphone."""
    unheard: bool
    """The resident speaks, and nobody hears it."""
    trouble: Trouble | None
    """What is wrong with the microphone's sound."""


QUIET = BoothSound(
    microphone=0, loudspeaker=0, speaking=[], resident=False, unheard=False, trouble=None
)


class BoothLoudness(Part):
    """The resident wants it louder or quieter, dB; one of those offered."""

    type: Literal["booth.loudness"] = "booth.loudness"
    db: int


class BoothClear(Part):
    """The resident wants clear speech, or not any more."""

    type: Literal["booth.clear"] = "booth.clear"
    on: bool


class BoothOutput(Part):
    """The resident chose what to listen with."""

    type: Literal["booth.output"] = "booth.output"
    output: OutputId
