"""What a source is doing, in a form for people and programs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from edge_client.locales import Language, text


class SourceState(StrEnum):
    """The state of a camera, microphone or loudspeaker."""

    STARTING = "starting"
    LIVE = "live"
    MISSING = "missing"
    BUSY = "busy"
    STUCK = "stuck"
    FAILED = "failed"
    OFF = "off"


class Reason(StrEnum):
    """Why a source is in its state. Each has the text `reason.<value>` in the locale files."""

    STARTING = "starting"
    LIVE = "live"
    OFF = "off"
    NOT_FOUND = "not_found"
    UNPLUGGED = "unplugged"
    IN_USE = "in_use"
    NO_PERMISSION = "no_permission"
    NO_DATA = "no_data"
    DAMAGED_DATA = "damaged_data"
    CANNOT_OPEN = "cannot_open"
    NO_SOUND_SYSTEM = "no_sound_system"
    FILE_NOT_FOUND = "file_not_found"
    FILE_UNREADABLE = "file_unreadable"


@dataclass(frozen=True)
class SourceStatus:
    """A state, its reason, and the monotonic time in seconds since which it holds."""

    state: SourceState
    reason: Reason
    since: float

    @property
    def live(self) -> bool:
        """Whether the real picture or sound flows."""
        return self.state is SourceState.LIVE

    def explain(self, language: Language) -> str:
        """The reason as a sentence."""
        return text(language, f"reason.{self.reason}")


class DeviceError(Exception):
    """A device cannot be opened or read: the state its source should take, and why."""

    def __init__(self, state: SourceState, reason: Reason) -> None:
        super().__init__(f"{state}: {reason}")
        self.state = state
        self.reason = reason
