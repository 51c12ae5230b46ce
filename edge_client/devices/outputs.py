"""Where the sound goes: the loudspeaker, headphones, or the induction loop of the house. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from edge_client.config import LoudspeakerSection
from edge_client.devices.status import SourceState, SourceStatus

PATIENCE: Final = 2.0
"""Seconds that a chosen output may be at fault before the loudspeaker takes over."""

_BAD: Final = frozenset(
    {SourceState.MISSING, SourceState.BUSY, SourceState.STUCK, SourceState.FAILED}
)

Device = str | int


class OutputId(StrEnum):
    """What a person can choose from."""

    LOUDSPEAKER = "loudspeaker"
    HEADPHONES = "headphones"
    INDUCTION_LOOP = "induction_loop"


@dataclass(frozen=True)
class OutputChoice:
    """One output that the configuration names."""

    id: OutputId
    device: Device
    """Its name or number in the configuration."""
    chosen: bool
    away: bool
    """It was chosen and could not be used, so that the loudspeaker took over."""


class Outputs:
    """Which output is chosen, and when the loudspeaker takes over."""

    def __init__(self, section: LoudspeakerSection) -> None:
        named: dict[OutputId, Device | None] = {
            OutputId.LOUDSPEAKER: section.device,
            OutputId.HEADPHONES: section.headphones,
            OutputId.INDUCTION_LOOP: section.induction_loop,
        }
        self._devices: Mapping[OutputId, Device] = {
            id_: device for id_, device in named.items() if device is not None
        }
        self._chosen = OutputId.LOUDSPEAKER
        self._away: OutputId | None = None
        self._bad_since: float | None = None

    @property
    def device(self) -> Device:
        """The device of the chosen output."""
        return self._devices[self._chosen]

    def choices(self) -> tuple[OutputChoice, ...]:
        """All that the configuration names, the loudspeaker first."""
        return tuple(
            OutputChoice(id_, device, id_ is self._chosen, id_ is self._away)
            for id_, device in self._devices.items()
        )

    def choose(self, output: str) -> None:
        """From now on this one. Raises ValueError when the configuration names no such output."""
        chosen = OutputId(output)
        if chosen not in self._devices:
            raise ValueError(f"{output} has no device in the configuration")
        self._chosen, self._away, self._bad_since = chosen, None, None

    def seen(self, status: SourceStatus, now: float) -> None:
        """What the chosen output does at this time; may put the loudspeaker in its place."""
        if status.live or self._chosen is OutputId.LOUDSPEAKER:
            self._bad_since = None
        elif self._bad_since is None:
            # Starting counts when it follows a fault: every new attempt starts.
            self._bad_since = now if status.state in _BAD else None
        elif now - self._bad_since >= PATIENCE:
            self._away, self._chosen, self._bad_since = self._chosen, OutputId.LOUDSPEAKER, None
